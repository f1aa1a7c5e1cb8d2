"""Chains of short runs: they go on while there is more, never more of them than a few, and begin again by themselves."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from accounts.models import User
from core import work
from core.acting import acting_as
from core.tasks import begins
from tests.cast import as_house, make_person
from tests.training.files import nth_gpx, sent
from training import tasks
from training.models import UploadFile
from training.uploads import take_files

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("originals_disk")]


@pytest.fixture(autouse=True)
def called(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, Any]]]:
    """What would have been put into the queue."""
    calls: list[tuple[str, Any]] = []
    for task in (tasks.read_uploads, tasks.unpack_archives, tasks.recompute):

        def note(*, name: str = task.name, **options: Any) -> None:
            calls.append((name.rpartition(".")[2], options.get("args")))

        monkeypatch.setattr(task, "apply_async", note)
        begins(task.name)
    cache.clear()
    yield calls
    cache.clear()


@pytest.fixture
def athlete() -> User:
    return make_person("Ann")


def send(athlete: User, count: int) -> None:
    with acting_as(athlete):
        files = [sent(f"{number}.gpx", nth_gpx(number)) for number in range(count)]
        take_files(athlete_id=athlete.pk, files=files, actor=athlete, now=timezone.now())


def waiting() -> int:
    with as_house():
        return UploadFile.objects.exclude(state="done").count()


def test_upload_wakes_a_reader(athlete: User, called: list[tuple[str, Any]]) -> None:
    send(athlete, 2)
    assert called == [("read_uploads", ())]
    tasks.read_uploads()
    assert (waiting(), called[1:]) == (0, [])


def test_run_that_leaves_something_behind_calls_the_next(
    athlete: User, called: list[tuple[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    send(athlete, 3)
    called.clear()
    run = work.run_due
    monkeypatch.setattr(work, "run_due", lambda *given, **options: run(*given, **{**options, "limit": 2}))
    tasks.read_uploads()
    assert (waiting(), called, cache.get("reading:0")) == (1, [("read_uploads", (0,))], 1)
    tasks.read_uploads(0)
    assert (waiting(), len(called), cache.get("reading:0")) == (0, 1, None)


def test_no_more_chains_than_a_few(athlete: User) -> None:
    send(athlete, 1)
    for number in range(tasks.CHAINS):
        cache.set(f"reading:{number}", 1, 60)
    tasks.read_uploads()
    assert waiting() == 1
    cache.delete("reading:1")
    tasks.read_uploads()
    assert (waiting(), cache.get("reading:1")) == (0, None)


def test_sweep_wakes_whom_there_is_work_for(athlete: User, called: list[tuple[str, Any]]) -> None:
    tasks.sweep()
    assert called == []
    send(athlete, 1)
    called.clear()
    begins(tasks.read_uploads.name)
    tasks.sweep()
    assert called == [("read_uploads", ())]


def test_chain_ends_when_the_broker_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(**options: Any) -> None:
        raise OSError

    monkeypatch.setattr(tasks.read_uploads, "apply_async", away)
    tasks.run_chain("reading", 0, tasks.read_uploads, run=lambda: 1, is_more=lambda: True)
    assert cache.get("reading:0") is None


def test_other_chains_have_nothing_to_do() -> None:
    tasks.unpack_archives()
    tasks.recompute()
    tasks.clean_originals()
