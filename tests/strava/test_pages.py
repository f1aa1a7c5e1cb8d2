"""The page of the connection: what it explains before, what it shows meanwhile, and the way out."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import User
from core import breaker
from core.acting import as_system
from strava.backfilling import begin_history
from strava.budget import close, quarter_after
from strava.client import PROVIDER
from strava.models import Backfill, Connection
from strava.policies import PRESETS
from strava.queueing import INACTIVE
from tests.strava.people import connect, ida, work
from training.models import SourcePolicy

pytestmark = pytest.mark.django_db
PAGE = "/settings/strava"


def browser(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def write(preset: str) -> None:
    with as_system("test"):
        SourcePolicy.objects.filter(pk="strava").delete()
        PRESETS[preset].row().save()


@pytest.mark.parametrize(
    ("preset", "sentences"),
    [
        ("athlete_only", ["Only you see it here", "counts in no load", "never told to AI", "Routes are not kept", "6 days after"]),
        ("coach_view", ["coaches whom you let", "It counts in load", "never told to AI", "Routes are kept", "until you disconnect"]),
        ("full", ["your team as far as", "It counts in load", "only where you have agreed", "Routes are kept"]),
    ],
)  # fmt: skip
def test_page_says_what_becomes_of_the_data_before_anybody_connects(preset: str, sentences: list[str]) -> None:
    write(preset)
    text = browser(ida()).get(PAGE).content.decode()
    assert [one for one in sentences if one not in text] == []
    assert 'alt="Connect with Strava"' in text
    assert "Powered by Strava" in text


def test_button_leads_to_the_consent_page_with_the_chosen_permission(settings: Any) -> None:
    client = browser(ida())
    found = client.post(f"{PAGE}/connect", {"activities": "activity:read"})
    asked = parse_qs(urlsplit(found["Location"]).query)
    assert found["Location"].startswith(f"{settings.STRAVA_OAUTH_BASE}/oauth/authorize?")
    assert (asked["scope"], len(asked["state"][0]) > 30) == (["read,activity:read"], True)
    assert client.post(f"{PAGE}/connect", {"activities": "all"})["Location"] == PAGE


def test_switched_off_it_says_so_and_lets_nobody_begin(settings: Any) -> None:
    settings.STRAVA_APP_ID = ""
    client = browser(ida())
    assert "not connected with Strava" in client.get(PAGE).content.decode()
    client.post(f"{PAGE}/connect", {"activities": "activity:read"})
    assert "not switched on" in client.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("outcome", "said"),
    [("connected", "Your history is on its way"), ("taken", "another account"), ("full", "no further athletes")],
)
def test_way_back_tells_the_outcome_once(outcome: str, said: str) -> None:
    client = browser(ida())
    assert said in client.get(f"{PAGE}?strava={outcome}", follow=True).content.decode()
    assert said not in client.get(PAGE).content.decode()
    assert client.get(f"{PAGE}?strava=nonsense").status_code == 200


@pytest.mark.usefixtures("outside_transactions")
def test_connected_page_shows_health_and_progress(sim: Any) -> None:
    person, now = ida(), timezone.now()
    for day in range(3):
        sim.create_activity(start=now - timedelta(days=day + 1), silent=True)
    connect(person, sim)
    with as_system("test"):
        begin_history(athlete_id=person.pk, now=now)
    client = browser(person)
    assert "Your history is being listed" in client.get(PAGE).content.decode()
    work()
    text = client.get(PAGE).content.decode()
    for said in (
        sim.athlete.firstname,
        "Connected",
        "Your history is here: 3 sessions",
        "All activities",
        "Disconnect",
    ):
        assert said in text, said
    assert "hx-get" not in client.get(f"{PAGE}/progress").content.decode()


@pytest.mark.usefixtures("outside_transactions")
def test_missing_permission_is_explained(sim: Any) -> None:
    person = ida()
    connect(person, sim, scopes="read,activity:read")
    text = browser(person).get(PAGE).content.decode()
    assert "that box was not ticked" in text
    assert 'alt="Connect with Strava"' in text


@pytest.mark.usefixtures("outside_transactions")
def test_lost_access_asks_to_connect_again(sim: Any) -> None:
    person = ida()
    connect(person, sim)
    with as_system("test"):
        Connection.objects.update(state="needs_reauth", last_error="Strava no longer accepts the key.")
    text = browser(person).get(PAGE).content.decode()
    assert "Please connect again" in text
    assert "no longer accepts the key" in text


@pytest.mark.usefixtures("outside_transactions")
def test_sync_and_history_are_asked_for_by_hand_and_disconnecting_asks_first(sim: Any) -> None:
    person = ida()
    client = browser(person)
    client.post(f"{PAGE}/sync")
    assert "Strava is not connected" in client.get(PAGE).content.decode()
    connect(person, sim)
    client.post(f"{PAGE}/sync")
    client.post(f"{PAGE}/sync", {"history": "1"})
    with as_system("test"):
        assert set(Backfill.objects.values_list("kind", flat=True)) == {"sync", "history"}
    assert "letter tells you" in client.get(f"{PAGE}/disconnect").content.decode()
    client.post(f"{PAGE}/disconnect")
    with as_system("test"):
        assert Connection.objects.get().state == "disconnected"
    assert "is being deleted" in client.get(PAGE).content.decode()


def test_strangers_are_sent_to_sign_in() -> None:
    assert Client().get(PAGE).status_code == 302


@pytest.mark.usefixtures("outside_transactions")
def test_disconnected_page_tells_how_far_the_deletion_is_and_what_went(sim: Any) -> None:
    person, now = ida(), timezone.now()
    for day in range(2):
        sim.create_activity(start=now - timedelta(days=day + 1), silent=True)
    connect(person, sim)
    with as_system("test"):
        begin_history(athlete_id=person.pk, now=now)
    work()
    client = browser(person)
    client.post(f"{PAGE}/disconnect")
    text = client.get(PAGE).content.decode()
    assert "0 sessions are gone, 2 are left" in text
    assert "hx-get" in text
    work()
    text = client.get(f"{PAGE}/progress").content.decode()
    assert "2 sessions, with everything computed from them" in text
    assert "hx-get" not in text


@pytest.mark.usefixtures("outside_transactions")
def test_looking_by_hand_says_what_it_brought(sim: Any) -> None:
    person, now = ida(), timezone.now()
    connect(person, sim)
    client = browser(person)
    client.post(f"{PAGE}/sync")
    assert "Looking at Strava" in client.get(PAGE).content.decode()
    work()
    assert "Nothing new" in client.get(PAGE).content.decode()
    sim.create_activity(start=now - timedelta(hours=3), silent=True)
    with as_system("test"):
        Backfill.objects.all().delete()
    client.post(f"{PAGE}/sync")
    work()
    assert "1 session came or changed" in client.get(PAGE).content.decode()


@pytest.mark.usefixtures("outside_transactions", "one_quarter")
def test_used_up_budget_is_told_with_its_end(sim: Any) -> None:
    person, now = ida(), timezone.now()
    connect(person, sim)
    with as_system("test"):
        begin_history(athlete_id=person.pk, now=now)
    close(headers={}, asked_at=now, now=now)
    text = browser(person).get(PAGE).content.decode()
    assert "that is used up until" in text
    assert date_format(timezone.localtime(quarter_after(now)), "TIME_FORMAT") in text


@pytest.mark.usefixtures("outside_transactions")
def test_outage_and_refusal_of_the_app_are_told(sim: Any) -> None:
    person = ida()
    connect(person, sim)
    for _failure in range(breaker.FAILURES):
        breaker.failed(PROVIDER)
    assert "cannot be reached at present" in browser(person).get(PAGE).content.decode()
    cache.set(INACTIVE, 1, 60)
    assert "operator has been told" in browser(person).get(PAGE).content.decode()


def test_page_is_read_again_when_the_connection_has_changed() -> None:
    client = browser(ida())
    assert client.get(f"{PAGE}/progress?state=connected")["HX-Refresh"] == "true"
    assert "HX-Refresh" not in client.get(f"{PAGE}/progress?state=disconnected")


@pytest.mark.usefixtures("outside_transactions")
def test_look_that_was_put_off_says_until_when(sim: Any) -> None:
    person, later = ida(), timezone.now() + timedelta(minutes=9)
    connect(person, sim)
    client = browser(person)
    client.post(f"{PAGE}/sync")
    with as_system("test"):
        Backfill.objects.update(run_at=later, last_error="put off")
    text = client.get(PAGE).content.decode()
    assert f"asked again at {date_format(timezone.localtime(later), 'TIME_FORMAT')}" in text
    assert "Looking at Strava" not in text
