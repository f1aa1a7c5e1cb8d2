"""Lengths and targets of steps in the words and units of whoever reads them."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from training import units as written
from training.workouts.resolving import Aim, Resolved
from training.workouts.structure import Length

RANGE = "–"
ARROW = "→"
INTENTS: dict[str, Promise] = {
    "warmup": gettext_lazy("Warm-up"),
    "recovery": gettext_lazy("Recovery"),
    "rest": gettext_lazy("Rest"),
    "cooldown": gettext_lazy("Cool-down"),
}
MISSING: dict[str, Promise] = {
    "no_ftp": gettext_lazy("Threshold power is not known."),
    "no_lthr": gettext_lazy("Threshold heart rate is not known."),
    "no_max_hr": gettext_lazy("Maximum heart rate is not known."),
    "no_threshold_pace": gettext_lazy("Threshold pace is not known."),
    "no_css": gettext_lazy("Critical swim speed is not known."),
    "no_such_zone": gettext_lazy("There is no such zone."),
    "no_speed": gettext_lazy("How fast this will be is not known."),
}


def length_text(length: Length, units: str, sport: str) -> str:
    if length.kind == "distance":
        return _distance(length.value, units, sport)
    if length.kind == "time":
        return _time(length.value)
    until = pgettext("length of a step", "Until the lap button") if length.kind == "lap" else pgettext("length", "Open")
    return f"{until} (~{_time(length.value)})" if length.value else until


def aim_text(step: Resolved, units: str, sport: str) -> str:
    """The athlete's own target; empty for a free step and where its threshold is not known."""
    if step.is_max:
        return _("As hard as you can")
    return _aim(step.aim, units, sport) if step.aim else ""


def cadence_text(step: Resolved, sport: str) -> str:
    if step.cadence is None:
        return ""
    unit = pgettext("unit", "steps/min") if sport in {"run", "walk"} else pgettext("unit", "rpm")
    return f"{_span(step.cadence.low, step.cadence.high)} {unit}"


def _aim(aim: Aim, units: str, sport: str) -> str:
    if aim.metric == "pace":
        return _pace(aim, units, sport)
    unit = {"power": pgettext("unit", "W"), "heart_rate": pgettext("unit", "bpm")}.get(aim.metric, "")
    values = _span(aim.low, aim.high, dash=ARROW if aim.is_ramp else RANGE)
    return f"{values} {unit}" if unit else f"{pgettext('effort felt', 'RPE')} {values}"


def _pace(aim: Aim, units: str, sport: str) -> str:
    """The quicker first, as people say it; a ramp in its own order."""
    first, last = (aim.low, aim.high) if aim.is_ramp else (aim.high, aim.low)
    begin, end = (written.rate(speed, sport, units) for speed in (first, last))
    dash = ARROW if aim.is_ramp else RANGE
    told = begin.text if begin.text == end.text else f"{begin.text}{dash}{end.text}"
    return f"{told} {begin.unit}"


def _span(low: float, high: float, *, dash: str = RANGE) -> str:
    decimals = 0 if max(low, high) > 10 else 1
    texts = [written.number(value, 0 if value == int(value) else decimals) for value in (low, high)]
    return texts[0] if texts[0] == texts[1] else dash.join(texts)


def _time(seconds: float) -> str:
    whole = round(seconds)
    if whole < 3600 or whole % 3600 == 0:
        return written.span(whole)
    hours, rest = divmod(whole, 3600)
    if rest % 60:
        return written.clock(whole)
    return _("%(hours)s h %(minutes)s min") % {"hours": written.number(hours), "minutes": written.number(rest // 60)}


def _distance(metres: float, units: str, sport: str) -> str:
    """Of a plan, which people write in round numbers: 400 m stay 400 m."""
    if sport == "swim" or metres < 1000:
        return f"{written.number(metres)} {pgettext('unit', 'm')}"
    return str(written.distance(metres, units, sport=sport, decimals=0 if metres % 1000 == 0 else 1))
