"""Athletes with a connection, and the workers that serve them, for tests."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core.acting import as_system
from core.work import run_due
from strava.backfilling import go_on
from strava.fetching import fetch
from strava.forgetting import carry_out
from strava.inbox import look_into
from strava.models import Backfill, Connection, Deletion, Fetch, InboxEvent
from strava.queueing import in_order, of_connected
from tests.cast import make_person


def connect(person: User, sim: Any, athlete: Any = None, *, scopes: str = "read,activity:read_all") -> Connection:
    who = athlete or sim.athlete
    granted = sim.grant(who, scopes=scopes)
    with as_system("test"), transaction.atomic():
        link = Connection(
            athlete=person, strava_athlete_id=who.id, scopes=scopes.split(","), athlete_name=who.firstname
        )
        link.access_token, link.refresh_token = granted["access_token"], granted["refresh_token"]
        link.expires_at = timezone.now() + timedelta(hours=6)
        link.save()
    return link


def ida() -> User:
    return make_person("Ida")


def work(rounds: int = 10) -> int:
    """Everything that is due, in the order in which workers would do it."""
    count = 0
    for _round in range(rounds):
        done = run_due(InboxEvent, call=look_into, limit=1000)
        done += run_due(Deletion, call=carry_out)
        done += run_due(Backfill, call=go_on, choose=of_connected)
        done += run_due(Fetch, call=fetch, choose=in_order, limit=5000, budget_s=120)
        count += done
        if not done:
            break
        with as_system("test"):
            Backfill.objects.filter(state="waiting").update(run_at=timezone.now() - timedelta(seconds=1))
    return count
