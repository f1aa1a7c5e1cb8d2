"""What held for an athlete on a day, for many days at once: one reading of the tables serves a whole history."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from accounts.models import AthleteProfile, Threshold, ThresholdKind, ZoneSet
from training.science.metrics import Thresholds

_SEXES = {"male": "m", "female": "f"}
_OWN_THRESHOLDS = frozenset({"ride", "run", "swim"})
# Kept for estimates; no number of a session follows from it.
_UNMEASURED = ThresholdKind.WEIGHT_KG


@dataclass(frozen=True, slots=True)
class InForce:
    """The thresholds of one sport on one day, and where they stand."""

    values: Thresholds
    ids: tuple[UUID, ...]
    is_extrapolated: bool

    def receipt(self) -> dict[str, Any]:
        """What can be told to a reader: names and values, without what was not known and what nothing follows from."""
        kinds = {kind.value: getattr(self.values, kind.value) for kind in ThresholdKind if kind != _UNMEASURED}
        known = {name: value for name, value in kinds.items() if value is not None}
        return {**known, "extrapolated": self.is_extrapolated}


class ThresholdBook:
    """All thresholds and zones of an athlete, opened at a sport and a day."""

    def __init__(self, athlete_id: UUID) -> None:
        self._thresholds = list(Threshold.objects.filter(athlete_id=athlete_id).order_by("effective_on", "id"))
        self._zones = list(ZoneSet.objects.filter(athlete_id=athlete_id).order_by("effective_on", "id"))
        sex = AthleteProfile.objects.filter(athlete_id=athlete_id).values_list("sex", flat=True)[:1]
        self._sex = _SEXES.get(next(iter(sex), ""), "")
        self._changes = sorted(
            {row.effective_on for row in self._thresholds} | {row.effective_on for row in self._zones}
        )

    def stretch(self, on: date) -> int:
        """Days with the same number have the same thresholds."""
        return bisect_right(self._changes, on)

    def at(self, sport: str, on: date) -> InForce:
        own = sport if sport in _OWN_THRESHOLDS else "other"
        found = {
            kind: _in_force([row for row in self._thresholds if row.kind == kind], own, on) for kind in ThresholdKind
        }
        known = {kind.value: row for kind, row in found.items() if row is not None}
        telling = [row for kind, row in known.items() if kind != _UNMEASURED]
        zones = self._zones_at(own, on)
        values = Thresholds(
            **{kind: row.value for kind, row in known.items()},
            sex=self._sex,
            zones={row.metric: tuple(row.boundaries) for row in zones},
        )
        return InForce(
            values=values,
            ids=(*(row.pk for row in telling), *(row.pk for row in zones)),
            is_extrapolated=any(row.effective_on > on for row in telling),
        )

    def _zones_at(self, sport: str, on: date) -> list[ZoneSet]:
        metrics = sorted({row.metric for row in self._zones})
        found = [_in_force([row for row in self._zones if row.metric == metric], sport, on) for metric in metrics]
        return [row for row in found if row is not None]


def _in_force(rows: list[Any], sport: str, on: date) -> Any:
    """The sport's own before the general one; before the first row, that one (`accounts.thresholds.in_force`)."""
    for wanted in (sport, None):
        candidates = [row for row in rows if row.sport == wanted]
        before = [row for row in candidates if row.effective_on <= on]
        if candidates:
            return before[-1] if before else candidates[0]
    return None
