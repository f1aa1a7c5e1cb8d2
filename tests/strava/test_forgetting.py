"""What came through a connection that has ended goes, whatever was under way; and nothing else does."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from core.acting import acting_as, as_system
from core.work import run_due
from strava import backfilling, fetching, forgetting
from strava.backfilling import begin_history, go_on
from strava.connecting import disconnect
from strava.fetching import fetch
from strava.forgetting import carry_out
from strava.inbox import look_into, store
from strava.lapsing import try_deletions_again
from strava.models import Backfill, Connection, Deletion, Fetch, InboxEvent, KnownActivity
from strava.queueing import in_order, of_connected
from strava.status import status_of
from tests.strava.people import connect, ida, work
from tests.strava.test_connecting import come_back, go
from tests.strava.test_fetching import activities, sources, told
from training.models import Source

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outside_transactions")]
OLD = 1_760_000_000


def leave(person: User) -> None:
    with acting_as(person):
        disconnect(athlete_id=person.pk, actor=person, now=timezone.now())


def history(person: User, sim: Any, count: int = 3) -> None:
    for number in range(count):
        sim.create_activity(silent=True, manual=True, start=OLD + number * 86400)
    with as_system("test"), transaction.atomic():
        begin_history(athlete_id=person.pk, now=timezone.now())


def ripen() -> None:
    with as_system("test"), transaction.atomic():
        for model in (Backfill, Fetch, Deletion):
            model._default_manager.filter(state="waiting").update(run_at=timezone.now() - timedelta(seconds=1))


def left(model: Any, **wanted: Any) -> int:
    with as_system("test"), transaction.atomic():
        found: int = model._default_manager.filter(**wanted).count()
        return found


def held_up(monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> tuple[threading.Event, threading.Event]:
    """The first to come to this function says so, and waits."""
    real, inside, may_go = getattr(module, name), threading.Event(), threading.Event()

    def slow(*args: Any, **options: Any) -> Any:
        if not inside.is_set():
            inside.set()
            may_go.wait(10)
        return real(*args, **options)

    monkeypatch.setattr(module, name, slow)
    return inside, may_go


def in_a_thread(act: Callable[[], object]) -> threading.Thread:
    def run() -> None:
        try:
            act()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["list", "fetch"])
def test_what_is_being_taken_while_the_athlete_disconnects_goes_as_well(
    sim: Any, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    with transaction.atomic():
        person = ida()
    connect(person, sim)
    if kind == "list":
        history(person, sim)
        inside, may_go = held_up(monkeypatch, backfilling, "take_summaries")
        worker = in_a_thread(lambda: run_due(Backfill, call=go_on, choose=of_connected, limit=1))
    else:
        store(told(sim, sim.create_activity(silent=True)))
        run_due(InboxEvent, call=look_into)
        inside, may_go = held_up(monkeypatch, fetching, "take_gear")
        worker = in_a_thread(lambda: run_due(Fetch, call=fetch, choose=in_order, limit=1))
    assert inside.wait(10)
    leaving = in_a_thread(lambda: leave(person))
    leaving.join(0.5)
    may_go.set()
    for thread in (worker, leaving):
        thread.join(20)
    work(3)
    assert [left(model) for model in (Source, KnownActivity, Connection, Fetch, Backfill)] == [0] * 5
    assert left(Deletion, state="done") == 1


def test_history_comes_anew_when_the_athlete_connects_again_before_all_was_deleted(sim: Any, mailoutbox: Any) -> None:
    person = ida()
    connect(person, sim)
    history(person, sim)
    work()
    before = {activity.pk for activity in activities()}
    assert len(before) == 3
    leave(person)
    assert come_back(sim.authorize(go(person))).endswith("strava=connected")
    ripen()
    run_due(Backfill, call=go_on, choose=of_connected)  # whoever is quicker than the deletion finds nothing to do
    run_due(Fetch, call=fetch, choose=in_order)
    assert {activity.pk for activity in activities()} == before
    work()
    after = {activity.pk for activity in activities()}
    assert len(after) == 3
    assert not after & before
    with acting_as(person):
        progress = status_of(person.pk, now=timezone.now())["backfill"]
    assert (progress["state"], progress["done"], progress["total"]) == ("done", 3, 3)
    assert ["Your present connection goes on." in mail.body for mail in mailoutbox] == [True]


def test_ending_an_old_connection_does_not_end_the_new_one(sim: Any) -> None:
    """Strava knows one permission for each athlete: the old keys are the new ones' as well."""
    person = ida()
    connect(person, sim)
    leave(person)
    come_back(sim.authorize(go(person)))
    sim.forget_calls()
    work()
    assert sim.count(path="/oauth/revoke") == 0
    one = sim.create_activity(silent=True)
    store(told(sim, one))
    work()
    assert [source.external_id for source in sources()] == [str(one)]


