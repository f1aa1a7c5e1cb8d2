from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import Sport
from core.api.fields import BlockField, ClientIdField, DayField, IdField, LineField, NumberField, TruthField
from core.api.serializers import StrictModelSerializer, StrictSerializer
from training.models import CalendarNote, GoalEvent, NoteKind, PhaseKind, Priority, Season, SeasonPhase
from training.predictions import Prediction

LONGEST_M = 2_000_000
LONGEST_S = 30 * 86_400
_WHOSE = "Whose calendar; one's own if it is left out. Cannot be changed."


class EvidenceSerializer(StrictSerializer):
    activity_id = IdField()
    on = DayField()
    distance_m = serializers.FloatField()
    elapsed_s = serializers.FloatField()
    is_race = TruthField()


class PredictionSerializer(StrictSerializer):
    time_s = serializers.FloatField(allow_null=True)
    low_s = serializers.FloatField(allow_null=True, help_text="With what other models and exponents make of it.")
    high_s = serializers.FloatField(allow_null=True)
    method = serializers.CharField(allow_null=True, help_text="riegel, or own_riegel with an exponent from own races.")
    exponent = serializers.FloatField(allow_null=True)
    reason = serializers.CharField(
        allow_null=True, help_text="Why there is none: sport, distance, hidden or no_efforts."
    )
    notes = serializers.ListField(
        child=serializers.CharField(), help_text="What to mind: from_training, optimistic, beyond_model."
    )
    based_on = EvidenceSerializer(many=True)


class EventSerializer(StrictModelSerializer[GoalEvent]):
    id = ClientIdField()
    athlete_id = IdField(required=False, help_text=_WHOSE)
    on = DayField()
    title = LineField(max_length=200)
    priority = serializers.ChoiceField(choices=Priority.choices, required=False)
    sport = serializers.ChoiceField(choices=Sport.choices)
    goal = LineField(required=False, allow_blank=True, max_length=500)
    distance_m = NumberField(required=False, allow_null=True, min_value=1, max_value=LONGEST_M)
    goal_time_s = NumberField(required=False, allow_null=True, min_value=1, max_value=LONGEST_S)
    days_until = serializers.SerializerMethodField(help_text="From the athlete's today; negative once it is over.")
    prediction = serializers.SerializerMethodField()

    class Meta:
        model = GoalEvent
        fields = (
            "id", "athlete_id", "on", "title", "priority", "sport", "goal", "distance_m", "goal_time_s", "days_until",
            "prediction", "version",
        )  # fmt: skip
        read_only_fields = ("version",)

    def get_days_until(self, row: GoalEvent) -> int:
        return int((row.on - self.context["todays"][row.athlete_id]).days)

    @extend_schema_field(PredictionSerializer(allow_null=True))
    def get_prediction(self, row: GoalEvent) -> dict[str, Any] | None:
        found: Prediction | None = self.context["predictions"].get(row.pk)
        return found.told() if found else None


class EventFieldsSerializer(EventSerializer):
    athlete_id = IdField(read_only=True)


class NoteSerializer(StrictModelSerializer[CalendarNote]):
    id = ClientIdField()
    athlete_id = IdField(required=False, help_text=_WHOSE)
    team_id = IdField(required=False, allow_null=True, help_text="In which team it stays. Cannot be changed.")
    author_id = IdField(read_only=True, allow_null=True)
    kind = serializers.ChoiceField(choices=NoteKind.choices, required=False)
    on = DayField()
    to_on = DayField(required=False, allow_null=True, help_text="The last day, if it is for several.")
    title = LineField(required=False, allow_blank=True, max_length=200)
    body = BlockField(required=False, allow_blank=True, max_length=10_000)

    class Meta:
        model = CalendarNote
        fields = ("id", "athlete_id", "team_id", "author_id", "kind", "on", "to_on", "title", "body", "version")
        read_only_fields = ("version",)


class NoteFieldsSerializer(NoteSerializer):
    athlete_id = IdField(read_only=True)
    team_id = IdField(read_only=True, allow_null=True)


class PhaseSerializer(StrictModelSerializer[SeasonPhase]):
    id = IdField(read_only=True)
    kind = serializers.ChoiceField(choices=PhaseKind.choices)
    from_on = DayField()
    to_on = DayField()
    weekly_load = NumberField(required=False, allow_null=True, min_value=0, max_value=5_000)

    class Meta:
        model = SeasonPhase
        fields = ("id", "kind", "from_on", "to_on", "weekly_load")


class SeasonSerializer(StrictModelSerializer[Season]):
    id = ClientIdField()
    athlete_id = IdField(required=False, help_text=_WHOSE)
    title = LineField(max_length=200)
    from_on = DayField()
    to_on = DayField()
    phases = PhaseSerializer(many=True, required=False, help_text="Always the whole list.")

    class Meta:
        model = Season
        fields = ("id", "athlete_id", "title", "from_on", "to_on", "phases", "version")
        read_only_fields = ("version",)


class SeasonFieldsSerializer(SeasonSerializer):
    athlete_id = IdField(read_only=True)
