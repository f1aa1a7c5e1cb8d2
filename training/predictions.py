"""What a race might take: from an athlete's best efforts and past races, with what it rests on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import numpy as np
from django.db.models import F

from core.errors import DomainError
from training.curves import curve_rows
from training.models import CurveMetric, GoalEvent
from training.reading_rights import sight_on
from training.records import is_possible
from training.science.prediction import FATIGUE, FATIGUE_RANGE, equivalent, own_exponent, riegel

PREDICTABLE = ("run", "swim")
LOOKED_BACK_DAYS = 365
LASTING_S = (210.0, 13_800.0)
"""Between 3.5 and 230 minutes a race follows the power law (Riegel, 1981)."""
FARTHEST_RATIO = 10.0
RACE_IS_AS_LONG = 0.05
_FIRST_TOLD = 3


@dataclass(frozen=True, slots=True)
class Evidence:
    """An effort that a prediction may rest on."""

    activity_id: UUID
    on: date
    distance_m: float
    elapsed_s: float
    is_race: bool = False


@dataclass(frozen=True, slots=True)
class Prediction:
    """`reason` says why there is none; `notes` what to mind about one that is there."""

    time_s: float | None = None
    low_s: float | None = None
    high_s: float | None = None
    method: str = ""
    exponent: float | None = None
    reason: str = ""
    notes: tuple[str, ...] = ()
    based_on: tuple[Evidence, ...] = ()

    def told(self) -> dict[str, Any]:
        return {
            "time_s": self.time_s, "low_s": self.low_s, "high_s": self.high_s, "method": self.method or None,
            "exponent": self.exponent, "reason": self.reason or None, "notes": list(self.notes),
            "based_on": [
                {name: getattr(one, name) for name in ("activity_id", "on", "distance_m", "elapsed_s", "is_race")}
                for one in self.based_on
            ],
        }  # fmt: skip


def reader_of_sessions(*, viewer_id: UUID, athlete_id: UUID) -> str | None:
    """As whom somebody who sees a plan may also learn from sessions; None if they may not."""
    try:
        return sight_on(viewer_id=viewer_id, athlete_id=athlete_id).reader
    except DomainError:
        return None


def predictions(events: Sequence[GoalEvent], *, reader: str | None, today: date) -> dict[UUID, Prediction]:
    """For events of one athlete. One reading of the curves serves all of them."""
    wanted = [event for event in events if event.sport in PREDICTABLE and event.distance_m]
    if not wanted or reader is None:
        return {event.pk: Prediction(reason=_missing(event, reader)) for event in events}
    sports = sorted({event.sport for event in wanted})
    known = _evidence(wanted[0].athlete_id, reader, sports, today)
    return {event.pk: _predicted(event, known.get(event.sport, []), reader) for event in events}


def _missing(event: GoalEvent, reader: str | None) -> str:
    if event.sport not in PREDICTABLE:
        return "sport"
    return "distance" if not event.distance_m else "hidden" if reader is None else ""


def _predicted(event: GoalEvent, known: Sequence[Evidence], reader: str) -> Prediction:
    reason = _missing(event, reader)
    if reason or not event.distance_m:
        return Prediction(reason=reason)
    return predict(event.distance_m, [one for one in known if one.on < event.on], sport=event.sport)


def predict(target_m: float, known: Iterable[Evidence], *, sport: str) -> Prediction:
    """The effort that promises the fastest time is the one that was closest to the limit."""
    fitting = [one for one in known if _fits(one, target_m)]
    if not fitting:
        return Prediction(reason="no_efforts")
    races = [(one.distance_m, one.elapsed_s) for one in fitting if one.is_race]
    own = own_exponent(races) if len(races) > 1 else None
    exponent = own or FATIGUE
    ranked = sorted(fitting, key=lambda one: riegel(one.distance_m, one.elapsed_s, target_m, exponent))
    best = ranked[0]
    time_s = riegel(best.distance_m, best.elapsed_s, target_m, exponent)
    ends = _ends(best, target_m, time_s, sport)
    return Prediction(
        time_s=time_s, low_s=min(ends), high_s=max(ends), method="own_riegel" if own else "riegel", exponent=exponent,
        notes=_notes(best, target_m, time_s), based_on=tuple(ranked[:_FIRST_TOLD]),
    )  # fmt: skip


def _ends(best: Evidence, target_m: float, time_s: float, sport: str) -> list[float]:
    """What other exponents that people have, and for runs the oxygen model, make of the same effort."""
    ends = [riegel(best.distance_m, best.elapsed_s, target_m, exponent) for exponent in FATIGUE_RANGE]
    if sport == "run":
        ends.append(equivalent(best.distance_m, best.elapsed_s, target_m))
    return [time_s, *ends]


def _notes(best: Evidence, target_m: float, time_s: float) -> tuple[str, ...]:
    told = [] if best.is_race else ["from_training"]
    if target_m > 2 * best.distance_m:
        told.append("optimistic")
    if time_s > LASTING_S[1]:
        told.append("beyond_model")
    return tuple(told)


def _fits(one: Evidence, target_m: float) -> bool:
    is_lasting = LASTING_S[0] <= one.elapsed_s <= LASTING_S[1]
    return is_lasting and 1 / FARTHEST_RATIO <= one.distance_m / target_m <= FARTHEST_RATIO


def _evidence(athlete_id: UUID, reader: str, sports: Sequence[str], today: date) -> dict[str, list[Evidence]]:
    """The best effort over each distance of each session of a year; of past races that they were one."""
    rows = curve_rows(
        athlete_id, reader=reader, metric=CurveMetric.DISTANCE, from_on=today - timedelta(LOOKED_BACK_DAYS)
    ).filter(sport__in=sports)  # fmt: skip
    races = _races(athlete_id)
    found: dict[str, list[Evidence]] = {sport: [] for sport in sports}
    for activity_id, on, sport, best in rows.order_by("local_on", "activity_id").values_list(
        "activity_id", "local_on", "sport", "best"
    ):
        for distance, elapsed in np.frombuffer(best).reshape(-1, 2).tolist():
            if is_possible(sport, distance, elapsed):
                is_race = _is_race(races.get((on, sport)), distance)
                found[sport].append(Evidence(activity_id, on, distance, elapsed, is_race))
    return found


def _races(athlete_id: UUID) -> dict[tuple[date, str], float]:
    rows = GoalEvent.objects.filter(athlete_id=athlete_id, distance_m__gt=0, sport__in=PREDICTABLE)
    return {(on, sport): distance for on, sport, distance in rows.values_list(F("on"), "sport", "distance_m")}


def _is_race(raced_m: float | None, distance_m: float) -> bool:
    return raced_m is not None and abs(distance_m / raced_m - 1) <= RACE_IS_AS_LONG
