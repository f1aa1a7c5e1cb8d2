"""What can be done instead: alternatives that keep a workout's purpose for the time and the things one has."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from training.science.session import Thresholds
from training.workouts.planning import Planned, plan
from training.workouts.reasons import Reason, percent
from training.workouts.resolving import resolve
from training.workouts.roles import ALL_OUT
from training.workouts.shortening import duration_of, fewer, fitted, shorter
from training.workouts.sketches import sketch
from training.workouts.structure import Purpose, Workout

EQUIPMENT = ("bike", "trainer", "outdoors", "pool", "treadmill", "rower")
MOST = 3
LEAST_S = 600.0
LOAD_SLACK = 1.1  # times the planned load, where the coach said nothing
TRIES, SMALLER = 12, 0.9
# where each sport is done, and what that needs; the usual place first
PLACES: dict[str, tuple[tuple[str, frozenset[str]], ...]] = {
    "ride": (("", frozenset({"bike", "outdoors"})), ("indoor", frozenset({"bike", "trainer"}))),
    "run": (("", frozenset({"outdoors"})), ("treadmill", frozenset({"treadmill"}))),
    "swim": (("pool", frozenset({"pool"})),),
    "row": (("indoor", frozenset({"rower"})),),
    "walk": (("", frozenset({"outdoors"})),),
    "strength": (("", frozenset()),),
}
ALIKE = {
    "ride": ("run", "row", "swim", "walk", "strength"),
    "run": ("ride", "row", "swim", "walk", "strength"),
    "swim": ("row", "run", "ride", "walk", "strength"),
    "strength": ("run", "ride", "swim", "row"),
}
USUAL_OTHERS = ("run", "ride", "walk", "strength")  # what everybody is thought to be able to do
EASY_ONLY, EASY = frozenset({"walk"}), frozenset({"recovery", "endurance"})
AEROBIC = frozenset({"recovery", "endurance", "tempo", "threshold", "vo2", "race"})  # nothing that strength could keep
BY_SHARE: tuple[tuple[float, Purpose], ...] = (
    (0.62, "recovery"), (0.77, "endurance"), (0.91, "tempo"), (1.06, "threshold"), (1.22, "vo2"),
)  # fmt: skip
LASTS_S, LASTS_SHARE = 150.0, 0.05  # so long is a part that a workout is for
Way = Callable[[float], Workout | None]
TITLES = {
    "unchanged": "As planned",
    "fewer": "As planned, with fewer repeats",
    "shorter": "As planned, with shorter steps",
    "usual": "The same purpose, made new",
    "short_efforts": "The same purpose, in shorter efforts",
    "body_weight": "Strength with your own weight",
}


@dataclass(frozen=True, slots=True)
class Rules:
    """What the coach allows; None is no limit."""

    max_duration_s: float | None = None
    max_load: float | None = None
    sports: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """What the athlete has: time, what is missing of EQUIPMENT, and the sports they do."""

    duration_s: float | None = None
    without: frozenset[str] = frozenset()
    sports: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Alternative:
    """`code` can be translated (TITLES); `reasons` say what it keeps and gives up."""

    sport: str
    sub_sport: str
    code: str
    title: str
    workout: Workout
    purpose: str
    planned: Planned
    reasons: tuple[Reason, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class _Need:
    workout: Workout
    sport: str
    purpose: str
    seconds: float | None
    load: float | None
    most_load: float | None
    thresholds: Mapping[str, Thresholds]

    def of(self, sport: str) -> Thresholds:
        return self.thresholds.get(sport, Thresholds())


def alternatives(
    workout: Workout,
    *,
    sport: str,
    purpose: str,
    wish: Wish,
    rules: Rules,
    thresholds: Mapping[str, Thresholds],
    planned_duration_s: float | None = None,
    planned_load: float | None = None,
) -> tuple[Alternative, ...]:
    """Two or three, the one that is most like the plan first; fewer where the rules leave no more.

    The planned figures are for workouts without steps; those with steps say theirs themselves.
    """
    own = thresholds.get(sport, Thresholds())
    planned = plan(workout, own, sport) if workout.steps else Planned()
    load = planned.load or planned_load
    need = _Need(
        workout,
        sport,
        purpose or purpose_of(workout, own, sport),
        _least(wish.duration_s, rules.max_duration_s, planned.duration_s or planned_duration_s),
        load,
        _least(rules.max_load, load * LOAD_SLACK if load else None),
        thresholds,
    )
    found: list[Alternative] = []
    for name, place in _places(sport, wish, rules):
        for option in _options(need, name, place):
            if _is_new(option, found):
                found.append(option)
    return tuple(sorted(found, key=lambda option: _rank(option, sport))[:MOST])


def purpose_of(workout: Workout, thresholds: Thresholds, sport: str) -> Purpose:
    """From its hardest part that lasts, where nobody said one."""
    if sport == "strength":
        return "strength"
    steps = [step for step in resolve(workout, thresholds, sport) if step.shares or step.is_max]
    shares = [(max(step.shares) if step.shares else ALL_OUT + 0.1, step.duration_s or 0.0) for step in steps]
    needed, lasted = max(LASTS_S, LASTS_SHARE * sum(seconds for _, seconds in shares)), 0.0
    for share, seconds in sorted(shares, reverse=True):
        lasted += seconds
        if lasted >= needed:
            return next((purpose for most, purpose in BY_SHARE if share < most), "anaerobic")
    return "endurance"


def _least(*limits: float | None) -> float | None:
    return min((limit for limit in limits if limit is not None), default=None)


def _places(sport: str, wish: Wish, rules: Rules) -> Iterator[tuple[str, str]]:
    """Sports that are allowed, done and possible, with where: the planned one first."""
    others = ALIKE.get(sport, USUAL_OTHERS)
    for name in (sport, *others):
        is_done = name in {sport, "strength"} or name in (USUAL_OTHERS if wish.sports is None else wish.sports)
        is_allowed = rules.sports is None or name in rules.sports
        usable = [place for place, needs in PLACES.get(name, (("", frozenset()),)) if not needs & wish.without]
        if is_done and is_allowed and usable:
            yield name, usable[0]


def _options(need: _Need, sport: str, place: str) -> Iterator[Alternative]:
    if sport == need.sport and need.workout.steps:
        ways = _same_sport(need)
    elif (
        need.purpose == "test"
        or (sport in EASY_ONLY and need.purpose not in EASY)
        or (sport == "strength" and need.purpose in AEROBIC)
    ):
        return
    else:
        ways = _sketched(need, sport)
    for code, way in ways:
        found = _within_load(need, sport, way)
        if found is not None:
            yield _told(need, sport, place, code, *found)


def _same_sport(need: _Need) -> list[tuple[str, Way]]:
    """As it is where it fits, else cut; but a test that is cut is none."""
    own = need.of(need.sport)
    takes = duration_of(need.workout, own, need.sport)
    fits = need.seconds is None or (takes is not None and takes <= need.seconds)
    ways: list[tuple[str, Way]] = [("unchanged", lambda seconds: _whole(need, seconds))] if fits else []
    if need.purpose == "test":
        return ways
    cut: list[tuple[str, Way]] = [
        ("fewer", lambda seconds: fitted(need.workout, seconds, own, need.sport, fewer)),
        ("shorter", lambda seconds: fitted(need.workout, seconds, own, need.sport, shorter)),
    ]
    return ways + cut


def _whole(need: _Need, seconds: float) -> Workout | None:
    return need.workout if need.seconds is None or seconds >= need.seconds else None


def _sketched(need: _Need, sport: str) -> list[tuple[str, Way]]:
    def way(*, is_short: bool) -> Way:
        return lambda seconds: sketch(need.purpose, sport, seconds, need.of(sport), is_short=is_short)

    if sport == "strength":
        return [("body_weight", way(is_short=False))]
    return [("usual", way(is_short=False)), ("short_efforts", way(is_short=True))]


def _within_load(need: _Need, sport: str, way: Way) -> tuple[Workout, Planned] | None:
    """Smaller until its load is within the rules."""
    seconds = need.seconds
    if seconds is None:
        seconds = duration_of(need.workout, need.of(need.sport), need.sport) or 0.0
    for _try in range(TRIES):
        found = way(seconds) if seconds >= LEAST_S else None
        if found is None:
            return None
        planned = plan(found, need.of(sport), sport)
        if need.most_load is None or (planned.load or 0.0) <= need.most_load:
            return found, planned
        seconds *= SMALLER
    return None


def _told(need: _Need, sport: str, place: str, code: str, workout: Workout, planned: Planned) -> Alternative:
    reasons = [Reason("keeps_purpose"), Reason("same_sport" if sport == need.sport else "other_sport")]
    if planned.duration_s:
        reasons.append(Reason("fits_time", {"minutes": round(planned.duration_s / 60)}))
    if planned.load is not None and need.load:
        reasons.append(Reason("load", {"percent": percent(planned.load / need.load)}))
    return Alternative(sport, place, code, TITLES[code], workout, need.purpose, planned, tuple(reasons))


def _is_new(option: Alternative, found: list[Alternative]) -> bool:
    return all((option.sport, option.workout) != (other.sport, other.workout) for other in found)


def _rank(option: Alternative, sport: str) -> int:
    """The planned sport, then one of each other sport, then second rhythms; a stable order within."""
    if option.code in {"shorter", "short_efforts"}:
        return 2
    return 0 if option.sport == sport else 1
