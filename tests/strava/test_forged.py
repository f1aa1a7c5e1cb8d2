"""What anybody could send who knows the webhook's address: it deletes nothing, and others do not pay for it."""

from typing import Any

import pytest
from django.utils import timezone

from core.acting import as_system
from core.work import run_due
from strava import queueing
from strava.inbox import look_into, parse, store
from strava.models import Backfill, BudgetWindow, Connection, Fetch, InboxEvent
from tests.strava.people import connect, ida, work
from tests.strava.test_fetching import activities, told
from tests.strava.test_withdrawn import withdrawn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outside_transactions")]


def generous(sim: Any) -> None:
    sim.limits(overall=(20000, 200000), read=(10000, 100000))
    sim.forget_calls()


def test_events_beyond_the_hours_share_are_one_look_at_the_list_however_they_come(sim: Any) -> None:
    connect(ida(), sim)
    generous(sim)
    for number in range(120):
        store(told(sim, 10_000 + number))
    work()
    sim.forget_calls()
    for number in range(30):
        store(told(sim, 20_000 + number))
        run_due(InboxEvent, call=look_into)
        work(rounds=2)
    assert sim.count(path="/activities/") == 0
    with as_system("test"):
        begun = sorted(Backfill.objects.values_list("kind", flat=True))
    assert begun.count("sync") <= 6  # some at once, and one later for what came meanwhile
    assert begun.count("history") <= 1


def test_what_leads_to_nothing_waits_behind_the_news_of_others(sim: Any) -> None:
    connect(ida(), sim)
    generous(sim)
    for number in range(6):
        store(told(sim, 10_000 + number))
        work()
    store(told(sim, 10_100))
    run_due(InboxEvent, call=look_into)
    with as_system("test"):
        assert [row.priority for row in Fetch.objects.filter(state="waiting")] == [queueing.CHANGED]


def test_news_of_real_activities_come_first_up_to_a_share(sim: Any) -> None:
    connect(ida(), sim)
    generous(sim)
    ours = [sim.create_activity(manual=True, start=1_760_000_000 + 7200 * n, silent=True) for n in range(7)]
    for one in ours:
        store(told(sim, one))
    work()
    store(told(sim, sim.create_activity(silent=True)))
    run_due(InboxEvent, call=look_into)
    with as_system("test"):
        assert [row.priority for row in Fetch.objects.filter(state="waiting")] == [queueing.LIVE]
    for number in range(20):
        store(told(sim, 30_000 + number))
    run_due(InboxEvent, call=look_into)
    with as_system("test"):
        waiting = Fetch.objects.filter(state="waiting").values_list("priority", flat=True)
        assert sorted(waiting) == [queueing.CHANGED] * 8 + [queueing.LIVE] * 13


@pytest.mark.usefixtures("one_quarter")
def test_the_last_tenth_of_the_budget_is_for_what_was_just_recorded(sim: Any) -> None:
    person = ida()
    connect(person, sim)
    one, other = (sim.create_activity(manual=True, start=1_760_000_000 + 7200 * n, silent=True) for n in range(2))
    sim.limits(overall=(200, 2000), read=(100, 1000))
    store(told(sim, one))
    work()
    with as_system("test"):
        BudgetWindow.objects.filter(name="read").update(short_used=92, short_limit=100)
        now = timezone.now()
        for number, priority in ((other, queueing.CHANGED), (9, queueing.LIVE)):
            queueing.ask_for(athlete_id=person.pk, strava_ids=[number], part="live", priority=priority, at=now)
        assert [row.strava_id for row in queueing.in_order(Fetch.objects.all().due())] == [9]


def test_forged_withdrawals_cost_the_budget_nothing(sim: Any) -> None:
    connect(ida(), sim)
    generous(sim)
    for number in range(1, 51):
        store(withdrawn(sim, number, object_id=number, updates={"authorized": "false", "x": str(number)}))
        store(withdrawn(sim, number, updates={"authorized": "false", "x": str(number)}))
        work(rounds=1)
    assert [call.path for call in sim.calls if "/api/" in call.path and "push" not in call.path] == []
    assert sim.count(path="/oauth/token") == 3
    with as_system("test"):
        assert Connection.objects.get().state == "connected"


def test_unknown_words_about_a_change_tell_no_two_events_apart(sim: Any) -> None:
    assert store(told(sim, 7, "update", event_time=1, updates={"x": "1"}))
    assert not store(told(sim, 7, "update", event_time=1, updates={"x": "2"}))


def test_name_that_no_table_can_hold_is_left_out(sim: Any) -> None:
    body = b'{"object_type": "activity", "object_id": 7, "aspect_type": "update", "owner_id": 5, "event_time": 1, '
    body += b'"subscription_id": 1, "updates": {"\\ud800": "x", "title": "\\ud800"}}'
    assert parse(body)["updates"] == {"title": "?"}
    assert store(body)


@pytest.mark.parametrize("state", ["connected", "needs_reauth"])
def test_forged_withdrawal_deletes_nothing_in_whatever_state(sim: Any, state: str) -> None:
    connect(ida(), sim)
    store(told(sim, sim.create_activity(silent=True)))
    work()
    with as_system("test"):
        Connection.objects.update(state=state)
    store(withdrawn(sim, 5))
    work()
    assert len(activities()) == 1
    with as_system("test"):
        assert Connection.objects.get().state == state


def test_events_are_noted_once_a_minute(sim: Any) -> None:
    connect(ida(), sim)
    with as_system("test"):
        before = Connection.objects.get().version
    for number in range(10):
        store(told(sim, 10_000 + number))
    run_due(InboxEvent, call=look_into)
    with as_system("test"):
        link = Connection.objects.get()
    assert link.version == before + 1
    assert link.last_event_at is not None
