"""Events, notes and seasons: what stands in a calendar beside workouts."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.conditional import object_etag, require_match
from core.api.creation import create_once
from core.api.fields import DayField, IdField
from core.api.schema import created, page_of
from core.api.serializers import ListQuery
from core.api.views import no_content
from core.changes import list_etag
from training.api.event_serializers import (
    EventFieldsSerializer,
    EventSerializer,
    NoteFieldsSerializer,
    NoteSerializer,
    SeasonFieldsSerializer,
    SeasonSerializer,
)
from training.api.plan_base import PlanView
from training.goal_events import change_event, create_event, events_seen, remove_event
from training.models import CalendarNote, GoalEvent, Priority, Season
from training.notes import change_note, notes_read, remove_note, write_note
from training.people_days import todays_of
from training.plan_rights import PlanSight
from training.planned_days import lock_plan
from training.predictions import predictions, reader_of_sessions
from training.season_plans import change_season, create_season, remove_season, seasons_seen


class SpanOfListQuery(ListQuery):
    athlete = IdField(required=False)
    from_on = DayField(required=False)
    to_on = DayField(required=False)


class EventQuery(SpanOfListQuery):
    priority = serializers.ChoiceField(choices=Priority.choices, required=False)
    may_include = ("prediction",)


class CalendarThingsView(PlanView):
    """Lists of an athlete's calendar."""

    def span(self, rows: QuerySet[Any], first: str, last: str) -> QuerySet[Any]:
        """Those that touch the days that were asked for."""
        given = {f"{last}__gte": self.asked.get("from_on"), f"{first}__lte": self.asked.get("to_on")}
        return rows.filter(**{name: value for name, value in given.items() if value is not None})

    def tag(self, kind: str, sight: PlanSight) -> str | None:
        tag = list_etag([kind], owner=sight.athlete_id)
        return f'{tag[:-1]}-{sight.mark}-{self.today_of(sight.athlete_id)}"' if tag else None

    def to_change(self, request: Request, row: Any) -> Any:
        """Nobody else writes in this calendar until the request ends: two who read the same version cannot both."""
        lock_plan(row.athlete_id)
        row = self.find(type(row)._default_manager.all(), pk=row.pk)
        require_match(request, object_etag(row.version))
        return row


class EventsView(CalendarThingsView):
    query = EventQuery

    @extend_schema(responses=page_of(EventSerializer))
    def get(self, request: Request) -> Response:
        sight = self.plan_sight()
        rows = self.span(GoalEvent.objects.filter(athlete_id=sight.athlete_id), "on", "on")
        if "priority" in self.asked:
            rows = rows.filter(priority=self.asked["priority"])
        is_predicted = "prediction" in self.asked.get("include", ())
        tag = None if is_predicted else self.tag("event", sight)
        return self.answer_page(telling(self, is_predicted=is_predicted), rows, ("on", "id"), etag=tag)

    @extend_schema(request=EventSerializer, responses=created(EventSerializer))
    def post(self, request: Request) -> Response:
        sent = self.read(EventSerializer)
        row, is_new = create_once(
            own=GoalEvent.objects.filter(athlete_id=sent.setdefault("athlete_id", self.me.pk)),
            sent=sent,
            create=lambda **given: create_event(actor=self.me, **given),
        )
        return self.answer(telling(self), row, status=201 if is_new else 200)


class EventView(CalendarThingsView):
    @extend_schema(responses=EventSerializer)
    def get(self, request: Request, event_id: UUID) -> Response:
        row = self._row()
        # A prediction follows the sessions: what was read before is never known to be unchanged.
        return Response(telling(self)(row).data, headers={"ETag": object_etag(row.version)})

    @extend_schema(request=EventFieldsSerializer, responses=EventSerializer)
    def patch(self, request: Request, event_id: UUID) -> Response:
        row = self.to_change(request, self._row())
        changed = change_event(event=row, actor=self.me, **self.read(EventFieldsSerializer, row))
        return self.answer(telling(self), changed)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, event_id: UUID) -> Response:
        remove_event(event=self.to_change(request, self._row()), actor=self.me)
        return no_content()

    def _row(self) -> GoalEvent:
        found: GoalEvent = self.find(events_seen(self.me.pk), pk=self.kwargs["event_id"])
        return found


def telling(view: PlanView, *, is_predicted: bool = True) -> Any:
    """The serializer with what is counted and predicted for these rows."""

    def made(rows: Any, *, many: bool = False, context: dict[str, Any] | None = None) -> EventSerializer:
        listed: Sequence[GoalEvent] = rows if many else [rows]
        return EventSerializer(rows, many=many, context={**(context or {}), **_told_of(view, listed, is_predicted)})

    return made


