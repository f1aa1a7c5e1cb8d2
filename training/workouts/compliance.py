"""How what was done compares to what was planned: shares, colour, score, and the words for them.

The colour follows one share, half-open at both ends: within 20 % green, within 50 % yellow, else orange. Not done is
red, what is excused or still to come is neutral, and where nothing was planned there is no colour.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from training.science.session import Thresholds
from training.workouts.aligning import Alignment, align
from training.workouts.easy_days import ease, is_easy
from training.workouts.executed import Executed
from training.workouts.reasons import Reason, percent
from training.workouts.resolving import Resolved

Metric = Literal["first", "duration", "distance", "load"]
Colour = Literal["green", "yellow", "orange", "red", "grey", "neutral"]
METRICS: tuple[Metric, ...] = ("first", "duration", "distance", "load")
AMOUNTS = ("duration", "distance", "load")
HARD_SCORE, HARD_INTENT = 55, 0.5  # the most that an easy day done hard gets
SCORES = ((0.0, 0.0), (0.5, 40.0), (0.8, 80.0), (0.95, 100.0), (1.05, 100.0), (1.2, 80.0), (1.5, 45.0), (2.5, 0.0))


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a share may be from 1, and which share decides: the first that was planned, or one that was chosen."""

    green: float = 0.20
    yellow: float = 0.50
    metric: Metric = "first"

    def __post_init__(self) -> None:
        if not 0 < self.green < self.yellow < 1 or self.metric not in METRICS:
            raise ValueError("green and yellow lie between 0 and 1, green is the smaller one")

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> "Limits":
        """Raises ValueError for what cannot be limits."""
        numbers = {
            name: told.get(name, default) for name, default in (("green", cls().green), ("yellow", cls().yellow))
        }
        if any(isinstance(value, bool) or not isinstance(value, (int, float)) for value in numbers.values()):
            raise ValueError("limits are numbers")
        return cls(**numbers, metric=told.get("metric", "first"))

    def to_json(self) -> dict[str, Any]:
        return {"green": self.green, "yellow": self.yellow, "metric": self.metric}


@dataclass(frozen=True, slots=True)
class PlannedSession:
    duration_s: float | None = None
    distance_m: float | None = None
    load: float | None = None
    intensity: float | None = None
    sport: str = ""
    purpose: str = ""
    steps: Sequence[Resolved] = ()


@dataclass(frozen=True, slots=True)
class DoneSession:
    duration_s: float | None = None
    distance_m: float | None = None
    load: float | None = None
    intensity: float | None = None
    executed: Executed | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """Shares are unrounded; `intent` is 0 to 1, `score` 0 to 100. None is not known or not planned."""

    duration: float | None = None
    distance: float | None = None
    load: float | None = None
    intent: float | None = None
    colour: Colour | None = None
    score: int | None = None
    decided_by: str = ""
    flags: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()
    alignment: Alignment | None = None

    def details(self) -> dict[str, Any]:
        steps = self.alignment.steps if self.alignment else ()
        extras = self.alignment.extras if self.alignment else ()
        return {
            "decided_by": self.decided_by,
            "flags": list(self.flags),
            "reasons": [reason.to_json() for reason in self.reasons],
            "steps": [step.to_json() for step in steps],
            "extras": [extra.to_json() for extra in extras],
        }


