"""Thresholds, zones and fitness seeds."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from rest_framework import serializers

from accounts import profiles, thresholds
from accounts.api.rows import RowSerializer, RowsView, RowView
from accounts.models import FitnessSeed, Threshold, ZoneSet
from core.api.fields import LineField, NumberField


class ThresholdSerializer(RowSerializer):
    value = NumberField(min_value=0)

    class Meta:
        model = Threshold
        fields = ("id", "sport", "kind", "value", "effective_on", "version")
        read_only_fields = ("version",)
        validators = ()


class ThresholdsView(RowsView):
    """Values that hold from a local date on."""

    model, serializer_class, kind = Threshold, ThresholdSerializer, "threshold"
    order = ("-effective_on", "id")

    def create(self, athlete_id: UUID, given: dict[str, Any]) -> Threshold:
        given.setdefault("sport", None)
        return thresholds.set_threshold(athlete_id=athlete_id, actor=self.me, now=timezone.now(), **given)


class ThresholdView(RowView):
    model, serializer_class = Threshold, ThresholdSerializer

    def change(self, row: Threshold, given: dict[str, Any]) -> Threshold:
        return thresholds.set_threshold(
            athlete_id=row.athlete_id, actor=self.me, now=timezone.now(), replacing=row, **given
        )

    def remove(self, row: Threshold) -> None:
        thresholds.remove_threshold(threshold=row, actor=self.me)


class ZonesSerializer(RowSerializer):
    boundaries = serializers.ListField(child=NumberField(), min_length=1, max_length=9)
    names = serializers.ListField(child=LineField(max_length=40), max_length=10, required=False)

    class Meta:
        model = ZoneSet
        fields = ("id", "sport", "metric", "effective_on", "boundaries", "names", "version")
        read_only_fields = ("version",)
        validators = ()


class ZonesView(RowsView):
    """Own zone boundaries: the upper bounds of all zones but the open last one."""

    model, serializer_class, kind = ZoneSet, ZonesSerializer, "zones"
    order = ("-effective_on", "id")

    def create(self, athlete_id: UUID, given: dict[str, Any]) -> ZoneSet:
        given.setdefault("sport", None)
        return thresholds.set_zones(athlete_id=athlete_id, actor=self.me, **given)


class ZoneView(RowView):
    model, serializer_class = ZoneSet, ZonesSerializer

    def change(self, row: ZoneSet, given: dict[str, Any]) -> ZoneSet:
        return thresholds.set_zones(athlete_id=row.athlete_id, actor=self.me, replacing=row, **given)

    def remove(self, row: ZoneSet) -> None:
        thresholds.remove_zones(zones=row, actor=self.me)


class FitnessSeedSerializer(RowSerializer):
    class Meta:
        model = FitnessSeed
        fields = ("id", "on", "fitness", "fatigue", "version")
        read_only_fields = ("version",)
        validators = ()


class FitnessSeedsView(RowsView):
    """Where the load model starts for someone who trained before they came here."""

    model, serializer_class, kind = FitnessSeed, FitnessSeedSerializer, "fitness_seed"
    order = ("-on", "id")

    def create(self, athlete_id: UUID, given: dict[str, Any]) -> FitnessSeed:
        return profiles.set_fitness_seed(athlete_id=athlete_id, actor=self.me, **given)


class FitnessSeedView(RowView):
    model, serializer_class = FitnessSeed, FitnessSeedSerializer

    def change(self, row: FitnessSeed, given: dict[str, Any]) -> FitnessSeed:
        return profiles.set_fitness_seed(athlete_id=row.athlete_id, actor=self.me, replacing=row, **given)

    def remove(self, row: FitnessSeed) -> None:
        profiles.remove_fitness_seed(seed=row, actor=self.me)
