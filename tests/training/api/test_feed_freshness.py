"""These commit, for an open transaction may still change what a feed holds."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from core.acting import acting_as
from tests.cast import make_person
from tests.training.planned import planned
from tests.waiting import settled
from training.feeds import feed_address, open_feed

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.alone]


def read(address, **headers):
    parts = urlsplit(address)
    return Client().get(f"{parts.path}?{parts.query}", headers=headers)


def test_feed_is_answered_unmodified_until_something_or_the_day_changes():
    athlete = make_person("Ida")
    with acting_as(athlete):
        _feed, token = open_feed(athlete_id=athlete.pk, actor=athlete, now=timezone.now())
    address = feed_address(token)
    planned(athlete, on=timezone.now().date())
    with time_machine.travel(timezone.now() + timedelta(minutes=1), tick=False):
        first = settled(lambda: (answer := read(address)).has_header("ETag") and answer)
        known = {"If-None-Match": first.headers["ETag"]}, {"If-Modified-Since": first.headers["Last-Modified"]}
        assert [read(address, **headers).status_code for headers in known] == [304, 304]
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        assert [read(address, **headers).status_code for headers in known] == [200, 200]
    planned(athlete, on=timezone.now().date())
    with time_machine.travel(timezone.now() + timedelta(minutes=2), tick=False):
        assert read(address, **known[0]).status_code == 200
