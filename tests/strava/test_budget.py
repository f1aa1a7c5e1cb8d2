from datetime import UTC, datetime, timedelta

import pytest

from core.work import Later
from strava import budget
from strava.budget import Urgency

NOW = datetime(2026, 11, 21, 10, 7, 30, tzinfo=UTC)
QUARTER = datetime(2026, 11, 21, 10, 15, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 22, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def told(overall: str, read: str, *, limits: tuple[str, str] = ("200,2000", "100,1000")) -> dict[str, str]:
    return {
        "X-RateLimit-Limit": limits[0],
        "X-RateLimit-Usage": overall,
        "X-ReadRateLimit-Limit": limits[1],
        "X-ReadRateLimit-Usage": read,
    }


def test_untold_budget_is_that_of_a_new_app() -> None:
    assert budget.left(Urgency.LIVE, now=NOW) == budget.Gauge(100, QUARTER)
    assert budget.left(Urgency.HISTORY, now=NOW) == budget.Gauge(80, QUARTER)


def test_calls_are_entered_before_they_are_made() -> None:
    for _call in range(80):
        budget.take(Urgency.HISTORY, now=NOW)
    with pytest.raises(Later) as refused:
        budget.take(Urgency.HISTORY, now=NOW)
    assert refused.value.at == QUARTER
    for _call in range(20):
        budget.take(Urgency.LIVE, now=NOW)
    with pytest.raises(Later):
        budget.take(Urgency.LIVE, now=NOW)
    budget.take(Urgency.LIVE, now=QUARTER)


def test_what_strava_counted_holds_if_it_is_more() -> None:
    budget.learn(told("50,500", "40,400", limits=("400,4000", "200,2000")), asked_at=NOW, now=NOW)
    assert budget.left(Urgency.LIVE, now=NOW).calls == 160
    budget.learn(told("12,500", "12,400", limits=("400,4000", "200,2000")), asked_at=NOW, now=NOW)
    assert budget.left(Urgency.LIVE, now=NOW).calls == 160


def test_spent_day_ends_at_midnight_and_spent_quarter_at_the_next_one() -> None:
    budget.learn(told("10,1100", "10,1000"), asked_at=NOW, now=NOW)
    assert budget.left(Urgency.LIVE, now=NOW) == budget.Gauge(0, MIDNIGHT)
    with pytest.raises(Later) as refused:
        budget.take(Urgency.LIVE, now=NOW)
    assert refused.value.at == MIDNIGHT
    assert budget.left(Urgency.LIVE, now=MIDNIGHT).calls == 100


@pytest.mark.parametrize(
    ("headers", "until"),
    [
        ({}, QUARTER),
        (told("20,300", "100,200"), QUARTER),
        (told("20,300", "10,1000"), MIDNIGHT),
        ({"X-RateLimit-Limit": "many", "X-RateLimit-Usage": "-1,2"}, QUARTER),
    ],
)
def test_refusal_for_too_many_calls_closes_the_window_that_is_spent(headers: dict[str, str], until: datetime) -> None:
    assert budget.close(headers=headers, asked_at=NOW, now=NOW) == until
    with pytest.raises(Later):
        budget.take(Urgency.LIVE, now=until - timedelta(seconds=1))
    budget.take(Urgency.LIVE, now=until)


@pytest.mark.parametrize(
    ("calls", "at"),
    [
        (80, NOW + timedelta(seconds=80)),
        (81, QUARTER),
        (800, QUARTER + 9 * budget.QUARTER),
        (801, MIDNIGHT),
        (1700, MIDNIGHT + timedelta(days=1) + budget.QUARTER),
    ],
)
def test_end_of_a_history_follows_from_the_limits(calls: int, at: datetime) -> None:
    assert budget.when_made(calls, Urgency.HISTORY, now=NOW) == at


def test_what_was_counted_before_a_window_ended_closes_no_new_one() -> None:
    midnight = datetime(2026, 5, 2, tzinfo=UTC)
    before, after = midnight - timedelta(seconds=1), midnight + timedelta(seconds=1)
    budget.take(Urgency.LIVE, now=before)
    budget.learn(told("90,1990", "90,998"), asked_at=before, now=after)
    assert budget.left(Urgency.LIVE, now=after).calls == 100
    assert budget.close(headers=told("90,2000", "90,1000"), asked_at=before, now=after) == after
    assert budget.left(Urgency.LIVE, now=after).calls == 100
