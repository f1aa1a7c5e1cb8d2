"""Wherever sessions are left out the page says how many, from where, and what opens them."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from core.acting import as_system
from tests.cast import Cast, make_cast
from tests.training.planned import fresh, planned
from tests.training.recordings import BEGAN, ride
from training.models import SourcePolicy
from training.pairing import pair_days
from training.recording import record_session

pytestmark = pytest.mark.django_db
LEFT_OUT = "1 session from Strava may not be counted here and is left out."
SPAN = "on=2026-03-01"


@pytest.fixture
def cast() -> Cast:
    cast = make_cast()
    with as_system("test"):
        SourcePolicy.objects.filter(pk="strava").delete()
        for kind, day in (("strava", 0), ("file", 1)):
            record_session(
                athlete_id=cast["athlete"].pk, recording=ride(began=BEGAN + timedelta(days=day), seconds=120), kind=kind,
                original=None, now=timezone.now(), external_id=kind,
            )  # fmt: skip
    return cast


def page(cast: Cast, persona: str, path: str) -> str:
    client = Client()
    client.force_login(cast[persona])
    found = client.get(path)
    assert found.status_code == 200
    return str(found.content.decode())


@pytest.mark.parametrize("path", ["fitness", "records", "activities", f"calendar?{SPAN}"])
def test_pages_of_an_athlete_tell_the_coach_what_is_left_out(cast: Cast, path: str) -> None:
    text = page(cast, "coach", f"/athletes/{cast['athlete'].pk}/{path}")
    assert LEFT_OUT in text
    assert "The original file, uploaded by the athlete, opens it." in text
    assert "Upload their files" not in text


@pytest.mark.parametrize("path", ["/", "/fitness", "/records", "/activities", f"/calendar?{SPAN}"])
def test_own_pages_lead_to_the_upload(cast: Cast, path: str) -> None:
    text = page(cast, "athlete", path)
    assert LEFT_OUT in text
    assert '<a href="/upload">Upload their files to have them counted</a>' in text


def test_calendar_tells_only_of_the_days_it_shows(cast: Cast) -> None:
    assert "left out" not in page(cast, "coach", f"/athletes/{cast['athlete'].pk}/calendar?on=2026-05-01")


def test_narrow_coach_hears_nothing(cast: Cast) -> None:
    assert "left out" not in page(cast, "narrow_coach", f"/athletes/{cast['athlete'].pk}/calendar?{SPAN}")


def test_panel_of_a_workout_says_why_its_session_is_not_there(cast: Cast) -> None:
    workout = planned(cast["athlete"], by=cast["coach"])
    with as_system("test"):
        pair_days(athlete_id=cast["athlete"].pk, days=[workout.on], now=timezone.now())
    assert fresh(workout).activity_id
    assert "only the athlete may see" in page(cast, "coach", f"/calendar/workouts/{workout.pk}")
    assert "only the athlete may see" not in page(cast, "athlete", f"/calendar/workouts/{workout.pk}")


def test_totals_of_a_list_leave_out_what_may_not_be_added_up(cast: Cast) -> None:
    client = Client()
    client.force_login(cast["athlete"])
    totals = client.get("/activities").context["totals"]
    assert (totals["sessions"], totals["distance_m"]) == (1, 960)
