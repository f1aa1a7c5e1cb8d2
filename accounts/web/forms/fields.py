from collections import defaultdict
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.web.measures import Measure, MeasureError
from core.text import clean_block, clean_line


class LineField(forms.CharField):
    """One line of text, without characters that only mislead the eye."""

    def to_python(self, value: Any) -> str:
        return clean_line(super().to_python(value) or "")


class BlockField(forms.CharField):
    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return clean_block(super().to_python(value) or "")


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class DayField(forms.DateField):
    widget = DayInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d"], **kwargs)


def time_zone_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """By continent, so that a screen reader and a thumb get there in two steps."""
    regions: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for name in sorted(available_timezones()):
        region, _slash, place = name.partition("/")
        if place and region in CONTINENTS:
            regions[region].append((name, place.replace("_", " ").replace("/", ", ")))
    return [("UTC", [("UTC", "UTC")]), *regions.items()]


CONTINENTS = frozenset(
    {"Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}
)


class TimeZoneField(forms.ChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Time zone"))
        super().__init__(choices=time_zone_choices, **kwargs)

    def valid_value(self, value: Any) -> bool:
        return value in available_timezones()


class MeasureField(forms.CharField):
    """Text in the reader's units; its clean value is what is kept, or None when empty."""

    def __init__(self, *, measure: Measure, **kwargs: Any) -> None:
        super().__init__(
            max_length=12, help_text=_("For example %(example)s.") % {"example": measure.example}, **kwargs
        )
        self.measure = measure
        mode = "text" if measure.is_pace else "decimal"
        self.widget.attrs |= {"inputmode": mode, "autocomplete": "off", "dir": "ltr"}

    def clean(self, value: Any) -> float | None:
        text = super().clean(value)
        try:
            return self.measure.read(text) if text else None
        except MeasureError as refusal:
            raise forms.ValidationError(str(refusal)) from None
