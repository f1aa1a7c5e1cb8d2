"""How well one step was done: its length, its target, and whether it was done in one go."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from training.science.arrays import Array, centred_means, mean_or_none
from training.workouts.executed import Executed, Span
from training.workouts.reasons import Reason, clock, measured, percent
from training.workouts.resolving import Resolved

# share that a mean may lie beside a target, and at how much more nothing is left of the score
BESIDE = {"power": 0.05, "pace": 0.03, "heart_rate": 0.03}
WORTHLESS = {"power": 0.19, "pace": 0.12, "heart_rate": 0.09}
WITHIN = {"power": 0.10, "pace": 0.05, "heart_rate": 0.03}  # of single moments, which scatter more
MOMENT_S, ENOUGH_WITHIN, UNEVEN = 15, 0.7, 0.5
HEART_LAG_S, LEAST_HEARD_S = 90, 30  # the heart answers slowly
RAMP_PARTS = 6
MAX_SHARE = 1.15  # of threshold power that "as hard as one can" is at least
STOP_S = 15.0
CADENCE_BESIDE = 3.0
STEADINESS = 0.25  # what moments count beside the mean
LENGTH_COUNTS, TARGET_COUNTS = 0.6, 0.8  # exponents: both wrong is worse than one


@dataclass(frozen=True, slots=True)
class StepScore:
    """`low` and `high` are the target in W, bpm or m/s, `mean` what was done of it; `score` is 0 to 100."""

    index: int
    path: tuple[int, ...]
    rounds: tuple[int, ...]
    state: str  # done | partly | skipped
    start_s: float | None
    end_s: float | None
    planned_s: float | None
    actual_s: float | None
    planned_m: float | None
    actual_m: float | None
    metric: str | None
    low: float | None
    high: float | None
    mean: float | None
    within: float | None
    score: float | None
    is_effort: bool
    length: float | None = None  # 0 to 1
    target: float | None = None  # 0 to 1
    ratio: float | None = None  # of the length
    reasons: tuple[Reason, ...] = field(default=())

    def to_json(self) -> dict[str, Any]:
        names = ("state", "start_s", "end_s", "planned_s", "actual_s", "planned_m", "actual_m", "metric")
        numbers = ("low", "high", "mean", "within", "score")
        return {
            "index": self.index,
            "path": list(self.path),
            "rounds": list(self.rounds),
            **{name: getattr(self, name) for name in names},
            **{name: _rounded(getattr(self, name)) for name in numbers},
            "is_effort": self.is_effort,
            "reasons": [reason.to_json() for reason in self.reasons],
        }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


@dataclass(slots=True)
class _Sheet:
    """A step while it is scored."""

    step: Resolved
    span: Span
    executed: Executed
    is_effort: bool
    mean: float | None = None
    within: float | None = None
    target: float | None = None
    ratio: float | None = None
    reasons: list[Reason] = field(default_factory=list)

    def values(self, metric: str) -> Array | None:
        found = self.executed.values(metric)
        return None if found is None else found[int(self.span[0]) : int(self.span[1])]

    def say(self, code: str, **values: Any) -> None:
        self.reasons.append(Reason(code, values))


def score_step(
    index: int, step: Resolved, span: Span | None, executed: Executed, *, is_effort: bool, threshold_w: float | None
) -> StepScore:
    if span is None:
        return _told(index, _Sheet(step, (0.0, 0.0), executed, is_effort, reasons=[Reason("skipped")]), "skipped", 0.0)
    sheet = _Sheet(step, span, executed, is_effort)
    length = _length(sheet)
    _target(sheet, threshold_w)
    _cadence(sheet)
    score = _together(length, sheet.target)
    kept = _interruption(sheet)
    is_short = sheet.ratio is not None and sheet.ratio < 0.8
    state = "partly" if is_short else "done"
    return _told(index, sheet, state, None if score is None else 100 * score * kept, length)


def _together(length: float | None, target: float | None) -> float | None:
    if length is None or target is None:
        return length if target is None else target
    return float(length**LENGTH_COUNTS * target**TARGET_COUNTS)


def _told(index: int, sheet: _Sheet, state: str, score: float | None, length: float | None = None) -> StepScore:
    step, is_done = sheet.step, state != "skipped"
    start, end = sheet.span
    return StepScore(
        index, step.path, step.rounds, state,
        start if is_done else None, end if is_done else None,
        step.duration_s or None, end - start if is_done else None,
        step.distance_m if step.length.kind == "distance" else None, _metres(sheet) if is_done else None,
        step.aim.metric if step.aim else None,
        min(step.aim.low, step.aim.high) if step.aim else None, max(step.aim.low, step.aim.high) if step.aim else None,
        sheet.mean, sheet.within, score, sheet.is_effort,
        length if is_done else 0.0, sheet.target if is_done else 0.0, sheet.ratio if is_done else 0.0,
        tuple(sheet.reasons),
    )  # fmt: skip


def _metres(sheet: _Sheet) -> float | None:
    way = sheet.executed.channels.get("distance_m")
    if way is None or not way.size:
        return None
    ends = [float(way[min(max(int(at) - 1, 0), way.size - 1)]) for at in sheet.span]
    return ends[1] - ends[0] if np.isfinite(ends).all() else None


def _length(sheet: _Sheet) -> float | None:
    """None where the length was free."""
    step, actual_s = sheet.step, sheet.span[1] - sheet.span[0]
    planned, actual = step.duration_s, actual_s
    metres = _metres(sheet)
    if step.length.kind == "distance" and step.distance_m and metres is not None:
        planned, actual = step.distance_m, metres
    if step.length.kind in {"lap", "open"} or not planned:
        return None
    sheet.ratio = actual / planned
    score = length_score(sheet.ratio, is_effort=sheet.is_effort, slack=5.0 / planned)
    if score < 0.95:
        is_way = planned == step.distance_m and step.length.kind == "distance"
        shown = [f"{value:.0f} m" if is_way else clock(value) for value in (actual, planned)]
        sheet.say("shorter" if sheet.ratio < 1 else "longer", actual=shown[0], planned=shown[1])
    return score


def length_score(ratio: float, *, is_effort: bool, slack: float = 0.0) -> float:
    """1 around the planned length; easy parts may be much longer before it counts."""
    over = ((1.1, 1.0), (1.5, 0.7), (2.0, 0.4), (4.0, 0.0)) if is_effort else ((1.3, 1.0), (2.0, 0.75), (5.0, 0.3))
    curve = ((0.0, 0.0), (0.5, 0.4), (0.92, 1.0), *over)
    near = ratio + slack if ratio < 1 else max(ratio - slack, 1.0)
    return float(np.interp(near, [at for at, _ in curve], [score for _, score in curve]))


def _target(sheet: _Sheet, threshold_w: float | None) -> None:
    step = sheet.step
    if step.is_max:
        _all_out(sheet, threshold_w)
        return
    if step.aim is None or step.aim.metric == "rpe":
        return
    metric = step.aim.metric
    values = sheet.values(metric)
    if values is not None and metric == "heart_rate":
        values = values[min(HEART_LAG_S, values.size // 2) :]
    sheet.mean = None if values is None else mean_or_none(values)
    if values is None or sheet.mean is None or (metric == "heart_rate" and values.size < LEAST_HEARD_S):
        if sheet.is_effort:
            sheet.say("not_measured")
        return
    wanted = _wanted(step, values.size)
    sheet.within = _within(values, wanted, metric)
    score = _mean_score(values, wanted, metric, sheet)
    steady = min(sheet.within / ENOUGH_WITHIN, 1.0) if sheet.is_effort else 1.0
    sheet.target = score * (1 - STEADINESS + STEADINESS * steady)
    _say_target(sheet, score, metric)


def _wanted(step: Resolved, size: int) -> tuple[Array, Array]:
    """Lower and upper bound of every second."""
    aim = step.aim
    if aim is None:
        return np.zeros(size), np.full(size, np.inf)
    if step.is_ramp:
        line = np.linspace(aim.low, aim.high, size)
        return line, line
    return np.full(size, min(aim.low, aim.high)), np.full(size, max(aim.low, aim.high))


def _within(values: Array, wanted: tuple[Array, Array], metric: str) -> float:
    moments = centred_means(values, MOMENT_S)
    beside = WITHIN[metric]
    inside = (moments >= wanted[0] * (1 - beside)) & (moments <= wanted[1] * (1 + beside))
    known = ~np.isnan(moments)
    return float(inside[known].mean()) if known.any() else 0.0


def _mean_score(values: Array, wanted: tuple[Array, Array], metric: str, sheet: _Sheet) -> float:
    """Of the mean, on a ramp of the means of its parts; an easy step is never done too easily."""
    parts = RAMP_PARTS if sheet.step.is_ramp else 1
    scores = []
    for piece in np.array_split(np.arange(values.size), min(parts, values.size)):
        mean = mean_or_none(values[piece])
        if mean is not None:
            low, high = float(wanted[0][piece].mean()), float(wanted[1][piece].mean())
            scores.append(_beside(mean, low if sheet.is_effort else 0.0, high, metric))
    return sum(scores) / len(scores) if scores else 0.0


def _beside(mean: float, low: float, high: float, metric: str) -> float:
    off = max(1 - mean / low if low else 0.0, mean / high - 1 if high else 0.0) - BESIDE[metric]
    return 1.0 - min(max(off, 0.0) / WORTHLESS[metric], 1.0)


def _say_target(sheet: _Sheet, score: float, metric: str) -> None:
    step = sheet.step
    if step.aim is None or sheet.mean is None:
        return
    low, high = sorted((step.aim.low, step.aim.high))
    mean = sheet.mean
    most = step.aim.middle if step.is_ramp else high
    if score < 0.95 and mean > most:
        sheet.say("too_hard", mean=measured(metric, mean), high=measured(metric, most))
    elif score < 0.95:
        sheet.say("too_easy", mean=measured(metric, mean), low=measured(metric, low))
    elif sheet.is_effort and sheet.within is not None and sheet.within < UNEVEN:
        sheet.say("uneven", percent=percent(sheet.within))


def _all_out(sheet: _Sheet, threshold_w: float | None) -> None:
    values = sheet.values("power")
    sheet.mean = None if values is None else mean_or_none(values)
    if sheet.mean is None or not threshold_w:
        return
    least = MAX_SHARE * threshold_w
    sheet.target = float(np.clip(sheet.mean / least, 0.0, 1.0))
    if sheet.target < 0.9:
        sheet.say("too_easy", mean=measured("power", sheet.mean), low=measured("power", least))


def _cadence(sheet: _Sheet) -> None:
    wanted, values = sheet.step.cadence, sheet.values("cadence")
    turning = values[values > 0] if values is not None else None
    if wanted is None or turning is None or not turning.size:
        return
    mean = float(turning.mean())
    if mean < wanted.low - CADENCE_BESIDE:
        sheet.say("cadence_low", mean=measured("cadence", mean), low=measured("cadence", wanted.low))
    elif mean > wanted.high + CADENCE_BESIDE:
        sheet.say("cadence_high", mean=measured("cadence", mean), high=measured("cadence", wanted.high))


def _interruption(sheet: _Sheet) -> float:
    """What is left of a score after stops in the middle of an effort."""
    start, end = sheet.span
    stopped = sum(length for at, length in sheet.executed.pauses if start + 2 < at < end - 2 and length >= STOP_S)
    if not sheet.is_effort or not stopped:
        return 1.0
    sheet.say("interrupted", stopped=clock(stopped))
    return float(np.interp(stopped, (STOP_S, 60.0, 180.0, 600.0), (0.97, 0.93, 0.85, 0.7)))
