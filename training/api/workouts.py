"""Workouts of the plan: the list, one of them, reading typed structures, pairing and excusing."""

import re
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Sport
from core.api.creation import create_once
from core.api.fields import DayField, IdField, ListedField
from core.api.schema import IF_MATCH, created, page_of, series_of
from core.api.serializers import ListQuery
from core.api.views import no_content
from core.changes import list_etag
from training.api.plan_base import PlanView, WorkoutPartView
from training.api.plan_serializers import (
    ExcuseSerializer,
    PairSerializer,
    ParsedSerializer,
    ParseSerializer,
    StepSerializer,
    SuggestionSerializer,
    WorkoutFieldsSerializer,
    WorkoutSerializer,
)
from training.judging import thresholds_for
from training.models import Activity, Workout, WorkoutQuerySet, WorkoutState
from training.pairing import pair_by_hand, unpair_by_hand
from training.pairing_suggestions import suggested_sessions
from training.plan_rights import PlanSight, require_planning, sees_heart_of
from training.planning import change_workout, excuse_workout, plan_workout, remove_workout
from training.structures import planned_figures, read_text, resolved_steps, settle, structure_of
from training.thresholds import ThresholdBook

_WORDS = re.compile(r"\w+")


class WorkoutQuery(ListQuery):
    athlete = IdField(required=False)
    from_on = DayField(required=False)
    to_on = DayField(required=False)
    sport = ListedField(child=serializers.ChoiceField(choices=Sport.choices), required=False)
    state = ListedField(child=serializers.ChoiceField(choices=WorkoutState.choices), required=False)
    q = serializers.CharField(
        required=False, max_length=200, help_text="Words of title and description, or their beginnings."
    )
    may_select = WorkoutSerializer.Meta.fields


def filtered(rows: WorkoutQuerySet, asked: dict[str, Any], sight: PlanSight) -> WorkoutQuerySet:
    """What one may not read one may not search either."""
    plain = {
        "sport__in": asked.get("sport"),
        "state__in": asked.get("state"),
        "on__gte": asked.get("from_on"),
        "on__lte": asked.get("to_on"),
    }
    rows = rows.filter(**{name: value for name, value in plain.items() if value is not None})
    words = _WORDS.findall(asked.get("q") or "")
    if not words:
        return rows
    if not sight.is_own:
        rows = rows.filter(Q(team_id=None) | Q(team_id__in=sight.teams))
    query = " & ".join(f"{word}:*" for word in words[:10])
    return rows.filter(search=SearchQuery(query, search_type="raw", config="simple"))


def writing(sight: PlanSight, **how: bool) -> Any:
    """The serializer, given as whom one reads, and how much of it (`plan_serializers.written`)."""

    def made(rows: Any, *, many: bool = False, context: dict[str, Any] | None = None) -> WorkoutSerializer:
        return WorkoutSerializer(rows, many=many, context={**(context or {}), "sight": sight, **how})

    return made


class WorkoutsView(PlanView):
    query = WorkoutQuery

    @extend_schema(responses=page_of(WorkoutSerializer))
    def get(self, request: Request) -> Response:
        sight = self.plan_sight()
        tag = list_etag(["workout", "activity"], owner=sight.athlete_id) if sight.is_own else None
        tag = f'{tag[:-1]}-{self.my_today()}"' if tag else None
        rows = filtered(self.workouts().told().filter(athlete_id=sight.athlete_id), self.asked, sight)
        return self.answer_page(
            writing(sight), rows, ("on", "position", "id"), etag=tag, is_tagged_by_content=not sight.is_own
        )  # fmt: skip

    @extend_schema(request=WorkoutSerializer, responses=created(WorkoutSerializer))
    def post(self, request: Request) -> Response:
        sent = self.read(WorkoutSerializer)
        sight = self.plan_sight(sent.setdefault("athlete_id", self.me.pk))
        require_planning(sight)
        row, is_new = create_once(
            own=self.workouts().filter(athlete_id=sight.athlete_id),
            sent=settle(sent, sport=sent["sport"]),
            create=lambda **given: plan_workout(actor=self.me, now=timezone.now(), **given),
        )
        told = self.find(Workout.objects.told(), pk=row.pk)
        return self.answer(writing(sight), told, status=201 if is_new else 200)


