"""Warnings about a plan through the API, and overruling them."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Absence, AvailableDay
from core.acting import acting_as
from tests.cast import make_cast, questions
from tests.training.api.test_plans import send
from tests.training.planned import planned
from training.models import GoalEvent

pytestmark = pytest.mark.django_db
WARNINGS, WAIVERS = "/api/v1/plan-warnings", "/api/v1/plan-waivers"


@pytest.fixture
def cast():
    return make_cast()


def monday() -> date:
    soon = timezone.now().date() + timedelta(days=14)
    return soon - timedelta(days=soon.weekday())


def warnings(cast, who="coach", days=28):
    path = f"{WARNINGS}?athlete={cast['athlete'].pk}&from_on={monday()}&to_on={monday() + timedelta(days=days)}"
    return send(cast, who, "get", path, status=200)["data"]


def plan(cast, day, **fields):
    return planned(cast["athlete"], by=cast["coach"], on=monday() + timedelta(days=day), **fields)


def test_warning_says_what_where_and_because_of_which_sessions(cast):
    with acting_as(cast["athlete"]):
        AvailableDay.objects.create(athlete=cast["athlete"], weekday=0, duration_s=1800)
        Absence.objects.create(athlete=cast["athlete"], kind="travel", from_on=monday() + timedelta(days=2))
    rows = [plan(cast, 0), plan(cast, 2)]
    first, second = warnings(cast)
    assert first == {
        "code": "availability", "on": str(monday()), "to_on": str(monday()), "value": 3600, "limit": 1800, "unit": "s",
        "text": "1:00:00 is planned, and there is time for 30:00.", "workout_ids": [str(rows[0].pk)], "waiver": None,
    }  # fmt: skip
    assert (second["code"], second["on"]) == ("absence", str(monday() + timedelta(days=2)))


def test_expected_fitness_that_rises_too_fast_is_told_to_those_who_may_see_it(cast):
    for number in range(5):
        plan(cast, number, planned_load=300.0)
    assert [row["code"] for row in warnings(cast) if row["on"] == str(monday())] == ["ramp"]
    assert warnings(cast, "narrow_coach") == []


def test_week_before_a_race_that_matters_is_lighter(cast):
    for number in range(28):
        plan(cast, number, planned_load=40.0)
    with acting_as(cast["athlete"]):
        GoalEvent.objects.create(
            athlete=cast["athlete"], on=monday() + timedelta(days=28), title="Marathon", sport="run", priority="A"
        )
    (told,) = (row for row in warnings(cast) if row["code"] == "no_taper")
    assert (told["on"], told["value"], "“Marathon”" in told["text"]) == (str(monday() + timedelta(days=28)), 280, True)


def test_hidden_session_warns_the_coach_and_not_the_athlete(cast):
    for number in range(2):
        plan(cast, number, key=True, hidden_until=monday())
    assert [row["code"] for row in warnings(cast)] == ["key_days"]
    assert warnings(cast, "athlete") == []


def test_warning_is_overruled_with_a_reason_and_counts_again_when_that_is_withdrawn(cast):
    for number in range(2):
        plan(cast, number, key=True)
    (told,) = warnings(cast)
    body = {"athlete_id": str(cast["athlete"].pk), "code": told["code"], "on": told["on"], "reason": "Training camp"}
    send(cast, "coach", "post", WAIVERS, {**body, "reason": " "}, 400)
    made = send(cast, "coach", "post", WAIVERS, body, 201)
    assert made["waived_by_id"] == str(cast["coach"].pk)
    send(cast, "head_coach", "post", WAIVERS, body, 409)
    send(cast, "narrow_coach", "post", WAIVERS, body, 403)
    send(cast, "other_coach", "post", WAIVERS, body, 404)
    waiver = warnings(cast, "athlete")[0]["waiver"]
    assert (waiver["id"], waiver["reason"], waiver["waived_by_id"]) == (
        made["id"], "Training camp", str(cast["coach"].pk),
    )  # fmt: skip
    listed = send(cast, "narrow_coach", "get", f"{WAIVERS}?athlete={cast['athlete'].pk}")["data"]
    assert [row["id"] for row in listed] == [made["id"]]
    send(cast, "head_coach", "delete", f"{WAIVERS}/{made['id']}", status=204)
    assert warnings(cast)[0]["waiver"] is None


def test_more_days_and_sessions_ask_no_more(cast):
    counts = []
    for size in (2, 6):
        for number in range(size):
            plan(cast, number, key=True, structure_text="- 60m 75%")
        warnings(cast)
        with CaptureQueriesContext(connection) as asked:
            assert warnings(cast, days=28 * size)
        counts.append(len(questions(asked)))
    assert counts[0] == counts[1] <= 19


@pytest.mark.parametrize("query", ["", "?from_on=2027-01-02&to_on=2027-01-01", "?from_on=2027-01-01&to_on=2029-01-01"])
def test_stretch_is_named_and_not_too_long(cast, query):
    send(cast, "coach", "get", f"{WARNINGS}{query}", status=400)
