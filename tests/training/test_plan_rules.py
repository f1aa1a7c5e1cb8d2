"""What speaks against a plan, over plain facts."""

from datetime import date, timedelta
from typing import Any

import pytest

from training.plan_rules import MAX_RAMP, Facts, Session, check

MONDAY = date(2026, 3, 2)


def day(number: int) -> date:
    return MONDAY + timedelta(days=number)


def session(number: int, **fields: Any) -> Session:
    return Session(day(number), **{"load": 60.0, "duration_s": 3600.0, **fields})


def found(*sessions: Session, **facts: Any) -> list[tuple[str, int, float, float]]:
    by_day: dict[date, list[Session]] = {}
    for one in sessions:
        by_day.setdefault(one.on, []).append(one)
    made = Facts(day(0), day(13), **{"today": day(0), "sessions": by_day, **facts})
    return [(one.code, (one.on - MONDAY).days, one.value, one.limit) for one in check(made)]


def rising(by_week: float) -> dict[date, float]:
    return {day(number): 50 + by_week * (number + 1) / 7 for number in range(-7, 21)}


def test_nothing_speaks_against_an_easy_fortnight() -> None:
    assert found(session(0), session(2), session(5), fitness=rising(4), limits_s={0: 3600, 2: 3600}) == []


def test_fitness_may_rise_by_so_much_a_week_and_no_more() -> None:
    assert found(session(0), fitness=rising(MAX_RAMP - 0.01)) == []
    assert [row[:2] for row in found(session(0), fitness=rising(MAX_RAMP + 0.01))] == [("ramp", 0), ("ramp", 7)]
    assert found(session(0)) == []  # who may not see fitness is told nothing of it


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ((1, 2), []),
        ((1, 2, 3), [("hard_days", 3, 3, 2)]),
        ((1, 2, 3, 4), [("hard_days", 3, 4, 2)]),
        ((1, 2, 4, 5), []),
        ((-2, -1, 0), [("hard_days", 0, 3, 2)]),
        ((-3, -2, -1), []),
        ((12, 13, 14), []),
    ],
)
def test_hard_days_follow_each_other_twice_at_most(numbers: tuple[int, ...], expected: list[Any]) -> None:
    assert found(*(session(number, purpose="vo2") for number in numbers)) == expected


def test_hard_is_what_its_purpose_says_and_else_its_intensity() -> None:
    assert found(*(session(number, purpose="endurance", intensity=0.95) for number in range(3))) == []
    assert found(*(session(number, intensity=0.86) for number in range(3))) == [("hard_days", 2, 3, 2)]
    assert found(*(session(number, intensity=0.86, duration_s=600) for number in range(3))) == []
    assert found(*(session(number, purpose="test", is_missed=number < 0) for number in range(-2, 1))) == []


def test_key_sessions_keep_a_day_between_them() -> None:
    assert found(session(1, is_key=True), session(3, is_key=True)) == []
    assert found(session(1, is_key=True), session(2, is_key=True)) == [("key_days", 2, 2, 1)]
    assert found(session(-1, is_key=True), session(0, is_key=True)) == [("key_days", 0, 2, 1)]


def test_day_holds_no_more_than_there_is_time_for() -> None:
    limits = {0: 3600, 1: 0}
    assert found(session(0), limits_s=limits) == []
    assert found(session(0), session(0, duration_s=1), limits_s=limits) == [("availability", 0, 3601, 3600)]
    assert found(session(1, duration_s=0), limits_s=limits) == [("availability", 1, 0, 0)]
    assert found(session(1), limits_s=limits, today=day(2)) == []  # what is over cannot be changed


def test_nothing_is_planned_while_somebody_is_away() -> None:
    assert found(session(1), absent=frozenset({day(1), day(2)}), limits_s={1: 0}) == [("absence", 1, 1, 0)]


def test_race_is_rested_for() -> None:
    usual = {day(number): 60.0 for number in range(-40, 13)}
    races = [(day(12), "Race")]
    assert found(loads=usual, races=races) == [("no_taper", 12, 420, pytest.approx(294))]
    tapered = usual | {day(number): 30.0 for number in range(5, 12)}
    assert found(loads=tapered, races=races) == []
    assert found(loads={day(11): 60.0}, races=races) == []  # nothing to compare with
    assert found(loads=usual, races=[(day(-1), "Over")], today=day(0)) == []


def test_planned_week_meets_its_target_about() -> None:
    targets = {day(0): 300.0, day(7): 300.0}
    assert found(*(session(number) for number in (0, 1, 2, 3)), targets=targets) == []
    assert found(*(session(number) for number in (0, 1, 2)), targets=targets) == [("week_target", 0, 180, 300)]
    assert found(session(6, load=400), targets=targets, today=day(6)) == [("week_target", 0, 400, 300)]
    assert found(session(6, load=400), targets=targets, today=day(7)) == []


def test_weeks_begin_where_the_athletes_do() -> None:
    sunday_weeks = {day(-1): 300.0}
    assert found(session(0, load=100), targets=sunday_weeks, week_starts_on=6) == [("week_target", -1, 100, 300)]