def judge(
    planned: PlannedSession,
    done: DoneSession | None,
    *,
    state: str,
    thresholds: Thresholds = Thresholds(),  # noqa: B008 -- frozen
    limits: Limits = Limits(),
) -> Judgement:
    """`state` is the workout's: an excused one is neutral whatever was done."""
    if state == "excused":
        return Judgement(colour="neutral", reasons=(Reason("excused"),))
    if done is None:
        return _not_done(planned, state)
    ratios = {name: _ratio(getattr(done, field), getattr(planned, field)) for name, field in _FIELDS.items()}
    decided = _decided_by(ratios, limits)
    colour = colour_of(ratios[decided], limits) if decided else None
    alignment = _aligned(planned, done, thresholds)
    shares = tuple(Reason(name, {"percent": percent(ratio)}) for name, ratio in ratios.items() if ratio is not None)
    about = alignment.reasons if alignment else ()
    judged = Judgement(
        duration=ratios["duration"],
        distance=ratios["distance"],
        load=ratios["load"],
        intent=alignment.intent if alignment else None,
        colour=colour,
        score=_score(alignment, ratios),
        decided_by=decided,
        reasons=(*about, *shares) if shares or about else (Reason("nothing_planned"),),
        alignment=alignment,
    )
    return _eased(judged, planned, done, thresholds)


_FIELDS = {"duration": "duration_s", "distance": "distance_m", "load": "load"}


def _not_done(planned: PlannedSession, state: str) -> Judgement:
    if state == "missed":
        return Judgement(colour="red", score=0, reasons=(Reason("missed"),))
    if state == "skipped":
        return Judgement(colour="red", score=0, reasons=(Reason("left_out"),))
    is_planned = any(getattr(planned, field) for field in _FIELDS.values()) or planned.steps
    return Judgement(colour="neutral" if is_planned else None, reasons=(Reason("not_yet"),))


def _ratio(actual: float | None, planned: float | None) -> float | None:
    return actual / planned if planned and actual is not None else None


def _decided_by(ratios: Mapping[str, float | None], limits: Limits) -> str:
    """The chosen share, and where that was not planned the first that was."""
    names = [limits.metric, *AMOUNTS] if limits.metric != "first" else AMOUNTS
    return next((name for name in names if ratios[name] is not None), "")


def colour_of(ratio: float | None, limits: Limits) -> Colour | None:
    """Of the unrounded share."""
    if ratio is None:
        return None
    if _is_within(ratio, limits.green):
        return "green"
    return "yellow" if _is_within(ratio, limits.yellow) else "orange"


def _is_within(ratio: float, beside: float) -> bool:
    """Both ends belong to it; 1 less 0.15 must be 0.85 for that."""
    return round(1 - beside, 9) <= ratio <= round(1 + beside, 9)


def _aligned(planned: PlannedSession, done: DoneSession, thresholds: Thresholds) -> Alignment | None:
    if not planned.steps or done.executed is None or not done.executed.seconds:
        return None
    return align(planned.steps, done.executed, thresholds, planned.sport)


def _score(alignment: Alignment | None, ratios: Mapping[str, float | None]) -> int | None:
    """Of the steps; without them of the shares."""
    if alignment and alignment.score is not None:
        return alignment.score
    known = [ratio for ratio in ratios.values() if ratio is not None]
    if not known:
        return None
    at, scores = zip(*SCORES, strict=True)
    return round(sum(float(np.interp(ratio, at, scores)) for ratio in known) / len(known))


def _eased(judged: Judgement, planned: PlannedSession, done: DoneSession, thresholds: Thresholds) -> Judgement:
    """An easy day that was done hard is flagged though its duration fits."""
    if not is_easy(planned.purpose, planned.intensity, planned.steps):
        return judged
    found = ease(
        planned.purpose, done.executed, thresholds, planned.sport,
        steps=planned.steps, intensities=(planned.intensity, done.intensity),
    )  # fmt: skip
    if found is None:
        return judged
    intent = found.kept if judged.intent is None else min(judged.intent, found.kept)
    if not found.is_too_hard:
        return replace(judged, intent=intent, reasons=(*judged.reasons, *found.reasons))
    return replace(
        judged,
        intent=min(intent, HARD_INTENT),
        colour="yellow" if judged.colour == "green" else judged.colour,
        score=None if judged.score is None else min(judged.score, HARD_SCORE),
        flags=("too_hard", *judged.flags),
        reasons=(*found.reasons, *judged.reasons),
    )
