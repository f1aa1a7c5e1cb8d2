"""Thresholds the way people write them: paces as minutes per kilometre, mile, 100 m or 100 yd, weight in kg or lb."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.utils.formats import number_format, sanitize_separators
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import ThresholdKind, Units

Text = str | Promise
KILOMETRE_M, MILE_M, POOL_METRES_M, POOL_YARDS_M = 1000.0, 1609.344, 100.0, 91.44
POUND_KG = 0.45359237
_PACE = re.compile(r"^(\d{1,2}):(\d{1,2}(?:[.,]\d)?)$")


class MeasureError(ValueError):
    pass


@dataclass(frozen=True, slots=True)
class Measure:
    unit: Text
    show: Callable[[float], str]
    read: Callable[[str], float]
    example: str
    is_pace: bool = False


def _pace(unit: Text, metres: float, example: str) -> Measure:
    return Measure(unit, partial(_show_pace, metres=metres), partial(_read_pace, metres=metres), example, is_pace=True)


def _number(unit: Text, example: str, *, factor: float = 1.0, decimals: int = 0) -> Measure:
    show = partial(_show_number, factor=factor, decimals=decimals)
    return Measure(unit, show, partial(_read_number, factor=factor), example)


def _show_pace(value: float, *, metres: float) -> str:
    minutes, seconds = divmod(round(metres / value), 60)
    return f"{minutes}:{seconds:02d}"


def _read_pace(text: str, *, metres: float) -> float:
    match = _PACE.match(text.strip())
    if not match:
        raise MeasureError(_("Write a pace as minutes and seconds, such as 4:05."))
    seconds = int(match[1]) * 60 + float(match[2].replace(",", "."))
    if float(match[2].replace(",", ".")) >= 60 or seconds == 0:
        raise MeasureError(_("Write a pace as minutes and seconds, such as 4:05."))
    return metres / seconds


def _show_number(value: float, *, factor: float, decimals: int) -> str:
    return number_format(round(value / factor, decimals), decimal_pos=decimals, use_l10n=True)


def _read_number(text: str, *, factor: float) -> float:
    try:
        value = float(sanitize_separators(text.strip()))
    except ValueError:
        raise MeasureError(_("Write a number.")) from None
    if not 0 < value < 1_000_000:
        raise MeasureError(_("Write a number above zero."))
    return value * factor


_WATTS = _number(pgettext_lazy("unit", "W"), "250")
_JOULES = _number(pgettext_lazy("unit", "J"), "20000")
_BPM = pgettext_lazy("unit", "bpm")
_PACES = {
    (ThresholdKind.THRESHOLD_PACE_MPS, Units.METRIC): _pace(_("min/km"), KILOMETRE_M, "4:05"),
    (ThresholdKind.THRESHOLD_PACE_MPS, Units.IMPERIAL): _pace(_("min/mi"), MILE_M, "6:35"),
    (ThresholdKind.CSS_MPS, Units.METRIC): _pace(_("min/100 m"), POOL_METRES_M, "1:35"),
    (ThresholdKind.CSS_MPS, Units.IMPERIAL): _pace(_("min/100 yd"), POOL_YARDS_M, "1:27"),
    (ThresholdKind.WEIGHT_KG, Units.METRIC): _number(pgettext_lazy("unit", "kg"), "68", decimals=1),
    (ThresholdKind.WEIGHT_KG, Units.IMPERIAL): _number(pgettext_lazy("unit", "lb"), "150", factor=POUND_KG, decimals=1),
}
_SAME_EVERYWHERE = {
    ThresholdKind.FTP_W: _WATTS,
    ThresholdKind.CP_W: _WATTS,
    ThresholdKind.W_PRIME_J: _JOULES,
    ThresholdKind.LTHR_BPM: _number(_BPM, "168"),
    ThresholdKind.MAX_HR_BPM: _number(_BPM, "188"),
    ThresholdKind.REST_HR_BPM: _number(_BPM, "48"),
}

NAMES: dict[str, Text] = {
    ThresholdKind.FTP_W: _("Threshold power (FTP)"),
    ThresholdKind.CP_W: _("Critical power"),
    ThresholdKind.W_PRIME_J: _("Work above critical power (W')"),
    ThresholdKind.LTHR_BPM: _("Threshold heart rate"),
    ThresholdKind.MAX_HR_BPM: _("Highest heart rate"),
    ThresholdKind.REST_HR_BPM: _("Resting heart rate"),
    ThresholdKind.THRESHOLD_PACE_MPS: _("Threshold pace"),
    ThresholdKind.CSS_MPS: _("Critical swim speed (CSS)"),
    ThresholdKind.WEIGHT_KG: _("Weight"),
}


def measure(kind: str, units: str) -> Measure:
    known = ThresholdKind(kind)
    return _SAME_EVERYWHERE.get(known) or _PACES[known, Units(units)]
