import os
import signal
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError

from core import redis, work
from core.models import OutgoingMail, WorkState
from core.tasks import wake
from tests.cast import as_house

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def row() -> Iterator[OutgoingMail]:
    with as_house():
        made = OutgoingMail.objects.create(to="ann@example.org", subject="Hello")
    yield made


def fresh(row: OutgoingMail) -> OutgoingMail:
    with as_house():
        return OutgoingMail.objects.get(pk=row.pk)


def update(**changes: Any) -> None:
    with as_house():
        OutgoingMail.objects.update(**changes)


def fail(row: OutgoingMail) -> None:
    raise ValueError("no use")


def test_done_work_is_done_once(row: OutgoingMail) -> None:
    done: list[str] = []
    assert work.run_due(OutgoingMail, lambda mail: done.append(mail.to)) == 1
    assert work.run_due(OutgoingMail, lambda mail: done.append(mail.to)) == 0
    assert (done, fresh(row).state, fresh(row).attempts) == (["ann@example.org"], WorkState.DONE, 1)


def test_failed_work_waits_and_says_why(row: OutgoingMail) -> None:
    work.run_due(OutgoingMail, fail)
    after = fresh(row)
    assert (after.state, after.attempts, after.last_error) == (WorkState.WAITING, 1, "ValueError: no use")
    assert after.run_at > timezone.now()


def test_effect_of_failed_work_is_rolled_back(row: OutgoingMail) -> None:
    def half(mail: OutgoingMail) -> None:
        OutgoingMail.objects.filter(pk=mail.pk).update(subject="changed")
        raise ValueError

    work.run_due(OutgoingMail, half)
    assert fresh(row).subject == "Hello"


def test_work_that_keeps_failing_is_given_up_and_can_be_replayed(row: OutgoingMail) -> None:
    for _attempt in range(work.MAX_ATTEMPTS):
        update(run_at=Now())
        work.run_due(OutgoingMail, fail)
    assert (fresh(row).state, fresh(row).attempts) == (WorkState.DEAD, 5)
    assert work.run_due(OutgoingMail, fail) == 0
    with as_house():
        assert work.replay(OutgoingMail.objects.all()) == 1
    assert work.run_due(OutgoingMail, lambda mail: None) == 1


def test_hopeless_work_is_given_up_at_once(row: OutgoingMail) -> None:
    def refuse(mail: OutgoingMail) -> None:
        raise work.Hopeless("no such address")

    work.run_due(OutgoingMail, refuse)
    assert (fresh(row).state, fresh(row).last_error) == (WorkState.DEAD, "no such address")


def test_work_put_off_costs_no_attempt(row: OutgoingMail) -> None:
    later = timezone.now() + timedelta(hours=1)

    def put_off(mail: OutgoingMail) -> None:
        raise work.Later(later)

    work.run_due(OutgoingMail, put_off)
    assert (fresh(row).state, fresh(row).attempts, fresh(row).run_at) == (WorkState.WAITING, 0, later)


def test_leased_work_is_left_alone_until_its_lease_runs_out(row: OutgoingMail) -> None:
    assert work.claim(OutgoingMail) is not None
    assert work.claim(OutgoingMail) is None
    update(lease_until=Now() - timedelta(seconds=1))
    again = work.claim(OutgoingMail)
    assert again is not None
    assert again.attempts == 2


def test_worker_that_lost_its_lease_writes_nothing(row: OutgoingMail) -> None:
    slow = work.claim(OutgoingMail)
    assert slow is not None
    update(lease_until=Now() - timedelta(seconds=1))
    quick = work.claim(OutgoingMail)
    assert quick is not None
    work.run(slow, lambda mail: OutgoingMail.objects.filter(pk=mail.pk).update(subject="slow"))  # type: ignore[arg-type,return-value]
    assert fresh(row).subject == "Hello"
    work.run(quick, lambda mail: None)
    assert fresh(row).state == WorkState.DONE


def test_work_that_kills_each_worker_is_given_up(row: OutgoingMail) -> None:
    for _life in range(work.MAX_ATTEMPTS):
        assert work.claim(OutgoingMail) is not None
        update(lease_until=Now() - timedelta(seconds=1))
    assert work.claim(OutgoingMail) is None
    assert (fresh(row).state, fresh(row).last_error) == (WorkState.DEAD, "worker died")


def test_rows_are_shared_out_between_workers_without_doubles() -> None:
    with as_house():
        OutgoingMail.objects.bulk_create(
            OutgoingMail(to=f"{number}@example.org", subject="Hello") for number in range(20)
        )
    done: list[str] = []

    def work_off() -> None:
        try:
            work.run_due(OutgoingMail, lambda mail: done.append(mail.to))
        finally:
            connection.close()

    threads = [threading.Thread(target=work_off) for _worker in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(done) == sorted(f"{number}@example.org" for number in range(20))


def test_slow_work_leaves_the_rest_to_the_next_sweep() -> None:
    with as_house():
        OutgoingMail.objects.bulk_create(OutgoingMail(to=f"{n}@example.org", subject="Hello") for n in range(3))
    assert work.run_due(OutgoingMail, lambda mail: time.sleep(0.2), budget_s=0.1) == 1
    assert work.run_due(OutgoingMail, lambda mail: None) == 2


def test_row_of_a_killed_worker_is_done_by_the_next(row: OutgoingMail) -> None:
    child = os.fork()
    if child == 0:
        connection.connection = None
        work.run_due(OutgoingMail, lambda mail: os.kill(os.getpid(), signal.SIGKILL))
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    assert (fresh(row).state, fresh(row).attempts) == (WorkState.LEASED, 1)
    update(lease_until=Now() - timedelta(seconds=1))
    done: list[str] = []
    work.run_due(OutgoingMail, lambda mail: done.append(mail.to))
    assert (done, fresh(row).state, fresh(row).attempts) == (["ann@example.org"], WorkState.DONE, 2)


def test_work_is_accepted_while_the_broker_is_away(row: OutgoingMail) -> None:
    task = mock.Mock()
    task.apply_async.side_effect = BrokerError("away")
    wake(task)
    assert fresh(row).state == WorkState.WAITING


def test_nobody_waits_for_a_broker_that_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.redis.ask", mock.Mock(side_effect=redis.Away))
    task = mock.Mock()
    wake(task)
    task.apply_async.assert_not_called()
