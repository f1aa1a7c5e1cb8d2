"""What follows from sessions about an athlete: proposed thresholds, a model of power, the shape of the load."""

from dataclasses import asdict

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.fields import DayField, IdField
from core.api.schema import series_of
from core.api.serializers import Query, StrictSerializer
from training.api.base import TrainingView
from training.fitness import load_shape
from training.proposals import power_model, proposals_of


class ProposalsQuery(Query):
    athlete = IdField(required=False)
    sport = serializers.ChoiceField(choices=("ride", "run"), default="ride")


class ProposalSerializer(StrictSerializer):
    sport = serializers.CharField()
    kind = serializers.CharField()
    value = serializers.FloatField()
    on = serializers.DateField()
    activity_id = IdField(allow_null=True)
    basis = serializers.ChoiceField(choices=("effort", "critical_power", "twenty_minutes", "peak"))
    current = serializers.FloatField(allow_null=True)


class ProposalsView(TrainingView):
    """Thresholds that recent efforts speak for. Accepting one is setting the threshold."""

    query = ProposalsQuery

    @extend_schema(responses=series_of(ProposalSerializer))
    def get(self, request: Request) -> Response:
        sight = self.sight()
        found = proposals_of(
            athlete_id=sight.athlete_id, reader=sight.reader, sport=self.asked["sport"],
            today=self.today_of(sight.athlete_id),
        )  # fmt: skip
        return Response(
            {"data": [asdict(one) for one in found if sight.sees_heart_rate or not one.kind.endswith("_bpm")]}
        )


class PowerFitSerializer(StrictSerializer):
    cp_w = serializers.FloatField()
    w_prime_j = serializers.FloatField()
    max_power_w = serializers.FloatField(allow_null=True)


class EstimateSerializer(StrictSerializer):
    value = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()
    method = serializers.CharField()


class PowerModelSerializer(StrictSerializer):
    two_parameters = PowerFitSerializer(allow_null=True)
    three_parameters = PowerFitSerializer(allow_null=True)
    vo2max = EstimateSerializer(allow_null=True)


class PowerModelView(TrainingView):
    """What the best efforts of the last 90 days say of critical power and oxygen uptake: estimates."""

    query = ProposalsQuery

    @extend_schema(responses=PowerModelSerializer)
    def get(self, request: Request) -> Response:
        sight = self.sight()
        found = power_model(
            athlete_id=sight.athlete_id, reader=sight.reader, sport=self.asked["sport"],
            today=self.today_of(sight.athlete_id),
        )  # fmt: skip
        return Response({name: asdict(part) if part else None for name, part in found.items()})


class DistributionQuery(Query):
    athlete = IdField(required=False)
    on = DayField(required=False)


class DistributionSerializer(StrictSerializer):
    on = serializers.DateField()
    monotony = serializers.FloatField(allow_null=True)
    strain = serializers.FloatField(allow_null=True)
    acwr = serializers.FloatField(allow_null=True)
    acwr_uncoupled = serializers.FloatField(allow_null=True)
    acwr_weighted = serializers.FloatField(allow_null=True)


class LoadShapeView(TrainingView):
    """How the load of the last weeks is spread. Descriptive: none of it foretells an injury."""

    query = DistributionQuery

    @extend_schema(responses=DistributionSerializer)
    def get(self, request: Request) -> Response:
        sight = self.sight()
        on = self.asked.get("on") or self.today_of(sight.athlete_id)
        return Response(load_shape(athlete_id=sight.athlete_id, reader=sight.reader, on=on))
