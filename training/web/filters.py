"""What a list of sessions is narrowed down by."""

import re
from typing import Any

from django import forms
from django.contrib.postgres.search import SearchQuery
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Sport
from accounts.web.forms.fields import DayField, LineField
from training.models import ActivityQuerySet, Source, SourceKind
from training.units import distance_unit, to_metres

WORDS = re.compile(r"\w+")
ANY = ("", _("All"))


class ActivityFilter(forms.Form):
    q = LineField(label=_("Search"), max_length=100, required=False)
    sport = forms.ChoiceField(label=_("Sport"), choices=[ANY, *Sport.choices], required=False)
    from_on = DayField(label=_("From"), required=False)
    to_on = DayField(label=_("To"), required=False)
    source = forms.ChoiceField(label=_("Source"), choices=[ANY, *SourceKind.choices], required=False)
    min_duration = forms.FloatField(label=_("At least, min"), min_value=0, max_value=100_000, required=False)
    max_duration = forms.FloatField(label=_("At most, min"), min_value=0, max_value=100_000, required=False)
    min_distance = forms.FloatField(min_value=0, max_value=100_000, required=False)
    max_distance = forms.FloatField(min_value=0, max_value=100_000, required=False)
    min_load = forms.FloatField(label=_("Least load"), min_value=0, max_value=10_000, required=False)
    max_load = forms.FloatField(label=_("Most load"), min_value=0, max_value=10_000, required=False)
    has_power = forms.BooleanField(label=_("With power"), required=False)

    MORE = ("source", "min_duration", "max_duration", "min_distance", "max_distance", "min_load", "max_load")

    def __init__(self, asked: Any, *, units: str) -> None:
        super().__init__(asked, auto_id="filter-%s")
        self.units = units
        unit = distance_unit(units)
        self.fields["min_distance"].label = _("At least, %(unit)s") % {"unit": unit}
        self.fields["max_distance"].label = _("At most, %(unit)s") % {"unit": unit}

    @property
    def first_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("sport", "from_on", "to_on")]

    @property
    def more(self) -> list[forms.BoundField]:
        return [self[name] for name in self.MORE]

    @property
    def is_narrowed(self) -> bool:
        return any(self.asked().values())

    @property
    def is_opened(self) -> bool:
        return any(self.asked().get(name) for name in (*self.MORE, "has_power"))

    def asked(self) -> dict[str, Any]:
        """What makes no sense narrows nothing."""
        self.is_valid()
        return self.cleaned_data

    def apply(self, rows: ActivityQuerySet) -> ActivityQuerySet:
        asked = self.asked()
        for name, lookup in _LOOKUPS.items():
            value = asked.get(name)
            if value not in (None, ""):
                rows = rows.filter(**{lookup: self._in_si(name, value)})
        if asked.get("source"):
            told = Source.objects.filter(activity=OuterRef("pk"), kind=asked["source"])
            rows = rows.filter(Exists(told))
        if asked.get("has_power"):
            rows = rows.filter(avg_power_w__isnull=False)
        return rows.filter(_saying(asked.get("q", "")))

    def _in_si(self, name: str, value: Any) -> Any:
        if name.endswith("_duration"):
            return value * 60
        return to_metres(value, self.units) if name.endswith("_distance") else value


def _saying(text: str) -> Q:
    """Every word begins a word of the title or the notes."""
    words = WORDS.findall(text)
    if not words:
        return Q()
    return Q(search=SearchQuery(" & ".join(f"{word}:*" for word in words), search_type="raw", config="simple"))


_LOOKUPS = {
    "sport": "sport",
    "from_on": "local_on__gte",
    "to_on": "local_on__lte",
    "min_duration": "timer_s__gte",
    "max_duration": "timer_s__lte",
    "min_distance": "distance_m__gte",
    "max_distance": "distance_m__lte",
    "min_load": "load__gte",
    "max_load": "load__lte",
}
