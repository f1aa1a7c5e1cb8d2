from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.models import Sport
from accounts.people import is_time_zone
from core.api.fields import (
    BlockField,
    ClientIdField,
    IdField,
    InstantField,
    LineField,
    NumberField,
    WholeField,
)
from core.api.serializers import StrictModelSerializer, StrictSerializer
from training.models import Activity, Correction, CorrectionKind, Gear, LoadMethod, Recomputation, SubSport

COLUMNS = (
    "id", "athlete_id", "title", "sport", "sub_sport", "start_at", "time_zone", "local_on", "elapsed_s",
    "timer_s", "moving_s", "distance_m", "ascent_m", "descent_m", "avg_power_w", "max_power_w", "normalized_power_w",
    "intensity", "variability", "work_j", "avg_hr_bpm", "max_hr_bpm", "avg_cadence_rpm", "avg_speed_mps",
    "max_speed_mps", "efficiency", "decoupling_pct", "load", "load_method", "load_reason", "zones", "rpe", "feel",
    "load_override", "gear_id", "device", "quality", "formula_version", "threshold_ids", "polyline", "notes", "version",
)  # fmt: skip
HEART_RATE = ("avg_hr_bpm", "max_hr_bpm", "efficiency", "decoupling_pct")


class SourceOfActivity(StrictSerializer):
    id = IdField(read_only=True)
    kind = serializers.CharField(read_only=True)
    external_id = serializers.CharField(read_only=True, allow_null=True)
    is_leading = serializers.BooleanField(read_only=True)
    policy = serializers.DictField(read_only=True)


class QualityNote(StrictSerializer):
    code = serializers.CharField(read_only=True)
    text = serializers.CharField(read_only=True)


class ActivitySerializer(StrictModelSerializer[Activity]):
    sport = serializers.ChoiceField(choices=Sport.choices, required=False)
    sub_sport = serializers.ChoiceField(choices=SubSport.choices, required=False, allow_null=True)
    load_method = serializers.ChoiceField(choices=LoadMethod.choices, read_only=True)
    gear_id = IdField(required=False, allow_null=True)
    sources = SourceOfActivity(many=True, read_only=True)
    quality = QualityNote(many=True, read_only=True)
    zones = serializers.DictField(read_only=True)
    workout_id = IdField(read_only=True, allow_null=True)
    rpe = NumberField(required=False, allow_null=True, min_value=0, max_value=10)
    feel = WholeField(required=False, allow_null=True, min_value=1, max_value=5)
    load_override = NumberField(required=False, allow_null=True, min_value=0, max_value=2000)
    title = LineField(required=False, allow_blank=True, max_length=200)
    notes = BlockField(required=False, allow_blank=True, max_length=10_000)

    class Meta:
        model = Activity
        fields = (*COLUMNS, "sources", "workout_id")
        read_only_fields = tuple(
            name for name in COLUMNS
            if name not in {"title", "sport", "sub_sport", "rpe", "feel", "load_override", "gear_id", "notes"}
        )  # fmt: skip


class NewActivitySerializer(StrictSerializer):
    id = ClientIdField()
    sport = serializers.ChoiceField(choices=Sport.choices)
    sub_sport = serializers.ChoiceField(choices=SubSport.choices, required=False)
    start_at = InstantField()
    time_zone = serializers.CharField(max_length=64)
    duration_s = NumberField(min_value=1)
    distance_m = NumberField(required=False, allow_null=True, min_value=0)
    ascent_m = NumberField(required=False, allow_null=True, min_value=0, max_value=30_000)
    avg_hr_bpm = NumberField(required=False, allow_null=True, min_value=20, max_value=250)
    rpe = NumberField(required=False, allow_null=True, min_value=0, max_value=10)
    feel = WholeField(required=False, allow_null=True, min_value=1, max_value=5)
    load_override = NumberField(required=False, allow_null=True, min_value=0, max_value=2000)
    gear_id = IdField(required=False, allow_null=True)
    title = LineField(required=False, allow_blank=True, max_length=200)
    notes = BlockField(required=False, allow_blank=True, max_length=10_000)

    def validate_time_zone(self, name: str) -> str:
        if not is_time_zone(name):
            raise serializers.ValidationError(_("There is no such time zone."), "invalid_choice")
        return name


