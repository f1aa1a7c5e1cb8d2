"""What speaks against a plan: rules over plain facts. Warnings, not walls; a coach may overrule each with a reason.

Limits are rules of the house where nothing else is named.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from uuid import UUID

MAX_RAMP = 8.0
"""Fitness points a week."""
MOST_HARD_DAYS = 2
HARD_INTENSITY, HARD_S = 0.85, 20 * 60.0
HARD_PURPOSES = frozenset({"threshold", "vo2", "anaerobic", "race", "test"})
TAPER_SHARE = 0.7
"""Of the usual week's load in the last one before the race. What helps most is 41 to 60 % less (Bosquet 2007)."""
TAPER_DAYS, USUAL_FROM, USUAL_TO = 7, 42, 15
"""The usual week is the mean of the four that end two weeks before the race."""
TARGET_SHARE = 0.2
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Session:
    on: date
    id: UUID | None = None
    load: float = 0.0
    duration_s: float = 0.0
    intensity: float | None = None
    purpose: str = ""
    is_key: bool = False
    is_done: bool = False
    is_missed: bool = False

    @property
    def is_hard(self) -> bool:
        if self.purpose:
            return self.purpose in HARD_PURPOSES
        return (self.intensity or 0.0) >= HARD_INTENSITY and self.duration_s >= HARD_S


@dataclass(frozen=True)
class Facts:
    """Of one athlete around the days that are looked at: six weeks before the first, to the end of the last's week."""

    first: date
    last: date
    today: date
    sessions: Mapping[date, Sequence[Session]] = field(default_factory=dict)
    loads: Mapping[date, float] = field(default_factory=dict)
    """Done until today, planned from then on."""
    fitness: Mapping[date, float] = field(default_factory=dict)
    """So, too. Empty for those who may not see what was done."""
    limits_s: Mapping[int, int] = field(default_factory=dict)
    absent: frozenset[date] = frozenset()
    races: Sequence[tuple[date, str]] = ()
    targets: Mapping[date, float] = field(default_factory=dict)
    """Load by the first day of a week."""
    week_starts_on: int = 0

    def on(self, day: date) -> Sequence[Session]:
        return self.sessions.get(day, ())

    def days(self) -> Iterator[date]:
        """What can still be changed."""
        first = max(self.first, self.today)
        return (first + number * DAY for number in range((self.last - first).days + 1))

    def weeks(self) -> Iterator[date]:
        """First days of the weeks that are not over."""
        starts = {day - (day.weekday() - self.week_starts_on) % 7 * DAY for day in self.days()}
        return iter(sorted(starts))


@dataclass(frozen=True, slots=True)
class Finding:
    code: str
    on: date
    to_on: date
    value: float
    limit: float
    sessions: tuple[Session, ...] = ()
    about: str = ""


def check(facts: Facts) -> list[Finding]:
    found = [finding for rule in RULES for finding in rule(facts)]
    return sorted(found, key=lambda one: (one.on, one.code))


def too_fast(facts: Facts) -> Iterator[Finding]:
    for week in facts.weeks():
        before, after = facts.fitness.get(week - DAY), facts.fitness.get(week + 6 * DAY)
        if before is not None and after is not None and after - before > MAX_RAMP:
            yield Finding("ramp", week, week + 6 * DAY, after - before, MAX_RAMP, _of_week(facts, week))


def too_hard(facts: Facts) -> Iterator[Finding]:
    """Said once for a row of days, on the first that is too many; the row may have begun before today."""
    around = range(-7, (facts.last - facts.first).days + 8)
    for row in _rows(day for day in (facts.first + n * DAY for n in around) if _hard(facts.on(day))):
        if len(row) > MOST_HARD_DAYS and facts.today <= row[-1] and _touches(facts, row[MOST_HARD_DAYS], row[-1]):
            hard = tuple(session for day in row for session in _hard(facts.on(day)))
            yield Finding("hard_days", row[MOST_HARD_DAYS], row[-1], len(row), MOST_HARD_DAYS, hard)


def key_days_together(facts: Facts) -> Iterator[Finding]:
    for day in facts.days():
        keys = [[one for one in facts.on(on) if one.is_key and not one.is_missed] for on in (day - DAY, day)]
        if all(keys):
            yield Finding("key_days", day, day, 2, 1, (*keys[0], *keys[1]))


def too_long(facts: Facts) -> Iterator[Finding]:
    for day in facts.days():
        limit, needed = facts.limits_s.get(day.weekday()), sum(one.duration_s for one in facts.on(day))
        if limit is not None and facts.on(day) and day not in facts.absent and (needed > limit or limit == 0):
            yield Finding("availability", day, day, needed, limit, tuple(facts.on(day)))


def away(facts: Facts) -> Iterator[Finding]:
    for day in facts.days():
        if day in facts.absent and facts.on(day):
            yield Finding("absence", day, day, len(facts.on(day)), 0, tuple(facts.on(day)))


def no_taper(facts: Facts) -> Iterator[Finding]:
    for on, title in facts.races:
        usual = _load(facts, on - USUAL_FROM * DAY, on - USUAL_TO * DAY) / (USUAL_FROM - USUAL_TO + 1) * 7
        last_week = _load(facts, on - TAPER_DAYS * DAY, on - DAY)
        if facts.today <= on and last_week > TAPER_SHARE * usual > 0:
            yield Finding("no_taper", on, on, last_week, TAPER_SHARE * usual, about=title)


def off_target(facts: Facts) -> Iterator[Finding]:
    """Only of weeks that are planned: an empty one needs no warning."""
    for week in facts.weeks():
        target, sessions = facts.targets.get(week), _of_week(facts, week)
        planned = sum(one.load for one in sessions)
        if target and planned and abs(planned - target) > TARGET_SHARE * target:
            yield Finding("week_target", week, week + 6 * DAY, planned, target, sessions)


RULES: tuple[Callable[[Facts], Iterable[Finding]], ...] = (
    too_fast, too_hard, key_days_together, too_long, away, no_taper, off_target,
)  # fmt: skip


def _hard(sessions: Iterable[Session]) -> list[Session]:
    return [one for one in sessions if one.is_hard and not one.is_missed]


def _rows(days: Iterable[date]) -> list[list[date]]:
    """Days that follow each other."""
    ordered = list(days)
    rows: list[list[date]] = [[day] for day in ordered[:1]]
    for before, day in pairwise(ordered):
        if day - before == DAY:
            rows[-1].append(day)
        else:
            rows.append([day])
    return rows


def _touches(facts: Facts, first: date, last: date) -> bool:
    return first <= facts.last and last >= facts.first


def _of_week(facts: Facts, week: date) -> tuple[Session, ...]:
    return tuple(session for number in range(7) for session in facts.on(week + number * DAY))


def _load(facts: Facts, first: date, last: date) -> float:
    return sum(facts.loads.get(first + number * DAY, 0.0) for number in range((last - first).days + 1))
