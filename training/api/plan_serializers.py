from typing import Any, cast

from rest_framework import serializers

from accounts.models import Sport
from core.api.fields import BlockField, ClientIdField, DayField, IdField, LineField, NumberField, TruthField, WholeField
from core.api.serializers import StrictModelSerializer, StrictSerializer
from training.models import Excuse, Purpose, SubSport, Workout, WorkoutState
from training.plan_rights import PlanSight

WORDS = ("title", "description", "structure_text", "excuse_note")
DAY_S = 48 * 3600
CLOCK = "%H:%M"


class ComplianceSerializer(StrictSerializer):
    duration = serializers.FloatField(allow_null=True, help_text="Share of what was planned: 1 is as planned.")
    distance = serializers.FloatField(allow_null=True)
    load = serializers.FloatField(allow_null=True)
    intent = serializers.FloatField(allow_null=True, help_text="0 to 100: how the steps were done.")
    colour = serializers.CharField(
        allow_null=True, help_text="green, yellow, orange, or null where nothing was planned."
    )
    score = serializers.FloatField(allow_null=True, help_text="0 to 100.")
    details = serializers.DictField()


class WorkoutSerializer(StrictModelSerializer[Workout]):
    id = ClientIdField()
    athlete_id = IdField(required=False, help_text="Whose plan; one's own if it is left out. Cannot be changed.")
    team_id = IdField(required=False, allow_null=True, help_text="For which team a coach plans. Cannot be changed.")
    on = DayField()
    start_time = serializers.TimeField(
        format=CLOCK, input_formats=[CLOCK, "%H:%M:%S"], required=False, allow_null=True, help_text="HH:MM, local."
    )
    position = WholeField(required=False, min_value=0, max_value=1000)
    sport = serializers.ChoiceField(choices=Sport.choices)
    sub_sport = serializers.ChoiceField(choices=SubSport.choices, required=False, allow_null=True)
    title = LineField(required=False, allow_blank=True, max_length=200)
    description = BlockField(required=False, allow_blank=True, max_length=10_000)
    structure = serializers.DictField(required=False, allow_null=True)
    structure_text = BlockField(required=False, allow_blank=True, max_length=20_000)
    planned_duration_s = NumberField(required=False, allow_null=True, min_value=0, max_value=DAY_S)
    planned_distance_m = NumberField(required=False, allow_null=True, min_value=0, max_value=2_000_000)
    planned_load = NumberField(required=False, allow_null=True, min_value=0, max_value=2_000)
    planned_intensity = NumberField(required=False, allow_null=True, min_value=0, max_value=3)
    typed = serializers.ListField(
        child=serializers.CharField(), read_only=True, help_text="Planned figures that were given, not computed."
    )
    purpose = serializers.ChoiceField(choices=Purpose.choices, required=False, allow_null=True)
    key = TruthField(required=False)
    hidden_until = DayField(required=False, allow_null=True)
    locked = TruthField(required=False)
    state = serializers.ChoiceField(choices=WorkoutState.choices, required=False)
    excuse = serializers.ChoiceField(choices=Excuse.choices, required=False, allow_null=True)
    excuse_note = LineField(required=False, allow_blank=True, max_length=200)
    activity_id = IdField(read_only=True, allow_null=True)
    compliance = ComplianceSerializer(read_only=True, allow_null=True)
    application_id = IdField(read_only=True, allow_null=True)

    class Meta:
        model = Workout
        fields = (
            "id", "athlete_id", "team_id", "on", "start_time", "position", "sport", "sub_sport", "title", "description",
            "structure", "structure_text", "planned_duration_s", "planned_distance_m", "planned_load",
            "planned_intensity", "typed", "purpose", "key", "hidden_until", "locked", "state", "excuse", "excuse_note",
            "activity_id", "compliance", "is_pairing_fixed", "application_id", "version",
        )  # fmt: skip
        read_only_fields = ("version", "is_pairing_fixed")

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """One way of saying "none" inside: empty text."""
        found = cast(dict[str, Any], super().to_internal_value(data))
        for name in ("sub_sport", "purpose", "excuse"):
            if name in found:
                found[name] = found[name] or ""
        return found

    def to_representation(self, instance: Workout) -> dict[str, Any]:
        return written(instance, self.context["sight"])


def written(row: Workout, sight: PlanSight) -> dict[str, Any]:
    """A row of `Workout.objects.told()`. What is not this reader's is empty."""
    told = {name: getattr(row, name) for name in WorkoutSerializer.Meta.fields}
    for name in ("sub_sport", "purpose", "excuse"):
        told[name] = told[name] or None
    told["start_time"] = row.start_time and f"{row.start_time:{CLOCK}}"
    told["compliance"] = row.compliance or None
    if not row.session_is_seen:
        told["activity_id"] = told["compliance"] = None
    if not sight.reads_words_of(row):
        told |= dict.fromkeys(WORDS, "") | {"structure": None, "compliance": None}
    return told


class WorkoutFieldsSerializer(WorkoutSerializer):
    """What can be changed of one that is there."""

    athlete_id = IdField(read_only=True)
    team_id = IdField(read_only=True, allow_null=True)


class ParseSerializer(StrictSerializer):
    text = BlockField(allow_blank=True, max_length=20_000)
    sport = serializers.ChoiceField(choices=Sport.choices)
    athlete = IdField(required=False, help_text="Whose thresholds resolve the targets.")
    on = DayField(required=False, help_text="Thresholds of which day; today's if it is left out.")


class FaultSerializer(StrictSerializer):
    line = serializers.IntegerField()
    column = serializers.IntegerField()
    message = serializers.CharField()
    code = serializers.CharField()
    expected = serializers.ListField(child=serializers.CharField(), help_text="What could stand there.")


class ParsedSerializer(StrictSerializer):
    structure = serializers.DictField(allow_null=True)
    text = serializers.CharField()
    planned_duration_s = serializers.FloatField(allow_null=True)
    planned_distance_m = serializers.FloatField(allow_null=True)
    planned_load = serializers.FloatField(allow_null=True)
    planned_intensity = serializers.FloatField(allow_null=True)
    errors = FaultSerializer(many=True)  # type: ignore[assignment]


class ExcuseSerializer(StrictSerializer):
    excuse = serializers.ChoiceField(choices=Excuse.choices, allow_null=True, help_text="Null takes it back.")
    note = LineField(required=False, allow_blank=True, max_length=200)


class PairSerializer(StrictSerializer):
    activity_id = IdField()


class StepSerializer(StrictSerializer):
    path = serializers.ListField(child=serializers.IntegerField(), help_text="Where it stands in the structure.")
    rounds = serializers.ListField(child=serializers.IntegerField(), help_text="Which round of each repeat around it.")
    intent = serializers.CharField()
    length = serializers.CharField(help_text="time, distance, lap or open")
    duration_s = serializers.FloatField(allow_null=True)
    distance_m = serializers.FloatField(allow_null=True)
    metric = serializers.CharField(allow_null=True)
    low = serializers.FloatField(allow_null=True, help_text="W, bpm, m/s or points of exertion.")
    high = serializers.FloatField(allow_null=True)
    is_ramp = serializers.BooleanField()
    is_max = serializers.BooleanField()
    share = serializers.FloatField(allow_null=True, help_text="Of the threshold.")
    cadence_rpm = serializers.ListField(child=serializers.FloatField(), allow_null=True)
    note = serializers.CharField()
    reason = serializers.CharField(allow_null=True, help_text="Which threshold was missing.")
