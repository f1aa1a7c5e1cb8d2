"""Fitness, the reasons for it, totals, and what is being computed anew."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Sport
from core.api.fields import DayField, IdField, InstantField
from core.api.schema import page_of
from core.api.serializers import ListQuery, Query, StrictSerializer
from training.api.base import TrainingView
from training.api.serializers import RecomputationSerializer
from training.explaining import explain
from training.fitness import read_fitness
from training.models import Recomputation
from training.reading_rights import Sight
from training.totals import PERIODS, read_totals
from training.withholding import withheld_sessions

LONGEST_DAYS = 3700
USUAL_DAYS = 90
FITNESS_STATES = ("building", "ok", "expected")


class WithheldSerializer(StrictSerializer):
    source = serializers.CharField()  # type: ignore[assignment]
    sessions = serializers.IntegerField()
    reason = serializers.CharField()


def withheld_from(sight: Sight, from_on: date | None = None, to_on: date | None = None) -> list[dict[str, Any]]:
    return withheld_sessions(sight.athlete_id, reader=sight.reader, from_on=from_on, to_on=to_on)


class SpanQuery(Query):
    athlete = IdField(required=False)
    from_on = DayField(required=False)
    to_on = DayField(required=False)
    sport = serializers.ChoiceField(choices=Sport.choices, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        first, last = attrs.get("from_on"), attrs.get("to_on")
        if first and last:
            require_span(first, last)
        return attrs


def require_span(first: date, last: date) -> None:
    if last < first:
        raise ValidationError({"to_on": [ErrorDetail(_("The last day cannot come before the first."), "invalid")]})
    if (last - first).days >= LONGEST_DAYS:
        raise ValidationError({"to_on": [ErrorDetail(_("At most 3,700 days at once."), "too_long")]})


class FitnessQuery(SpanQuery):
    model = serializers.ChoiceField(choices=("exp", "tp"), default="exp")


class FitnessDaySerializer(StrictSerializer):
    on = serializers.DateField()
    load = serializers.FloatField(allow_null=True)
    fitness = serializers.FloatField(allow_null=True)
    fatigue = serializers.FloatField(allow_null=True)
    form = serializers.FloatField(allow_null=True)
    ramp = serializers.FloatField(allow_null=True)
    state = serializers.ChoiceField(choices=FITNESS_STATES)
    planned_load = serializers.FloatField(allow_null=True)
    expected_load = serializers.FloatField(allow_null=True)
    expected_fitness = serializers.FloatField(allow_null=True)
    expected_fatigue = serializers.FloatField(allow_null=True)
    expected_form = serializers.FloatField(allow_null=True)


class FitnessSerializer(StrictSerializer):
    data = FitnessDaySerializer(many=True)  # type: ignore[assignment]
    withheld = WithheldSerializer(many=True)


class FitnessView(TrainingView):
    query = FitnessQuery

    @extend_schema(responses=FitnessSerializer)
    def get(self, request: Request) -> Response:
        sight = self.sight()
        today = self.today_of(sight.athlete_id)
        from_on, to_on = span_of(self.asked, today)
        found = read_fitness(
            athlete_id=sight.athlete_id, reader=sight.reader, from_on=from_on, to_on=to_on, today=today,
            sport=self.asked.get("sport"), model=self.asked["model"],
        )  # fmt: skip
        return Response(found)


def span_of(asked: dict[str, Any], today: date) -> tuple[date, date]:
    to_on: date = asked.get("to_on") or today
    from_on: date = asked.get("from_on") or to_on - timedelta(days=USUAL_DAYS - 1)
    require_span(from_on, to_on)
    return from_on, to_on


class ExplainQuery(Query):
    athlete = IdField(required=False)
    from_on = DayField()
    to_on = DayField()
    since = InstantField(required=False)
    model = serializers.ChoiceField(choices=("exp", "tp"), default="exp")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        require_span(attrs["from_on"], attrs["to_on"])
        return attrs


class ReasonSerializer(StrictSerializer):
    kind = serializers.CharField()
    delta = serializers.FloatField()
    ref = IdField(allow_null=True)
    text = serializers.CharField()


class ExplanationSerializer(StrictSerializer):
    change = serializers.FloatField()
    fitness_before = serializers.FloatField()
    fitness_after = serializers.FloatField()
    reasons = ReasonSerializer(many=True)
    withheld = WithheldSerializer(many=True)


class ExplainView(TrainingView):
    query = ExplainQuery

    @extend_schema(responses=ExplanationSerializer)
    def get(self, request: Request) -> Response:
        sight = self.sight()
        asked: dict[str, Any] = {name: self.asked.get(name) for name in ("from_on", "to_on", "since", "model")}
        return Response(explain(athlete_id=sight.athlete_id, reader=sight.reader, **asked))


class TotalsQuery(SpanQuery):
    by = serializers.ChoiceField(choices=PERIODS, default="week")


class TotalSerializer(StrictSerializer):
    from_on = serializers.DateField()
    sport = serializers.CharField()
    sessions = serializers.IntegerField()
    load = serializers.FloatField()
    timer_s = serializers.FloatField()
    moving_s = serializers.FloatField()
    distance_m = serializers.FloatField()
    ascent_m = serializers.FloatField()
    work_j = serializers.FloatField()


class TotalsSerializer(StrictSerializer):
    data = TotalSerializer(many=True)  # type: ignore[assignment]
    withheld = WithheldSerializer(many=True)


class StatisticsView(TrainingView):
    """Sums of each day, week, month or year, read from the ledger."""

    query = TotalsQuery

    @extend_schema(responses=TotalsSerializer)
    def get(self, request: Request) -> Response:
        sight = self.sight()
        from_on, to_on = span_of(self.asked, self.today_of(sight.athlete_id))
        found = read_totals(
            athlete_id=sight.athlete_id, reader=sight.reader, from_on=from_on, to_on=to_on, by=self.asked["by"],
            sport=self.asked.get("sport"), week_starts_on=self.signed_in.person["week_starts_on"],
        )  # fmt: skip
        return Response({"data": found, "withheld": withheld_from(sight, from_on, to_on)})


class RecomputationsQuery(ListQuery):
    athlete = IdField(required=False)


class RecomputationsView(TrainingView):
    """What is being measured again, and how far it is."""

    query = RecomputationsQuery

    @extend_schema(responses=page_of(RecomputationSerializer))
    def get(self, request: Request) -> Response:
        rows = Recomputation.objects.filter(athlete_id=self.sight().athlete_id)
        return self.answer_page(RecomputationSerializer, rows, ("-created_at", "-id"))


class RecomputationView(TrainingView):
    throttle_scope = None

    @extend_schema(responses=RecomputationSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        return self.answer(RecomputationSerializer, self.find(Recomputation.objects.all(), pk=pk))
