"""Events, seasons, and what somebody has on a day on which the plan does not fit."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Sport
from accounts.web.forms.fields import DayField, LineField
from training.models import GoalEvent, PhaseKind, Priority
from training.swaps import EQUIPMENT
from training.units import clock, distance_unit, to_metres

THINGS: dict[str, str | Promise] = {
    "bike": _("Bike"),
    "trainer": _("Indoor trainer"),
    "outdoors": _("Way outdoors"),
    "pool": _("Pool"),
    "treadmill": _("Treadmill"),
    "rower": _("Rowing machine"),
}
EMPTY_ROWS = 3
_CLOCK = re.compile(r"(?:(\d{1,2}):)?([0-5]?\d):([0-5]\d)")


class RaceTimeField(forms.CharField):
    """As results are written: 19:30 is minutes and seconds, 3:15:00 is hours as well."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(help_text=_("Such as 19:30 or 3:15:00."), **kwargs)
        self.widget.attrs |= {"autocomplete": "off", "dir": "ltr", "maxlength": "10"}

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        found = _CLOCK.fullmatch(text)
        if found is None:
            raise forms.ValidationError(_("Write a time such as 19:30 or 3:15:00."))
        hours, minutes, seconds = (int(part or 0) for part in found.groups())
        return float(hours * 3600 + minutes * 60 + seconds) or None

    def prepare_value(self, value: Any) -> Any:
        return clock(value) if isinstance(value, float) else value


class SwapForm(forms.Form):
    minutes = forms.IntegerField(
        label=_("Minutes you have"), min_value=10, max_value=600, required=False, help_text=_("Empty: as planned.")
    )
    without = forms.MultipleChoiceField(
        label=_("What you do not have"),
        choices=[(code, THINGS.get(code, code)) for code in EQUIPMENT],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def wish(self) -> dict[str, Any]:
        told = self.cleaned_data
        minutes = told.get("minutes")
        return {"duration_s": minutes * 60.0 if minutes else None, "without": told.get("without") or ()}


class EventForm(forms.Form):
    title = LineField(label=_("Title"), max_length=200)
    on = DayField(label=_("Day"))
    priority = forms.ChoiceField(label=_("Priority"), choices=Priority, initial=Priority.B)
    sport = forms.ChoiceField(label=_("Sport"), choices=Sport)
    distance = forms.FloatField(min_value=0.01, max_value=2000, required=False, localize=True)
    goal_time_s = RaceTimeField(label=_("Goal time"), required=False)
    goal = LineField(label=_("Goal"), max_length=500, required=False)

    def __init__(self, *args: Any, units: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = units
        self.fields["distance"].label = _("Distance in %(unit)s") % {"unit": distance_unit(units)}

    @staticmethod
    def initial_of(event: GoalEvent, units: str) -> dict[str, Any]:
        names = ("title", "on", "priority", "sport", "goal", "goal_time_s")
        length = event.distance_m and round(event.distance_m / to_metres(1, units), 3)
        return {**{name: getattr(event, name) for name in names}, "distance": length}

    def fields_of(self) -> dict[str, Any]:
        told = dict(self.cleaned_data)
        distance = told.pop("distance")
        if "distance" in self.changed_data:
            told["distance_m"] = to_metres(distance, self.units) if distance else None
        return told


class SeasonForm(forms.Form):
    title = LineField(label=_("Title"), max_length=200)
    from_on = DayField(label=_("First day"))
    to_on = DayField(label=_("Last day"))


class PhaseForm(forms.Form):
    kind = forms.ChoiceField(label=_("Phase"), choices=[("", _("None")), *PhaseKind.choices], required=False)
    from_on = DayField(label=_("From"), required=False)
    to_on = DayField(label=_("Until"), required=False)
    weekly_load = forms.FloatField(label=_("Load a week"), min_value=0, max_value=5000, required=False, localize=True)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        for name in ("from_on", "to_on"):
            if told.get("kind") and not told.get(name) and name not in self.errors:
                self.add_error(name, _("Choose a day."))
        return told


PhaseFormSet = forms.formset_factory(PhaseForm, extra=EMPTY_ROWS, max_num=60, validate_max=True)


def phases_of(rows: Sequence[PhaseForm]) -> list[dict[str, Any]]:
    """Rows without a phase are none: that is how one is taken out."""
    return [dict(row.cleaned_data) for row in rows if row.cleaned_data.get("kind")]
