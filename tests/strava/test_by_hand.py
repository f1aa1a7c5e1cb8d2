"""What athletes ask for themselves."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from core.acting import acting_as, as_system
from core.errors import Conflict
from strava.by_hand import look_through_history
from strava.models import Backfill
from tests.cast import bearer
from tests.strava.people import connect, ida

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outside_transactions")]
PAGE = "/settings/strava"


def listed(person: Any, *, total: int, ago: timedelta, state: str = "done") -> None:
    with as_system("test"):
        at = timezone.now() - ago
        Backfill.objects.create(athlete=person, kind="history", total=total, started_at=at, state=state)


def histories() -> int:
    with as_system("test"):
        return Backfill.objects.filter(kind="history", state="waiting").count()


@pytest.mark.parametrize(
    ("total", "ago", "is_begun"), [(20_000, 10, False), (20_000, 61, True), (3, 1, True), (1_500, 1, True)]
)
def test_long_history_is_listed_again_once_an_hour(sim: Any, total: int, ago: int, is_begun: bool) -> None:
    person = ida()
    connect(person, sim)
    listed(person, total=total, ago=timedelta(minutes=ago))
    answer = bearer(person).post("/api/v1/strava/backfill")
    assert (answer.status_code, histories()) == ((202, 1) if is_begun else (409, 0))
    if not is_begun:
        assert "50 minutes" in answer.json()["error"]["message"]


def test_history_that_is_on_its_way_is_the_answer(sim: Any) -> None:
    person = ida()
    connect(person, sim)
    listed(person, total=20_000, ago=timedelta(minutes=1), state="waiting")
    assert bearer(person).post("/api/v1/strava/backfill").status_code == 202
    assert histories() == 1


def test_page_says_when_the_history_may_be_asked_for_again(sim: Any) -> None:
    person = ida()
    connect(person, sim)
    listed(person, total=20_000, ago=timedelta(minutes=10))
    client = Client()
    client.force_login(person)
    client.post(f"{PAGE}/sync", {"history": "1"})
    text = client.get(PAGE).content.decode()
    assert "can be asked for again in 50 minutes" in text
    assert "is looked through again" not in text
    with acting_as(person), pytest.raises(Conflict):
        look_through_history(athlete_id=person.pk, now=timezone.now())
