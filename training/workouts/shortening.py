"""The same workout in less time: fewer repeats, or shorter ones."""

from collections.abc import Callable
from dataclasses import replace

from training.science.session import Thresholds
from training.workouts.resolving import resolve
from training.workouts.structure import Length, Repeat, Step, Workout

EASY_INTENTS = frozenset({"warmup", "cooldown", "recovery", "rest"})
STEPS_DOWN = 60
LEAST_EASY = 0.4  # of a warm-up or cool-down
LEAST_S, LEAST_M = 10.0, 25.0


def duration_of(workout: Workout, thresholds: Thresholds, sport: str) -> float | None:
    seconds = [step.duration_s for step in resolve(workout, thresholds, sport)]
    return None if None in seconds else sum(second or 0.0 for second in seconds)


def fewer(workout: Workout, share: float) -> Workout:
    """Repeats are done less often, what stands alone is shortened."""
    return Workout(tuple(_fewer(part, share) for part in workout.steps))


def shorter(workout: Workout, share: float) -> Workout:
    """As many repeats, each step shorter."""
    return Workout(tuple(_shorter(part, share) for part in workout.steps))


def fitted(
    workout: Workout, seconds: float, thresholds: Thresholds, sport: str, way: Callable[[Workout, float], Workout]
) -> Workout | None:
    """The longest that fits; None where nothing does or nobody knows how long it takes."""
    before = duration_of(workout, thresholds, sport)
    if before is None:
        return None
    if before <= seconds:
        return workout
    for step in range(STEPS_DOWN, 0, -1):
        found = way(workout, step / STEPS_DOWN)
        takes = duration_of(found, thresholds, sport)
        if takes is not None and takes <= seconds:
            return found
    return None


def _fewer(part: Step | Repeat, share: float) -> Step | Repeat:
    if isinstance(part, Repeat):
        return replace(part, count=max(1, int(part.count * share)))
    return _cut(part, max(share, LEAST_EASY) if part.intent in EASY_INTENTS else share)


def _shorter(part: Step | Repeat, share: float) -> Step | Repeat:
    if isinstance(part, Repeat):
        return replace(part, steps=tuple(_shorter(inner, share) for inner in part.steps))
    return _cut(part, share)


def _cut(step: Step, share: float) -> Step:
    """To round lengths, as people plan them."""
    value = step.length.value * share
    if step.length.kind == "distance":
        grain = 100.0 if value >= 1000 else LEAST_M
        return replace(step, length=Length("distance", max(value // grain * grain, min(LEAST_M, step.length.value))))
    grain = 60.0 if value >= 600 else 30.0 if value >= 120 else 5.0
    least = min(LEAST_S, step.length.value)
    return replace(step, length=Length(step.length.kind, max(value // grain * grain, least)))
