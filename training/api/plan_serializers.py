from typing import Any, cast

from rest_framework import serializers

from accounts.models import Sport
from core.api.fields import BlockField, ClientIdField, DayField, IdField, LineField, NumberField, TruthField, WholeField
from core.api.serializers import StrictModelSerializer, StrictSerializer
from training.judgement_words import worded
from training.judging import standing
from training.models import Excuse, Purpose, SubSport, Workout, WorkoutState
from training.plan_rights import PlanSight

WORDS = ("title", "description", "structure_text", "excuse_note")
DAY_S = 48 * 3600
CLOCK = "%H:%M"


class JudgementReasonSerializer(StrictSerializer):
    code = serializers.CharField()
    text = serializers.CharField()
    values = serializers.DictField()


class DoneStepSerializer(StrictSerializer):
    index = serializers.IntegerField()
    path = serializers.ListField(child=serializers.IntegerField())
    rounds = serializers.ListField(child=serializers.IntegerField())
    state = serializers.CharField(help_text="done, partly or skipped")
    score = serializers.FloatField(allow_null=True, help_text="0 to 100.")
    start_s = serializers.FloatField(allow_null=True, help_text="On the clock that stands still in pauses.")
    end_s = serializers.FloatField(allow_null=True)
    planned_s = serializers.FloatField(allow_null=True)
    actual_s = serializers.FloatField(allow_null=True)
    planned_m = serializers.FloatField(allow_null=True)
    actual_m = serializers.FloatField(allow_null=True)
    metric = serializers.CharField(allow_null=True)
    low = serializers.FloatField(allow_null=True, help_text="What was planned, in W, bpm or m/s.")
    high = serializers.FloatField(allow_null=True)
    mean = serializers.FloatField(allow_null=True)
    within = serializers.FloatField(allow_null=True, help_text="Share of the time inside of the target.")
    is_effort = serializers.BooleanField()
    reasons = JudgementReasonSerializer(many=True)


class ExtraSerializer(StrictSerializer):
    kind = serializers.CharField(help_text="effort or easy")
    start_s = serializers.FloatField()
    end_s = serializers.FloatField()
    mean_share = serializers.FloatField(allow_null=True, help_text="Of the threshold.")


class DetailsSerializer(StrictSerializer):
    decided_by = serializers.CharField(help_text="The share that gave the colour: duration, distance, load or nothing.")
    flags = serializers.ListField(child=serializers.CharField(), help_text="too_hard: an easy day that was none.")
    reasons = JudgementReasonSerializer(many=True)
    steps = DoneStepSerializer(many=True, required=False, help_text="Only where one workout is read.")
    extras = ExtraSerializer(many=True, required=False, help_text="What was done beside the steps.")


COLOURS = ("green", "yellow", "orange", "red", "neutral")


class ComplianceSerializer(StrictSerializer):
    duration = serializers.FloatField(allow_null=True, help_text="Share of what was planned: 1 is as planned.")
    distance = serializers.FloatField(allow_null=True)
    load = serializers.FloatField(allow_null=True)
    intent = serializers.FloatField(
        allow_null=True, help_text="0 to 1: how much of its efforts was done as hard as planned."
    )
    colour = serializers.ChoiceField(
        choices=COLOURS,
        allow_null=True,
        help_text="Red is missed, neutral is excused; null where nothing was planned that could be compared.",
    )
    score = serializers.IntegerField(allow_null=True, help_text="0 to 100.")
    details = DetailsSerializer()


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
        how = {name: self.context[name] for name in ("is_whole", "sees_heart") if name in self.context}
        return written(instance, self.context["sight"], **how)


def written(row: Workout, sight: PlanSight, *, is_whole: bool = False, sees_heart: bool = True) -> dict[str, Any]:
    """A row of `Workout.objects.told()`. What is not this reader's is empty."""
    told = {name: getattr(row, name) for name in WorkoutSerializer.Meta.fields}
    for name in ("sub_sport", "purpose", "excuse"):
        told[name] = told[name] or None
    told["start_time"] = row.start_time and f"{row.start_time:{CLOCK}}"
    told["compliance"] = told_compliance(row, is_whole=is_whole, sees_heart=sees_heart)
    if not row.session_is_seen and row.activity_id:
        told["activity_id"] = told["compliance"] = None
    if not sight.reads_words_of(row):
        told |= dict.fromkeys(WORDS, "") | {"structure": None, "compliance": None}
    return told


def told_compliance(row: Workout, *, is_whole: bool, sees_heart: bool) -> dict[str, Any] | None:
    """In the reader's language; with each step if it is the one workout that is read."""
    found = standing(row)
    if found is None:
        return None
    details = {**found["details"], "reasons": [worded(reason) for reason in found["details"]["reasons"]]}
    if is_whole and row.activity_id:
        steps = [_told_step(step, sees_heart=sees_heart) for step in row.alignment.get("steps", ())]
        details |= {"steps": steps, "extras": row.alignment.get("extras", [])}
    return {name: found[name] for name in ("duration", "distance", "load", "intent", "colour", "score")} | {
        "details": details
    }


def _told_step(step: dict[str, Any], *, sees_heart: bool) -> dict[str, Any]:
    if step["metric"] == "heart_rate" and not sees_heart:
        return {**step, "mean": None, "within": None, "reasons": []}
    return {**step, "reasons": [worded(reason) for reason in step["reasons"]]}


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


class SuggestionSerializer(StrictSerializer):
    activity_id = IdField(source="pk")
    on = DayField(source="local_on")
    title = serializers.CharField(source="__str__")
    sport = serializers.CharField()
    timer_s = serializers.FloatField(allow_null=True)
    distance_m = serializers.FloatField(allow_null=True)
    load = serializers.FloatField(allow_null=True)


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
