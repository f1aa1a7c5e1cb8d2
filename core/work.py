"""Doing work that waits as rows: claim, lease, finish, retry, give up, replay.

A claim counts the attempt and takes a lease in its own short transaction, so a row that kills its worker runs out
of attempts instead of running forever. The effect and the final state are written in one transaction that only
holds while the lease is still ours. Work that calls outside services does so before that transaction opens.
"""

import random
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar
from uuid import UUID, uuid4

import structlog
from django.core.exceptions import EmptyResultSet
from django.db import IntegrityError, connection, models, transaction
from django.db.models.functions import Now

from core.acting import as_system
from core.models.work import Work, WorkState

logger = structlog.get_logger(__name__)
W = TypeVar("W", bound=Work)

MAX_ATTEMPTS = 5
LEASE = timedelta(seconds=60)
BUDGET_S = 10.0
WORDED_S = 0.5
ASKED_AGAIN = "asked for again since"
Effect = Callable[[], None]
Choice = Callable[[models.QuerySet[W]], models.QuerySet[W]]


class Later(Exception):
    """Not now, through no fault of the work: try again at `at` without counting this attempt."""

    def __init__(self, at: datetime) -> None:
        super().__init__(f"not before {at}")
        self.at = at


class Hopeless(Exception):
    """No attempt will ever do: give up at once."""


class LeaseLost(Exception):
    """Somebody else has taken the row over; whatever was done here is rolled back."""


def run_due(
    model: type[W],
    perform: Callable[[W], None] | None = None,
    *,
    call: Callable[[W], Effect] | None = None,
    limit: int = 100,
    budget_s: float = BUDGET_S,
    lease: timedelta = LEASE,
    choose: "Choice[W] | None" = None,
) -> int:
    """Do what is due, one row after the other; the rest is left to the next sweep, so that no kind starves another.

    Give `perform` for work that only writes to the database, or `call` for work that talks to others: it runs
    without a transaction and returns what is then written together with the final state. With a short `lease`
    the work of a killed worker is soon taken over; longer work renews it. What is due first comes first, unless
    `choose` narrows and orders the due rows otherwise.
    """
    until, count, claims = time.monotonic() + budget_s, 0, Claims(model, lease=lease, choose=choose)
    while count < limit and time.monotonic() < until and (row := claims.next()) is not None:
        run(row, perform, call=call)
        count += 1
    return count


def claim(model: type[W], *, lease: timedelta = LEASE, choose: "Choice[W] | None" = None) -> W | None:
    return Claims(model, lease=lease, choose=choose).next()


class Claims(Generic[W]):
    """One row after the other, each by one statement. Wording it costs more than asking it, so it serves for a moment:
    what `choose` looked at may be as old as that."""

    def __init__(self, model: type[W], *, lease: timedelta, choose: "Choice[W] | None") -> None:
        self.model, self.lease, self.choose = model, lease, choose
        self.statement, self.stale_at = "", 0.0
        self.params: tuple[Any, ...] = ()

    def next(self) -> W | None:
        with as_system("work rows"), transaction.atomic():
            if time.monotonic() >= self.stale_at:
                self._word()
            if self.statement and (row := self._claimed()) is not None:
                return row
            _bury_worn_out(self.model)
            return None

    def _claimed(self) -> W | None:
        values = [WorkState.LEASED, uuid4(), self.lease, *self.params]
        return next(iter(self.model._default_manager.raw(self.statement, values)), None)

    def _word(self) -> None:
        due = self.model._default_manager.all().due().exclude(_WORN_OUT)  # type: ignore[attr-defined]
        wanted = (self.choose(due) if self.choose else due.order_by("run_at")).only("pk")
        try:
            told, self.params = wanted.select_for_update(skip_locked=True, of=("self",))[:1].query.sql_with_params()
            self.statement = _CLAIM.format(table=connection.ops.quote_name(self.model._meta.db_table), wanted=told)
        except EmptyResultSet:
            self.statement = ""
        self.stale_at = time.monotonic() + WORDED_S


# The subquery is asked once, before anything is updated: it can lock no more than the one row.
_CLAIM = """
update {table} set state = %s, attempts = attempts + 1, lease_token = %s, lease_until = statement_timestamp() + %s
where id = ({wanted}) returning {table}.*
"""


