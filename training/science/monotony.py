"""How even and how hard a week was, and how it compares with the month (descriptive, no forecast of injury)."""

from collections.abc import Sequence
from statistics import fmean, stdev

ACUTE_DAYS = 7
CHRONIC_DAYS = 28


def monotony(week: Sequence[float]) -> float | None:
    """Mean over standard deviation (n - 1) of the daily loads, rest days 0 (C. Foster, 1998); None when all are equal."""
    if len(week) < 2:
        return None
    spread = stdev(week)
    return fmean(week) / spread if spread > 0 else None


def strain(week: Sequence[float]) -> float | None:
    """The week's load times its monotony (C. Foster, 1998)."""
    evenness = monotony(week)
    return None if evenness is None else sum(week) * evenness


def acwr(loads: Sequence[float], *, coupled: bool = True) -> float | None:
    """Mean of the last 7 days over the mean of 28 (coupled), or of the 21 before them (uncoupled)."""
    if len(loads) < CHRONIC_DAYS:
        return None
    chronic = loads[-CHRONIC_DAYS:] if coupled else loads[-CHRONIC_DAYS:-ACUTE_DAYS]
    usual = fmean(chronic)
    return fmean(loads[-ACUTE_DAYS:]) / usual if usual > 0 else None


def acwr_weighted(loads: Sequence[float]) -> float | None:
    """The same from exponentially weighted means, λ = 2/(days + 1) (S. Williams et al., 2017)."""
    if len(loads) < CHRONIC_DAYS:
        return None
    acute, chronic = _weighted(loads, ACUTE_DAYS), _weighted(loads, CHRONIC_DAYS)
    return acute / chronic if chronic > 0 else None


def _weighted(loads: Sequence[float], days: int) -> float:
    share, value = 2.0 / (days + 1), loads[0]
    for load in loads[1:]:
        value += share * (load - value)
    return value
