"""Workouts in and out as files."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Sport
from core.api.conditional import object_etag
from core.api.creation import create_once
from core.api.fields import ClientIdField, DayField, IdField, TruthField
from core.api.schema import created
from core.api.serializers import Query, StrictSerializer
from core.errors import DomainError
from training.api.plan_base import PlanView, WorkoutPartView
from training.api.plan_serializers import WorkoutSerializer
from training.models import Workout
from training.originals import short_name
from training.plan_rights import PlanSight, require_planning
from training.planning import drafted_workout, plan_workout
from training.receiving import FilesHandler, Receiving
from training.uploads import TooLarge
from training.workout_files import FORMATS, export_workout, fields_of, read_file
from training.workouts.files.imported import MAX_BYTES, Imported


class ExportQuery(Query):
    format = serializers.ChoiceField(choices=FORMATS)


class WarningSerializer(StrictSerializer):
    code = serializers.CharField()
    message = serializers.CharField()


class ImportSerializer(StrictSerializer):
    is_text = True

    file = serializers.FileField(allow_empty_file=True, help_text="ZWO, ERG, MRC, FIT workout or JSON.")
    id = ClientIdField()
    athlete_id = IdField(required=False)
    team_id = IdField(required=False)
    on = DayField(required=False, help_text="Today if it is left out.")
    sport = serializers.ChoiceField(choices=Sport.choices, required=False, help_text="For files that do not say it.")
    dry_run = TruthField(required=False, help_text="Only shows what would be planned.")


class ImportedSerializer(WorkoutSerializer):
    id = IdField(read_only=True, allow_null=True, help_text="Null in a dry run.")  # type: ignore[assignment]
    kind = serializers.CharField(read_only=True, help_text="Of the file.")
    ftp_w = serializers.FloatField(read_only=True, allow_null=True, help_text="The threshold it was written for.")
    warnings = WarningSerializer(many=True, read_only=True, help_text="What could not be taken over as it stands.")

    class Meta(WorkoutSerializer.Meta):
        fields = (*WorkoutSerializer.Meta.fields, "kind", "ftp_w", "warnings")  # type: ignore[assignment]


class ExportView(WorkoutPartView):
    query = ExportQuery

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def get(self, request: Request, workout_id: UUID) -> HttpResponse:
        """What it could not say is named by codes in the header `X-Warnings`."""
        row, sight = self.workout()
        file = export_workout(workout=row, sight=sight, form=self.asked["format"])
        headers = {
            "Content-Disposition": f'attachment; filename="{file.filename}"',
            "X-Warnings": ",".join(warned.code for warned in file.warnings),
        }
        told = {name: value for name, value in headers.items() if value}
        return HttpResponse(file.content, content_type=file.media_type, headers=told)


class WorkoutFileHandler(FilesHandler):
    """Workout files are small; whatever arrived is closed with the answer, also what a broken body left behind."""

    largest = MAX_BYTES
    largest_body = 2 * MAX_BYTES

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.spools: list[Any] = []

    def make_spool(self) -> Any:
        self.spools.append(super().make_spool())
        return self.spools[-1]

    def close(self) -> None:
        for spool in self.spools:
            spool.close()

    def refusal(self) -> Exception:
        message = _("%(filename)s is larger than 5 MB.") % {"filename": short_name(self.file_name or "")}
        return TooLarge(message, field="file", detail="too_large")


class ImportView(Receiving, PlanView):
    handler = WorkoutFileHandler
    parser_classes = (MultiPartParser,)

    @extend_schema(request={"multipart/form-data": ImportSerializer}, responses=created(ImportedSerializer))
    def post(self, request: Request) -> Response:
        """A file becomes a workout of a day; a dry run answers 200 and keeps nothing."""
        sent = self.read(ImportSerializer)
        if len(request.FILES.getlist("file")) > 1:
            raise DomainError(_("Send one file at a time."), field="file", detail="too_many")
        sight = self.plan_sight(sent.get("athlete_id"))
        require_planning(sight)
        imported = read_file(sent["file"].read(), sent["file"].name or "")
        given: dict[str, Any] = fields_of(imported, sent.get("sport", "")) | {
            "on": sent.get("on") or self.today_of(sight.athlete_id)
        }
        given |= {name: sent[name] for name in ("id", "team_id") if name in sent}
        whose: dict[str, Any] = {"athlete_id": sight.athlete_id, "actor": self.me, "now": timezone.now()}
        if sent.get("dry_run"):
            return _told(drafted_workout(**whose, **given), imported, sight)
        row, is_new = create_once(
            own=Workout.objects.filter(athlete_id=sight.athlete_id),
            sent=given,
            create=lambda **wanted: plan_workout(**whose, **wanted),
        )
        return _told(self.find(Workout.objects.told(), pk=row.pk), imported, sight, status=201 if is_new else 200)


def _told(row: Workout, imported: Imported, sight: PlanSight, *, status: int = 0) -> Response:
    """Without a status it is a draft."""
    if not status:
        row.session_is_seen = True
    body = {
        **WorkoutSerializer(row, context={"sight": sight}).data,
        "kind": imported.kind,
        "ftp_w": imported.ftp_w,
        "warnings": [{"code": one.code, "message": one.text} for one in imported.warnings],
    }
    if not status:
        return Response({**body, "id": None})
    return Response(body, status=status, headers={"ETag": object_etag(row.version)})
