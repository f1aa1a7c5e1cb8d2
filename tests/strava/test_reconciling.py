"""Who is looked at again, and in which order."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from core.acting import as_system
from strava import reconciling
from strava.models import Backfill, Connection
from strava.reconciling import reconcile
from tests.cast import make_person

pytestmark = pytest.mark.django_db


def test_lists_that_fail_do_not_keep_the_others_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reconciling, "AT_ONCE", 1)
    now = timezone.now()
    people = [make_person(name) for name in ("Ida", "Bo", "Cy")]
    with as_system("test"):
        for number, person in enumerate(people):
            seen = now - timedelta(hours=20 - number)
            Connection.objects.create(athlete=person, strava_athlete_id=number + 1, last_sync_at=seen)
    looked_at: list[Any] = []
    for _time in range(4):
        assert reconcile(now=now) == 1
        with as_system("test"):
            row = Backfill.objects.get(state="waiting")
            looked_at.append(row.athlete_id)
            Backfill.objects.filter(pk=row.pk).update(state="dead", created_at=now + timedelta(seconds=len(looked_at)))
    assert looked_at == [*(person.pk for person in people), people[0].pk]


def test_list_that_is_still_waiting_lets_the_others_go_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reconciling, "AT_ONCE", 1)
    now = timezone.now()
    with as_system("test"):
        for number, name in enumerate(("Ida", "Bo")):
            seen = now - timedelta(hours=20 - number)
            Connection.objects.create(athlete=make_person(name), strava_athlete_id=number + 1, last_sync_at=seen)
    for _time in range(2):
        reconcile(now=now)
    with as_system("test"):
        assert Backfill.objects.filter(state="waiting").count() == 2
