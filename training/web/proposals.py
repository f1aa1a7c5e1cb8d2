"""Thresholds that the best efforts of the last weeks speak for: put to the athlete, never set by themselves."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.thresholds import in_force
from accounts.web import measures
from training.curves import read_curve
from training.science.critical_power import NoFit, checked, fit_2p, suitable
from training.science.ftp import DECLINE_AFTER_S, LEAST_GAIN, SHORTEST_S, TWENTY_MINUTES_S, eftp

RECENT = timedelta(days=90)
TWENTY_SHARE = 0.95
Text = str | Promise


@dataclass(frozen=True, slots=True)
class Proposal:
    sport: str
    kind: str
    value: float
    on: date
    activity_id: UUID | None
    basis: Text
    now: float | None

    def shown(self, units: str) -> dict[str, Any]:
        measure = measures.measure(self.kind, units)
        return {
            "proposal": self,
            "label": measures.NAMES[self.kind],
            "text": measure.show(self.value),
            "unit": measure.unit,
            "now": measure.show(self.now) if self.now else "",
        }


def proposals_of(athlete_id: UUID, *, reader: str, sport: str, today: date) -> list[Proposal]:
    """What would be higher than what is in force by at least a hundredth."""
    found = []
    if sport in {"ride", "run"}:
        points = _recent(athlete_id, reader, "power", sport, today)
        found += [*_threshold_power(points, sport), *_critical_power(points, sport)]
    if sport == "run":
        found += _threshold_pace(_recent(athlete_id, reader, "speed", sport, today))
    told = [(one, in_force(athlete_id=athlete_id, kind=one[1], sport=sport, on=today)) for one in found]
    return [
        Proposal(*one, now=there[0].value if there else None)
        for one, there in told
        if there is None or one[2] >= LEAST_GAIN * there[0].value
    ]


def _recent(athlete_id: UUID, reader: str, metric: str, sport: str, today: date) -> list[dict[str, Any]]:
    told = read_curve(
        athlete_id=athlete_id, reader=reader, metric=metric, sport=sport, from_on=today - RECENT, to_on=today
    )
    return list(told["data"])


def _threshold_power(points: list[dict[str, Any]], sport: str) -> list[tuple[Any, ...]]:
    """The effort of 3 minutes to an hour that speaks for the most."""
    efforts = [
        (eftp(p["duration_s"], p["power_w"]), p) for p in points if SHORTEST_S <= p["duration_s"] <= DECLINE_AFTER_S
    ]
    best = max(((value, p) for value, p in efforts if value), key=lambda pair: pair[0], default=None)
    if best is None or sport != "ride":
        return []
    value, point = best
    return [
        (
            sport,
            "ftp_w",
            float(round(value)),
            point["on"],
            point["activity_id"],
            _("from your best effort of 3 to 60 minutes"),
        )
    ]


def _critical_power(points: list[dict[str, Any]], sport: str) -> list[tuple[Any, ...]]:
    efforts = suitable([p["duration_s"] for p in points], [p["power_w"] for p in points])
    try:
        fit = checked(fit_2p(*zip(*efforts, strict=True)), efforts) if len(efforts) > 2 else None
    except NoFit:
        return []
    if fit is None:
        return []
    latest = max(p["on"] for p in points)
    basis = _("from all your best efforts of 2 to 30 minutes")
    return [
        (sport, "cp_w", float(round(fit.cp_w)), latest, None, basis),
        (sport, "w_prime_j", float(round(fit.w_prime_j, -2)), latest, None, basis),
    ]


def _threshold_pace(points: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    best = next((p for p in points if p["duration_s"] == TWENTY_MINUTES_S), None)
    if best is None:
        return []
    value = TWENTY_SHARE * best["speed_mps"]
    return [("run", "threshold_pace_mps", value, best["on"], best["activity_id"], _("from your fastest 20 minutes"))]
