"""A person's whole archive of another service."""

from typing import Any, ClassVar
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.base import PersonView
from core.api.fields import IdField, InstantField
from core.api.schema import page_of
from core.api.serializers import ListQuery, StrictSerializer
from core.models import WorkState
from training.archive_reports import in_words
from training.archives import counts_of, eta_s, take_archive
from training.models import ArchiveImport, ArchiveState
from training.receiving import ArchiveHandler, Receiving
from training.refusals import explain


class ImportCountsSerializer(StrictSerializer):
    imported = serializers.IntegerField(read_only=True)
    duplicate = serializers.IntegerField(read_only=True)
    refused = serializers.IntegerField(read_only=True)
    skipped = serializers.IntegerField(read_only=True, help_text="Files without a session, such as health data.")
    waiting = serializers.IntegerField(read_only=True)


class ImportRefusalSerializer(StrictSerializer):
    filename = serializers.CharField(read_only=True)
    code = serializers.CharField(read_only=True)
    error = serializers.CharField(read_only=True)


class ImportDuplicateSerializer(StrictSerializer):
    filename = serializers.CharField(read_only=True)
    activity_id = serializers.CharField(read_only=True)


class ImportTotalSerializer(StrictSerializer):
    sport = serializers.CharField(read_only=True)
    sessions = serializers.IntegerField(read_only=True)
    distance_m = serializers.FloatField(read_only=True)
    duration_s = serializers.FloatField(read_only=True)
    archive_sessions = serializers.IntegerField(read_only=True)
    archive_distance_m = serializers.FloatField(read_only=True)
    archive_duration_s = serializers.FloatField(read_only=True)


class ImportDifferenceSerializer(StrictSerializer):
    kind = serializers.CharField(
        read_only=True, help_text="`missing`, `refused`, `without_file`, `distance_m` or `duration_s`."
    )
    filename = serializers.CharField(read_only=True)
    title = serializers.CharField(read_only=True)
    sport = serializers.CharField(read_only=True)
    archive = serializers.FloatField(read_only=True, allow_null=True)
    found = serializers.FloatField(read_only=True, allow_null=True)


class ImportReportSerializer(StrictSerializer):
    imported = serializers.IntegerField(read_only=True)
    duplicate = serializers.IntegerField(read_only=True)
    refused = serializers.IntegerField(read_only=True)
    skipped = serializers.IntegerField(read_only=True)
    refusals = ImportRefusalSerializer(many=True, read_only=True)
    duplicates = ImportDuplicateSerializer(many=True, read_only=True)
    totals = ImportTotalSerializer(many=True, read_only=True)
    difference_count = serializers.IntegerField(read_only=True)
    differences = ImportDifferenceSerializer(many=True, read_only=True)
    unopened = serializers.ListField(
        child=serializers.CharField(), read_only=True, help_text="Archives inside that could not be opened."
    )


class ImportSummarySerializer(StrictSerializer):
    id = IdField(read_only=True)
    state = serializers.ChoiceField(choices=ArchiveState.choices, read_only=True)
    service = serializers.CharField(read_only=True, help_text="`strava`, `garmin`, `trainingpeaks`, or empty.")
    filename = serializers.CharField(read_only=True)
    total = serializers.IntegerField(read_only=True)
    unpacked = serializers.IntegerField(read_only=True)
    counts = ImportCountsSerializer(read_only=True)
    eta_s = serializers.FloatField(read_only=True, allow_null=True)
    error = serializers.CharField(read_only=True, allow_null=True)
    created_at = InstantField(read_only=True)
    finished_at = InstantField(read_only=True, allow_null=True)

    class Meta:
        list_serializer_class: ClassVar[Any]


class _Told(serializers.ListSerializer[Any]):
    def to_representation(self, archives: Any) -> list[Any]:
        return super().to_representation(told(archives))


ImportSummarySerializer.Meta.list_serializer_class = _Told


class ImportSerializer(ImportSummarySerializer):
    report = ImportReportSerializer(read_only=True, allow_null=True)

    class Meta:
        pass


class SentArchiveSerializer(StrictSerializer):
    file = serializers.FileField(help_text="The zip as the other service gave it, up to 5 GB.")


class ImportsView(Receiving, PersonView):
    """Whole archives of Strava, Garmin or TrainingPeaks: all files in them, with names, notes and gear."""

    query = ListQuery
    write_scope = "upload"
    parser_classes = (MultiPartParser,)
    handler = ArchiveHandler

    @property
    def throttle_scope(self) -> str:  # type: ignore[override]
        return "uploads" if self.request.method == "POST" else "user"

    @extend_schema(responses=page_of(ImportSummarySerializer))
    def get(self, request: Request) -> Response:
        rows = ArchiveImport.objects.filter(athlete_id=self.me.pk).defer("described", "report")
        return self.answer_page(ImportSummarySerializer, rows, ("-created_at", "-id"))

    @extend_schema(request={"multipart/form-data": SentArchiveSerializer}, responses={202: ImportSerializer})
    def post(self, request: Request) -> Response:
        sent = self.read(SentArchiveSerializer)
        row = take_archive(athlete_id=self.me.pk, file=sent["file"], actor=self.me, now=timezone.now())
        row.refresh_from_db()
        return self.answer(ImportSerializer, told([row])[0], status=202)


class ImportView(PersonView):
    """How far it is, and the report at the end. Asking is not counted."""

    throttle_scope = None

    @extend_schema(responses=ImportSerializer)
    def get(self, request: Request, import_id: UUID) -> Response:
        rows = ArchiveImport.objects.filter(athlete_id=self.me.pk).defer("described")
        return self.answer(ImportSerializer, told([self.find(rows, pk=import_id)], has_report=True)[0])


def told(archives: list[ArchiveImport], *, has_report: bool = False) -> list[dict[str, Any]]:
    counts, now = counts_of(archives), timezone.now()
    return [_told(archive, counts[archive.pk], now, has_report=has_report) for archive in archives]


def _told(archive: ArchiveImport, counts: dict[str, int], now: Any, *, has_report: bool) -> dict[str, Any]:
    names = ("id", "service", "filename", "total", "unpacked", "created_at", "finished_at")
    is_dead = archive.state == WorkState.DEAD
    report = archive.report if has_report else {}
    return {
        **{name: getattr(archive, name) for name in names},
        "state": ArchiveState.FAILED if is_dead else archive.phase,
        "counts": {**counts, "waiting": max(0, archive.total - counts["read"])},
        "eta_s": eta_s(archive, counts["read"], now),
        "error": explain(report["error_code"], archive.filename, report["error"]) if "error" in report else None,
        "report": in_words(report) if "imported" in report else None,
    }
