"""Seasons, events, the printed week, and swaps: for the athlete and whoever plans for them."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Scope, Team, User
from core.acting import acting_as, as_system
from tests.accounts.web.conftest import join, make_person, sign_in
from tests.training.web.conftest import Record, varied_ride
from tests.training.web.test_workout_pages import plan
from training.goal_events import create_event
from training.models import GoalEvent, Season, Workout
from training.season_plans import create_season

PAGES = ("seasons", "events", "week_print")
EDITS = ("season_add", "event_add")
TODAY = timezone.now().date()


@pytest.fixture(autouse=True)
def no_activity(settings: Any) -> None:
    settings.USERSESSIONS_TRACK_ACTIVITY = False


@pytest.fixture
def reader(team: Team, athlete: User) -> Client:
    """A coach of another team who may only see."""
    from accounts.teams import found_team  # noqa: PLC0415

    other = make_person("Nora")
    with acting_as(other):
        second = found_team(name="Other", founder=other, now=timezone.now())
    join(second, athlete, scopes=[Scope.VIEW_PLAN])
    return sign_in(other)


@pytest.fixture
def season(athlete: User) -> Season:
    phases = [
        {"kind": "base", "from_on": TODAY - timedelta(days=14), "to_on": TODAY, "weekly_load": 300.0},
        {
            "kind": "build",
            "from_on": TODAY + timedelta(days=1),
            "to_on": TODAY + timedelta(days=27),
            "weekly_load": 400.0,
        },
    ]
    with acting_as(athlete):
        return create_season(
            athlete_id=athlete.pk, actor=athlete, title="Spring", from_on=TODAY - timedelta(days=14),
            to_on=TODAY + timedelta(days=27), phases=phases,
        )  # fmt: skip


def event(athlete: User, days: int = 30, **given: Any) -> GoalEvent:
    told = {"on": TODAY + timedelta(days=days), "title": "Gran Fondo", "sport": "ride", "priority": "A", **given}
    with acting_as(athlete):
        return create_event(athlete_id=athlete.pk, actor=athlete, **told)


@pytest.mark.parametrize("name", [*PAGES, *EDITS])
def test_own_page_opens(as_athlete: Client, client: Client, season: Season, name: str) -> None:
    assert as_athlete.get(reverse(name)).status_code == 200
    assert client.get(reverse(name)).status_code == 302


@pytest.mark.parametrize("name", PAGES)
def test_page_of_an_athlete_is_for_those_who_see_the_plan(
    as_coach: Client, as_stranger: Client, reader: Client, athlete: User, season: Season, name: str
) -> None:
    url = f"{reverse(name)}?athlete={athlete.pk}"
    assert [one.get(url).status_code for one in (as_coach, reader, as_stranger)] == [200, 200, 404]
    assert as_coach.get(f"{reverse(name)}?athlete=nonsense").status_code == 404


@pytest.mark.parametrize("name", EDITS)
def test_what_is_added_is_added_by_those_who_plan(
    as_coach: Client, as_stranger: Client, reader: Client, athlete: User, name: str
) -> None:
    url = f"{reverse(name)}?athlete={athlete.pk}"
    assert [one.get(url).status_code for one in (as_coach, reader, as_stranger)] == [200, 404, 404]


@pytest.mark.parametrize("name", ["season_edit", "season_delete", "event_edit", "event_delete"])
def test_what_is_there_is_changed_by_those_who_plan(
    as_athlete: Client, as_coach: Client, as_stranger: Client, reader: Client, athlete: User, season: Season, name: str
) -> None:
    row = season if name.startswith("season") else event(athlete)
    url = reverse(name, args=[row.pk])
    clients = (as_athlete, as_coach, reader, as_stranger)
    assert [one.get(url).status_code for one in clients] == [200, 200, 404, 404]
    assert [one.post(url, {"title": "x"}).status_code for one in (reader, as_stranger)] == [404, 404]


def test_season_shows_its_weeks_targets_and_events(
    as_athlete: Client, athlete: User, coach: User, season: Season, record: Record
) -> None:
    plan(athlete, coach, days=2)
    event(athlete, 20)
    record(varied_ride(began=timezone.now() - timedelta(days=9)))
    response = as_athlete.get(reverse("seasons"))
    shown, weeks = response.content.decode(), response.context["weeks"]
    for part in ('class="season"', "Spring", "Base", "300 a week", "Gran Fondo", "season-fitness"):
        assert part in shown
    assert sum(week.planned for week in weeks) > 0
    assert sum(week.done for week in weeks) > 0
    assert sum(week.is_now for week in weeks) == 1


def test_season_is_written_with_phases_and_mistakes_come_back(as_athlete: Client, athlete: User) -> None:
    rows = {
        "phase-TOTAL_FORMS": "3", "phase-INITIAL_FORMS": "0", "phase-0-kind": "base", "phase-0-from_on": "2027-01-04",
        "phase-0-to_on": "2027-01-31", "phase-0-weekly_load": "350", "phase-1-kind": "", "phase-2-kind": "taper",
        "phase-2-from_on": "2027-02-01", "phase-2-to_on": "2027-02-14",
    }  # fmt: skip
    sent = {"title": "Classics", "from_on": "2027-01-04", "to_on": "2027-02-28", **rows}
    overlap = as_athlete.post(reverse("season_add"), {**sent, "phase-2-from_on": "2027-01-20"})
    assert "Two phases overlap." in overlap.content.decode()
    missing = as_athlete.post(reverse("season_add"), {**sent, "phase-2-to_on": ""})
    assert missing.context["phases"].errors[2]["to_on"]
    as_athlete.post(reverse("season_add"), sent)
    with as_system("test"):
        season = Season.objects.get(athlete=athlete)
        kinds = list(season.phases.order_by("from_on").values_list("kind", "weekly_load"))
    assert kinds == [("base", 350.0), ("taper", None)]


def test_coach_writes_an_event_for_their_athlete(as_coach: Client, athlete: User) -> None:
    sent = {
        "title": "Marathon",
        "on": "2027-05-02",
        "priority": "A",
        "sport": "run",
        "distance": "42.195",
        "goal_time_s": "3:15:00",
    }
    response = as_coach.post(f"{reverse('event_add')}?athlete={athlete.pk}", sent)
    assert response["Location"] == f"{reverse('events')}?athlete={athlete.pk}"
    with as_system("test"):
        row = GoalEvent.objects.get(athlete=athlete)
    assert (row.on, row.distance_m, row.goal_time_s) == (date(2027, 5, 2), pytest.approx(42_195), 11_700)
    edit = as_coach.get(reverse("event_edit", args=[row.pk])).context["form"]
    assert (edit["goal_time_s"].value(), edit["distance"].value()) == ("3:15:00", 42.195)


@pytest.mark.parametrize("text", ["soon", "1:99:00", "99"])
def test_goal_time_that_is_none_is_told(as_athlete: Client, text: str) -> None:
    sent = {"title": "Race", "on": "2027-05-02", "priority": "A", "sport": "run", "goal_time_s": text}
    assert as_athlete.post(reverse("event_add"), sent).context["form"].errors["goal_time_s"]


def test_events_count_down_and_say_why_there_is_no_prediction(as_athlete: Client, athlete: User) -> None:
    event(athlete, 5, sport="run", distance_m=10_000.0)
    event(athlete, 0, title="Club race")
    event(athlete, -5, title="Last year")
    shown = as_athlete.get(reverse("events")).content.decode()
    for part in ("In 5 days", "Today", "Last year", "No effort of the last months"):
        assert part in shown


def test_lists_ask_as_often_for_four_rows_as_for_one(
    as_athlete: Client, athlete: User, coach: User, season: Season
) -> None:
    def count(name: str) -> int:
        as_athlete.get(reverse(name))
        with CaptureQueriesContext(connection) as queries:
            assert as_athlete.get(reverse(name)).status_code == 200
        return sum("core_switch" not in query["sql"] for query in queries)

    event(athlete, 10, sport="run", distance_m=10_000.0)
    plan(athlete, coach)
    one = {name: count(name) for name in PAGES}
    for number in range(3):
        event(athlete, 11 + number, sport="run", distance_m=5_000.0)
        plan(athlete, coach)
    assert {name: count(name) for name in PAGES} == one


def test_printed_week_has_targets_and_keeps_back_what_is_hidden(
    as_athlete: Client, as_coach: Client, athlete: User, coach: User
) -> None:
    plan(athlete, coach)
    plan(athlete, coach, title="Secret", hidden_until=TODAY + timedelta(days=3))
    own = as_athlete.get(reverse("week_print")).content.decode()
    assert "200 W" in own
    assert "Secret" not in own
    assert "Secret" in as_coach.get(f"{reverse('week_print')}?athlete={athlete.pk}").content.decode()
    for text in ("2026-01-01", "x", "0001-01-01", "9999-12-31"):
        assert as_athlete.get(reverse("week_print"), {"on": text}).status_code == 200


def test_swap_offers_others_and_takes_one(as_athlete: Client, as_stranger: Client, athlete: User, coach: User) -> None:
    workout = plan(athlete, coach, purpose="threshold")
    url = reverse("workout_swap", args=[workout.pk])
    assert as_stranger.get(url).status_code == 404
    assert as_athlete.get(url).status_code == 200
    offers = as_athlete.post(url, {"minutes": "40", "without": ["outdoors"], "ask": "1"}).context["offers"]
    assert 1 <= len(offers) <= 3
    response = as_athlete.post(url, {"minutes": "40", "without": ["outdoors"], "key": offers[0]["key"]})
    with as_system("test"):
        old = Workout.objects.get(pk=workout.pk)
        new = Workout.objects.exclude(pk=workout.pk).get(athlete=athlete)
    assert (old.state, old.excuse, new.on) == ("excused", "swapped", workout.on)
    assert response["Location"] == reverse("workout", args=[new.pk])
