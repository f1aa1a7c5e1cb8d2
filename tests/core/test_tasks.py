"""Wake-ups for what comes many times a second."""

import time
from types import SimpleNamespace
from typing import Any
from unittest import mock
from uuid import uuid4

import pytest

from core import tasks


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    found: list[str] = []
    monkeypatch.setattr(tasks, "wake", lambda task: found.append(task.name))
    monkeypatch.setattr(tasks, "NUDGE_S", 0.1)
    monkeypatch.setattr(tasks, "_nudged", {})
    monkeypatch.setattr(tasks, "_coming", set())
    return found


def test_first_nudge_goes_out_at_once_and_the_others_together(woken: list[str]) -> None:
    task: Any = SimpleNamespace(name="receive")
    for _time in range(50):
        tasks.nudge(task)
    assert woken == ["receive"]
    time.sleep(0.3)
    assert woken == ["receive", "receive"]


def test_tasks_do_not_hold_up_each_other(woken: list[str]) -> None:
    for name in ("one", "other"):
        tasks.nudge(SimpleNamespace(name=name))
    assert woken == ["one", "other"]


def test_task_that_is_called_and_has_not_begun_is_not_called_again() -> None:
    task = mock.Mock()
    task.name = f"task-{uuid4()}"
    assert all(tasks.wake(task) for _time in range(5))
    assert task.apply_async.call_count == 1
    tasks.begins(task.name)
    tasks.wake(task)
    assert task.apply_async.call_count == 2


def test_next_link_of_a_chain_is_always_called() -> None:
    task = mock.Mock()
    task.name = f"task-{uuid4()}"
    for chain in (0, 1, 0):
        tasks.wake(task, chain)
    assert task.apply_async.call_count == 3
