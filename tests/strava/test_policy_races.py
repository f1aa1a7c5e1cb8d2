"""A policy holds as well for what was being recorded while it changed, and for what a change did not reach at first."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from core.acting import as_system
from core.work import run_due
from strava import fetching
from strava.fetching import fetch
from strava.inbox import look_into, store
from strava.models import Fetch, InboxEvent
from strava.policies import set_policy
from strava.queueing import in_order
from tests.strava.people import connect, ida
from tests.strava.test_fetching import told
from tests.strava.test_forgetting import held_up, in_a_thread
from tests.strava.test_policies import write
from training import repolicing
from training.models import Activity, PolicyChange, Source
from training.repolicing import follow_stragglers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outside_transactions")]


def follow() -> None:
    run_due(PolicyChange, call=repolicing.run, budget_s=60)


def passports() -> list[tuple[Any, ...]]:
    with as_system("test"), transaction.atomic():
        return list(Source.objects.values_list("visible_to", "ai_allowed", "geo_stored", "activity__visible_to"))


@pytest.mark.django_db(transaction=True)
def test_session_that_was_being_recorded_follows_a_narrower_policy(sim: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with transaction.atomic():
        write("full")
        person = ida()
    connect(person, sim)
    store(told(sim, sim.create_activity(silent=True)))
    run_due(InboxEvent, call=look_into)
    inside, may_go = held_up(monkeypatch, fetching, "take_gear")
    worker = in_a_thread(lambda: run_due(Fetch, call=fetch, choose=in_order, limit=1))
    assert inside.wait(20)
    with as_system("test"), transaction.atomic():
        set_policy("athlete_only")
    follow()
    may_go.set()
    worker.join(20)
    assert passports() == [("team", True, True, "team")]
    assert follow_stragglers(now=timezone.now()) == 1
    follow()
    assert passports() == [("owner", False, False, "owner")]
    assert follow_stragglers(now=timezone.now()) == 0


def test_change_that_was_given_up_is_tried_again(sim: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    write("full")
    connect(ida(), sim)
    store(told(sim, sim.create_activity(silent=True)))
    run_due(InboxEvent, call=look_into)
    run_due(Fetch, call=fetch, choose=in_order)
    with as_system("test"):
        set_policy("coach_view")
        PolicyChange.objects.update(state="dead", finished_at=timezone.now())
    assert follow_stragglers(now=timezone.now()) == 0
    assert follow_stragglers(now=timezone.now() + timedelta(hours=2)) == 1
    follow()
    with as_system("test"):
        assert Activity.objects.get().visible_to == "coach"
