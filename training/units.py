"""What was measured, the way its reader writes it: in their units, language and digits."""

from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Units

Text = str | Promise
KILOMETRE_M, MILE_M, POOL_METRES_M, POOL_YARDS_M, FOOT_M = 1000.0, 1609.344, 100.0, 91.44, 0.3048
PACED = frozenset({"run", "walk", "swim"})
NOTHING = "–"
MINUS = "−"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value as text and its unit, which pages set apart."""

    text: str
    unit: Text = ""

    def __str__(self) -> str:
        return f"{self.text} {self.unit}".strip()

    def __bool__(self) -> bool:
        return self.text != NOTHING


def number(value: float | None, decimals: int = 0) -> str:
    if value is None:
        return NOTHING
    return number_format(round(value, decimals) + 0.0, decimal_pos=decimals, use_l10n=True).replace("-", MINUS)


def signed(value: float | None, decimals: int = 1) -> str:
    plus = "+" if value is not None and round(value, decimals) > 0 else ""
    return plus + number(value, decimals)


def clock(seconds: float | None) -> str:
    """1:02:03, or 4:05 below an hour."""
    if seconds is None:
        return NOTHING
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def span(seconds: int) -> str:
    """A round duration in its largest unit."""
    size, word = (1, _SECONDS) if seconds < 60 else (60, _MINUTES) if seconds < 3600 else (3600, _HOURS)
    return str(word) % {"n": number(seconds / size)} if seconds % size == 0 else clock(seconds)


def distance(metres: float | None, units: str, *, sport: str = "", decimals: int | None = None) -> Quantity:
    if metres is None:
        return Quantity(NOTHING)
    if sport == "swim":
        yards = units == Units.IMPERIAL
        return Quantity(number(metres / (POOL_YARDS_M / 100 if yards else 1)), _YARD if yards else _METRE)
    length, unit = (MILE_M, _MILE) if units == Units.IMPERIAL else (KILOMETRE_M, _KILOMETRE)
    places = decimals if decimals is not None else (2 if metres < 10 * length else 1)
    return Quantity(number(metres / length, places), unit)


def height(metres: float | None, units: str) -> Quantity:
    if metres is None:
        return Quantity(NOTHING)
    return Quantity(number(metres / FOOT_M), _FOOT) if units == Units.IMPERIAL else Quantity(number(metres), _METRE)


def rate(speed_mps: float | None, sport: str, units: str) -> Quantity:
    """A pace where people speak of paces, else a speed."""
    if not speed_mps:
        return Quantity(NOTHING)
    if sport not in PACED:
        length, unit = (MILE_M, _MPH) if units == Units.IMPERIAL else (KILOMETRE_M, _KMH)
        return Quantity(number(speed_mps * 3600 / length, 1), unit)
    length, unit = _PACE[sport == "swim", units == Units.IMPERIAL]
    return Quantity(clock(length / speed_mps), unit)


def watts(value: float | None) -> Quantity:
    return Quantity(number(value), _WATT) if value is not None else Quantity(NOTHING)


def beats(value: float | None) -> Quantity:
    return Quantity(number(value), _BPM) if value is not None else Quantity(NOTHING)


def kilojoules(joules: float | None) -> Quantity:
    return Quantity(number(joules / 1000), _KILOJOULE) if joules is not None else Quantity(NOTHING)


def to_metres(value: float, units: str) -> float:
    """A distance typed in a form."""
    return value * (MILE_M if units == Units.IMPERIAL else KILOMETRE_M)


def distance_unit(units: str) -> Text:
    return _MILE if units == Units.IMPERIAL else _KILOMETRE


_SECONDS, _MINUTES, _HOURS = _("%(n)s s"), _("%(n)s min"), _("%(n)s h")
_KILOMETRE, _MILE = pgettext_lazy("unit", "km"), pgettext_lazy("unit", "mi")
_METRE, _FOOT, _YARD = pgettext_lazy("unit", "m"), pgettext_lazy("unit", "ft"), pgettext_lazy("unit", "yd")
_KMH, _MPH = pgettext_lazy("unit", "km/h"), pgettext_lazy("unit", "mph")
_WATT, _BPM, _KILOJOULE = pgettext_lazy("unit", "W"), pgettext_lazy("unit", "bpm"), pgettext_lazy("unit", "kJ")
_PACE = {
    (False, False): (KILOMETRE_M, _("min/km")),
    (False, True): (MILE_M, _("min/mi")),
    (True, False): (POOL_METRES_M, _("min/100 m")),
    (True, True): (POOL_YARDS_M, _("min/100 yd")),
}
