"""Which permissions were asked for and given, and what is said of it."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from core.acting import acting_as, as_system
from strava.connecting import begin
from strava.errors import Trouble
from strava.models import AuthorizationState, Connection
from strava.status import status_of
from tests.cast import bearer, make_person
from tests.strava.people import connect, ida
from tests.strava.test_connecting import come_back, go

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outside_transactions")]
PAGE = "/settings/strava"


@pytest.mark.parametrize(
    ("chosen", "unticked", "missing"),
    [
        (("read", "activity:read"), (), []),
        (("read", "activity:read_all"), ("activity:read_all",), None),
        (("read", "activity:read", "activity:read_all"), ("activity:read_all",), ["activity:read_all"]),
        (("read", "activity:read_all", "profile:read_all"), ("profile:read_all",), ["profile:read_all"]),
    ],
)
def test_only_what_was_asked_for_is_missing(
    sim: Any, chosen: tuple[str, ...], unticked: tuple[str, ...], missing: list[str] | None
) -> None:
    person = ida()
    outcome = come_back(sim.authorize(go(person, scopes=chosen), untick=unticked))
    assert outcome.endswith("scopes_missing" if missing is None else "connected")
    with acting_as(person):
        assert status_of(person.pk, now=timezone.now())["missing_scopes"] == (missing or [])


def test_page_reminds_of_a_box_only_where_one_was_unticked(sim: Any) -> None:
    person = ida()
    come_back(sim.authorize(go(person, scopes=("read", "activity:read"))))
    client = Client()
    client.force_login(person)
    text = client.get(PAGE).content.decode()
    assert "as you chose" in text
    assert "was not ticked" not in text


def test_trouble_is_said_in_the_language_of_the_reader(sim: Any) -> None:
    person = ida()
    connect(person, sim)
    with as_system("test"):
        Connection.objects.update(state="needs_reauth", last_error=Trouble.SCOPE)
    told = bearer(person).get("/api/v1/strava/connection").json()
    assert told["last_error"] == "Strava says that a permission is missing."


def test_ways_to_strava_are_nobody_elses_business() -> None:
    person, other = make_person("Ida"), make_person("Bo")
    with acting_as(person):
        begin(athlete_id=person.pk, actor=person, now=timezone.now())
        assert AuthorizationState.objects.count() == 1
    with acting_as(other):
        assert AuthorizationState.objects.count() == 0
    with acting_as(None), connection.cursor() as cursor:
        cursor.execute("update strava_authorizationstate set athlete_id = athlete_id")
        assert cursor.rowcount == 0
