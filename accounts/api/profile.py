"""Profile, availability and absences of an athlete."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import profiles
from accounts.api.rows import AthleteView, RowSerializer, RowsView, RowView
from accounts.models import Absence, AthleteProfile, AvailableDay, Sport
from core.api.fields import LineField, WholeField
from core.api.serializers import StrictModelSerializer, StrictSerializer

_AUDIENCES = ("show_activities_to", "show_map_to", "show_heart_rate_to", "show_wellness_to")


class DaySerializer(StrictModelSerializer[AvailableDay]):
    weekday = WholeField(min_value=0, max_value=6, help_text="0 is Monday.")
    duration_s = WholeField(min_value=0, max_value=86_400)

    class Meta:
        model = AvailableDay
        fields = ("weekday", "duration_s")


class ProfileSerializer(StrictModelSerializer[AthleteProfile]):
    sports = serializers.ListField(child=serializers.ChoiceField(Sport.choices), max_length=len(Sport), required=False)
    availability = DaySerializer(many=True, read_only=True)

    class Meta:
        model = AthleteProfile
        fields = ("sports", "birth_on", "sex", *_AUDIENCES, "availability", "version")
        read_only_fields = ("version",)

    def validate_sports(self, sports: list[str]) -> list[str]:
        return [sport for sport in Sport.values if sport in sports]


class ProfileView(AthleteView):
    serializer_class = ProfileSerializer

    def get(self, request: Request, **kwargs: Any) -> Response:
        return self._answer(self._profile())

    def patch(self, request: Request, **kwargs: Any) -> Response:
        profile = self._profile()
        given = self.read(ProfileSerializer, profile)
        return self._answer(profiles.change_profile(profile=profile, actor=self.me, **given))

    def _answer(self, profile: AthleteProfile) -> Response:
        # The week is part of the answer but not of the row: no tag is better than one that would lie.
        days = AvailableDay.objects.filter(athlete_id=profile.pk).order_by("weekday")
        profile.availability = list(days)  # type: ignore[attr-defined]
        return Response(ProfileSerializer(profile).data)

    def _profile(self) -> AthleteProfile:
        return self.find(AthleteProfile.objects.all(), pk=self.athlete_id())


class WeekSerializer(StrictSerializer):
    days = DaySerializer(many=True)

    def validate_days(self, days: list[dict[str, int]]) -> list[dict[str, int]]:
        if len({day["weekday"] for day in days}) < len(days):
            raise serializers.ValidationError(_("Name each weekday once."), "duplicate")
        return days


class AvailabilityView(AthleteView):
    """The week as a whole: PUT replaces it."""

    serializer_class = WeekSerializer

    def get(self, request: Request, **kwargs: Any) -> Response:
        return self._answer(self.athlete_id())

    def put(self, request: Request, **kwargs: Any) -> Response:
        athlete_id = self.athlete_id()
        durations = {day["weekday"]: day["duration_s"] for day in self.read(WeekSerializer)["days"]}
        profiles.set_week(athlete_id=athlete_id, durations_s=durations, actor=self.me)
        return self._answer(athlete_id)

    def _answer(self, athlete_id: UUID) -> Response:
        days = AvailableDay.objects.filter(athlete_id=athlete_id).order_by("weekday")
        return Response({"days": DaySerializer(days, many=True).data})


class AbsenceSerializer(RowSerializer):
    reason = LineField(max_length=500, required=False, allow_blank=True)

    class Meta:
        model = Absence
        fields = ("id", "kind", "from_on", "to_on", "reason", "version")
        read_only_fields = ("version",)


class AbsencesView(RowsView):
    """Unavailable days, travel, injuries and illness."""

    model, serializer_class, kind = Absence, AbsenceSerializer, "absence"
    order = ("-from_on", "id")

    def create(self, athlete_id: UUID, given: dict[str, Any]) -> Absence:
        fields = {"kind": "unavailable", "to_on": None, **given}
        return profiles.add_absence(athlete_id=athlete_id, actor=self.me, **fields)


class AbsenceView(RowView):
    model, serializer_class = Absence, AbsenceSerializer

    def change(self, row: Absence, given: dict[str, Any]) -> Absence:
        return profiles.change_absence(absence=row, actor=self.me, **given)

    def remove(self, row: Absence) -> None:
        profiles.remove_absence(absence=row, actor=self.me)
