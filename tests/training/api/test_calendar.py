from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import Absence, AthleteProfile, Audience, AvailableDay
from core.acting import acting_as
from tests.cast import Cast, make_cast, questions
from tests.training.planned import DAY, planned, recorded
from tests.training.recordings import BEGAN
from tests.waiting import settled
from training.models import CalendarNote, GoalEvent, Season, SeasonPhase, Workout

pytestmark = pytest.mark.django_db
MONTH = "from_on=2026-02-23&to_on=2026-04-05"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def read(cast: Cast, persona: str = "athlete", query: str = MONTH) -> dict[str, Any]:
    whose = "" if persona == "athlete" else f"&athlete={cast['athlete'].pk}"
    answer = cast.as_(persona).get(f"/api/v1/calendar?{query}{whose}")
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


def on(found: dict[str, Any], day: date) -> dict[str, Any]:
    return next(row for row in found["data"] if row["on"] == day.isoformat())


def surround(cast: Cast) -> None:
    """A note, an event, an absence, a phase and a weekday."""
    athlete = cast["athlete"]
    with acting_as(athlete):
        CalendarNote.objects.create(athlete=athlete, on=DAY, to_on=DAY + timedelta(days=2), title="Camp")
        GoalEvent.objects.create(
            athlete=athlete, on=DAY + timedelta(days=200), title="Marathon", priority="A", sport="run"
        )
        GoalEvent.objects.create(
            athlete=athlete, on=DAY + timedelta(days=3), title="Test race", priority="C", sport="run"
        )
        Absence.objects.create(athlete=athlete, from_on=DAY + timedelta(days=5), kind="illness")
        AvailableDay.objects.create(athlete=athlete, weekday=DAY.weekday(), duration_s=3600)
        season = Season.objects.create(athlete=athlete, title="2026", from_on=DAY, to_on=DAY + timedelta(days=200))
        SeasonPhase.objects.create(
            season=season,
            athlete=athlete,
            kind="base",
            from_on=date(2026, 3, 2),
            to_on=date(2026, 3, 15),
            weekly_load=300,
        )


def test_calendar_holds_what_lies_on_its_days(cast: Cast) -> None:
    surround(cast)
    activity = recorded(cast["athlete"], began=BEGAN)
    workout = planned(cast["athlete"], title="Intervals", on=activity.local_on)
    planned(cast["athlete"], title="Easy")
    found = read(cast)
    day = on(found, activity.local_on)
    assert (len(found["data"]), found["data"][0]["on"], found["data"][-1]["on"]) == (42, "2026-02-23", "2026-04-05")
    assert [row["title"] for row in on(found, DAY)["workouts"]][-1:] == ["Easy"]
    assert "structure" not in on(found, DAY)["workouts"][0]
    assert [row["id"] for row in day["activities"]] == [str(activity.pk)]
    assert day["activities"][0]["workout_id"] == str(workout.pk)
    assert [on(found, DAY + timedelta(days=n))["notes"][0]["title"] for n in range(3)] == ["Camp"] * 3
    assert on(found, DAY + timedelta(days=3))["events"][0]["title"] == "Test race"
    assert found["next_event"] is None or found["next_event"]["title"] == "Marathon"
    assert not on(found, DAY + timedelta(days=4))["absences"]
    assert found["data"][-1]["absences"][0]["kind"] == "illness"
    assert (on(found, DAY)["available_s"], on(found, DAY + timedelta(days=1))["available_s"]) == (3600, None)
    assert on(found, date(2026, 3, 2))["phases"][0]["kind"] == "base"


def test_weeks_add_up_what_is_planned_and_done(cast: Cast) -> None:
    surround(cast)
    planned(cast["athlete"], on=date(2026, 3, 3), planned_duration_s=3600, planned_load=50)
    planned(cast["athlete"], on=date(2026, 3, 8), sport="run", planned_duration_s=1800, planned_load=30)
    planned(cast["athlete"], on=date(2026, 3, 9), planned_load=99)
    planned(cast["athlete"], on=date(2026, 3, 4), planned_load=500, excuse="ill", state="excused")
    week = next(row for row in read(cast)["weeks"] if row["from_on"] == "2026-03-02")
    assert (week["to_on"], week["planned_duration_s"], week["planned_load"]) == ("2026-03-08", 5400, 80)
    assert week["target_load"] == 300
    assert {row["sport"]: row["planned_load"] for row in week["sports"]} == {"ride": 50, "run": 30}
    assert week["states"] == {"planned": 2, "excused": 1}


