"""What a workout is for: its efforts, and all that stands around them."""

from collections.abc import Sequence

from training.workouts.resolving import Resolved

EFFORT_FROM = {"power": 0.76, "pace": 0.84, "heart_rate": 0.85, "rpe": 0.7}  # share of the threshold
NEAR_TOP = 0.9
EFFORTS_COUNT = 3.0  # times all that stands around them, at least
ALL_OUT = 1.2  # what "as hard as one can" counts as


def efforts(steps: Sequence[Resolved]) -> list[bool]:
    """Active steps that are hard; where none is, the hardest ones; where none has a target, all active ones."""
    active = [step for step in steps if step.intent == "active"]
    top = max((ALL_OUT if step.is_max else max(step.shares or (0.0,)) for step in active), default=0.0)
    found = [step.intent == "active" and _is_hard(step, top) for step in steps]
    return found if any(found) else [step.intent == "active" for step in steps]


def _is_hard(step: Resolved, top: float) -> bool:
    if step.is_max or step.shares is None:
        return step.is_max or step.metric is not None
    return max(step.shares) >= min(EFFORT_FROM.get(step.metric or "", 0.76), NEAR_TOP * top)


def weights(steps: Sequence[Resolved], roles: Sequence[bool]) -> list[float]:
    """How much each step counts: efforts by their load, and all of them together most."""
    own = [_weight(step, is_effort=role) for step, role in zip(steps, roles, strict=True)]
    hard = sum(heavy for heavy, role in zip(own, roles, strict=True) if role)
    factor = max(1.0, EFFORTS_COUNT * (sum(own) - hard) / hard) if hard else 1.0
    return [heavy * factor if role else heavy for heavy, role in zip(own, roles, strict=True)]


def _weight(step: Resolved, *, is_effort: bool) -> float:
    seconds = step.duration_s or 60.0
    share = max(step.shares) if step.shares else ALL_OUT if step.is_max else 0.8
    return seconds * share**2 if is_effort else seconds * 0.2