def test_another_account_ends_the_first_and_its_data_and_says_which(sim: Any, mailoutbox: Any) -> None:
    person = ida()
    connect(person, sim)
    history(person, sim)
    work()
    other = sim.add_athlete(firstname="Bo")
    sim.create_activity(athlete=other, silent=True, manual=True, start=OLD)
    assert come_back(sim.authorize(go(person), athlete=other)).endswith("strava=connected")
    sim.forget_calls()
    work()
    assert sim.count(path="/oauth/revoke") == 1
    assert len(activities()) == 1
    with as_system("test"):
        assert list(Connection.objects.values_list("strava_athlete_id", "state")) == [(other.id, "connected")]
    (letter,) = mailoutbox
    assert letter.subject == "Your data from Strava has been deleted"
    assert "no longer connected" not in letter.body
    assert "Your present connection goes on." in letter.body


def test_two_ends_of_connections_are_told_once(sim: Any, mailoutbox: Any) -> None:
    person = ida()
    connect(person, sim)
    history(person, sim)
    work()
    leave(person)
    come_back(sim.authorize(go(person)))
    leave(person)
    assert left(Deletion) == 2
    work()
    assert activities() == []
    assert [left(model) for model in (Connection, KnownActivity, Fetch, Backfill)] == [0] * 4
    assert [mail.subject for mail in mailoutbox] == ["Your data from Strava has been deleted"]


def test_one_source_that_cannot_be_removed_keeps_no_other_and_is_tried_again_for_ever(
    sim: Any, monkeypatch: pytest.MonkeyPatch, mailoutbox: Any
) -> None:
    person = ida()
    connect(person, sim)
    history(person, sim)
    work()
    poison, real = sources()[0].pk, forgetting.remove_source

    def fails(*, source: Source) -> None:
        if source.pk == poison:
            raise ValueError("poison")
        real(source=source)

    monkeypatch.setattr(forgetting, "remove_source", fails)
    leave(person)
    for _attempt in range(6):
        run_due(Deletion, call=carry_out)
        ripen()
    assert [source.pk for source in sources()] == [poison]
    assert left(Deletion, state="dead") == 1
    assert mailoutbox == []
    monkeypatch.setattr(forgetting, "remove_source", real)
    assert try_deletions_again() == 1
    work()
    assert sources() == []
    assert left(Deletion, state="done") == 1
    assert len(mailoutbox) == 1


def test_deletion_that_takes_long_lets_others_have_their_turn(sim: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forgetting, "STEP_S", 0.0)
    person = ida()
    connect(person, sim)
    history(person, sim)
    work()
    leave(person)
    run_due(Deletion, call=carry_out, limit=1)
    assert len(sources()) == 2
    with as_system("test"):
        row = Deletion.objects.get()
    assert (row.state, row.attempts, row.removed, row.deleted_at) == ("waiting", 0, 1, None)
    work()
    assert left(Deletion, state="done", removed=3) == 1


@pytest.mark.django_db(transaction=True)
def test_list_that_is_just_through_and_its_end_wait_for_each_other(sim: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither is ended by the database because both hold what the other wants."""
    with transaction.atomic():
        person = ida()
    connect(person, sim)
    history(person, sim)
    inside, may_go = held_up(monkeypatch, backfilling, "waiting_details")
    worker = in_a_thread(lambda: run_due(Backfill, call=go_on, choose=of_connected, limit=1))
    assert inside.wait(10)
    failures: list[Exception] = []

    def end() -> None:
        try:
            leave(person)
        except Exception as error:
            failures.append(error)

    leaving = in_a_thread(end)
    leaving.join(0.5)
    may_go.set()
    for thread in (worker, leaving):
        thread.join(20)
    assert failures == []
    work(3)
    assert [left(model) for model in (Source, KnownActivity, Connection, Fetch, Backfill)] == [0] * 5
