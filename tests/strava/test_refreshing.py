"""Two who refresh one key: each answer counts for the key it was about, and nobody loses a good one."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from core.acting import as_system
from core.models import WorkState
from core.outbound import OutboundError
from core.work import run_due
from strava import asking, tokens
from strava.asking import ask_strava
from strava.budget import Urgency
from strava.client import StravaApi
from strava.connecting import _connect
from strava.errors import Refused, Trouble, Unauthorized
from strava.models import Connection, Fetch
from strava.oauth import Granted
from strava.queueing import LIVE, ask_for, in_order
from strava.tokens import NotConnected, token_of
from tests.strava.people import connect, ida

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outside_transactions")]


@pytest.fixture
def person(sim: Any) -> User:
    """Connected, with a key that has to be refreshed."""
    made = ida()
    connect(made, sim)
    sim.advance(7 * 3600)
    change(expires_at=timezone.now())
    return made


def change(**values: Any) -> None:
    with as_system("test"):
        Connection.objects.update(**values)


def the_link() -> Connection:
    with as_system("test"):
        return Connection.objects.get()


def while_asking(monkeypatch: pytest.MonkeyPatch, meanwhile: Callable[[], None]) -> None:
    """What happens after Strava has answered the first refresh, before the answer is kept."""
    real, count = tokens.refresh, [0]

    def slow(key: str) -> Granted:
        granted = real(key)
        count[0] += 1
        if count[0] == 1:
            meanwhile()
        return granted

    monkeypatch.setattr(tokens, "refresh", slow)


def connect_again(sim: Any, person: User) -> str:
    told = sim.grant(sim.athlete, scopes="read,activity:read_all")
    granted = Granted(told["access_token"], told["refresh_token"], int(time.time()) + 21600, {"id": sim.athlete.id})
    _connect(person.pk, granted, ["read", "activity:read_all"], timezone.now())
    return granted.refresh_token


def test_refresh_that_outlives_its_lease_loses_nothing(
    sim: Any, person: User, monkeypatch: pytest.MonkeyPatch, mailoutbox: list[Any]
) -> None:
    def meanwhile() -> None:
        change(lease_until=timezone.now() - timedelta(seconds=1))
        with pytest.raises(TimeoutError):
            token_of(person.pk)

    while_asking(monkeypatch, meanwhile)
    assert token_of(person.pk)
    link = the_link()
    assert (link.state, link.lease_until, link.last_error) == ("connected", None, "")
    assert token_of(person.pk) == link.access_token
    assert mailoutbox == []


def test_key_whose_worker_died_over_it_is_lost_at_the_next_try(sim: Any, person: User) -> None:
    sim.revoke()
    change(lease_until=timezone.now() - timedelta(seconds=1))
    with pytest.raises(TimeoutError):
        token_of(person.pk)
    assert the_link().state == "connected"
    with pytest.raises(NotConnected):
        token_of(person.pk)
    assert (the_link().state, the_link().last_error) == ("needs_reauth", Trouble.KEY)


def test_newer_authorization_is_not_overwritten_by_an_older_refresh(
    sim: Any, person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer: list[str] = []
    while_asking(monkeypatch, lambda: newer.append(connect_again(sim, person)))
    token = token_of(person.pk)
    link = the_link()
    assert (link.refresh_token, link.access_token) == (newer[0], token)


def test_refusal_of_an_older_key_does_not_end_a_newer_authorization(
    sim: Any, person: User, monkeypatch: pytest.MonkeyPatch, mailoutbox: list[Any]
) -> None:
    def refused(_key: str) -> Granted:
        connect_again(sim, person)
        raise Refused(400, "invalid", "refresh_token")

    monkeypatch.setattr(tokens, "refresh", refused)
    token = token_of(person.pk)
    link = the_link()
    assert (link.state, link.access_token) == ("connected", token)
    assert mailoutbox == []


def test_failure_does_not_free_a_lease_that_another_has_taken(
    sim: Any, person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = timezone.now() + timedelta(seconds=50)

    def failing(_key: str) -> Granted:
        change(lease_until=theirs)
        raise OutboundError("away")

    monkeypatch.setattr(tokens, "refresh", failing)
    with pytest.raises(OutboundError):
        token_of(person.pk)
    assert the_link().lease_until == theirs


def test_refusal_of_data_does_not_end_a_newer_authorization(sim: Any, mailoutbox: list[Any]) -> None:
    person = ida()
    connect(person, sim)

    def question(_api: StravaApi) -> None:
        connect_again(sim, person)
        raise Unauthorized(401, "missing", "activity:read_permission")

    with pytest.raises(NotConnected):
        ask_strava(leased(person), Urgency.LIVE, question)
    assert the_link().state == "connected"
    assert mailoutbox == []


def leased(person: User) -> Fetch:
    with as_system("test"):
        ask_for(athlete_id=person.pk, strava_ids=[7], part="live", priority=LIVE, at=timezone.now())
        Fetch.objects.update(state=WorkState.LEASED, lease_until=timezone.now() + timedelta(seconds=3))
        return Fetch.objects.get()


def test_waiting_for_a_key_does_not_cost_the_row_its_lease(sim: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    person = ida()
    connect(person, sim)
    row = leased(person)
    monkeypatch.setattr(asking, "SLOW_S", -1.0)
    before = row.lease_until
    with as_system("test"):
        assert ask_strava(row, Urgency.LIVE, lambda _api: 5) == 5
        assert Fetch.objects.get().lease_until > before + timedelta(seconds=10)


def test_two_refused_keys_ask_to_connect_again_with_a_code_that_is_said_in_words(sim: Any) -> None:
    person = ida()
    connect(person, sim)
    sim.revoke()
    with as_system("test"):
        ask_for(athlete_id=person.pk, strava_ids=[7], part="live", priority=LIVE, at=timezone.now())
    run_due(Fetch, call=lambda row: ask_strava(row, Urgency.LIVE, StravaApi.athlete), choose=in_order, limit=1)
    assert (the_link().state, the_link().last_error) == ("needs_reauth", "key_refused")
