"""A page asks the database as often for three rows as for one."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import api_keys, auditing, grants, guardianship, invitations, joining, profiles, thresholds
from accounts.models import JoinCode, Role, Scope, Team, User
from core.acting import acting_as, as_system
from tests.accounts.web.conftest import join, make_person

DAY = date(2026, 3, 1)


def count(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return sum("core_switch" not in query["sql"] for query in queries)  # asked once in a few seconds


@pytest.fixture(autouse=True)
def no_activity(settings: Any) -> None:
    """When a device was last seen is written once in a while, not for each page."""
    settings.USERSESSIONS_TRACK_ACTIVITY = False


def add_athlete(number: int, team: Team, coach: User) -> None:
    join(team, make_person(f"Athlete{number}"))


def add_request(number: int, team: Team, coach: User) -> None:
    user = make_person(f"Asker{number}")
    with as_system("test"):
        code = JoinCode.objects.get(team=team).code
    with acting_as(user):
        joining.ask_to_join(code=code, role=Role.ATHLETE, scopes=[], actor=user, now=timezone.now())


def add_invitation(number: int, team: Team, coach: User) -> None:
    invitations.invite(team=team, role=Role.ATHLETE, actor=coach, now=timezone.now(), email=f"x{number}@example.org")


def add_threshold(number: int, team: Team, coach: User) -> None:
    thresholds.set_threshold(
        athlete_id=coach.pk, sport="ride", kind="ftp_w", value=200 + number, effective_on=DAY + timedelta(days=number),
        actor=coach, now=timezone.now(),
    )  # fmt: skip


def add_zones(number: int, team: Team, coach: User) -> None:
    thresholds.set_zones(
        athlete_id=coach.pk,
        sport="ride",
        metric="power",
        effective_on=DAY + timedelta(days=number),
        boundaries=[100, 200],
        actor=coach,
    )


def add_absence(number: int, team: Team, coach: User) -> None:
    profiles.add_absence(
        athlete_id=coach.pk, kind="travel", from_on=DAY + timedelta(days=number), to_on=None, actor=coach
    )


def add_seed(number: int, team: Team, coach: User) -> None:
    profiles.set_fitness_seed(athlete_id=coach.pk, on=DAY + timedelta(days=number), fitness=40, fatigue=50, actor=coach)


def add_key(number: int, team: Team, coach: User) -> None:
    api_keys.create_key(user=coach, name=f"key {number}", scopes=["read"], now=timezone.now())


def add_event(number: int, team: Team, coach: User) -> None:
    auditing.record("api_key.created", actor=make_person(f"Staff{number}"), subject=coach)


def add_ward(number: int, team: Team, coach: User) -> None:
    guardianship.create_ward(name=f"Kid {number}", guardian=coach, now=timezone.now(), team=team)


def add_grant(number: int, team: Team, coach: User) -> None:
    other = make_person(f"Coach{number}")
    join(team, other, role=Role.COACH)
    join(team, coach, scopes=())
    grants.give_grant(athlete=coach, team=team, coach=other, scopes=[Scope.VIEW_PLAN], actor=coach, now=timezone.now())


LISTS: list[tuple[str, Callable[[int, Team, User], Any], int]] = [
    ("home", add_athlete, 14),
    ("home", add_request, 14),
    ("home", add_invitation, 14),
    ("athletes", add_athlete, 12),
    ("thresholds", add_threshold, 13),
    ("zones", add_zones, 12),
    ("availability", add_absence, 13),
    ("fitness", add_seed, 12),
    ("api_keys", add_key, 12),
    ("history", add_event, 14),
    ("juniors", add_ward, 11),
    ("privacy", add_grant, 13),
    ("teams", add_ward, 12),
    ("team", add_athlete, 12),
    ("admission", add_request, 14),
    ("admission", add_invitation, 14),
]


@pytest.mark.parametrize(("page", "add", "queries"), LISTS)
def test_list_page_with_three_rows_asks_as_often_as_with_one(
    as_coach: Client, coach: User, team: Team, page: str, add: Callable[[int, Team, User], Any], queries: int
) -> None:
    url = reverse(page, args=[team.pk] if page in {"team", "admission"} else [])
    with acting_as(coach):
        add(1, team, coach)
    at_one = count(as_coach, url)
    with acting_as(coach):
        add(2, team, coach)
        add(3, team, coach)
    assert (at_one, count(as_coach, url)) == (queries, queries)
