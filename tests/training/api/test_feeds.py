from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Person, User
from core.acting import acting_as, as_system
from tests.cast import make_cast, questions
from tests.training.planned import JSON, planned
from training.goal_events import create_event
from training.models import CalendarFeed
from training.notes import write_note

pytestmark = pytest.mark.django_db
PATH = "/api/v1/calendar-feeds"


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def today():
    return timezone.now().date()


def opened(cast):
    made = cast.as_("athlete").post(PATH, {}, content_type=JSON)
    assert made.status_code == 201, made.content
    return made.json()


def read(feed, **headers):
    address = urlsplit(feed["url"])
    return Client().get(f"{address.path}?{address.query}", headers=headers)


def test_address_is_told_once_and_only_its_hash_is_kept(cast):
    feed = opened(cast)
    token = feed["url"].partition("token=")[2]
    (listed,) = cast.as_("athlete").get(PATH).json()["data"]
    assert listed == {**feed, "url": None}
    assert token.startswith(feed["hint"])
    with as_system("test"):
        assert token.encode() not in bytes(CalendarFeed.objects.get().token_hash)


def test_feed_holds_what_the_athlete_sees(cast, today):
    athlete, coach = cast["athlete"], cast["coach"]
    planned(athlete, by=coach, on=today, title="Long, easy", description="Eat; drink.", planned_load=80)
    planned(athlete, by=coach, on=today + timedelta(days=3), title="Secret", hidden_until=today + timedelta(days=2))
    planned(athlete, on=today + timedelta(days=500), title="Far away")
    planned(cast["teammate"], on=today, title="Not mine")
    with acting_as(athlete):
        create_event(athlete_id=athlete.pk, actor=athlete, on=today + timedelta(days=30), title="Race", sport="run")
        write_note(athlete_id=athlete.pk, actor=athlete, on=today, title="Travel")
    answer = read(opened(cast))
    text = answer.content.decode().replace("\r\n ", "")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert text.count("BEGIN:VEVENT") == 3
    for told in ("SUMMARY:Long\\, easy", "Eat\\; drink.", "1:00:00 · Load 80", "SUMMARY:B: Race", "SUMMARY:Travel"):
        assert told in text
    for kept in ("Secret", "Far away", "Not mine"):
        assert kept not in text


def test_time_of_day_is_the_athletes(cast, today):
    with as_system("test"):
        Person.objects.filter(pk=cast["athlete"].pk).update(time_zone="Asia/Kathmandu", locale="de")
    planned(cast["athlete"], on=today, start_time="06:45", planned_duration_s=5400)
    text = read(opened(cast)).content.decode()
    assert f"DTSTART:{today:%Y%m%d}T010000Z" in text
    assert f"DTEND:{today:%Y%m%d}T023000Z" in text


def test_revoked_address_is_dead_at_once(cast):
    feed = opened(cast)
    assert read(feed).status_code == 200
    for persona, status in (("coach", 404), ("teammate", 404), ("athlete", 204), ("athlete", 404)):
        assert cast.as_(persona).delete(f"{PATH}/{feed['id']}").status_code == status, persona
    assert read(feed).status_code == 404
    assert cast.as_("athlete").get(PATH).json()["data"] == []


@pytest.mark.parametrize("query", ["", "?token=", "?token=x", "?token=x&token=y", "?other=1"])
def test_address_without_a_good_token_opens_nothing(cast, query):
    opened(cast)
    assert Client().get(f"/api/v1/calendar.ics{query}").status_code in {400, 404}


def test_feed_of_somebody_suspended_is_closed(cast):
    feed = opened(cast)
    User.objects.filter(pk=cast["athlete"].pk).update(suspended_at=timezone.now())
    assert read(feed).status_code == 404


def test_nobody_opens_a_feed_of_somebody_else(cast):
    body = {"athlete_id": str(cast["athlete"].pk)}
    statuses = [cast.as_(who).post(PATH, body, content_type=JSON).status_code for who in ("coach", "teammate")]
    assert statuses == [404, 404]


def test_tenth_address_is_the_last(cast):
    for _number in range(10):
        opened(cast)
    assert cast.as_("athlete").post(PATH, {}, content_type=JSON).status_code == 409


def test_reading_is_noted_at_most_once_an_hour(cast):
    feed = opened(cast)
    read(feed)
    first = cast.as_("athlete").get(PATH).json()["data"][0]["last_read_at"]
    read(feed)
    assert first == cast.as_("athlete").get(PATH).json()["data"][0]["last_read_at"]
    assert first is not None


def test_program_that_asks_too_often_is_slowed_down_alone(cast, settings):
    settings.RATE_LIMITS = "anonymous=2/2"
    feed, other = opened(cast), opened(cast)
    assert [read(feed).status_code for _number in range(5)][-1] == 429
    assert read(other).status_code == 200


def test_number_of_questions_does_not_grow_with_the_plan(cast, today):
    feed = opened(cast)
    counts = []
    for number in range(3):
        planned(cast["athlete"], on=today + timedelta(days=number))
        with CaptureQueriesContext(connection) as asked:
            read(feed)
        counts.append(len(questions(asked)))
    assert counts[1] == counts[2] <= 8
