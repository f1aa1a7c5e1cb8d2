"""A page asks the database as often for three rows as for one."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from core.acting import acting_as
from tests.training.recordings import BEGAN
from tests.training.web.conftest import Record, varied_ride
from training.models import Gear


@pytest.fixture(autouse=True)
def no_activity(settings: Any) -> None:
    settings.USERSESSIONS_TRACK_ACTIVITY = False


def count(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return sum("core_switch" not in query["sql"] for query in queries)


def add_session(number: int, athlete: User, record: Record) -> None:
    record(varied_ride(began=BEGAN + timedelta(days=number)))


def add_gear(number: int, athlete: User, record: Record) -> None:
    with acting_as(athlete):
        Gear.objects.create(athlete=athlete, name=f"Bike {number}", sport="ride")


@pytest.mark.parametrize(
    ("name", "add"),
    [("activities", add_session), ("fitness_chart", add_session), ("records", add_session), ("gear", add_gear)],
)
def test_page_asks_as_often_for_three_rows_as_for_one(
    as_athlete: Client, athlete: User, record: Record, name: str, add: Callable[..., None]
) -> None:
    add(1, athlete, record)
    one = count(as_athlete, reverse(name))
    for number in (2, 3):
        add(number, athlete, record)
    assert count(as_athlete, reverse(name)) == one