def test_weeks_begin_on_the_readers_weekday(cast: Cast) -> None:
    cast.as_("athlete").patch("/api/v1/me", {"week_starts_on": 6}, content_type="application/json")
    assert [row["from_on"] for row in read(cast, query="from_on=2026-03-01&to_on=2026-03-15")["weeks"]] == [
        "2026-03-01", "2026-03-08", "2026-03-15",
    ]  # fmt: skip


def test_calendar_without_days_is_a_month(cast: Cast) -> None:
    found = read(cast, query="from_on=2026-02-10")
    assert (found["data"][0]["on"], found["data"][-1]["on"]) == ("2026-02-10", "2026-02-28")
    days = read(cast, query="")["data"]
    assert (days[0]["on"][-2:], len(days) >= 28) == ("01", True)


@pytest.mark.parametrize(
    "query", ["from_on=2026-03-02&to_on=2026-03-01", "from_on=2000-01-01&to_on=2026-01-01", "on=x"]
)
def test_calendar_of_days_that_make_no_sense_is_refused(cast: Cast, query: str) -> None:
    assert cast.as_("athlete").get(f"/api/v1/calendar?{query}").status_code == 400


def test_calendar_with_structure_brings_it(cast: Cast) -> None:
    planned(cast["athlete"], structure_text="- 10m 60%")
    found = read(cast, query=f"{MONTH}&include=structure")
    assert on(found, DAY)["workouts"][0]["structure_text"] == "- 10m 60%\n"


def test_athlete_does_not_see_what_is_hidden_and_the_coach_does(cast: Cast) -> None:
    planned(cast["athlete"], by=cast["coach"], title="Later", on=DAY, hidden_until=date(2100, 1, 1))
    assert on(read(cast), DAY)["workouts"] == []
    assert [row["title"] for row in on(read(cast, "coach"), DAY)["workouts"]] == ["Later"]


def test_coach_of_another_team_sees_no_words_and_no_sessions(cast: Cast) -> None:
    surround(cast)
    planned(cast["athlete"], by=cast["coach"], title="Secret", description="Words")
    recorded(cast["athlete"], began=BEGAN)
    found = read(cast, "narrow_coach")
    row = on(found, DAY)["workouts"][0]
    assert (row["title"], row["description"], row["planned_duration_s"]) == ("", "", 3600)
    assert all(not day["activities"] for day in found["data"])


def test_coach_sees_no_sessions_of_an_athlete_who_keeps_them_private(cast: Cast) -> None:
    recorded(cast["athlete"], began=BEGAN)
    with acting_as(cast["athlete"]):
        AthleteProfile.objects.filter(pk=cast["athlete"].pk).update(show_activities_to=Audience.PRIVATE)
    assert all(not day["activities"] for day in read(cast, "coach")["data"])


@pytest.mark.parametrize(
    ("persona", "status"), [("stranger", 404), ("other_coach", 404), ("teammate", 404), ("anonymous", 401)]
)
def test_calendar_of_somebody_else_is_not_there(cast: Cast, persona: str, status: int) -> None:
    persona = "other_athlete" if persona == "stranger" else persona
    address = f"/api/v1/calendar?athlete={cast['athlete'].pk}"
    assert cast.as_(persona).get(address).status_code == status


@pytest.mark.parametrize("persona", ["athlete", "coach"])
def test_month_of_sixty_workouts_and_sessions_asks_few_questions(cast: Cast, persona: str) -> None:
    for number in range(60):
        planned(cast["athlete"], on=date(2026, 2, 23) + timedelta(days=number % 42), structure_text="- 10m 60%")
        recorded(cast["athlete"], began=BEGAN + timedelta(hours=number * 12), seconds=60)
    surround(cast)
    read(cast, persona)
    with CaptureQueriesContext(connection) as asked:
        found = read(cast, persona)
    assert sum(len(day["workouts"]) for day in found["data"]) == 60
    assert sum(len(day["activities"]) for day in found["data"]) >= 59
    assert len(questions(asked)) <= 12, questions(asked)


@pytest.mark.alone
@pytest.mark.django_db(transaction=True)
def test_calendar_that_has_not_changed_is_not_sent_again(cast: Cast) -> None:
    athlete, address = cast.as_("athlete"), f"/api/v1/calendar?{MONTH}"
    planned(cast["athlete"])
    tag = settled(lambda: athlete.get(address).headers.get("ETag"))
    assert athlete.get(address, headers={"If-None-Match": tag}).status_code == 304
    with acting_as(cast["athlete"]), transaction.atomic():
        Workout.objects.update(title="Other")
    assert athlete.get(address, headers={"If-None-Match": tag}).status_code == 200
