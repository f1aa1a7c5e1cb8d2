"""To the consent page and back, keys, and the way out, against the simulated Strava."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from core.acting import acting_as, as_system
from core.errors import DomainError
from strava.connecting import begin, disconnect
from strava.inbox import store
from strava.models import AuthorizationState, Backfill, Connection, Fetch, KnownActivity
from strava.retention import expire
from strava.tokens import token_of
from tests.cast import make_person
from tests.strava.people import connect, ida, work
from tests.strava.test_fetching import activities, told
from tests.training.recordings import ride
from training.models import Activity, LoadDay, Source, SourcePolicy
from training.recording import record_session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outside_transactions")]


def go(person: User, **options: Any) -> str:
    with acting_as(person):
        return begin(athlete_id=person.pk, actor=person, now=timezone.now(), **options)


def come_back(address: str, **changes: str) -> str:
    """What the site says to the browser that Strava sends back."""
    query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()} | changes
    response = Client().get("/strava/callback", query)
    assert response.status_code == 302
    return str(response["Location"])


def link_of(person: User) -> Connection | None:
    with as_system("test"):
        return Connection.objects.filter(athlete=person).first()


def test_way_to_strava_and_back_connects_and_begins_the_history(sim: Any) -> None:
    person = ida()
    back = sim.authorize(go(person))
    assert urlsplit(back).path == "/strava/callback"
    assert come_back(back) == "/settings/strava?strava=connected"
    link = link_of(person)
    assert link is not None
    assert (link.state, link.strava_athlete_id, set(link.scopes)) == (
        "connected",
        sim.athlete.id,
        {"read", "activity:read_all"},
    )
    with connection.cursor() as cursor:
        cursor.execute("select access_token from strava_connection")
        assert link.access_token not in str(cursor.fetchall())
    with as_system("test"):
        assert set(Backfill.objects.values_list("kind", flat=True)) == {"history"}  # its first page is what is new


def test_state_is_good_for_one_way_back(sim: Any) -> None:
    back = sim.authorize(go(ida()))
    come_back(back)
    assert come_back(back) == "/settings/strava?strava=expired"
    assert come_back(back, state="made-up") == "/settings/strava?strava=expired"


def test_state_ends_and_is_bound_to_the_browser_that_began(sim: Any) -> None:
    person = ida()
    back = sim.authorize(go(person, session_key="of-ida"))
    assert come_back(back) == "/settings/strava?strava=expired"
    back = sim.authorize(go(person))
    with as_system("test"):
        AuthorizationState.objects.update(expires_at=timezone.now())
    assert come_back(back) == "/settings/strava?strava=expired"
    assert link_of(person) is None


def test_app_is_sent_back_to_where_it_asked(sim: Any) -> None:
    back = sim.authorize(go(ida(), return_to="paceline://strava?x=1"))
    assert come_back(back) == "paceline://strava?x=1&strava=connected"


@pytest.mark.parametrize(
    "address", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "https:evil.example"]
)
def test_nobody_is_sent_to_foreign_addresses(sim: Any, address: str) -> None:
    with pytest.raises(DomainError):
        go(ida(), return_to=address)


def test_unticked_scopes_are_noticed(sim: Any) -> None:
    person = ida()
    back = sim.authorize(go(person), untick=("activity:read_all", "activity:read"))
    assert come_back(back) == "/settings/strava?strava=scopes_missing"
    assert link_of(person) is None
    with pytest.raises(DomainError):
        go(person, scopes=["read"])


def test_no_is_no(sim: Any) -> None:
    assert come_back(sim.authorize(go(ida()), deny=True)) == "/settings/strava?strava=denied"


def test_one_strava_athlete_belongs_to_one_person(sim: Any) -> None:
    first, second = ida(), make_person("Bo")
    come_back(sim.authorize(go(first)))
    assert come_back(sim.authorize(go(second))) == "/settings/strava?strava=taken"
    assert link_of(second) is None
    sim.expire_tokens()
    with as_system("test"):
        Connection.objects.update(expires_at=timezone.now())
    assert token_of(first.pk)


def test_full_app_is_explained(sim: Any) -> None:
    come_back(sim.authorize(go(ida())))
    other = sim.add_athlete(firstname="Bo")
    back = sim.authorize(go(make_person("Bo")), athlete=other)
    sim.capacity = 1
    assert come_back(back) == "/settings/strava?strava=full"


def test_strava_being_down_is_told(sim: Any) -> None:
    back = sim.authorize(go(ida()))
    sim.fail_next(n=1, status=503, path="/oauth/token")
    assert come_back(back) == "/settings/strava?strava=failed"


def test_disconnecting_revokes_deletes_and_confirms(sim: Any, mailoutbox: list[Any]) -> None:
    person = ida()
    connect(person, sim)
    ours = [sim.create_activity(start=timezone.now() - timedelta(days=day), silent=True) for day in (1, 2, 3)]
    for one in ours:
        store(told(sim, one))
    work()
    with as_system("test"):
        own = record_session(
            athlete_id=person.pk, recording=ride(), kind="file", original=None, now=timezone.now()
        ).activity
    assert len(activities()) == 4
    with acting_as(person):
        disconnect(athlete_id=person.pk, actor=person, now=timezone.now())
    sim.forget_calls()
    work()
    assert sim.count(path="/oauth/revoke") == 1
    assert [activity.pk for activity in activities()] == [own.pk]
    assert link_of(person) is None
    with as_system("test"):
        assert not Source.objects.filter(kind="strava").exists()
        assert not KnownActivity.objects.exists()
        assert not Fetch.objects.exists()
        assert LoadDay.objects.filter(athlete=person).values("local_on").distinct().count() <= 1
    assert [mail.subject for mail in mailoutbox] == ["Your data from Strava has been deleted"]


def test_file_of_a_session_outlives_the_connection(sim: Any) -> None:
    person = ida()
    connect(person, sim)
    one = sim.create_activity(sport_type="Ride", silent=True)
    store(told(sim, one))
    work()
    activity = activities()[0]
    with as_system("test"):
        same = ride(began=activity.start_at, seconds=int((activity.end_at - activity.start_at).total_seconds()))
        record_session(athlete_id=person.pk, recording=same, kind="file", original=None, now=timezone.now())
        assert Activity.objects.count() == 1
    with acting_as(person):
        disconnect(athlete_id=person.pk, actor=person, now=timezone.now())
    work()
    (left,) = activities()
    assert left.pk == activity.pk
    assert left.source_title == ""


def test_disconnecting_twice_is_once(sim: Any, mailoutbox: list[Any]) -> None:
    person = ida()
    connect(person, sim)
    for _time in range(2):
        with acting_as(person):
            disconnect(athlete_id=person.pk, actor=person, now=timezone.now())
    work()
    with acting_as(person):
        disconnect(athlete_id=person.pk, actor=person, now=timezone.now())
    work()
    assert len(mailoutbox) == 1


def test_withdrawal_at_strava_deletes_and_a_forged_one_does_not(sim: Any, mailoutbox: list[Any]) -> None:
    person = ida()
    connect(person, sim)
    store(told(sim, sim.create_activity(silent=True)))
    work()
    withdrawn = {
        "object_type": "athlete",
        "object_id": sim.athlete.id,
        "aspect_type": "update",
        "updates": {"authorized": "false"},
    }
    store(told(sim, 0, **withdrawn, event_time=1))
    work()
    assert len(activities()) == 1
    sim.revoke()
    store(told(sim, 0, **withdrawn, event_time=2))
    work()
    assert activities() == []
    assert link_of(person) is None
    assert [mail.subject for mail in mailoutbox] == ["Your data from Strava has been deleted"]


def test_expired_data_goes_and_does_not_come_back(sim: Any) -> None:
    with as_system("test"):
        SourcePolicy.objects.update_or_create(kind="strava", defaults={"visible_to": "owner", "keep_days": 6})
    connect(ida(), sim)
    one = sim.create_activity(silent=True)
    store(told(sim, one))
    work()
    now = timezone.now()
    assert expire(now=now + timedelta(days=5, hours=23)) == 0
    assert len(activities()) == 1
    assert expire(now=now + timedelta(days=6, minutes=1)) == 1
    assert activities() == []
    store(told(sim, one, "update", updates={"title": "x"}))
    work()
    assert activities() == []


@pytest.mark.django_db(transaction=True)
def test_eight_workers_with_an_old_key_refresh_it_once(sim: Any) -> None:
    with transaction.atomic():
        person = ida()
    connect(person, sim)
    sim.advance(7 * 3600)
    with as_system("test"), transaction.atomic():
        Connection.objects.update(expires_at=timezone.now())
    sim.forget_calls()
    found: list[str] = []
    threads = [threading.Thread(target=_in_a_thread(lambda: found.append(token_of(person.pk)))) for _one in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1
    assert sim.count(path="/oauth/token") == 1


def _in_a_thread(act: Callable[[], object]) -> Callable[[], None]:
    def run() -> None:
        try:
            act()
        finally:
            connection.close()

    return run
