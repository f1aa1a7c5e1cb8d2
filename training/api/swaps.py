"""Another workout with the same purpose, for a day on which time or equipment is short."""

from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.fields import LineField, NumberField
from core.api.schema import series_of
from core.api.serializers import StrictSerializer
from training.api.plan_base import WorkoutPartView
from training.api.plan_serializers import JudgementReasonSerializer, WorkoutSerializer
from training.api.workouts import writing
from training.swaps import EQUIPMENT, accept_swap, offer_swaps


class WishSerializer(StrictSerializer):
    duration_s = NumberField(required=False, allow_null=True, min_value=600, max_value=86_400)
    without = serializers.ListField(
        child=serializers.ChoiceField(choices=EQUIPMENT), required=False, max_length=len(EQUIPMENT)
    )


class ChoiceSerializer(WishSerializer):
    key = LineField(max_length=32, help_text="Of the alternative; the wish is the one that it was offered for.")


class OfferSerializer(StrictSerializer):
    key = serializers.CharField()
    sport = serializers.CharField()
    sub_sport = serializers.CharField(allow_null=True)
    code = serializers.CharField()
    title = serializers.CharField()
    purpose = serializers.CharField()
    structure = serializers.DictField()
    structure_text = serializers.CharField()
    planned_duration_s = serializers.FloatField(allow_null=True)
    planned_distance_m = serializers.FloatField(allow_null=True)
    planned_load = serializers.FloatField(allow_null=True)
    planned_intensity = serializers.FloatField(allow_null=True)
    reasons = JudgementReasonSerializer(many=True)


class SwapsView(WorkoutPartView):
    @extend_schema(request=WishSerializer, responses=series_of(OfferSerializer))
    def post(self, request: Request, workout_id: UUID) -> Response:
        """What could be done instead. Nothing changes by asking."""
        row, _sight = self.workout()
        offers = offer_swaps(workout=row, actor=self.me, **self.read(WishSerializer))
        return Response({"data": [offer.told() for offer in offers]})


class SwapView(WorkoutPartView):
    @extend_schema(request=ChoiceSerializer, responses={201: WorkoutSerializer})
    def post(self, request: Request, workout_id: UUID) -> Response:
        """Plans the alternative and excuses what it is for."""
        row, sight = self.workout_to_change(request)
        made = accept_swap(workout=row, actor=self.me, now=timezone.now(), **self.read(ChoiceSerializer))
        return self.answer(writing(sight), self.told(made), status=201)
