from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Sport
from accounts.web.forms.fields import BlockField, DayField, LineField, TimeZoneField
from training.models import Activity, Gear, SubSport
from training.naming import sport_name
from training.units import distance_unit, to_metres

EFFORTS = [(number, str(number)) for number in range(1, 11)]
FEELINGS = [(1, _("Very weak")), (2, _("Weak")), (3, _("Normal")), (4, _("Strong")), (5, _("Very strong"))]
NO_SUB_SPORT = ("", _("Not said"))


def gear_choices(athlete_id: Any) -> list[tuple[str, str]]:
    rows = Gear.objects.filter(athlete_id=athlete_id, retired_on=None).order_by("sport", "name")
    return [("", str(_("None"))), *((str(gear.pk), f"{gear.name} ({sport_name(gear.sport)})") for gear in rows)]


class EffortForm(forms.Form):
    """How hard it was and how one felt: asked after the session, each answer optional."""

    rpe = forms.TypedChoiceField(
        label=_("How hard was it?"),
        choices=EFFORTS,
        coerce=float,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    feel = forms.TypedChoiceField(
        label=_("How did you feel?"),
        choices=FEELINGS,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )

    def answers(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if value is not None}


class ActivityForm(forms.Form):
    title = LineField(label=_("Title"), max_length=200, required=False)
    chosen_sport = forms.ChoiceField(label=_("Sport"), choices=Sport)
    chosen_sub_sport = forms.ChoiceField(label=_("Kind"), choices=[NO_SUB_SPORT, *SubSport.choices], required=False)
    gear_id = forms.ChoiceField(label=_("Gear"), required=False)
    rpe = forms.FloatField(label=_("Effort felt, 0 to 10"), min_value=0, max_value=10, required=False, localize=True)
    feel = forms.TypedChoiceField(
        label=_("Feeling"), choices=[NO_SUB_SPORT, *FEELINGS], coerce=int, empty_value=None, required=False
    )
    load_override = forms.FloatField(
        label=_("Load set by hand"),
        min_value=0,
        max_value=2000,
        required=False,
        localize=True,
        help_text=_("Empty: the load is computed."),
    )
    notes = BlockField(label=_("Notes"), max_length=10_000, required=False)

    def __init__(self, *args: Any, athlete_id: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["gear_id"].choices = gear_choices(athlete_id)  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(activity: Activity) -> dict[str, Any]:
        names = ("title", "rpe", "feel", "load_override", "notes", "gear_id")
        kinds = {"chosen_sport": activity.sport, "chosen_sub_sport": activity.sub_sport}
        return {name: getattr(activity, name) for name in names} | kinds

    def changes_of(self, activity: Activity) -> dict[str, Any]:
        """What differs from what is there; a sport is only chosen when it is another one."""
        told = {**self.cleaned_data, "gear_id": self.cleaned_data["gear_id"] or None}
        shown = {**self.initial_of(activity), "gear_id": str(activity.gear_id) if activity.gear_id else None}
        return {name: value for name, value in told.items() if value != shown[name]}


class ManualForm(forms.Form):
    title = LineField(label=_("Title"), max_length=200, required=False)
    sport = forms.ChoiceField(label=_("Sport"), choices=Sport)
    on = DayField(label=_("Day"))
    at = forms.TimeField(label=_("Begin"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    time_zone = TimeZoneField()
    minutes = forms.FloatField(label=_("Duration in minutes"), min_value=0.1, max_value=43_200, localize=True)
    distance = forms.FloatField(min_value=0, max_value=10_000, required=False, localize=True)
    avg_hr_bpm = forms.FloatField(
        label=_("Average heart rate"), min_value=30, max_value=240, required=False, localize=True
    )
    rpe = forms.FloatField(
        label=_("Effort felt, 0 to 10"),
        min_value=0,
        max_value=10,
        required=False,
        localize=True,
        help_text=_("Without a device this is what the load is computed from."),
    )
    load_override = forms.FloatField(
        label=_("Load set by hand"), min_value=0, max_value=2000, required=False, localize=True
    )
    notes = BlockField(label=_("Notes"), max_length=10_000, required=False)

    def __init__(self, *args: Any, units: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = units
        self.fields["distance"].label = _("Distance in %(unit)s") % {"unit": distance_unit(units)}

    def session(self) -> dict[str, Any]:
        told = dict(self.cleaned_data)
        day, begin, zone = told.pop("on"), told.pop("at"), told["time_zone"]
        distance = told.pop("distance")
        return {
            **told,
            "start_at": datetime.combine(day, begin, ZoneInfo(zone)),
            "duration_s": timedelta(minutes=told.pop("minutes")).total_seconds(),
            "distance_m": to_metres(distance, self.units) if distance else None,
        }


class GearForm(forms.Form):
    name = LineField(label=_("Name"), max_length=100)
    sport = forms.ChoiceField(label=_("Sport"), choices=Sport)
    distance_before = forms.FloatField(min_value=0, max_value=1_000_000, required=False, localize=True)
    is_default = forms.BooleanField(label=_("Choose it by itself for new sessions of this sport"), required=False)
    retired_on = DayField(
        label=_("Retired on"), required=False, help_text=_("It is then no longer offered; its mileage stays.")
    )

    def __init__(self, *args: Any, units: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = units
        self.fields["distance_before"].label = _("Distance before it came here, in %(unit)s") % {
            "unit": distance_unit(units)
        }

    def fields_of(self) -> dict[str, Any]:
        told = dict(self.cleaned_data)
        before = to_metres(told.pop("distance_before") or 0.0, self.units)
        return {**told, "distance_before_m": before, "is_default": told["is_default"] and told["retired_on"] is None}
