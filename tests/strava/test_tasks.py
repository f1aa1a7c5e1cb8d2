"""Who wakes whom."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from core.acting import as_system
from strava import retention, tasks
from strava.models import Backfill, Connection, Deletion
from tests.strava.people import connect, ida
from tests.strava.test_fetching import sources
from tests.strava.test_forgetting import leave
from tests.strava.test_lapsing import DAY, bring, keep_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outside_transactions")]


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    names: list[str] = []

    def note(task: Any, *_arguments: Any) -> bool:
        names.append(task.name.rpartition(".")[2])
        return True

    monkeypatch.setattr(tasks, "wake", note)
    return names


def test_sweep_finds_deletions_also_while_the_connection_is_switched_off(settings: Any, woken: list[str]) -> None:
    with as_system("test"):
        Deletion.objects.create(athlete=ida())
    settings.STRAVA_APP_ID = ""
    tasks.sweep()
    assert woken == ["forget"]


def test_sweep_lets_lists_wait_for_a_deletion(sim: Any, woken: list[str]) -> None:
    person = ida()
    connect(person, sim)
    with as_system("test"):
        row = Deletion.objects.create(athlete=person, run_at=timezone.now() + DAY)
        Backfill.objects.create(athlete=person)
    tasks.sweep()
    assert woken == []
    with as_system("test"):
        Deletion.objects.filter(pk=row.pk).update(deleted_at=timezone.now())
    tasks.sweep()
    assert woken == ["backfill"]


def test_worker_deletes_what_came(sim: Any, woken: list[str]) -> None:
    person = ida()
    connect(person, sim)
    bring(sim, 2)
    leave(person)
    tasks.forget()
    assert sources() == []
    with as_system("test"):
        assert [row.state for row in Deletion.objects.all()] == ["done"]


def test_hour_ends_what_nobody_ended(sim: Any, woken: list[str]) -> None:
    person = ida()
    connect(person, sim)
    with as_system("test"):
        Connection.objects.update(state="needs_reauth", reauth_told_at=timezone.now() - 22 * DAY)
    tasks.end_lapsed()
    tasks.clean_up()
    with as_system("test"):
        assert Connection.objects.get().state == "disconnected"
        assert Deletion.objects.count() == 1


def test_what_is_past_its_day_is_taken_on_at_once_when_there_is_more(
    sim: Any, woken: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_for(6)
    connect(ida(), sim)
    bring(sim, 2)
    with as_system("test"):
        type(sources()[0]).objects.update(keep_until=timezone.now() - timedelta(seconds=1))
    monkeypatch.setattr(retention, "BUDGET_S", 0.01)
    tasks.expire()
    assert len(sources()) == 1
    assert woken == ["expire"]
    tasks.expire()
    assert sources() == []
