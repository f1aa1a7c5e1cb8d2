"""The home page of an athlete begins with what is to be done today."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from core.acting import acting_as
from tests.cast import Cast, make_cast
from training.planning import plan_workout

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def plan(cast: Cast, days: int, title: str) -> None:
    given = {"sport": "run", "title": title, "planned_duration_s": 3600.0}
    on = NOW.date() + timedelta(days=days)
    with acting_as(cast["athlete"]):
        plan_workout(athlete_id=cast["athlete"].pk, actor=cast["athlete"], on=on, now=NOW, **given)


def home(cast: Cast) -> str:
    client = Client()
    client.force_login(cast["athlete"])
    return client.get("/").content.decode()


@time_machine.travel(NOW, tick=False)
def test_home_tells_todays_workout_and_the_next(cast: Cast) -> None:
    for days, title in ((-1, "Yesterday's run"), (0, "Hill repeats"), (2, "Long run"), (20, "Far away")):
        plan(cast, days, title)
    text = home(cast)
    assert "Hill repeats" in text
    assert text.index("Hill repeats") < text.index("Long run")
    assert "Yesterday&#x27;s run" not in text
    assert "Far away" not in text


@time_machine.travel(NOW, tick=False)
def test_home_says_that_nothing_is_planned(cast: Cast) -> None:
    assert "Nothing is planned yet." in home(cast)
    plan(cast, 1, "Tomorrow's run")
    assert "Nothing is planned for today." in home(cast)
