"""Whether a session that was meant to be easy stayed easy, whatever its length and average say."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from training.science.session import Thresholds
from training.workouts.costs import LTHR_OF_MAX
from training.workouts.executed import Executed
from training.workouts.reasons import Reason, clock, percent
from training.workouts.resolving import PACED, Resolved, threshold_speed

EASY = frozenset({"recovery", "endurance"})
EASY_UP_TO = 0.76  # planned intensity of a session whose purpose nobody said
# above so much of the threshold a second is no easy one
CEILINGS = {
    "power": {"recovery": 0.65, "endurance": 0.82},
    "pace": {"recovery": 0.82, "endurance": 0.90},
    "heart_rate": {"recovery": 0.85, "endurance": 0.92},
}
SMOOTH_S = {"power": 30, "pace": 60, "heart_rate": 60}
ALLOWED_SHARE, ALLOWED_S = 0.15, 120.0  # hills and traffic lights
OVER = 1.15  # times the planned intensity
MEANS = {"power": {"recovery": 0.62, "endurance": 0.75}, "pace": {"recovery": 0.80, "endurance": 0.87}}


@dataclass(frozen=True, slots=True)
class Ease:
    """`kept` is 1 where it stayed easy, towards 0 the more of it was hard."""

    is_too_hard: bool
    kept: float
    reasons: tuple[Reason, ...]


def is_easy(purpose: str, planned_intensity: float | None, steps: Sequence[Resolved] = ()) -> bool:
    """By its purpose; where nobody said one, by what is planned."""
    if purpose:
        return purpose in EASY
    shares = [max(step.shares) for step in steps if step.shares]
    if any(step.is_max for step in steps) or max(shares, default=0.0) > CEILINGS["power"]["endurance"]:
        return False
    return bool(shares) or (planned_intensity is not None and planned_intensity < EASY_UP_TO)


def ease(
    purpose: str,
    executed: Executed | None,
    thresholds: Thresholds,
    sport: str,
    *,
    steps: Sequence[Resolved] = (),
    intensities: tuple[float | None, float | None] = (None, None),
) -> Ease | None:
    """`intensities` are the planned and the done one. None where nothing was recorded that could tell."""
    readings = (
        _by_moments(purpose, executed, thresholds, sport, steps),
        _by_mean(*intensities, _still_easy(purpose, sport)),
    )
    known = [found for found in readings if found]
    if not known:
        return None
    reasons = tuple(reason for found in known if found.is_too_hard for reason in found.reasons)
    is_too_hard = any(found.is_too_hard for found in known)
    return Ease(is_too_hard, min(found.kept for found in known), reasons or (Reason("stayed_easy"),))


def _still_easy(purpose: str, sport: str) -> float:
    """Intensity up to which a whole session is easy, whatever was planned."""
    return MEANS["pace" if sport in PACED else "power"][purpose if purpose in EASY else "endurance"]


def _by_mean(planned: float | None, done: float | None, still_easy: float) -> Ease | None:
    if not planned or done is None:
        return None
    over = done / planned if done > still_easy else min(done / planned, 1.0)
    reason = Reason("intensity_over", {"planned": percent(planned), "done": percent(done)})
    return Ease(over > OVER, float(np.interp(over, (1.05, OVER, 1.5), (1.0, 0.6, 0.0))), (reason,))


def _by_moments(
    purpose: str, executed: Executed | None, thresholds: Thresholds, sport: str, steps: Sequence[Resolved]
) -> Ease | None:
    """Time above the ceiling, less what was planned above it."""
    found = _metric(executed, thresholds, sport) if executed else None
    if executed is None or found is None:
        return None
    metric, reference = found
    values = executed.smoothed(metric, SMOOTH_S[metric])
    ceiling = CEILINGS[metric][purpose if purpose in EASY else "endurance"]
    above_s = float((values / reference > ceiling).sum()) if values is not None else 0.0
    planned_s = sum(step.duration_s or 0.0 for step in steps if step.is_max or _top(step, metric) > ceiling)
    allowed = max(ALLOWED_SHARE * executed.seconds, ALLOWED_S) + 1.3 * planned_s
    share = above_s / executed.seconds
    reason = Reason("easy_too_hard", {"above": clock(above_s), "percent": percent(share)})
    kept = float(np.interp(above_s, (0.5 * allowed, allowed, 5 * allowed), (1.0, 0.7, 0.0)))
    return Ease(above_s > allowed, kept, (reason,))


def _top(step: Resolved, metric: str) -> float:
    return max(step.shares) if step.shares and step.metric == metric else 0.0


def _metric(executed: Executed, thresholds: Thresholds, sport: str) -> tuple[str, float] | None:
    """What tells most of how hard it was, with its threshold."""
    beats = thresholds.lthr_bpm or (thresholds.max_hr_bpm and thresholds.max_hr_bpm * LTHR_OF_MAX)
    references = {
        "power": thresholds.ftp_w or thresholds.cp_w,
        "pace": threshold_speed(thresholds, sport) if sport in PACED else None,
        "heart_rate": beats,
    }
    order = ("pace", "heart_rate", "power") if sport in PACED else ("power", "heart_rate")
    for metric in order:
        reference = references[metric]
        if reference and executed.values(metric) is not None:
            return metric, reference
    return None
