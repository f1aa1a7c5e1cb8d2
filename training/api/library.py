"""The library: folders, and workouts to be planned again and again."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Sport
from core.api.conditional import object_etag, require_match
from core.api.creation import create_once
from core.api.fields import ClientIdField, IdField, LineField, ListedField
from core.api.schema import created, page_of
from core.api.serializers import ListQuery, StrictModelSerializer, StrictSerializer
from core.api.views import no_content
from training.api.base import TrainingView
from training.api.contents import FIELDS, ContentFields, Shared, plain
from training.api.plan_base import PlanView
from training.contents import settled
from training.library import (
    change_folder,
    change_workout,
    create_folder,
    create_workout,
    keep_workout,
    remove_folder,
    remove_workout,
    search,
)
from training.models import LibraryFolder, LibraryWorkout, Purpose


class FolderSerializer(StrictModelSerializer[LibraryFolder]):
    id = ClientIdField()
    owner_id = IdField(read_only=True)
    team_id = IdField(required=False, allow_null=True, help_text="The team it is shared with; null: nobody.")
    parent_id = IdField(required=False, allow_null=True)

    class Meta:
        model = LibraryFolder
        fields = ("id", "title", "parent_id", "owner_id", "team_id", "version")
        read_only_fields = ("version",)
        validators = ()


class LibraryWorkoutSerializer(ContentFields, Shared, StrictModelSerializer[LibraryWorkout]):
    id = ClientIdField()
    title = LineField(max_length=200)

    class Meta:
        model = LibraryWorkout
        fields = ("id", *FIELDS, "tags", "folder_id", "owner_id", "team_id", "created_at", "version")
        read_only_fields = ("created_at", "version")

    def to_representation(self, instance: Any) -> dict[str, Any]:
        return plain(super().to_representation(instance))


class LibraryQuery(ListQuery):
    q = serializers.CharField(
        required=False, max_length=200, help_text="Words of title and description, or their beginnings."
    )
    folder = IdField(required=False)
    team = IdField(required=False, help_text="Only what is shared with this team.")
    tag = ListedField(child=LineField(max_length=40), required=False, help_text="Only what has all of these.")


class LibraryWorkoutQuery(LibraryQuery):
    sport = ListedField(child=serializers.ChoiceField(choices=Sport.choices), required=False)
    purpose = ListedField(child=serializers.ChoiceField(choices=Purpose.choices), required=False)
    may_select = LibraryWorkoutSerializer.Meta.fields


class FolderQuery(ListQuery):
    parent = IdField(required=False)  # type: ignore[assignment]


class KeepSerializer(StrictSerializer):
    id = ClientIdField()
    workout_id = IdField(help_text="A workout of a calendar.")
    folder_id = IdField(required=False, allow_null=True)
    team_id = IdField(required=False, allow_null=True)
    title = LineField(required=False, max_length=200)


def narrowed(rows: Any, asked: dict[str, Any]) -> Any:
    """The filters that library workouts and plans have in common."""
    plain_filters = {
        "folder_id": asked.get("folder"),
        "team_id": asked.get("team"),
        "tags__contains": asked.get("tag"),
    }
    return rows.filter(**{name: value for name, value in plain_filters.items() if value is not None})


class FoldersView(TrainingView):
    query = FolderQuery

    @extend_schema(responses=page_of(FolderSerializer))
    def get(self, request: Request) -> Response:
        rows = LibraryFolder.objects.visible_to(self.me.pk)
        if "parent" in self.asked:
            rows = rows.filter(parent_id=self.asked["parent"])
        return self.answer_page(FolderSerializer, rows, ("title", "id"))

    @extend_schema(request=FolderSerializer, responses=created(FolderSerializer))
    def post(self, request: Request) -> Response:
        row, is_new = create_once(
            own=LibraryFolder.objects.filter(owner=self.me),
            sent=self.read(FolderSerializer),
            create=lambda **given: create_folder(actor=self.me, **given),
        )
        return self.answer(FolderSerializer, row, status=201 if is_new else 200)


class FolderView(TrainingView):
    @extend_schema(responses=FolderSerializer)
    def get(self, request: Request, folder_id: UUID) -> Response:
        return self.answer(FolderSerializer, self._row(folder_id))

    @extend_schema(request=FolderSerializer, responses=FolderSerializer)
    def patch(self, request: Request, folder_id: UUID) -> Response:
        row = self._row(folder_id)
        require_match(request, object_etag(row.version))
        row = change_folder(folder=row, actor=self.me, **self.read(FolderSerializer, row))
        return self.answer(FolderSerializer, row)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, folder_id: UUID) -> Response:
        row = self._row(folder_id)
        require_match(request, object_etag(row.version))
        remove_folder(folder=row, actor=self.me)
        return no_content()

    def _row(self, folder_id: UUID) -> LibraryFolder:
        return self.find(LibraryFolder.objects.visible_to(self.me.pk), pk=folder_id)


class LibraryWorkoutsView(TrainingView):
    query = LibraryWorkoutQuery

    @extend_schema(responses=page_of(LibraryWorkoutSerializer))
    def get(self, request: Request) -> Response:
        rows = narrowed(LibraryWorkout.objects.visible_to(self.me.pk), self.asked)
        wanted = {"sport__in": self.asked.get("sport"), "purpose__in": self.asked.get("purpose")}
        rows = rows.filter(**{name: value for name, value in wanted.items() if value is not None})
        return self.answer_page(LibraryWorkoutSerializer, search(rows, self.asked.get("q", "")), ("title", "id"))

    @extend_schema(request=LibraryWorkoutSerializer, responses=created(LibraryWorkoutSerializer))
    def post(self, request: Request) -> Response:
        sent = self.read(LibraryWorkoutSerializer)
        row, is_new = create_once(
            own=LibraryWorkout.objects.filter(owner=self.me),
            sent={**sent, **settled(sent)},
            create=lambda **given: create_workout(actor=self.me, **given),
        )
        return self.answer(LibraryWorkoutSerializer, row, status=201 if is_new else 200)


class LibraryView(TrainingView):
    def row(self, library_id: UUID) -> LibraryWorkout:
        return self.find(LibraryWorkout.objects.visible_to(self.me.pk), pk=library_id)


class LibraryWorkoutView(LibraryView):
    @extend_schema(responses=LibraryWorkoutSerializer)
    def get(self, request: Request, library_id: UUID) -> Response:
        return self.answer(LibraryWorkoutSerializer, self.row(library_id))

    @extend_schema(request=LibraryWorkoutSerializer, responses=LibraryWorkoutSerializer)
    def patch(self, request: Request, library_id: UUID) -> Response:
        row = self.row(library_id)
        require_match(request, object_etag(row.version))
        row = change_workout(workout=row, actor=self.me, **self.read(LibraryWorkoutSerializer, row))
        return self.answer(LibraryWorkoutSerializer, row)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, library_id: UUID) -> Response:
        row = self.row(library_id)
        require_match(request, object_etag(row.version))
        remove_workout(workout=row, actor=self.me)
        return no_content()


class KeepView(PlanView):
    @extend_schema(request=KeepSerializer, responses=created(LibraryWorkoutSerializer))
    def post(self, request: Request) -> Response:
        """Keeps a workout of a calendar for later."""
        sent = self.read(KeepSerializer)
        workout = self.find(self.workouts(), pk=sent.pop("workout_id"))
        own = LibraryWorkout.objects.filter(owner=self.me)
        row, is_new = create_once(
            own=own, sent=sent, create=lambda **given: keep_workout(workout=workout, actor=self.me, **given)
        )
        return self.answer(LibraryWorkoutSerializer, row, status=201 if is_new else 200)
