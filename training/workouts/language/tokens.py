"""The words of the language: lengths, targets, cadence, keywords and quoted notes."""

import re
from collections.abc import Callable
from typing import Any

from training.workouts.language.faults import Misread
from training.workouts.structure import SHOWN_M, Cadence, Intent, Length, Target
from training.workouts.structure_json import CADENCE, MAX_DISTANCE_M, MAX_TIME_S, UNITS, snapped

_N = r"\d+(?:[.,]\d+)?"
TOKEN = re.compile(
    rf"""(?:
      (?P<time>(?=\d)
        (?:(?P<h>{_N})(?:h|\s?hrs?|\s?hours?))?
        (?:\s?(?P<m>{_N})(?:m|\s?mins?|\s?minutes?|'))?
        (?:\s?(?P<s>{_N})(?:s|\s?secs?|\s?seconds?|"))?)
    | (?P<short>(?P<sh>\d+)h(?P<sm>\d\d?)|(?P<mm>\d+)(?:m|')(?P<ms>\d\d?))
    | (?P<percent>(?P<p1>{_N})(?:\s?%?\s?[-–]\s?(?P<p2>{_N}))?\s?%(?:\s*(?P<of>ftp|power|lthr|hrmax|max\s?hr|hr|pace)(?!\S))?)
    | (?P<plain>(?P<n1>{_N})(?:\s?[-–]\s?(?P<n2>{_N}))?\s?(?P<unit>w|watts?|bpm|rpm|spm))
    | (?P<word>intensity=(?:warmup|active|recovery|rest|cooldown|interval)
        |ramp|lap|open|free(?:ride)?|max|warm-?up|active|recovery|rest|cool-?down)
    | (?P<zone>z(?P<z1>\d+)(?:\s?[-–]\s?z?(?P<z2>\d+))?(?:\s+(?P<zof>hr|pace|power)(?!\S))?)
    | (?P<distance>(?P<d>{_N})\s?(?P<du>km|mtr|met(?:er|re)s?|mi|miles?|yd|yards?))
    | (?P<pace>(?P<t1>\d+:\d\d(?:\.\d)?)(?:\s?[-–]\s?(?P<t2>\d+:\d\d(?:\.\d)?))?
        (?:\s?(?:min)?\s?/\s?(?P<per>km|mi|mile|100m|100mtr|100yd?)(?:\s+pace(?!\S))?|\s+pace(?!\S)))
    | (?P<rpe>rpe\s*(?P<r1>{_N})(?:\s?[-–]\s?(?P<r2>{_N}))?)
    | (?P<clock>(?:(?P<ch>\d+):)?(?P<cm>\d+):(?P<cs>\d\d))
    | (?P<quote>"(?P<inner>(?:[^"\\]|\\.)*)")
    )(?!\S)""",
    re.VERBOSE | re.IGNORECASE,
)
LENGTHS = frozenset({"time", "short", "distance", "clock"})
TARGETS = frozenset({"percent", "zone", "pace", "rpe"})
INTENT_WORDS: dict[str, Intent] = {
    "warmup": "warmup",
    "active": "active",
    "interval": "active",
    "recovery": "recovery",
    "rest": "rest",
    "cooldown": "cooldown",
}
_METRES = {"km": 1000.0, "mi": 1609.344, "yd": 0.9144, "ya": 0.9144}
_PER: dict[str, Any] = {"km": "km", "mi": "mile", "mile": "mile", "100m": "100m", "100mtr": "100m"}
_SHARES: dict[str, tuple[Any, Any]] = {
    "ftp": ("power", "percent_ftp"),
    "power": ("power", "percent_ftp"),
    "lthr": ("heart_rate", "percent_lthr"),
    "hr": ("heart_rate", "percent_max"),
    "hrmax": ("heart_rate", "percent_max"),
    "maxhr": ("heart_rate", "percent_max"),
    "pace": ("pace", "percent_threshold"),
}
_TIME_NAMES = {"time": ("h", "m", "s"), "clock": ("ch", "cm", "cs"), "short": ("sh", "sm", "ms")}
_ZONES: dict[str, Any] = {"hr": "heart_rate", "pace": "pace", "power": "power"}
PACED_SPORTS = frozenset({"run", "swim", "walk"})


