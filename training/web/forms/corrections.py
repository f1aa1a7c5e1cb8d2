"""What a person puts right about a recording, each kind a small form of its own."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from training.models import CorrectionKind
from training.units import FOOT_M, clock, distance_unit, to_metres

CLOCK = re.compile(r"^(?:(\d{1,3}):)?(\d{1,3}):(\d{1,2})$")
CHANNELS = [
    ("power_w", _("Power")),
    ("heart_rate_bpm", _("Heart rate")),
    ("speed_mps", _("Speed")),
    ("altitude_m", _("Altitude")),
    ("cadence_rpm", _("Cadence")),
]


class ClockField(forms.CharField):
    """A moment of the session as the charts write it: 1:02:03 or 4:05."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=12, **kwargs)
        self.widget.attrs |= {"dir": "ltr", "autocomplete": "off", "placeholder": "0:00"}

    def clean(self, value: Any) -> float:
        match = CLOCK.match((super().clean(value) or "").strip())
        if not match:
            raise forms.ValidationError(_("Write a time as 4:05 or 1:02:03."))
        hours, minutes, seconds = (int(part or 0) for part in match.groups())
        return float(hours * 3600 + minutes * 60 + seconds)


class CropForm(forms.Form):
    from_s = ClockField(label=_("Keep from"))
    to_s = ClockField(label=_("Keep until"))

    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class SpikesForm(forms.Form):
    channel = forms.ChoiceField(label=_("Channel"), choices=CHANNELS)

    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class DistanceForm(forms.Form):
    distance = forms.FloatField(min_value=0.001, max_value=2000, localize=True)

    def __init__(self, *args: Any, units: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = units
        self.fields["distance"].label = _("True distance in %(unit)s") % {"unit": distance_unit(units)}

    def values(self) -> dict[str, Any]:
        return {"distance_m": to_metres(self.cleaned_data["distance"], self.units)}


class AltitudeForm(forms.Form):
    offset = forms.FloatField(min_value=-30_000, max_value=30_000, localize=True)

    def __init__(self, *args: Any, units: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.step = FOOT_M if units == "imperial" else 1.0
        unit = _("feet") if units == "imperial" else _("metres")
        self.fields["offset"].label = _("Add to every altitude, in %(unit)s") % {"unit": unit}

    def values(self) -> dict[str, Any]:
        return {"offset_m": self.cleaned_data["offset"] * self.step}


def correction_form(kind: str, data: Any, units: str, asked: Any) -> Any:
    """`asked` is where the charts say which part is to be kept."""
    shared: dict[str, Any] = {
        "prefix": kind,
        "initial": {name: _clock(asked.get(name, "")) for name in ("from_s", "to_s")},
    }
    if kind == CorrectionKind.CROP:
        return CropForm(data, **shared)
    if kind == CorrectionKind.REMOVE_SPIKES:
        return SpikesForm(data, **shared)
    chosen: type[DistanceForm | AltitudeForm] = DistanceForm if kind == CorrectionKind.FIX_DISTANCE else AltitudeForm
    return chosen(data, units=units, **shared)


def _clock(seconds: str) -> str:
    return clock(int(seconds)) if seconds.isdecimal() and len(seconds) < 8 else ""
