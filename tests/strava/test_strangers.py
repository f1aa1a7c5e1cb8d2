"""Events about nobody here: whoever sends them fills no table."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from core.acting import as_system
from strava import retention
from strava.inbox import settle, store
from strava.models import Connection, InboxEvent
from strava.retention import remove_outdated
from tests.cast import make_person
from tests.strava.test_hooks import EVENT

pytestmark = pytest.mark.django_db


def told(owner_id: int, number: int) -> bytes:
    names = {**EVENT, "owner_id": owner_id, "object_id": number}
    return json.dumps(names).encode()


def test_events_of_strangers_stay_an_hour_and_others_for_days(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "BATCH", 3)
    with as_system("test"):
        Connection.objects.create(athlete=make_person("Ida"), strava_athlete_id=7)
    for number in range(10):
        store(told(5, number))
    store(told(7, 1))
    settle()
    with as_system("test"):
        InboxEvent.objects.filter(owner_id=7).update(state="done", finished_at=timezone.now())
    now = timezone.now()
    remove_outdated(now=now + timedelta(minutes=50))
    with as_system("test"):
        assert InboxEvent.objects.count() == 11
    remove_outdated(now=now + timedelta(minutes=70))
    with as_system("test"):
        assert [event.owner_id for event in InboxEvent.objects.all()] == [7]
