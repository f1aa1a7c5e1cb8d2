"""On the page of a session: where it is from, what may not be done with it, and how the athlete lifts that."""

from typing import Any

import pytest
from django.test import Client

from core.acting import as_system
from strava.policies import PRESETS
from tests.cast import Cast, make_cast
from tests.strava.test_policies import from_strava, outdoors, uploaded
from tests.training.planned import NOW, planned
from training.models import SourcePolicy
from training.pairing import pair_days
from training.passport import Passport

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def write(preset: str) -> None:
    with as_system("test"):
        SourcePolicy.objects.filter(pk="strava").delete()
        PRESETS[preset].row().save()


def page(cast: Cast, persona: str, path: str) -> str:
    client = Client()
    client.force_login(cast[persona])
    found = client.get(path)
    assert found.status_code == 200
    return str(found.content.decode())


def test_session_links_to_where_it_came_from(cast: Cast, settings: Any) -> None:
    write("full")
    activity = from_strava(cast, outdoors(), 4711).activity
    text = page(cast, "athlete", f"/activities/{activity.pk}")
    assert f'href="{settings.STRAVA_OAUTH_BASE}/activities/4711"' in text
    assert ">View on Strava</a>" in text
    assert "Upload the original file" not in text


def test_restricted_session_says_what_is_withheld_and_a_file_lifts_it(cast: Cast) -> None:
    write("athlete_only")
    activity = from_strava(cast, outdoors()).activity
    text = page(cast, "athlete", f"/activities/{activity.pk}")
    for said in (
        "From Strava",
        "Only you see it",
        "counts in no load",
        "not told to AI",
        "route is not kept",
        "kept here until",
        "Upload the original file",
    ):
        assert said in text, said
    uploaded(cast, outdoors())
    text = page(cast, "athlete", f"/activities/{activity.pk}")
    assert "Upload the original file" not in text
    assert ">View on Strava</a>" in text
    assert ">View on Strava</a>" not in page(cast, "coach", f"/athletes/{cast['athlete'].pk}/activities/{activity.pk}")


def test_coach_sees_of_a_restricted_session_that_the_workout_was_done_and_why_no_more(cast: Cast) -> None:
    write("athlete_only")
    workout = planned(cast["athlete"], by=cast["coach"])
    activity = from_strava(cast, outdoors()).activity
    with as_system("test"):
        pair_days(athlete_id=cast["athlete"].pk, days=[activity.local_on], now=NOW)
    assert "only the athlete may see" in page(cast, "coach", f"/workouts/{workout.pk}")
    assert "only the athlete may see" not in page(cast, "athlete", f"/workouts/{workout.pk}")


def test_only_me_session_is_only_the_athletes(cast: Cast) -> None:
    write("full")
    activity = from_strava(cast, outdoors(), narrowed=Passport(visible_to="owner")).activity
    text = page(cast, "athlete", f"/activities/{activity.pk}")
    assert "Only you see it" in text
    assert "counts in no load" not in text
