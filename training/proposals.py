"""Thresholds that the best efforts of the last weeks speak for: put to the athlete, never set by themselves."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from training.curves import read_curve
from training.science import vo2max
from training.science.critical_power import NoFit, checked, fit_2p, fit_3p, suitable
from training.science.ftp import (
    DECLINE_AFTER_S,
    LEAST_GAIN,
    SHORTEST_S,
    TWENTY_MINUTES_S,
    TWENTY_MINUTES_SHARE,
    eftp,
)
from training.thresholds import ThresholdBook

RECENT = timedelta(days=90)
PEAK_S = 10  # shorter ones are more often the strap's than the heart's
FASTEST_BPM = 225.0
Points = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Proposal:
    sport: str
    kind: str
    value: float
    on: date
    activity_id: UUID | None
    basis: str  # effort | critical_power | twenty_minutes | peak
    current: float | None


@dataclass(frozen=True, slots=True)
class Suggested:
    kind: str
    value: float
    on: date
    activity_id: UUID | None
    basis: str


def proposals_of(*, athlete_id: UUID, reader: str, sport: str, today: date) -> list[Proposal]:
    """What would be higher than what is in force by at least a hundredth."""
    in_force = ThresholdBook(athlete_id).at(sport, today).values
    told = [(one, getattr(in_force, one.kind)) for one in _suggested(athlete_id, reader, sport, today)]
    return [
        Proposal(sport, one.kind, one.value, one.on, one.activity_id, one.basis, current)
        for one, current in told
        if current is None or one.value >= LEAST_GAIN * current
    ]


def power_model(*, athlete_id: UUID, reader: str, sport: str, today: date) -> dict[str, Any]:
    """Critical power by two and three parameters, and the oxygen uptake it hints at, with its range."""
    points = _recent(athlete_id, reader, "power", sport, today)
    weight = ThresholdBook(athlete_id).at(sport, today).values.weight_kg
    five = next((point["power_w"] for point in points if point["duration_s"] == 300), None)
    return {
        "two_parameters": _told(points, fit_2p),
        "three_parameters": _told(points, fit_3p),
        "vo2max": vo2max.from_cycling(five, weight) if five and weight and sport == "ride" else None,
    }


def _suggested(athlete_id: UUID, reader: str, sport: str, today: date) -> list[Suggested]:
    found: list[Suggested] = []
    if sport in {"ride", "run"}:
        power = _recent(athlete_id, reader, "power", sport, today)
        found += _critical_power(power)
        found += _threshold_power(power) if sport == "ride" else []
        beats = _recent(athlete_id, reader, "heart_rate", sport, today)
        found += [*_twenty_minutes(beats, "lthr_bpm", "hr_bpm"), *_peak(beats)]
    if sport == "run":
        speed = _recent(athlete_id, reader, "speed", sport, today)
        found += _twenty_minutes(speed, "threshold_pace_mps", "speed_mps")
    return found


def _recent(athlete_id: UUID, reader: str, metric: str, sport: str, today: date) -> Points:
    told = read_curve(
        athlete_id=athlete_id, reader=reader, metric=metric, sport=sport, from_on=today - RECENT, to_on=today,
        is_certain=True,
    )  # fmt: skip
    return list(told["data"])


def _threshold_power(points: Points) -> list[Suggested]:
    """The effort of 3 minutes to an hour that speaks for the most."""
    efforts = [point for point in points if SHORTEST_S <= point["duration_s"] <= DECLINE_AFTER_S]
    known = [(eftp(point["duration_s"], point["power_w"]) or 0.0, point) for point in efforts]
    best = max(known, key=lambda pair: pair[0], default=None)
    if best is None or best[0] <= 0:
        return []
    return [Suggested("ftp_w", float(round(best[0])), best[1]["on"], best[1]["activity_id"], "effort")]


def _critical_power(points: Points) -> list[Suggested]:
    fit = _told(points, fit_2p)
    if fit is None:
        return []
    latest = max(point["on"] for point in points)
    return [
        Suggested("cp_w", float(round(fit.cp_w)), latest, None, "critical_power"),
        Suggested("w_prime_j", float(round(fit.w_prime_j, -2)), latest, None, "critical_power"),
    ]


def _twenty_minutes(points: Points, kind: str, field: str) -> list[Suggested]:
    best = next((point for point in points if point["duration_s"] == TWENTY_MINUTES_S), None)
    if best is None:
        return []
    return [Suggested(kind, TWENTY_MINUTES_SHARE * best[field], best["on"], best["activity_id"], "twenty_minutes")]


def _peak(points: Points) -> list[Suggested]:
    """A heart that beat faster than its highest rate shows that this one is higher."""
    best = next((point for point in points if point["duration_s"] == PEAK_S), None)
    if best is None or best["hr_bpm"] > FASTEST_BPM:
        return []
    return [Suggested("max_hr_bpm", float(round(best["hr_bpm"])), best["on"], best["activity_id"], "peak")]


def _told(points: Points, fit: Any) -> Any:
    """A fit of the efforts that could be exhausting, or None where they do not determine one."""
    efforts = suitable([point["duration_s"] for point in points], [point["power_w"] for point in points])
    try:
        return checked(fit(*zip(*efforts, strict=True)), efforts) if len(efforts) > 2 else None
    except NoFit:
        return None
