"""What was done of each step, put beside the step."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from training import units as written
from training.web.workouts.reasons import reason_texts

Path = tuple[int, ...]
GOOD, FAIR = 80, 50


def grade_of(score: float | None) -> str:
    if score is None:
        return "unjudged"
    return "good" if score >= GOOD else "fair" if score >= FAIR else "poor"


@dataclass(frozen=True, slots=True)
class Round:
    """One execution of a step."""

    number: int
    state: str
    score: int | None
    mean: str
    reasons: list[str]
    actual: float | None
    """Of the target, in its own unit."""

    @property
    def grade(self) -> str:
        if self.state == "skipped":
            return "missing"
        return grade_of(self.score)

    @property
    def icon(self) -> str:
        return {"missing": "cross", "good": "check", "fair": "about", "poor": "warning"}.get(self.grade, "pause")

    @property
    def word(self) -> str | Promise:
        return {
            "missing": _("Not done"), "good": _("As planned"), "fair": _("About as planned"), "poor": _("Off plan"),
        }.get(self.grade, _("Not judged"))  # fmt: skip


def rounds_of(alignment: Mapping[str, Any], sport: str, units: str) -> dict[Path, list[Round]]:
    """By the place of the step in the structure, in the order they were done."""
    found: dict[Path, list[Round]] = {}
    for step in alignment.get("steps", ()):
        rows = found.setdefault(tuple(step["path"]), [])
        rows.append(_round(len(rows) + 1, step, sport, units))
    return found


def _round(number: int, step: Mapping[str, Any], sport: str, units: str) -> Round:
    score = step.get("score")
    mean = _mean(step.get("metric"), step.get("mean"), sport, units)
    reasons = reason_texts(step.get("reasons", ()))
    return Round(number, step["state"], None if score is None else round(score), mean, reasons, step.get("mean"))


def _mean(metric: str | None, value: float | None, sport: str, units: str) -> str:
    if value is None or metric is None:
        return ""
    if metric == "pace":
        return str(written.rate(value, sport, units))
    quantity = {"power": written.watts, "heart_rate": written.beats}.get(metric)
    return str(quantity(value)) if quantity else ""
