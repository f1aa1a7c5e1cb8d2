"""What a list does not tell any more is looked for, however long ago it was."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from core.acting import as_system
from core.work import run_due
from strava import backfilling, missing
from strava.backfilling import begin_comparison, begin_history, go_on
from strava.comparing import compare
from strava.inbox import store
from strava.models import Backfill, Connection, Fetch, KnownActivity, KnownState
from strava.queueing import of_connected
from strava.reconciling import reconcile
from tests.strava.people import connect, ida, work
from tests.strava.test_fetching import sources, state_of, told
from training.models import Activity, SourcePolicy

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outside_transactions")]
DAY = timedelta(days=1)
WEEK = 7 * DAY


def long_ago(person: User, sim: Any, count: int = 3) -> list[int]:
    """A history that is here; the newest first."""
    sim.limits(overall=(20000, 200000), read=(10000, 100000))
    now = timezone.now()
    made = [sim.create_activity(silent=True, manual=True, start=now - (60 + n) * DAY) for n in range(count)]
    with as_system("test"):
        begin_history(athlete_id=person.pk, now=now)
    work()
    assert len(sources()) == count
    return made


def begin(person: User) -> None:
    with as_system("test"):
        begin_comparison(athlete_id=person.pk, now=timezone.now())


def here() -> set[int]:
    return {int(source.external_id) for source in sources()}


def test_deletion_of_long_ago_that_no_webhook_told_is_found_within_the_week(sim: Any) -> None:
    person = ida()
    connect(person, sim)
    made = long_ago(person, sim)
    sim.delete(made[1], silent=True)
    now = timezone.now()
    assert compare(now=now + 6 * DAY) == 0
    assert reconcile(now=now + WEEK + DAY) == 1
    work()
    assert here() == set(made)  # the usual look reaches back three days
    sim.forget_calls()
    assert compare(now=now + WEEK + DAY) == 1
    assert compare(now=now + WEEK + DAY) == 0
    work()
    assert here() == {made[0], made[2]}
    assert state_of(made[1]) == KnownState.GONE
    asked = [call.path.rpartition("/v3")[2] for call in sim.calls]
    assert sorted(asked) == sorted(["/athlete/activities", f"/activities/{made[1]}"])
    with as_system("test"):
        compared = Connection.objects.get().compared_at
    assert compared is not None
    assert compared > now


def test_looking_through_the_history_again_finds_what_was_deleted(sim: Any) -> None:
    person = ida()
    connect(person, sim)
    made = long_ago(person, sim)
    sim.delete(made[0], silent=True)
    with as_system("test"):
        begin_history(athlete_id=person.pk, now=timezone.now(), is_again=True)
        Backfill.objects.filter(state="waiting").update(run_at=timezone.now() - DAY)  # however soon it is asked for
    work()
    assert here() == set(made[1:])


def test_comparison_that_was_stopped_between_pages_misses_nothing_and_asks_for_nothing_it_saw(
    sim: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backfilling, "PAGE", 2)
    monkeypatch.setattr(backfilling, "LEAST_PAGE", 2, raising=False)
    monkeypatch.setattr(backfilling, "STEP_S", 0.0)
    person = ida()
    connect(person, sim)
    made = long_ago(person, sim, 7)
    for one in (made[0], made[6]):
        sim.delete(one, silent=True)
    sim.forget_calls()
    begin(person)
    for _step in range(12):
        run_due(Backfill, call=go_on, choose=of_connected, limit=1)
        with as_system("test"):
            Backfill.objects.filter(state="waiting").update(run_at=timezone.now() - timedelta(seconds=1))
    work()
    assert here() == set(made[1:6])
    asked = {call.path.rpartition("/")[2] for call in sim.calls} - {"activities"}
    assert asked == {str(made[0]), str(made[6])}


def test_what_came_while_the_list_was_taken_is_not_asked_for(sim: Any) -> None:
    person = ida()
    connect(person, sim)
    long_ago(person, sim)
    begin(person)
    new = sim.create_activity(silent=True, manual=True, start=timezone.now() - 90 * DAY)
    store(told(sim, new))
    work()
    with as_system("test"):
        assert Fetch.objects.filter(strava_id=new).count() == 1


def test_what_the_athlete_deleted_here_costs_no_question(sim: Any) -> None:
    person = ida()
    connect(person, sim)
    made = long_ago(person, sim)
    with as_system("test"):
        Activity.objects.filter(sources__external_id=str(made[0])).delete()
    sim.delete(made[0], silent=True)
    sim.forget_calls()
    begin(person)
    work()
    assert [call.path.rpartition("/v3")[2] for call in sim.calls] == ["/athlete/activities"]


def test_empty_list_deletes_nothing_and_asks_without_haste(sim: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Strava says for a moment that there is nothing."""
    monkeypatch.setattr(missing, "MANY", 2)
    person = ida()
    connect(person, sim)
    made = long_ago(person, sim)
    with monkeypatch.context() as patch:
        patch.setattr(backfilling, "ask_strava", lambda *_args, **_options: [])
        begin(person)
        run_due(Backfill, call=go_on, choose=of_connected)
    with as_system("test"):
        assert list(Fetch.objects.filter(state="waiting").values_list("priority", flat=True)) == [0, 0, 0]
    work()
    assert here() == set(made)


def test_restricted_list_compares_what_it_may_reach(sim: Any) -> None:
    with as_system("test"):
        SourcePolicy.objects.update_or_create(kind="strava", defaults={"visible_to": "owner", "keep_days": 6})
    person = ida()
    connect(person, sim)
    now = timezone.now()
    made = [sim.create_activity(silent=True, start=now - days * DAY) for days in (20, 10)]
    with as_system("test"):
        begin_history(athlete_id=person.pk, now=now)
    work()
    sim.delete(made[0], silent=True)
    begin(person)
    work()
    assert here() == {made[1]}


def test_comparison_waits_for_a_history_that_is_under_way_and_for_a_day_after_a_failure(sim: Any) -> None:
    person = ida()
    connect(person, sim)
    now = timezone.now()
    with as_system("test"):
        Connection.objects.update(connected_at=now - 30 * DAY)
        history = Backfill.objects.create(athlete=person, is_listed=True, run_at=now + DAY)
    assert compare(now=now) == 0
    with as_system("test"):
        Backfill.objects.filter(pk=history.pk).update(state="done")
        dead = Backfill.objects.create(athlete=person, kind="compare", state="dead")
    assert compare(now=now) == 0
    with as_system("test"):
        Backfill.objects.filter(pk=dead.pk).update(created_at=now - 2 * DAY)
        assert KnownActivity.objects.count() == 0
    assert compare(now=now) == 1
