"""Files in, sessions out: what was sent, what has become of it, and the file behind an activity."""

from typing import Any
from uuid import UUID

from django.db.models import Case, When
from django.http import FileResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.base import PersonView
from accounts.models import Sport
from core.api.fields import IdField, InstantField
from core.api.schema import page_of
from core.api.serializers import ListQuery, StrictSerializer
from core.errors import NotFound
from training.models import Activity, Original
from training.originals import open_original
from training.receiving import Receiving
from training.uploads import (
    STATES,
    Outcome,
    counts_of,
    outcomes_of,
    state_of,
    take_files,
    uploads_of,
)

UPLOAD_STATES = list(STATES)


class UploadItemSerializer(StrictSerializer):
    filename = serializers.CharField(read_only=True)
    state = serializers.ChoiceField(choices=UPLOAD_STATES, read_only=True)
    activity_id = IdField(read_only=True, allow_null=True)
    duplicate_of = IdField(read_only=True, allow_null=True)
    error_code = serializers.CharField(read_only=True, allow_null=True)
    error = serializers.CharField(read_only=True, allow_null=True)


class UploadSerializer(StrictSerializer):
    id = IdField(read_only=True)
    state = serializers.ChoiceField(choices=UPLOAD_STATES, read_only=True)
    created_at = InstantField(read_only=True)
    items = UploadItemSerializer(many=True, read_only=True)


class UploadCountsSerializer(StrictSerializer):
    queued = serializers.IntegerField(read_only=True)
    processing = serializers.IntegerField(read_only=True)
    done = serializers.IntegerField(read_only=True)
    partial = serializers.IntegerField(read_only=True)  # type: ignore[assignment]
    failed = serializers.IntegerField(read_only=True)


class _Summaries(serializers.ListSerializer[Any]):
    def to_representation(self, uploads: Any) -> list[Any]:
        counts = counts_of(uploads)
        return super().to_representation([_summary(upload, counts[upload.pk]) for upload in uploads])


class UploadSummarySerializer(StrictSerializer):
    id = IdField(read_only=True)
    state = serializers.ChoiceField(choices=UPLOAD_STATES, read_only=True)
    created_at = InstantField(read_only=True)
    counts = UploadCountsSerializer(read_only=True)

    class Meta:
        list_serializer_class = _Summaries


class SentFilesSerializer(StrictSerializer):
    file = serializers.ListField(child=serializers.FileField(allow_empty_file=True), help_text="Repeated, up to 500.")
    sport = serializers.ChoiceField(
        choices=Sport.choices, required=False, help_text="For files that do not say it themselves, such as GPX."
    )


class UploadsView(Receiving, PersonView):
    """Files of sessions: FIT, TCX and GPX, each also gzipped, and zips of them."""

    query = ListQuery
    write_scope = "upload"
    parser_classes = (MultiPartParser,)

    @property
    def throttle_scope(self) -> str:  # type: ignore[override]
        return "uploads" if self.request.method == "POST" else "user"

    @extend_schema(responses=page_of(UploadSummarySerializer))
    def get(self, request: Request) -> Response:
        return self.answer_page(UploadSummarySerializer, uploads_of(self.me.pk), ("-created_at", "-id"))

    @extend_schema(request={"multipart/form-data": SentFilesSerializer}, responses={202: UploadSerializer})
    def post(self, request: Request) -> Response:
        sent = self.read(SentFilesSerializer)
        upload = take_files(
            athlete_id=self.me.pk,
            files=request.FILES.getlist("file"),
            sport=sent.get("sport", ""),
            actor=self.me,
            now=timezone.now(),
        )
        return self.answer(UploadSerializer, told(upload), status=202)


class UploadView(PersonView):
    """How far the reading of the files is. Asking is not counted."""

    throttle_scope = None

    @extend_schema(responses=UploadSerializer)
    def get(self, request: Request, upload_id: UUID) -> Response:
        return self.answer(UploadSerializer, told(self.find(uploads_of(self.me.pk), pk=upload_id)))


class ActivityFileView(PersonView):
    """The file the activity was read from, as it was sent."""

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def get(self, request: Request, activity_id: UUID) -> FileResponse:
        activity = self.find(Activity.objects.visible_to(self.me.pk), pk=activity_id)
        # The wall gives originals to the athlete and a guardian alone, whoever may see the activity.
        leads = Case(When(sources=activity.leader_id, then=0), default=1)
        original = self.find(Original.objects.order_by(leads, "stored_at"), sources__activity=activity)
        try:
            file = open_original(original)
        except FileNotFoundError:
            raise NotFound from None
        return FileResponse(
            file, as_attachment=True, filename=original.filename, content_type="application/octet-stream"
        )


def _summary(upload: Any, counts: dict[str, int]) -> dict[str, Any]:
    state = state_of(state for state, count in counts.items() if count)
    return {"id": upload.pk, "state": state, "created_at": upload.created_at, "counts": counts}


def told(upload: Any) -> dict[str, Any]:
    items: list[Outcome] = outcomes_of([upload])[upload.pk]
    state = state_of(item.state for item in items)
    return {"id": upload.pk, "state": state, "created_at": upload.created_at, "items": items}