def main_metric(sport: str) -> str:
    """What a bare share or zone is of: pace on foot and in the water, power everywhere else."""
    return "pace" if sport in PACED_SPORTS else "power"


def number(text: str) -> float:
    return float(text.replace(",", "."))


def read_length(found: "re.Match[str]", at: int) -> Length:
    """Of a time, a clock or a distance."""
    kind = found.lastgroup
    if kind == "distance":
        unit = (found["du"] or "").lower()
        metres = round(number(found["d"]) * _METRES.get(unit[:2], 1.0), 3)
        return Length("distance", _within(metres, at, 0.001, MAX_DISTANCE_M))
    hours, minutes, seconds = found.group(*_TIME_NAMES[kind or ""])
    if kind == "short":
        minutes, seconds = (minutes, None) if hours else found.group("mm", "ms")
    total = number(hours or "0") * 3600 + number(minutes or "0") * 60 + number(seconds or "0")
    return Length("time", float(round(_within(total, at, 1, MAX_TIME_S))))


def read_target(found: "re.Match[str]", at: int, sport: str) -> Target:
    return _READERS[found.lastgroup or ""](found, at, sport)


def read_cadence(found: "re.Match[str]", at: int) -> Cadence:
    first = round(number(found["n1"]), 3)
    last = round(number(found["n2"]), 3) if found["n2"] else first
    low, high = sorted((_within(first, at, *CADENCE), _within(last, at, *CADENCE)))
    return Cadence(low, high)


def _share(found: "re.Match[str]", at: int, sport: str) -> Target:
    of = "".join((found["of"] or main_metric(sport)).lower().split())
    return _ranged(_SHARES[of], found["p1"], found["p2"], at)


def _zone(found: "re.Match[str]", at: int, sport: str) -> Target:
    of = _ZONES[(found["zof"] or main_metric(sport)).lower()]
    return _ranged((of, "zone"), found["z1"], found["z2"], at)


def _rpe(found: "re.Match[str]", at: int, _sport: str) -> Target:
    return _ranged(("rpe", "rpe"), found["r1"], found["r2"], at)


def _absolute(found: "re.Match[str]", at: int, _sport: str) -> Target:
    is_heart = found["unit"].lower() == "bpm"
    return _ranged(("heart_rate", "bpm") if is_heart else ("power", "watts"), found["n1"], found["n2"], at)


def _pace(found: "re.Match[str]", at: int, sport: str) -> Target:
    """Without a distance it is per kilometre, in water per hundred metres."""
    shown = _PER.get((found["per"] or ("100m" if sport == "swim" else "km")).lower(), "100yd")
    first = _speed(found["t1"], shown, at)
    return Target("pace", "mps", first, _speed(found["t2"], shown, at) if found["t2"] else first, shown=shown)


def _speed(clock: str, shown: str, at: int) -> float:
    minutes, _, seconds = clock.partition(":")
    pace_s = float(minutes) * 60 + float(seconds)
    if not pace_s:
        raise Misread(at, "out_of_range", "A pace is longer than nothing.", ("target",))
    return snapped(_within(SHOWN_M[shown] / pace_s, at, *UNITS["pace"]["mps"]), shown)


def _ranged(kind: tuple[Any, Any], first: str, last: str | None, at: int) -> Target:
    metric, unit = kind
    limits = UNITS[metric][unit]
    low = _within(round(number(first), 3), at, *limits)
    return Target(metric, unit, low, _within(round(number(last), 3), at, *limits) if last else low)


def _within(value: float, at: int, least: float, most: float) -> float:
    if least <= value <= most:
        return value
    raise Misread(at, "out_of_range", f"A value from {least:g} to {most:g} is expected, not {value:g}.")


_READERS: dict[str, Callable[["re.Match[str]", int, str], Target]] = {
    "percent": _share,
    "zone": _zone,
    "rpe": _rpe,
    "plain": _absolute,
    "pace": _pace,
}