class WorkoutView(WorkoutPartView):
    @extend_schema(responses=WorkoutSerializer)
    def get(self, request: Request, workout_id: UUID) -> Response:
        row, sight = self.workout()
        how = {"is_whole": True, "sees_heart": sees_heart_of(row, sight)}
        return self.answer(writing(sight, **how), row)

    @extend_schema(request=WorkoutFieldsSerializer, responses=WorkoutSerializer, parameters=[IF_MATCH])
    def patch(self, request: Request, workout_id: UUID) -> Response:
        row, sight = self.workout_to_change(request, is_tag_required=True)
        given = self.read(WorkoutFieldsSerializer, row)
        changed = change_workout(workout=row, actor=self.me, now=timezone.now(), **given)
        return self.answer(writing(sight), self.told(changed))

    @extend_schema(responses={204: None}, parameters=[IF_MATCH])
    def delete(self, request: Request, workout_id: UUID) -> Response:
        row, _sight = self.workout_to_change(request, is_tag_required=True)
        remove_workout(workout=row, actor=self.me, now=timezone.now())
        return no_content()


class ParseView(PlanView):
    @extend_schema(request=ParseSerializer, responses={200: ParsedSerializer})
    def post(self, request: Request) -> Response:
        """What a typed structure means, for an athlete. Faults are told with their place; the rest is read all the same."""
        asked = self.read(ParseSerializer)
        sight = self.plan_sight(asked.get("athlete"))
        read = read_text(asked["text"], asked["sport"])
        on = asked.get("on") or self.today_of(sight.athlete_id)
        thresholds = ThresholdBook(sight.athlete_id).at(asked["sport"], on).values
        figures = planned_figures(read.structure, thresholds, asked["sport"])
        structure = read.structure.to_json() if read.structure and read.structure.steps else None
        return Response({"structure": structure, "text": read.text, **figures, "errors": list(read.errors)})


class StepsView(WorkoutPartView):
    @extend_schema(responses=series_of(StepSerializer))
    def get(self, request: Request, workout_id: UUID) -> Response:
        """The targets for this athlete: of the day, and of what was done those it was done with."""
        row, sight = self.workout()
        structure = structure_of(row.structure) if sight.reads_words_of(row) else None
        return Response({"data": resolved_steps(structure, thresholds_for(row), row.sport) if structure else []})


class SuggestionsView(WorkoutPartView):
    @extend_schema(responses=series_of(SuggestionSerializer))
    def get(self, request: Request, workout_id: UUID) -> Response:
        """Free sessions of the same sport on its day and the days beside it, the likeliest first."""
        row, sight = self.workout()
        found = suggested_sessions(workout=row, viewer_id=self.me.pk) if sight.reads_words_of(row) else []
        return Response({"data": SuggestionSerializer(found, many=True).data})


class PairView(WorkoutPartView):
    @extend_schema(request=PairSerializer, responses=WorkoutSerializer)
    def post(self, request: Request, workout_id: UUID) -> Response:
        row, sight = self.workout_to_change(request)
        activity = self.find(Activity.objects.visible_to(self.me.pk), pk=self.read(PairSerializer)["activity_id"])
        paired = pair_by_hand(workout=row, activity=activity, actor=self.me, now=timezone.now())
        return self.answer(writing(sight), self.told(paired))


class UnpairView(WorkoutPartView):
    @extend_schema(request=None, responses=WorkoutSerializer)
    def post(self, request: Request, workout_id: UUID) -> Response:
        row, sight = self.workout_to_change(request)
        parted = unpair_by_hand(workout=row, actor=self.me, now=timezone.now())
        return self.answer(writing(sight), self.told(parted))


class ExcuseView(WorkoutPartView):
    @extend_schema(request=ExcuseSerializer, responses=WorkoutSerializer)
    def post(self, request: Request, workout_id: UUID) -> Response:
        row, sight = self.workout_to_change(request)
        excused = excuse_workout(workout=row, actor=self.me, now=timezone.now(), **self.read(ExcuseSerializer))
        return self.answer(writing(sight), self.told(excused))
