"""How the numbers of a session came about: the method, the thresholds in force, the formulas, what was noticed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from accounts.web import measures
from training.models import Activity
from training.naming import METHOD_NAMES, Text
from training.web.reasons import MISSING_THRESHOLD, load_reason, quality_notes


@dataclass(frozen=True, slots=True)
class Threshold:
    label: Text
    text: str
    unit: Text


@dataclass(frozen=True, slots=True)
class Receipt:
    method: Text
    reason: str
    thresholds: Sequence[Threshold]
    is_extrapolated: bool
    missing: str
    notes: list[dict[str, str | bool]]
    formula_version: int

    @property
    def warnings(self) -> list[dict[str, str | bool]]:
        return [note for note in self.notes if not note["is_calm"]]


def receipt_of(activity: Activity, told: dict[str, Any], units: str, hidden: frozenset[str]) -> Receipt:
    in_force = told.get("thresholds", {})
    return Receipt(
        method=METHOD_NAMES.get(activity.load_method, ""),
        reason=load_reason(activity.load_reason),
        thresholds=[_threshold(kind, value, units) for kind, value in in_force.items() if _is_shown(kind, hidden)],
        is_extrapolated=bool(in_force.get("extrapolated")),
        missing=MISSING_THRESHOLD.get(activity.load_reason, ""),
        notes=quality_notes(activity.quality),
        formula_version=activity.formula_version,
    )


def _is_shown(kind: str, hidden: frozenset[str]) -> bool:
    return kind in measures.NAMES and not ("heart_rate" in hidden and kind.endswith("_bpm"))


def _threshold(kind: str, value: float, units: str) -> Threshold:
    measure = measures.measure(kind, units)
    return Threshold(measures.NAMES[kind], measure.show(value), measure.unit)
