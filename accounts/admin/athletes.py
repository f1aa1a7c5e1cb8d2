from typing import ClassVar

from django.contrib import admin

from accounts.admin.pages import ReadOnlyPage
from accounts.models import Absence, AthleteProfile, AvailableDay, Consent, FitnessSeed, Threshold, ZoneSet


class AthletePage(ReadOnlyPage):
    """What belongs to an athlete is theirs to change; staff look, and the look is recorded."""

    list_select_related = ("athlete",)
    search_fields: ClassVar[tuple[str, ...]] = ("athlete__email",)
    subject_field = "athlete"


@admin.register(AthleteProfile)
class AthleteProfilePage(AthletePage):
    list_display = ("athlete", "sports", "show_activities_to")
    fields = (
        "athlete",
        "sports",
        "birth_on",
        "sex",
        "show_activities_to",
        "show_map_to",
        "show_heart_rate_to",
        "show_wellness_to",
        "version",
    )


@admin.register(AvailableDay)
class AvailableDayPage(AthletePage):
    list_display = ("athlete", "weekday", "duration_s")
    fields = ("athlete", "weekday", "duration_s", "note")


@admin.register(Absence)
class AbsencePage(AthletePage):
    list_display = ("athlete", "from_on", "to_on")
    fields = ("athlete", "kind", "from_on", "to_on", "reason", "version")


@admin.register(Threshold)
class ThresholdPage(AthletePage):
    list_display = ("athlete", "sport", "kind", "value", "effective_on")
    list_filter = ("kind", "sport")
    fields = ("athlete", "sport", "kind", "value", "effective_on", "created_by", "created_at", "version")


@admin.register(ZoneSet)
class ZoneSetPage(AthletePage):
    list_display = ("athlete", "sport", "metric", "effective_on")
    list_filter = ("metric",)
    fields = ("athlete", "sport", "metric", "effective_on", "boundaries", "names", "version")


@admin.register(FitnessSeed)
class FitnessSeedPage(AthletePage):
    list_display = ("athlete", "on", "fitness", "fatigue")
    fields = ("athlete", "on", "fitness", "fatigue", "version")


@admin.register(Consent)
class ConsentPage(ReadOnlyPage):
    list_display = ("user", "kind", "text_version", "given_at", "withdrawn_at")
    list_select_related = ("user",)
    list_filter = ("kind",)
    search_fields = ("user__email",)
    ordering = ("-given_at",)
    fields = list_display
    subject_field = "user"
