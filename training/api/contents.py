"""The fields of a planned session that does not lie in a calendar: library workouts and items of plans."""

from typing import Any, cast

from rest_framework import serializers

from accounts.models import Sport
from core.api.fields import BlockField, IdField, LineField, NumberField
from core.api.serializers import Strict
from training.models import Purpose, SubSport

DAY_S = 48 * 3600
OPTIONAL = ("sub_sport", "purpose")
FIELDS = (
    "sport", "sub_sport", "title", "description", "structure", "structure_text", "planned_duration_s",
    "planned_distance_m", "planned_load", "planned_intensity", "typed", "purpose",
)  # fmt: skip


class ContentFields(Strict, serializers.Serializer[Any]):
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

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """One way of saying "none" inside: empty text."""
        found = cast(dict[str, Any], super().to_internal_value(data))
        for name in OPTIONAL:
            if name in found:
                found[name] = found[name] or ""
        return found


class Shared(serializers.Serializer[Any]):
    """What has an owner and may be shared with a team."""

    owner_id = IdField(read_only=True)
    team_id = IdField(required=False, allow_null=True, help_text="The team it is shared with; null: nobody.")
    folder_id = IdField(required=False, allow_null=True)
    tags = serializers.ListField(child=LineField(max_length=40), required=False, max_length=20)


def plain(told: dict[str, Any]) -> dict[str, Any]:
    return {name: (value or None) if name in OPTIONAL else value for name, value in told.items()}
