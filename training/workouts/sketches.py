"""Workouts for a purpose, a sport and the minutes there are: what is offered where the planned one cannot be done."""

from dataclasses import dataclass

from training.science.session import Thresholds
from training.workouts.resolving import threshold_speed
from training.workouts.structure import Intent, Length, Repeat, Step, Target, Workout

Levels = tuple[float, float]

# percent of threshold power on wheels, of threshold speed on foot and in water; how it feels everywhere else
LEVELS: dict[str, dict[str, Levels]] = {
    "recovery": {"ride": (50, 58), "run": (68, 76), "swim": (75, 82), "felt": (2, 2)},
    "endurance": {"ride": (60, 70), "run": (76, 84), "swim": (84, 90), "felt": (3, 3)},
    "tempo": {"ride": (80, 88), "run": (88, 92), "swim": (93, 96), "felt": (5, 6)},
    "threshold": {"ride": (94, 100), "run": (96, 100), "swim": (97, 100), "felt": (7, 7)},
    "vo2": {"ride": (110, 116), "run": (103, 107), "swim": (102, 105), "felt": (8, 9)},
    "anaerobic": {"ride": (130, 145), "run": (110, 116), "swim": (106, 110), "felt": (9, 10)},
}
FELT_OF = {"strength": (6, 7)}


@dataclass(frozen=True, slots=True)
class Beat:
    """Seconds of work and of rest, over and over."""

    work_s: int
    rest_s: int


# two rhythms for each hard purpose: the usual one, and one of shorter efforts
RHYTHMS: dict[str, tuple[Beat, Beat]] = {
    "tempo": (Beat(600, 120), Beat(360, 60)),
    "threshold": (Beat(480, 150), Beat(240, 60)),
    "vo2": (Beat(180, 150), Beat(60, 60)),
    "anaerobic": (Beat(45, 135), Beat(20, 100)),
}
STRENGTH = Beat(40, 20)
MOST_REPEATS = {"tempo": 6, "threshold": 8, "vo2": 15, "anaerobic": 16, "strength": 60}
AROUND = 0.2  # of the time, before and after the efforts each
LEAST_AROUND_S, MOST_AROUND_S = 180, 900


def sketch(purpose: str, sport: str, seconds: float, thresholds: Thresholds, *, is_short: bool) -> Workout | None:
    """`is_short` is the second rhythm. None where the time is too short for the purpose."""
    minutes = int(seconds // 60) * 60
    if purpose == "strength" or sport == "strength":
        return _efforts(purpose, "strength", minutes, thresholds, STRENGTH)
    if purpose in {"recovery", "endurance"}:
        return _steady(purpose, sport, minutes, thresholds, is_varied=is_short)
    beat = RHYTHMS["threshold" if purpose == "race" else purpose][is_short]
    return _efforts("threshold" if purpose == "race" else purpose, sport, minutes, thresholds, beat)


def target(purpose: str, sport: str, thresholds: Thresholds) -> Target:
    """By power or pace where the threshold is known, by feel where it is not."""
    levels = LEVELS.get(purpose, {})
    if sport == "ride" and (thresholds.ftp_w or thresholds.cp_w) and sport in levels:
        return Target("power", "percent_ftp", *levels[sport])
    if sport in {"run", "swim"} and threshold_speed(thresholds, sport) and sport in levels:
        return Target("pace", "percent_threshold", *levels[sport])
    return Target("rpe", "rpe", *FELT_OF.get(purpose, levels.get("felt", (5, 5))))


def _step(seconds: float, aim: Target, intent: Intent = "active") -> Step:
    return Step(Length("time", float(seconds)), aim, intent=intent)


def _steady(purpose: str, sport: str, seconds: int, thresholds: Thresholds, *, is_varied: bool) -> Workout | None:
    """In one go, or with a slower minute after every nine."""
    if seconds < 600:
        return None
    aim, easy = target(purpose, sport, thresholds), target("recovery", sport, thresholds)
    if not is_varied:
        return Workout((_step(seconds, aim),))
    count, rest = divmod(seconds, 600)
    parts: list[Step | Repeat] = [Repeat(count, (_step(540, aim), _step(60, easy, "recovery")))]
    return Workout((*parts, *([_step(rest, easy, "cooldown")] if rest else [])))


def _efforts(purpose: str, sport: str, seconds: int, thresholds: Thresholds, beat: Beat) -> Workout | None:
    """Warm-up, as many rounds as fit, cool-down; what is left over goes to the warm-up."""
    around = int(min(max(AROUND * seconds, LEAST_AROUND_S), MOST_AROUND_S)) // 30 * 30
    count = min(int((seconds - 2 * around) // (beat.work_s + beat.rest_s)), MOST_REPEATS.get(purpose, 20))
    if count < 1:
        return None
    easy = target("recovery", sport, thresholds)
    left = seconds - 2 * around - count * (beat.work_s + beat.rest_s)
    efforts = (_step(beat.work_s, target(purpose, sport, thresholds)), _step(beat.rest_s, easy, "recovery"))
    middle = (Repeat(count, efforts),) if count > 1 else efforts
    return Workout((_step(around + left, easy, "warmup"), *middle, _step(around, easy, "cooldown")))
