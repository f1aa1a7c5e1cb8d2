"""The page of one planned workout: what it shows to whom, and what an athlete says about it."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Scope, Team, User
from accounts.teams import found_team
from core.acting import acting_as, as_system
from tests.accounts.web.conftest import join, make_person, sign_in
from tests.training.recordings import ride
from tests.training.web.conftest import Record
from training.models import Activity, Workout
from training.planning import plan_workout

TEXT = "- 10m 50%\n\n3x\n- 5m 100%\n- 2m 50%\n"


def plan(athlete: User, by: User, *, days: int = 0, **given: Any) -> Workout:
    now = timezone.now()
    wanted = {"sport": "ride", "title": "Threshold", "structure_text": TEXT, "on": now.date() + timedelta(days=days)}
    with acting_as(by):
        return plan_workout(athlete_id=athlete.pk, actor=by, now=now, **{**wanted, **given})


def stored(workout: Workout) -> Workout:
    with as_system("test"):
        return Workout.objects.get(pk=workout.pk)


def page(client: Client, workout: Workout) -> str:
    response = client.get(reverse("workout", args=[workout.pk]))
    assert response.status_code == 200
    return response.content.decode()


def test_page_shows_steps_with_the_athletes_own_targets(as_athlete: Client, athlete: User, coach: User) -> None:
    shown = page(as_athlete, plan(athlete, coach, description="Hold it steady."))
    for part in ("Threshold", "200 W", "Hold it steady.", 'class="profile"', "31:00", "format=zwo"):
        assert part in shown


def test_page_is_for_the_athlete_and_their_coach(
    as_athlete: Client, as_coach: Client, as_stranger: Client, client: Client, athlete: User, coach: User
) -> None:
    url = reverse("workout", args=[plan(athlete, coach).pk])
    assert [one.get(url).status_code for one in (as_athlete, as_coach, as_stranger, client)] == [200, 200, 404, 302]


@pytest.mark.parametrize("name", ["workout_excuse", "workout_pair", "workout_unpair"])
def test_what_is_said_needs_the_right_to_plan(
    as_stranger: Client, athlete: User, coach: User, team: Team, name: str
) -> None:
    workout = plan(athlete, coach)
    url, other = reverse(name, args=[workout.pk]), make_person("Nora")
    assert as_stranger.post(url, {"excuse": "ill"}).status_code == 404
    with acting_as(other):
        second = found_team(name="Other", founder=other, now=timezone.now())
    join(second, athlete, scopes=[Scope.VIEW_PLAN])
    sign_in(other).post(url, {"excuse": "ill"})
    assert stored(workout).state == "planned"
    assert "Steps" not in page(sign_in(other), workout)


def test_workout_kept_back_is_not_there_for_the_athlete(
    as_athlete: Client, as_coach: Client, athlete: User, coach: User
) -> None:
    tomorrow = timezone.now().date() + timedelta(days=2)
    workout = plan(athlete, coach, days=2, hidden_until=tomorrow)
    assert as_athlete.get(reverse("workout", args=[workout.pk])).status_code == 404
    assert "Hidden from the athlete until" in page(as_coach, workout)


def test_excuse_is_given_and_taken_back(as_athlete: Client, athlete: User, coach: User) -> None:
    workout = plan(athlete, coach, locked=True)
    url = reverse("workout_excuse", args=[workout.pk])
    as_athlete.post(url, {"excuse": "ill", "note": "Fever"})
    assert (stored(workout).state, stored(workout).excuse, stored(workout).excuse_note) == ("excused", "ill", "Fever")
    assert "Fever" in page(as_athlete, workout)
    as_athlete.post(url, {"excuse": ""})
    assert stored(workout).state == "planned"


def test_excuse_that_is_none_changes_nothing(as_athlete: Client, athlete: User, coach: User) -> None:
    workout = plan(athlete, coach)
    as_athlete.post(reverse("workout_excuse", args=[workout.pk]), {"excuse": "lazy"})
    assert stored(workout).state == "planned"


def test_session_is_paired_and_parted_by_hand(as_athlete: Client, athlete: User, coach: User, record: Record) -> None:
    activity = record(ride(began=timezone.now() - timedelta(days=2), seconds=1860, watts=190), title="Morning")
    workout = plan(athlete, coach, days=-1)
    shown = page(as_athlete, workout)
    assert "This was it: Morning" in shown
    as_athlete.post(reverse("workout_pair", args=[workout.pk]), {"activity": str(activity.pk)})
    assert stored(workout).activity_id == activity.pk
    assert "This session does not belong to it" in page(as_athlete, workout)
    as_athlete.post(reverse("workout_unpair", args=[workout.pk]))
    assert stored(workout).activity_id is None


def test_session_of_somebody_else_is_not_paired(
    as_athlete: Client, athlete: User, coach: User, sessions: list[Activity]
) -> None:
    workout = plan(athlete, coach)
    other = make_person("Nora")
    theirs = plan(other, other)
    url = reverse("workout_pair", args=[theirs.pk])
    assert as_athlete.post(url, {"activity": str(sessions[0].pk)}).status_code == 404
    for nonsense in ("", "x", str(workout.pk)):
        assert as_athlete.post(reverse("workout_pair", args=[workout.pk]), {"activity": nonsense}).status_code == 404


def test_done_workout_shows_planned_beside_done_with_the_reasons(
    as_athlete: Client, as_coach: Client, athlete: User, coach: User, record: Record
) -> None:
    workout = plan(athlete, coach, days=-1)
    activity = record(ride(began=timezone.now() - timedelta(days=1), seconds=1860, watts=100))
    as_athlete.post(reverse("workout_pair", args=[workout.pk]), {"activity": str(activity.pk)})
    for client in (as_athlete, as_coach):
        shown = page(client, workout)
        for part in ("Planned and done", "of 100", 'class="round', "3 of 3 efforts were not done."):
            assert part in shown