def run(row: W, perform: Callable[[W], None] | None = None, *, call: Callable[[W], Effect] | None = None) -> None:
    try:
        with as_system("work rows"):
            effect = call(row) if call else None
            with transaction.atomic():
                if perform:
                    perform(row)
                if effect:
                    effect()
                finish(row)
    except Later as later:
        _release(row, later.at, attempts=row.attempts - 1, error=str(later))
    except Hopeless as error:
        _bury(row, str(error))
    except LeaseLost:
        logger.warning("lease lost", work=str(row.pk), kind=row._meta.label)
    except Exception as error:  # whatever it was, the row remembers it and is tried again
        logger.exception("work failed", work=str(row.pk), kind=row._meta.label, attempt=row.attempts)
        retry(row, f"{type(error).__name__}: {error}")


def renew(row: Work, *, lease: timedelta = LEASE) -> None:
    """Long work says that it is still at it."""
    if not _own(row).update(lease_until=Now() + lease):
        raise LeaseLost


def finish(row: Work) -> None:
    if not _own(row).update(state=WorkState.DONE, finished_at=Now(), lease_token=None, lease_until=None, last_error=""):
        raise LeaseLost


def retry(row: Work, error: str) -> None:
    if row.attempts >= MAX_ATTEMPTS:
        _bury(row, error)
    else:
        _release(row, None, attempts=row.attempts, error=error)


def replay(rows: "models.QuerySet[W]") -> int:
    """Staff give dead rows another life. What has been asked for again since needs none."""
    try:
        return _revive(rows.filter(state=WorkState.DEAD))
    except IntegrityError:
        return sum(_revive_or_close(row) for row in rows.filter(state=WorkState.DEAD))


def _revive(rows: "models.QuerySet[W]") -> int:
    changes = {"state": WorkState.WAITING, "attempts": 0, "lease_token": None, "lease_until": None, "finished_at": None}
    with transaction.atomic():
        return rows.update(run_at=Now(), **changes)


def _revive_or_close(row: Work) -> int:
    alone = type(row)._default_manager.filter(pk=row.pk, state=WorkState.DEAD)
    try:
        return _revive(alone)
    except IntegrityError:
        alone.update(state=WorkState.DONE, last_error=ASKED_AGAIN)
        return 0


def backoff(attempt: int) -> timedelta:
    """Full jitter: after a failure of the other side not everybody comes back at the same moment."""
    return timedelta(seconds=random.uniform(1, min(2**attempt * 5, 900)))  # noqa: S311 - no secret


def _own(row: Work) -> "models.QuerySet[Work]":
    token: UUID | None = row.lease_token
    return type(row)._default_manager.filter(pk=row.pk, lease_token=token, state=WorkState.LEASED)


def _release(row: Work, at: datetime | None, *, attempts: int, error: str) -> None:
    changes = {"state": WorkState.WAITING, "lease_token": None, "lease_until": None, "last_error": error[:2000]}
    try:
        with as_system("work rows"), transaction.atomic():
            _own(row).update(run_at=at or Now() + backoff(attempts), attempts=attempts, **changes)
    except IntegrityError:  # where one of a kind may wait, another has been asked for meanwhile, and does it
        _close(row, ASKED_AGAIN)


def _close(row: Work, why: str) -> None:
    with as_system("work rows"), transaction.atomic():
        _own(row).update(state=WorkState.DONE, finished_at=Now(), last_error=why, lease_token=None, lease_until=None)


def _bury(row: Work, error: str) -> None:
    with as_system("work rows"), transaction.atomic():
        _own(row).update(
            state=WorkState.DEAD, finished_at=Now(), last_error=error[:2000], lease_token=None, lease_until=None
        )
    logger.error("work given up", work=str(row.pk), kind=row._meta.label, error=error[:200])


# Their last allowed attempt never came back: the worker died each time.
_WORN_OUT = models.Q(state=WorkState.LEASED, attempts__gte=MAX_ATTEMPTS)


def _bury_worn_out(model: type[W]) -> None:
    worn = model._default_manager.filter(_WORN_OUT, lease_until__lt=Now())
    worn.update(state=WorkState.DEAD, finished_at=Now(), lease_token=None, lease_until=None, last_error="worker died")
