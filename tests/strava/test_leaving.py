"""The keys of a connection that has ended are kept until Strava has confirmed that they open nothing, and no longer."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from core import breaker
from core.acting import as_system
from core.work import run_due
from strava.forgetting import carry_out
from strava.models import Connection, Deletion
from tests.strava.people import connect, ida, work
from tests.strava.test_connecting import come_back, go
from tests.strava.test_fetching import sources
from tests.strava.test_forgetting import history, leave

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outside_transactions")]


def deletion() -> Deletion:
    with as_system("test"):
        return Deletion.objects.get()


def try_again() -> None:
    breaker.succeeded("strava_oauth")
    with as_system("test"):
        Deletion.objects.filter(state="waiting").update(run_at=timezone.now() - timedelta(seconds=1))
    run_due(Deletion, call=carry_out)


def has_grant(sim: Any) -> bool:
    return sim.athlete.id in sim.strava.permissions.grants


@pytest.mark.parametrize("endpoint", ["new", "old"])
def test_keys_that_have_run_out_are_ended_all_the_same(sim: Any, settings: Any, endpoint: str) -> None:
    settings.STRAVA_REVOKE = endpoint
    person = ida()
    connect(person, sim)
    sim.expire_tokens()
    with as_system("test"):
        Connection.objects.update(expires_at=timezone.now() - timedelta(hours=1))
    leave(person)
    assert has_grant(sim)
    work()
    assert not has_grant(sim)
    row = deletion()
    assert (row.state, row.access_token, row.refresh_token) == ("done", None, None)


@pytest.mark.parametrize("endpoint", ["new", "old"])
@pytest.mark.parametrize("trouble", [503, 429, 404, 302])
def test_trouble_holds_up_no_deletion_and_keys_stay_until_strava_confirms(
    sim: Any, settings: Any, mailoutbox: Any, endpoint: str, trouble: int
) -> None:
    settings.STRAVA_REVOKE = endpoint
    person = ida()
    connect(person, sim)
    history(person, sim, 2)
    work()
    sim.fail_next(n=2, status=trouble, path="/oauth/")
    leave(person)
    work(1)
    assert sources() == []
    assert [mail.subject for mail in mailoutbox] == ["Your data from Strava has been deleted"]
    row = deletion()
    assert (row.state, row.attempts, bool(row.refresh_token)) == ("waiting", 0, True)
    assert has_grant(sim)
    try_again()
    assert has_grant(sim)
    try_again()
    assert not has_grant(sim)
    assert (deletion().state, deletion().refresh_token) == ("done", None)
    assert len(mailoutbox) == 1


@pytest.mark.parametrize("endpoint", ["new", "old"])
def test_keys_that_strava_has_ended_already_are_done_with(sim: Any, settings: Any, endpoint: str) -> None:
    settings.STRAVA_REVOKE = endpoint
    person = ida()
    connect(person, sim)
    sim.revoke()
    leave(person)
    work()
    assert (deletion().state, deletion().refresh_token) == ("done", None)


def test_wrong_secret_is_no_confirmation(sim: Any, settings: Any) -> None:
    right, settings.STRAVA_APP_SECRET = settings.STRAVA_APP_SECRET, "wrong"
    person = ida()
    connect(person, sim)
    leave(person)
    for endpoint in ("new", "old"):
        settings.STRAVA_REVOKE = endpoint
        with as_system("test"):
            Deletion.objects.update(expires_at=timezone.now() - timedelta(hours=1))
        try_again()
        assert (deletion().state, bool(deletion().refresh_token)) == ("waiting", True)
    settings.STRAVA_APP_SECRET = right
    try_again()
    assert not has_grant(sim)
    assert deletion().state == "done"


def test_after_a_week_without_confirmation_the_keys_go(sim: Any) -> None:
    person = ida()
    connect(person, sim)
    sim.fail_next(n=9, status=503, path="/oauth/")
    leave(person)
    work(1)
    with as_system("test"):
        Deletion.objects.update(created_at=timezone.now() - timedelta(days=8))
    try_again()
    assert (deletion().state, deletion().access_token, deletion().refresh_token) == ("done", None, None)


def test_who_connects_again_before_strava_answered_keeps_the_new_keys(sim: Any) -> None:
    person = ida()
    connect(person, sim)
    sim.fail_next(n=1, status=503, path="/oauth/revoke")
    leave(person)
    work(1)
    assert deletion().refresh_token
    breaker.succeeded("strava_oauth")
    assert come_back(sim.authorize(go(person))).endswith("strava=connected")
    try_again()
    assert (deletion().state, deletion().refresh_token) == ("done", None)
    assert has_grant(sim)
