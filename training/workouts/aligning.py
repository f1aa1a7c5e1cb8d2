"""Compares what was done with the steps that were planned: each step's score, and one for the whole with its reasons."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from training.science.session import Thresholds
from training.workouts.costs import Costs
from training.workouts.executed import Executed, Span
from training.workouts.placing import place
from training.workouts.reasons import Reason, clock, percent
from training.workouts.resolving import Resolved
from training.workouts.roles import EFFORT_FROM, efforts, weights
from training.workouts.scoring import StepScore, score_step

LATE_S = 180.0
LEAST_EXTRA_S, LEAST_EFFORT_S = 45.0, 15.0
RECOVERY_OFF = 0.3  # share of all planned recovery
ADDED_COSTS, ADDED_COSTS_MOST = 5.0, 15.0
FADED, FEWEST_TO_FADE = 0.06, 3
WRONG = frozenset({"too_easy", "too_hard", "shorter", "longer"})


@dataclass(frozen=True, slots=True)
class Extra:
    """Time between the steps that nobody planned."""

    kind: str  # effort | easy
    start_s: float
    end_s: float
    mean_share: float | None  # of the threshold

    def to_json(self) -> dict[str, Any]:
        share = None if self.mean_share is None else round(self.mean_share, 3)
        return {"kind": self.kind, "start_s": self.start_s, "end_s": self.end_s, "mean_share": share}


@dataclass(frozen=True, slots=True)
class Alignment:
    """`intent` is 0 to 1: how much of the efforts was done as hard as planned. None where nothing can be compared."""

    score: int | None = None
    intent: float | None = None
    steps: tuple[StepScore, ...] = ()
    extras: tuple[Extra, ...] = ()
    reasons: tuple[Reason, ...] = ()


def align(steps: Sequence[Resolved], executed: Executed, thresholds: Thresholds, sport: str) -> Alignment:
    """Robust to lap marks that are there or not, late starts, longer or extra recovery, repeats left out or added."""
    costs = Costs(steps, executed, thresholds, sport)
    if not steps or not executed.seconds:
        return Alignment()
    if not executed.laps and all(costs.window(step) is None for step in steps):
        return Alignment(reasons=(Reason("nothing_measured"),))
    roles = efforts(steps)
    spans = place(steps, roles, executed, costs)
    threshold_w = thresholds.ftp_w or thresholds.cp_w
    scores = tuple(
        score_step(index, step, span, executed, is_effort=is_effort, threshold_w=threshold_w)
        for index, (step, span, is_effort) in enumerate(zip(steps, spans, roles, strict=True))
    )
    extras = _extras(scores, executed, costs)
    return _summed(steps, scores, extras)


def _summed(steps: Sequence[Resolved], scores: tuple[StepScore, ...], extras: tuple[Extra, ...]) -> Alignment:
    heavy = weights(steps, [score.is_effort for score in scores])
    reasons = _reasons(steps, scores, extras)
    total = _mean([score.score for score in scores], heavy)
    added = sum(extra.kind == "effort" for extra in extras)
    if total is not None:
        total = max(total - min(added * ADDED_COSTS, ADDED_COSTS_MOST), 0.0)
    met = [_met(score) if score.is_effort else None for score in scores]
    return Alignment(None if total is None else round(total), _mean(met, heavy), scores, extras, reasons)


def _met(score: StepScore) -> float | None:
    """Share of an effort that was done as hard as planned; by its length alone where it was not measured."""
    done = None if score.ratio is None else min(score.ratio, 1.0)
    known = [value for value in (done, score.target) if value is not None]
    return float(np.prod(known)) if known else None


def _mean(values: Sequence[float | None], weights: Sequence[float]) -> float | None:
    known = [(value, heavy) for value, heavy in zip(values, weights, strict=True) if value is not None]
    heavy = sum(heavy for _, heavy in known)
    return sum(value * heavy for value, heavy in known) / heavy if heavy else None


def _extras(scores: Sequence[StepScore], executed: Executed, costs: Costs) -> tuple[Extra, ...]:
    """Efforts between and around the steps, and easy time between them."""
    done = [(score.start_s, score.end_s) for score in scores if score.start_s is not None and score.end_s is not None]
    lengths = [s.planned_s or s.actual_s or 0.0 for s in scores if s.is_effort]
    shortest = max(LEAST_EFFORT_S, 0.5 * min(lengths, default=60.0))
    found: list[Extra] = []
    for gap in _gaps(done, executed.seconds):
        hard = _hard_runs(gap, shortest, costs)
        found += hard
        is_inside = bool(done) and gap[0] > done[0][0] and gap[1] < done[-1][1]
        if not hard and is_inside and gap[1] - gap[0] >= LEAST_EXTRA_S:
            found.append(Extra("easy", *gap, None))
    return tuple(found)


def _gaps(done: Sequence[Span], seconds: int) -> list[Span]:
    bounds = [0.0, *(at for span in done for at in span), float(seconds)]
    pairs = zip(bounds[::2], bounds[1::2], strict=True)
    return [(start, end) for start, end in pairs if end - start >= LEAST_EFFORT_S]


def _hard_runs(gap: Span, shortest: float, costs: Costs) -> list[Extra]:
    metric = next((name for name in ("power", "pace") if costs.shares(name) is not None), None)
    shares = costs.shares(metric) if metric else None
    if metric is None or shares is None:
        return []
    start, end = int(gap[0]), int(gap[1])
    hard = np.concatenate(([False], shares[start:end] >= EFFORT_FROM[metric] + 0.04, [False]))
    changes = np.flatnonzero(hard[1:] != hard[:-1]).tolist()
    runs = [(start + a, start + b) for a, b in zip(changes[::2], changes[1::2], strict=True) if b - a >= shortest]
    return [Extra("effort", float(a), float(b), float(np.nanmean(shares[a:b]))) for a, b in runs]


def _reasons(steps: Sequence[Resolved], scores: Sequence[StepScore], extras: Sequence[Extra]) -> tuple[Reason, ...]:
    """The few things a coach would say, the most important first."""
    works = [score for score in scores if score.is_effort]
    return tuple(
        reason
        for found in (
            _of_efforts(works),
            _of_added(extras),
            _of_fading(works),
            _of_start(scores),
            _of_recovery(steps, scores, extras),
        )
        for reason in found
    )


def _of_efforts(works: Sequence[StepScore]) -> list[Reason]:
    count = len(works)
    skipped = sum(score.state == "skipped" for score in works)
    is_good = not any(reason.code in WRONG for score in works for reason in score.reasons)
    if works and not skipped and is_good:
        return [Reason("all_done", {"count": count})]
    found = [Reason("efforts_skipped", {"skipped": skipped, "count": count})] if skipped else []
    for code, told in (("efforts_easy", "too_easy"), ("efforts_hard", "too_hard"), ("efforts_short", "shorter")):
        number = sum(any(reason.code == told for reason in score.reasons) for score in works)
        found += [Reason(code, {"number": number, "count": count})] if number else []
    return found


def _of_added(extras: Sequence[Extra]) -> list[Reason]:
    number = sum(extra.kind == "effort" for extra in extras)
    return [Reason("efforts_added", {"number": number})] if number else []


def _of_fading(works: Sequence[StepScore]) -> list[Reason]:
    """Over the efforts that share the target of the first."""
    if not works:
        return []
    alike = [w for w in works if w.mean and (w.metric, w.low, w.high, w.planned_s) == _kind(works[0])]
    if len(alike) < FEWEST_TO_FADE or works[0].metric == "heart_rate":
        return []
    first, last = alike[0].mean or 0.0, alike[-1].mean or 0.0
    lost = 1 - last / first if first else 0.0
    return [Reason("fading", {"percent": percent(lost)})] if lost >= FADED else []


def _kind(score: StepScore) -> tuple[Any, ...]:
    return score.metric, score.low, score.high, score.planned_s


def _of_start(scores: Sequence[StepScore]) -> list[Reason]:
    first = next((score.start_s for score in scores if score.start_s is not None), None)
    return [Reason("started_late", {"after": clock(first)})] if first and first >= LATE_S else []


def _of_recovery(steps: Sequence[Resolved], scores: Sequence[StepScore], extras: Sequence[Extra]) -> list[Reason]:
    """Between the first and the last effort."""
    places = [score.index for score in scores if score.is_effort and score.state != "skipped"]
    between = scores[places[0] : places[-1] + 1] if places else ()
    easy = [s for s in between if not s.is_effort and s.state != "skipped" and s.planned_s and s.actual_s]
    planned = sum(steps[score.index].duration_s or 0.0 for score in easy)
    off = sum((score.actual_s or 0.0) - (score.planned_s or 0.0) for score in easy)
    off += sum(extra.end_s - extra.start_s for extra in extras if extra.kind == "easy")
    if off >= max(60.0, RECOVERY_OFF * planned):
        return [Reason("extra_recovery", {"extra": clock(off)})]
    if planned and -off >= max(60.0, RECOVERY_OFF * planned):
        return [Reason("short_recovery", {"less": clock(-off)})]
    return []
