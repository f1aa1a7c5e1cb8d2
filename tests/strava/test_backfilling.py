"""A history, newest first, against the simulated Strava."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from core.acting import acting_as, as_system
from core.work import run_due
from strava import backfilling
from strava.backfilling import begin_history, begin_sync, go_on
from strava.inbox import store
from strava.models import Backfill, Connection, Fetch, KnownActivity
from strava.queueing import in_order, of_connected
from strava.reconciling import reconcile
from strava.status import status_of
from tests.strava.people import connect, ida, work
from tests.strava.test_fetching import activities, sources, told
from tests.training.recordings import ride
from training.models import Activity, Source, SourcePolicy
from training.recording import record_session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outside_transactions")]
NEWEST = datetime(2026, 11, 1, 9, tzinfo=UTC)


def filled(sim: Any, count: int, *, every_h: int = 12) -> list[int]:
    """Short sessions, the newest first."""
    sim.limits(overall=(20000, 200000), read=(10000, 100000))
    return [
        sim.create_activity(start=NEWEST - timedelta(hours=every_h * number), minutes=1, silent=True)
        for number in range(count)
    ]


def list_only() -> None:
    run_due(Backfill, call=go_on, choose=of_connected)


def status(person: Any) -> dict[str, Any]:
    with acting_as(person):
        return status_of(person.pk, now=timezone.now())


def begin(person: Any) -> None:
    with as_system("test"):
        begin_history(athlete_id=person.pk, now=timezone.now())


def test_list_gives_a_calendar_and_records_follow_newest_first(sim: Any) -> None:
    person = ida()
    connect(person, sim)
    ours = filled(sim, 7)
    begin(person)
    list_only()
    assert len(activities()) == 7
    assert {source.record_count for source in sources()} == {0}
    assert status(person)["backfill"]["state"] == "fetching"
    sim.forget_calls()
    work()
    assert len(activities()) == 7
    assert all(source.record_count > 0 for source in sources())
    asked = [int(call.path.rpartition("/")[2]) for call in sim.calls if call.path.rpartition("/")[2].isdigit()]
    assert asked == ours
    told = status(person)["backfill"]
    assert (told["state"], told["done"], told["total"]) == ("done", 7, 7)


def test_pages_follow_each_other_and_are_resumed(sim: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backfilling, "PAGE", 5)
    monkeypatch.setattr(backfilling, "STEP_S", 0.0)
    person = ida()
    connect(person, sim)
    filled(sim, 12)
    begin(person)
    run_due(Backfill, call=go_on, choose=of_connected, limit=2)
    with as_system("test"):
        assert 0 < KnownActivity.objects.count() < 12
        Backfill.objects.update(run_at=timezone.now() - timedelta(seconds=1))
    monkeypatch.setattr(backfilling, "STEP_S", 4.0)
    work()
    assert len(activities()) == 12
    assert all(source.record_count > 0 for source in sources())


def test_history_again_costs_the_lists_alone(sim: Any) -> None:
    person = ida()
    connect(person, sim)
    filled(sim, 4)
    begin(person)
    work()
    sim.forget_calls()
    with as_system("test"):
        begin_history(athlete_id=person.pk, now=timezone.now(), is_again=True)
    work()
    assert [call.path.rpartition("/v3")[2] for call in sim.calls] == ["/athlete/activities"]
    assert len(activities()) == 4


@pytest.mark.usefixtures("one_quarter")
def test_budget_of_history_leaves_room_for_today(sim: Any) -> None:
    person = ida()
    connect(person, sim)
    filled(sim, 60)
    sim.limits(overall=(200, 2000), read=(100, 1000))
    begin(person)
    work()
    assert sim.count(path="/activities/") <= 80
    with as_system("test"):
        assert Fetch.objects.filter(state="waiting").exists()
        assert not in_order(Fetch.objects.all().due()).exists()
    told = status(person)["backfill"]
    assert told["state"] == "fetching"
    assert 0 < told["done"] < told["total"] == 60
    assert told["eta_at"] > timezone.now()
    assert not [call for call in sim.calls if call.status == 429]


def test_webhook_comes_before_history(sim: Any) -> None:
    person = ida()
    connect(person, sim)
    filled(sim, 5)
    begin(person)
    list_only()
    one = sim.create_activity(silent=True)
    store(told(sim, one))
    sim.forget_calls()
    work()
    assert next(call.path for call in sim.calls if "/activities/" in call.path).endswith(str(one))


def test_key_lost_in_the_middle_pauses_and_goes_on_after_connecting_again(sim: Any) -> None:
    person = ida()
    connect(person, sim)
    filled(sim, 6)
    begin(person)
    list_only()
    sim.revoke()
    work()
    assert status(person)["backfill"]["state"] == "paused"
    with as_system("test"):
        Connection.objects.all().delete()
    connect(person, sim)
    with as_system("test"):
        Fetch.objects.update(run_at=timezone.now() - timedelta(seconds=1))
        Backfill.objects.filter(state="waiting").update(run_at=timezone.now() - timedelta(seconds=1))
    work()
    assert all(source.record_count > 0 for source in sources())
    assert len(activities()) == 6


def test_restricted_history_is_thirty_days_of_summaries(sim: Any) -> None:
    with as_system("test"):
        SourcePolicy.objects.update_or_create(kind="strava", defaults={"visible_to": "owner", "keep_days": 6})
    person = ida()
    connect(person, sim)
    sim.create_activity(start=timezone.now() - timedelta(days=3), silent=True)
    sim.create_activity(start=timezone.now() - timedelta(days=40), silent=True)
    begin(person)
    work()
    assert len(activities()) == 1
    assert sim.count(path="/streams") == 0


def test_sync_finds_what_no_webhook_told(sim: Any) -> None:
    person = ida()
    connect(person, sim)
    sim.create_activity(start=timezone.now() - timedelta(hours=3), silent=True)
    with as_system("test"):
        begin_sync(athlete_id=person.pk, now=timezone.now())
    work()
    (source,) = sources()
    assert source.record_count > 0
    assert status(person)["last_sync_at"] is not None


def test_reconciling_finds_new_changed_and_deleted_ones(sim: Any) -> None:
    person = ida()
    connect(person, sim)
    stays, goes, changes = (
        sim.create_activity(start=timezone.now() - timedelta(hours=hours), minutes=10, name="Before", silent=True)
        for hours in (30, 20, 10)
    )
    with as_system("test"):
        begin_sync(athlete_id=person.pk, now=timezone.now())
    work()
    sim.delete(goes, silent=True)
    sim.edit(changes, name="After", silent=True)
    new = sim.create_activity(start=timezone.now() - timedelta(hours=2), minutes=10, silent=True)
    with as_system("test"):
        Connection.objects.update(last_sync_at=timezone.now() - timedelta(hours=7))
    assert reconcile(now=timezone.now()) == 1
    assert reconcile(now=timezone.now()) == 1
    work()
    assert reconcile(now=timezone.now()) == 0
    assert {int(source.external_id): source.title for source in sources()}.keys() == {stays, changes, new}
    assert {int(source.external_id): source.title for source in sources()}[changes] == "After"


def test_session_of_a_file_is_not_there_twice(sim: Any) -> None:
    person = ida()
    connect(person, sim)
    began = NEWEST
    with as_system("test"):
        record_session(
            athlete_id=person.pk,
            recording=ride(began=began, seconds=1800),
            kind="file",
            original=None,
            now=timezone.now(),
        )
    sim.create_activity(sport_type="Ride", start=began, minutes=30, silent=True)
    begin(person)
    work()
    with as_system("test"):
        assert Activity.objects.count() == 1
        assert Source.objects.count() == 2
