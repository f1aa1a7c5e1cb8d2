"""The best of sessions: curves of seasons, records and badges."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Sport
from core.api.fields import IdField, TruthField
from core.api.serializers import Query, StrictSerializer
from training.api.base import TrainingView
from training.api.load import SpanQuery, WithheldSerializer, withheld_from
from training.badges import read_badges
from training.curves import FIELDS, read_curve
from training.records import read_records


class CurvesQuery(SpanQuery):
    metric = serializers.ChoiceField(choices=[metric.value for metric in FIELDS], default="power")


class SeasonPointSerializer(StrictSerializer):
    duration_s = serializers.IntegerField()
    power_w = serializers.FloatField(required=False)
    hr_bpm = serializers.FloatField(required=False)
    speed_mps = serializers.FloatField(required=False)
    activity_id = IdField()
    on = serializers.DateField()
    start_s = serializers.IntegerField(allow_null=True)


class SeasonCurveSerializer(StrictSerializer):
    data = SeasonPointSerializer(many=True)  # type: ignore[assignment]
    withheld = WithheldSerializer(many=True)


class CurvesView(TrainingView):
    query = CurvesQuery

    @extend_schema(responses=SeasonCurveSerializer)
    def get(self, request: Request) -> Response:
        sight = self.sight()
        if self.asked["metric"] == "heart_rate" and not sight.sees_heart_rate:
            return Response({"data": [], "withheld": []})
        given: dict[str, Any] = {name: self.asked.get(name) for name in ("metric", "sport", "from_on", "to_on")}
        return Response(read_curve(athlete_id=sight.athlete_id, reader=sight.reader, **given))


class RecordsQuery(Query):
    athlete = IdField(required=False)
    sport = serializers.ChoiceField(choices=Sport.choices, required=False)
    history = TruthField(default=False, help_text="Every record that ever stood, in the order they were set.")


class StandingRecordSerializer(StrictSerializer):
    kind = serializers.CharField()
    sport = serializers.CharField()
    setting = serializers.CharField()
    value = serializers.FloatField()
    activity_id = IdField()
    achieved_on = serializers.DateField()


class RecordSerializer(StandingRecordSerializer):
    previous = StandingRecordSerializer(allow_null=True)


class RecordsSerializer(StrictSerializer):
    data = RecordSerializer(many=True)  # type: ignore[assignment]
    withheld = WithheldSerializer(many=True)


class RecordsView(TrainingView):
    query = RecordsQuery

    @extend_schema(responses=RecordsSerializer)
    def get(self, request: Request) -> Response:
        sight = self.sight()
        found = read_records(
            athlete_id=sight.athlete_id, reader=sight.reader, sport=self.asked.get("sport"),
            with_history=self.asked["history"],
        )  # fmt: skip
        return Response({"data": found, "withheld": withheld_from(sight)})


class BadgeSerializer(StrictSerializer):
    kind = serializers.CharField()
    sport = serializers.CharField()
    text = serializers.CharField()
    activity_id = IdField()
    achieved_on = serializers.DateField()


class BadgesSerializer(StrictSerializer):
    data = BadgeSerializer(many=True)  # type: ignore[assignment]
    withheld = WithheldSerializer(many=True)


class BadgesView(TrainingView):
    query = RecordsQuery

    @extend_schema(responses=BadgesSerializer)
    def get(self, request: Request) -> Response:
        sight = self.sight()
        found = read_badges(athlete_id=sight.athlete_id, reader=sight.reader, sport=self.asked.get("sport"))
        return Response({"data": found, "withheld": withheld_from(sight)})
