"""What people say of a planned session, wherever it lies."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Sport
from accounts.web.forms.fields import BlockField, LineField
from training.models import Purpose, SubSport
from training.structures import PLANNED
from training.units import distance_unit, to_metres

LONGEST_TEXT = 20_000
NO_CHOICE = ("", _("Not said"))


class TextOfWorkout(forms.CharField):
    """As it was typed: spaces at the beginning of a line say to which repeat a step belongs."""

    widget = forms.Textarea

    def __init__(self) -> None:
        super().__init__(label=_("Steps"), required=False, strip=False, max_length=LONGEST_TEXT)
        self.widget.attrs = {"rows": 10, "maxlength": LONGEST_TEXT}


class ContentForm(forms.Form):
    """Title, steps and, where there are none, figures typed by hand."""

    title = LineField(label=_("Title"), max_length=200)
    sport = forms.ChoiceField(label=_("Sport"), choices=Sport)
    sub_sport = forms.ChoiceField(label=_("Kind"), choices=[NO_CHOICE, *SubSport.choices], required=False)
    purpose = forms.ChoiceField(label=_("Purpose"), choices=[NO_CHOICE, *Purpose.choices], required=False)
    structure_text = TextOfWorkout()
    description = BlockField(
        label=_("Description"), max_length=10_000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    minutes = forms.FloatField(
        label=_("Duration in minutes"), min_value=0, max_value=2880, required=False, localize=True
    )
    distance = forms.FloatField(min_value=0, max_value=2000, required=False, localize=True)
    load = forms.FloatField(label=_("Load"), min_value=0, max_value=2000, required=False, localize=True)

    BY_HAND = ("minutes", "distance", "load")

    def __init__(self, *args: Any, units: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = units
        self.fields["distance"].label = _("Distance in %(unit)s") % {"unit": distance_unit(units)}

    @property
    def by_hand(self) -> list[forms.BoundField]:
        return [self[name] for name in self.BY_HAND]

    @property
    def is_by_hand(self) -> bool:
        return any(self[name].value() not in (None, "") for name in self.BY_HAND)

    @staticmethod
    def initial_of(row: Any, units: str) -> dict[str, Any]:
        """Figures are only shown where somebody typed them; the others follow from the steps."""
        typed = {name: getattr(row, name) if name in row.typed else None for name in PLANNED}
        seconds, metres = typed["planned_duration_s"], typed["planned_distance_m"]
        names = ("title", "sport", "sub_sport", "purpose", "structure_text", "description")
        return {
            **{name: getattr(row, name) for name in names},
            "minutes": round(seconds / 60, 1) if seconds is not None else None,
            "distance": round(metres / to_metres(1, units), 2) if metres is not None else None,
            "load": typed["planned_load"],
        }

    def content(self) -> dict[str, Any]:
        """What the rules of the library take; of the figures only those that were changed here."""
        told: dict[str, Any] = dict(self.cleaned_data)
        figures = {name: told.pop(name) for name in self.BY_HAND}
        told["structure_text"] = told["structure_text"].replace("\r\n", "\n")
        return told | {
            _COLUMNS[name]: self._in_si(name, value) for name, value in figures.items() if self._is_new(name)
        }

    def _is_new(self, name: str) -> bool:
        return name in self.changed_data

    def _in_si(self, name: str, value: float | None) -> float | None:
        if value is None:
            return None
        return {"minutes": value * 60, "distance": to_metres(value, self.units)}.get(name, value)


_COLUMNS: Mapping[str, str] = {
    "minutes": "planned_duration_s",
    "distance": "planned_distance_m",
    "load": "planned_load",
}
