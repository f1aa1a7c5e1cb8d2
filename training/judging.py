"""How what was done compares to what was planned. Kept with the workout when a session is paired with it."""

from typing import Any

from training.models import Activity, Workout
from training.science.session import Thresholds
from training.structures import kept_thresholds, thresholds_kept
from training.thresholds import ThresholdBook

GREEN, YELLOW = 0.20, 0.50


def judge(workout: Workout, activity: Activity) -> dict[str, Any]:
    """Shares of what was planned, unrounded; null where nothing was planned."""
    ratios = {
        "duration": _ratio(activity.timer_s, workout.planned_duration_s),
        "distance": _ratio(activity.distance_m, workout.planned_distance_m),
        "load": _ratio(activity.load, workout.planned_load),
    }
    return {
        **ratios,
        "intent": None,
        "colour": _colour(ratios),
        "score": None,
        "details": {},
        "planned_with": _planned_with(workout),
    }


def thresholds_for(workout: Workout) -> Thresholds:
    """Those of its day; of one that is done, those of when it was done."""
    kept = workout.compliance.get("planned_with")
    if kept is not None:
        return thresholds_kept(kept)
    return ThresholdBook(workout.athlete_id).at(workout.sport, workout.on).values


def _planned_with(workout: Workout) -> dict[str, Any]:
    return workout.compliance.get("planned_with") or kept_thresholds(thresholds_for(workout))


def _ratio(actual: float | None, planned: float | None) -> float | None:
    return actual / planned if planned and actual is not None else None


def _colour(ratios: dict[str, float | None]) -> str | None:
    first = next((ratio for ratio in ratios.values() if ratio is not None), None)
    if first is None:
        return None
    return "green" if 0.8 <= first <= 1.2 else "yellow" if 0.5 <= first <= 1.5 else "orange"
