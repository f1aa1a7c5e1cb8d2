"""How people write how long a workout lasts: 1:30, 90, 1h30, 45min."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

_CLOCK = re.compile(r"(\d{1,2}):([0-5]\d)(?::([0-5]\d))?")
_WORDS = re.compile(r"(?:(\d{1,2})\s*h)?\s*(?:(\d{1,4})\s*(?:m|min|')?)?", re.IGNORECASE)


def seconds_of(text: str) -> float | None:
    """Hours and minutes, or minutes alone; None if it says no duration."""
    text = text.strip()
    clock = _CLOCK.fullmatch(text)
    if clock:
        hours, minutes, seconds = (int(part or 0) for part in clock.groups())
        return float(hours * 3600 + minutes * 60 + seconds)
    words = _WORDS.fullmatch(text)
    if not text or not words or not any(words.groups()):
        return None
    return float(int(words[1] or 0) * 3600 + int(words[2] or 0) * 60)


class DurationField(forms.Field):
    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(help_text=_("1:30 or 90 minutes"), **kwargs)
        self.widget.attrs |= {"inputmode": "text", "autocomplete": "off", "dir": "ltr", "maxlength": 12}

    def to_python(self, value: Any) -> Any:
        text = str(value or "").strip()
        if not text:
            return None
        seconds = seconds_of(text)
        if seconds is None or seconds > 48 * 3600:
            raise forms.ValidationError(_("Write hours and minutes, such as 1:30."))
        return seconds

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, float):
            return value
        minutes, seconds = divmod(round(value), 60)
        rest = f":{seconds:02d}" if seconds else ""
        return f"{minutes // 60}:{minutes % 60:02d}{rest}"