def _told_of(view: PlanView, rows: Sequence[GoalEvent], is_predicted: bool) -> dict[str, Any]:  # noqa: FBT001
    athletes = {row.athlete_id for row in rows}
    todays: dict[UUID, date] = todays_of(athletes, timezone.now())
    if not is_predicted or len(athletes) != 1:
        return {"todays": todays, "predictions": {}}
    (athlete_id,) = athletes
    reader = reader_of_sessions(viewer_id=view.me.pk, athlete_id=athlete_id)
    return {"todays": todays, "predictions": predictions(rows, reader=reader, today=todays[athlete_id])}


class NotesView(CalendarThingsView):
    query = SpanOfListQuery

    @extend_schema(responses=page_of(NoteSerializer))
    def get(self, request: Request) -> Response:
        sight = self.plan_sight()
        rows = self.span(notes_read(sight).annotate(ends_on=Coalesce("to_on", "on")), "on", "ends_on")
        return self.answer_page(NoteSerializer, rows, ("on", "id"), etag=self.tag("calendar_note", sight))

    @extend_schema(request=NoteSerializer, responses=created(NoteSerializer))
    def post(self, request: Request) -> Response:
        sent = self.read(NoteSerializer)
        row, is_new = create_once(
            own=CalendarNote.objects.filter(athlete_id=sent.setdefault("athlete_id", self.me.pk)),
            sent=sent,
            create=lambda **given: write_note(actor=self.me, **given),
        )
        return self.answer(NoteSerializer, row, status=201 if is_new else 200)


class NoteView(CalendarThingsView):
    @extend_schema(responses=NoteSerializer)
    def get(self, request: Request, note_id: UUID) -> Response:
        return self.answer(NoteSerializer, self._row())

    @extend_schema(request=NoteFieldsSerializer, responses=NoteSerializer)
    def patch(self, request: Request, note_id: UUID) -> Response:
        row = self.to_change(request, self._row())
        changed = change_note(note=row, actor=self.me, **self.read(NoteFieldsSerializer, row))
        return self.answer(NoteSerializer, changed)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, note_id: UUID) -> Response:
        remove_note(note=self.to_change(request, self._row()), actor=self.me)
        return no_content()

    def _row(self) -> CalendarNote:
        row = self.find(CalendarNote.objects.all(), pk=self.kwargs["note_id"])
        return self.find(notes_read(self.plan_sight(row.athlete_id)), pk=row.pk)


class SeasonsView(CalendarThingsView):
    query = SpanOfListQuery

    @extend_schema(responses=page_of(SeasonSerializer))
    def get(self, request: Request) -> Response:
        sight = self.plan_sight()
        rows = self.span(seasons_seen(self.me.pk).filter(athlete_id=sight.athlete_id), "from_on", "to_on")
        return self.answer_page(SeasonSerializer, rows, ("from_on", "id"), etag=self.tag("season", sight))

    @extend_schema(request=SeasonSerializer, responses=created(SeasonSerializer))
    def post(self, request: Request) -> Response:
        sent = self.read(SeasonSerializer)
        phases = sent.pop("phases", ())
        row, is_new = create_once(
            own=Season.objects.filter(athlete_id=sent.setdefault("athlete_id", self.me.pk)),
            sent=sent,
            create=lambda **given: create_season(actor=self.me, phases=phases, **given),
        )
        return self.answer(SeasonSerializer, self._told(row), status=201 if is_new else 200)

    def _told(self, row: Season) -> Season:
        return self.find(seasons_seen(self.me.pk), pk=row.pk)


class SeasonView(CalendarThingsView):
    @extend_schema(responses=SeasonSerializer)
    def get(self, request: Request, season_id: UUID) -> Response:
        return self.answer(SeasonSerializer, self._row())

    @extend_schema(request=SeasonFieldsSerializer, responses=SeasonSerializer)
    def patch(self, request: Request, season_id: UUID) -> Response:
        row = self.to_change(request, self._row())
        change_season(season=row, actor=self.me, **self.read(SeasonFieldsSerializer, row))
        return self.answer(SeasonSerializer, self._row())

    @extend_schema(responses={204: None})
    def delete(self, request: Request, season_id: UUID) -> Response:
        remove_season(season=self.to_change(request, self._row()), actor=self.me)
        return no_content()

    def _row(self) -> Season:
        return self.find(seasons_seen(self.me.pk), pk=self.kwargs["season_id"])