class LapSerializer(StrictSerializer):
    start_s = serializers.FloatField()
    end_s = serializers.FloatField()
    kind = serializers.CharField()
    elapsed_s = serializers.FloatField()
    timer_s = serializers.FloatField()
    distance_m = serializers.FloatField(allow_null=True)
    ascent_m = serializers.FloatField(allow_null=True)
    avg_speed_mps = serializers.FloatField(allow_null=True)
    max_speed_mps = serializers.FloatField(allow_null=True)
    avg_power_w = serializers.FloatField(allow_null=True)
    max_power_w = serializers.FloatField(allow_null=True)
    normalized_power_w = serializers.FloatField(allow_null=True)
    avg_hr_bpm = serializers.FloatField(allow_null=True)
    max_hr_bpm = serializers.FloatField(allow_null=True)
    avg_cadence_rpm = serializers.FloatField(allow_null=True)


class IntervalSerializer(StrictSerializer):
    start_s = serializers.FloatField()
    end_s = serializers.FloatField()
    kind = serializers.CharField()
    metric = serializers.CharField()
    avg_power_w = serializers.FloatField(allow_null=True)
    avg_speed_mps = serializers.FloatField(allow_null=True)
    avg_hr_bpm = serializers.FloatField(allow_null=True)
    distance_m = serializers.FloatField(allow_null=True)


class CurvePointSerializer(StrictSerializer):
    duration_s = serializers.IntegerField()
    power_w = serializers.FloatField(allow_null=True)
    hr_bpm = serializers.FloatField(allow_null=True)
    speed_mps = serializers.FloatField(allow_null=True)
    start_s = serializers.IntegerField(allow_null=True)


class EffortSerializer(StrictSerializer):
    distance_m = serializers.FloatField()
    elapsed_s = serializers.FloatField()
    start_s = serializers.FloatField()
    rank_at_time = serializers.IntegerField(allow_null=True)


class StreamsSerializer(StrictSerializer):
    channels = serializers.DictField(child=serializers.ListField(child=serializers.FloatField(allow_null=True)))
    original_size = serializers.IntegerField()
    sampling = serializers.CharField()
    pauses = serializers.ListField(child=serializers.ListField(child=serializers.FloatField()))


class CorrectionSerializer(StrictModelSerializer[Correction]):
    id = IdField(read_only=True)
    kind = serializers.ChoiceField(choices=CorrectionKind.choices)
    values = serializers.DictField(required=False, default=dict)
    created_at = InstantField(read_only=True)

    class Meta:
        model = Correction
        fields = ("id", "kind", "values", "created_at")


class MergeSerializer(StrictSerializer):
    activity_ids = serializers.ListField(child=IdField(), min_length=1, max_length=20)


class SplitSerializer(StrictSerializer):
    source_ids = serializers.ListField(child=IdField(), min_length=1, max_length=20)


class RecomputationSerializer(StrictModelSerializer[Recomputation]):
    id = IdField(read_only=True)
    state = serializers.CharField(read_only=True)

    class Meta:
        model = Recomputation
        fields = ("id", "state", "cause", "total", "done", "created_at", "finished_at")
        read_only_fields = fields


class GearSerializer(StrictModelSerializer[Gear]):
    id = ClientIdField()
    distance_m = serializers.FloatField(read_only=True)
    moving_s = serializers.FloatField(read_only=True)
    sessions = serializers.IntegerField(read_only=True)

    class Meta:
        model = Gear
        fields = (
            "id", "name", "sport", "distance_before_m", "is_default", "retired_on", "distance_m", "moving_s", "sessions",
            "version",
        )  # fmt: skip
        read_only_fields = ("version",)
