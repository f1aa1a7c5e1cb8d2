"""Sessions that happened: the list, one of them, and sessions that somebody types in."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import SearchQuery
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Sport
from core.api.conditional import object_etag, require_match
from core.api.creation import create_once
from core.api.fields import DayField, IdField, ListedField, NumberField, TruthField
from core.api.schema import created, page_of
from core.api.serializers import ListQuery
from core.api.views import no_content
from core.changes import list_etag
from training.api.base import ActivityPartView, TrainingView
from training.api.rows import rows_of
from training.api.serializers import COLUMNS, ActivitySerializer, NewActivitySerializer
from training.editing import change_activity, delete_activity
from training.manual import enter_by_hand, entered_before
from training.models import Activity, ActivityQuerySet
from training.reading_rights import Sight

RANGES = {"duration": "timer_s", "distance": "distance_m", "load": "load"}
_WORDS = re.compile(r"\w+")
_TYPED_AS = {"sport": "chosen_sport", "sub_sport": "chosen_sub_sport"}


class ActivityQuery(ListQuery):
    athlete = IdField(required=False)
    sport = ListedField(child=serializers.ChoiceField(choices=Sport.choices), required=False)
    from_on = DayField(required=False)
    to_on = DayField(required=False)
    q = serializers.CharField(
        required=False, max_length=200, help_text="Words of title and notes, or their beginnings."
    )
    source = serializers.CharField(required=False, max_length=20)  # type: ignore[assignment]
    has_power = TruthField(required=False)
    min_duration = NumberField(required=False, help_text="seconds")
    max_duration = NumberField(required=False)
    min_distance = NumberField(required=False, help_text="metres")
    max_distance = NumberField(required=False)
    min_load = NumberField(required=False)
    max_load = NumberField(required=False)
    may_select = (*COLUMNS, "sources", "workout_id")


def filtered(rows: ActivityQuerySet, asked: dict[str, Any]) -> ActivityQuerySet:
    """The filters of the list: API and page ask with the same names."""
    plain = {
        "sport__in": asked.get("sport"),
        "local_on__gte": asked.get("from_on"),
        "local_on__lte": asked.get("to_on"),
    }
    for name, column in RANGES.items():
        plain |= {f"{column}__gte": asked.get(f"min_{name}"), f"{column}__lte": asked.get(f"max_{name}")}
    rows = rows.filter(**{name: value for name, value in plain.items() if value is not None})
    if asked.get("has_power") is not None:
        rows = rows.filter(avg_power_w__isnull=not asked["has_power"])
    if asked.get("source"):
        rows = rows.filter(sources__kind=asked["source"]).distinct()
    words = _WORDS.findall(asked.get("q") or "")
    return rows.filter(search=_search(words)) if words else rows


def _search(words: list[str]) -> SearchQuery:
    return SearchQuery(" & ".join(f"{word}:*" for word in words[:10]), search_type="raw", config="simple")


def marked(etag: str | None, sight: Sight) -> str | None:
    return f'{etag[:-1]}-{sight.mark}"' if etag and sight.mark else etag


@dataclass(frozen=True, slots=True)
class Written:
    data: Any


def writing(sight: Sight) -> Any:
    """What stands in for the serializer of activities, or of rows that hold their ids."""

    def written(rows: Any, *, many: bool = False, context: dict[str, Any] | None = None) -> Written:
        ids = [row["id"] if isinstance(row, dict) else row.pk for row in (rows if many else [rows])]
        told = rows_of(ids, sight)
        return Written(told if many else told[0])

    return written


class ActivitiesView(TrainingView):
    query = ActivityQuery

    @extend_schema(responses=page_of(ActivitySerializer))
    def get(self, request: Request) -> Response:
        sight = self.sight()
        tag = list_etag(["activity"], owner=sight.athlete_id) if sight.is_own else None
        rows = filtered(Activity.objects.filter(athlete_id=sight.athlete_id).readable_by(sight.reader), self.asked)
        return self.answer_page(
            writing(sight), rows.values("id", "start_at"), ("-start_at", "-id"), etag=tag,
            is_tagged_by_content=not sight.is_own,
        )  # fmt: skip

    @extend_schema(request=NewActivitySerializer, responses=created(ActivitySerializer))
    def post(self, request: Request) -> Response:
        sight, sent = Sight(self.me.pk), self.read(NewActivitySerializer)
        if there := entered_before(athlete_id=self.me.pk, **sent):
            return self.answer(writing(sight), there)
        row, is_new = create_once(
            own=Activity.objects.filter(athlete_id=self.me.pk),
            sent=sent,
            create=lambda **given: enter_by_hand(athlete_id=self.me.pk, actor=self.me, now=timezone.now(), **given),
        )
        row.refresh_from_db()
        return self.answer(writing(sight), row, status=201 if is_new else 200)


class ActivityView(ActivityPartView):
    @extend_schema(responses=ActivitySerializer)
    def get(self, request: Request, activity_id: UUID) -> Response:
        activity = self.activity()
        sight = self.sight_on(activity)
        return self.answer(writing(sight), activity, etag=marked(object_etag(activity.version), sight))

    @extend_schema(request=ActivitySerializer, responses=ActivitySerializer)
    def patch(self, request: Request, activity_id: UUID) -> Response:
        activity = self.own_activity()
        require_match(request, object_etag(activity.version))
        sent = self.read(ActivitySerializer, activity)
        given = {_TYPED_AS.get(name, name): value or "" if name in _TYPED_AS else value for name, value in sent.items()}
        changed = change_activity(activity=activity, actor=self.me, **given) if given else activity
        return self.answer(writing(self.sight_on(changed)), changed)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, activity_id: UUID) -> Response:
        activity = self.own_activity()
        require_match(request, object_etag(activity.version))
        delete_activity(activity=activity, actor=self.me)
        return no_content()
