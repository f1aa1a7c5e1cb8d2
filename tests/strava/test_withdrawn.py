"""Permission taken back at Strava: followed once Strava itself says so, however it stumbles on the way."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from core import breaker
from core.acting import as_system
from core.work import run_due
from strava import tokens
from strava.errors import AppInactive
from strava.inbox import look_into, store
from strava.models import Connection, InboxEvent
from strava.oauth import Granted
from tests.strava.people import connect, ida, work
from tests.strava.test_fetching import activities, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outside_transactions")]


def withdrawn(sim: Any, at: int, **changes: Any) -> bytes:
    event = {
        "object_type": "athlete",
        "object_id": sim.athlete.id,
        "updates": {"authorized": "false"},
        "event_time": at,
    }
    return told(sim, 0, "update", **(event | changes))


def ripen(model: Any) -> None:
    with as_system("test"):
        model.objects.filter(state="waiting").update(run_at=timezone.now() - timedelta(seconds=1))


def arrived(sim: Any) -> None:
    connect(ida(), sim)
    store(told(sim, sim.create_activity(silent=True)))
    work()
    assert len(activities()) == 1


def the_event() -> tuple[str, int]:
    with as_system("test"):
        event = InboxEvent.objects.get(object_type="athlete")
    return event.state, event.attempts


def test_withdrawal_during_an_outage_waits_for_its_end(sim: Any) -> None:
    arrived(sim)
    sim.revoke()
    sim.fail_next(n=8, status=503, path="/oauth/token")
    store(withdrawn(sim, 5))
    for _time in range(8):
        breaker.succeeded("strava_oauth")
        run_due(InboxEvent, call=look_into, limit=1)
        ripen(InboxEvent)
    assert the_event() == ("waiting", 0)
    breaker.succeeded("strava_oauth")
    work()
    assert activities() == []


def test_withdrawal_waits_while_the_whole_app_is_refused(sim: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    arrived(sim)
    sim.revoke()

    def refused(_key: str) -> Granted:
        raise AppInactive(403, "Inactive", "Status")

    with monkeypatch.context() as patched:
        patched.setattr(tokens, "refresh", refused)
        store(withdrawn(sim, 5))
        run_due(InboxEvent, call=look_into, limit=1)
    assert the_event() == ("waiting", 0)
    assert len(activities()) == 1
    ripen(InboxEvent)
    work()
    assert activities() == []


def test_withdrawal_is_found_when_access_was_lost_before(sim: Any) -> None:
    arrived(sim)
    sim.revoke()
    with as_system("test"):
        Connection.objects.update(state="needs_reauth")
    store(withdrawn(sim, 5))
    work()
    assert activities() == []


def test_dead_key_with_which_strava_still_lets_in_is_no_withdrawal(sim: Any) -> None:
    """A new key may have been lost on its way to us."""
    arrived(sim)
    with as_system("test"):
        link = Connection.objects.get()
        link.refresh_token = "overtaken"
        link.save()
    store(withdrawn(sim, 5))
    work()
    assert len(activities()) == 1


def test_event_about_somebody_else_is_none(sim: Any) -> None:
    arrived(sim)
    sim.forget_calls()
    store(told(sim, 0, "update", object_type="athlete"))
    work()
    sim.forget_calls()
    for changes in ({"object_id": 5}, {"aspect_type": "create"}, {"updates": {"authorized": "true"}}):
        store(withdrawn(sim, 5, **changes))
    work()
    assert sim.calls == []
