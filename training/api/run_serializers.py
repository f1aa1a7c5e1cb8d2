"""What became of an act on many athletes, in words of the schema."""

from typing import Any

from rest_framework import serializers

from core.api.fields import DayField, IdField, InstantField
from core.api.serializers import StrictSerializer
from training.api.warnings import PlanWarningSerializer
from training.plan_runs import run_of

RUN_KINDS = ("apply_plan", "clone", "rebase_plan", "undo_plan", "schedule")
RUN_STATES = ("queued", "processing", "done", "failed")
RUN_OUTCOMES = ("planned", "applied", "rebased", "unchanged", "undone", "refused", "failed")


class PlacedSerializer(StrictSerializer):
    item_id = IdField()
    title = serializers.CharField()
    on = DayField()
    wanted_on = DayField(help_text="The day of the plan.")
    reason = serializers.ChoiceField(choices=["availability", "absence"])


class KeptSerializer(StrictSerializer):
    id = IdField()
    on = DayField()
    title = serializers.CharField()
    reason = serializers.CharField(help_text="done, edited, moved, excused, skipped, paired, locked or past")


class LeftOutSerializer(StrictSerializer):
    item_id = IdField()
    title = serializers.CharField()
    reason = serializers.CharField(help_text="removed (somebody took it out) or past")


class SessionSerializer(StrictSerializer):
    id = IdField(allow_null=True)
    item_id = IdField()
    on = DayField()
    sport = serializers.CharField()
    title = serializers.CharField()
    key = serializers.BooleanField()
    planned_duration_s = serializers.FloatField(allow_null=True)
    planned_distance_m = serializers.FloatField(allow_null=True)
    planned_load = serializers.FloatField(allow_null=True)
    planned_intensity = serializers.FloatField(allow_null=True)


class ResultSerializer(StrictSerializer):
    """Of one athlete. Which of the rest is there depends on what was done."""

    athlete_id = IdField(allow_null=True)
    application_id = IdField(allow_null=True)
    state = serializers.ChoiceField(choices=RUN_OUTCOMES)
    reason = serializers.CharField(allow_null=True)
    message = serializers.CharField(allow_null=True)
    workout_id = IdField(allow_null=True, required=False)
    on = DayField(required=False)
    starts_on = DayField(required=False)
    ends_on = DayField(required=False)
    created = serializers.IntegerField(required=False)
    load = serializers.FloatField(required=False)
    shifted_count = serializers.IntegerField(required=False, help_text="Put on another day than the plan's.")
    warning_count = serializers.IntegerField(required=False, help_text="For which there is no time.")
    shifted = PlacedSerializer(many=True, required=False)
    warnings = PlacedSerializer(many=True, required=False)
    workouts = SessionSerializer(many=True, required=False)
    plan_warnings = PlanWarningSerializer(many=True, required=False)
    edition = serializers.IntegerField(required=False)
    added = serializers.IntegerField(required=False)
    changed = serializers.IntegerField(required=False)
    removed = serializers.IntegerField(required=False)
    unchanged = serializers.IntegerField(required=False)
    kept = KeptSerializer(many=True, required=False)
    left_out = LeftOutSerializer(many=True, required=False)

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """Plain values already, and as many of them as there are."""
        return {name: value for name, value in instance.items() if name in self.fields}


class RunSerializer(StrictSerializer):
    id = IdField(allow_null=True, help_text="To poll in `/bulk-jobs`; null where everything has happened.")
    kind = serializers.ChoiceField(choices=RUN_KINDS)
    state = serializers.ChoiceField(choices=RUN_STATES)
    batch_id = IdField(allow_null=True, help_text="Names the act of applying, to take it back.")
    dry_run = serializers.BooleanField()
    total = serializers.IntegerField()
    done = serializers.IntegerField()
    refused = serializers.IntegerField()
    results = ResultSerializer(many=True)
    created_at = InstantField()
    finished_at = InstantField(allow_null=True)

    def to_representation(self, instance: Any) -> dict[str, Any]:
        told: dict[str, Any] = super().to_representation(instance.told())
        return told


class RunBriefSerializer(RunSerializer):
    results = refused = None  # type: ignore[assignment]

    def to_representation(self, instance: Any) -> dict[str, Any]:
        return super().to_representation(run_of(instance, with_results=False))
