"""Who the database work of this context speaks for.

Row-level security reads two things from a transaction: the actor (`app.actor`) and the role. Both live here as
one context variable; the engine (`core.postgres`) writes them into each transaction when it opens.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Protocol
from uuid import UUID

from django.db import connection


class Someone(Protocol):
    @property
    def pk(self) -> UUID: ...


@dataclass(frozen=True, slots=True)
class Acting:
    actor: UUID | None = None
    is_system: bool = False
    is_onlooker: bool = False
    """Staff who look through the actor's eyes: the tables keep back what is for the actor's own eyes."""


NOBODY = Acting()
_acting: ContextVar[Acting] = ContextVar("acting", default=NOBODY)


def current() -> Acting:
    return _acting.get()


def actor_id() -> UUID | None:
    return _acting.get().actor


@contextmanager
def acting_as(who: "Someone | UUID | None") -> Iterator[None]:
    """Speak for a person inside the block, as an ordinary reader of the tables."""
    with _switched(replace(current(), actor=_id_of(who), is_system=False)):
        yield


@contextmanager
def as_system(reason: str) -> Iterator[None]:
    """Work that no single person may see whole; every reason stands on the list in `tests/architecture`."""
    if not reason:
        raise ValueError("System work names its reason.")
    with _switched(replace(current(), is_system=True)):
        yield


def become(who: "Someone | UUID | None", *, is_declared: bool = False) -> None:
    """Take on a person until the request ends; `is_declared` when the caller's own SQL has set `app.actor`."""
    acting = replace(current(), actor=_id_of(who), is_system=False)
    _acting.set(acting)
    if not is_declared:
        _declare(acting)


def look_on() -> None:
    """Until the request ends somebody else looks through the eyes of whoever acts."""
    _acting.set(replace(current(), is_onlooker=True))
    _declare(current())


def forget() -> None:
    """End of a request or task: nobody is acting on this thread any more."""
    _acting.set(NOBODY)


def after_rollback(fn: Callable[[], None]) -> None:
    """Run `fn` in a transaction of its own if the current one is rolled back: facts that must survive a refusal."""
    connection.run_after_rollback(fn)  # type: ignore[attr-defined]


@contextmanager
def _switched(acting: Acting) -> Iterator[None]:
    before = _acting.get()
    if acting == before:  # each open transaction has been told already
        yield
        return
    _acting.set(acting)
    try:
        _declare(acting)
        yield
    finally:
        _acting.set(before)
        _declare(before)


def _declare(acting: Acting) -> None:
    connection.declare(acting)  # type: ignore[attr-defined]


def _id_of(who: "Someone | UUID | None") -> UUID | None:
    if who is None or isinstance(who, UUID):
        return who
    if not isinstance(who.pk, UUID):
        raise TypeError(f"An actor needs a UUID, not {who.pk!r}.")
    return who.pk
