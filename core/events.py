"""News upwards: an app tells what happened, apps above it listen without being known."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from core.acting import as_system
from core.models.event import Delivery, Event
from core.work import Hopeless

Handler = Callable[..., None]
_handlers: dict[str, dict[str, Handler]] = {}
_together: ContextVar[list[Event] | None] = ContextVar("together", default=None)


def on(kind: str) -> Callable[[Handler], Handler]:
    """Register a handler: it gets the ids of the event as keywords and writes to the database only."""

    def register(handler: Handler) -> Handler:
        _handlers.setdefault(kind, {})[f"{handler.__module__}.{handler.__qualname__}"] = handler
        return handler

    return register


def emit(kind: str, **ids: Any) -> None:
    """Tell what happened, in the transaction in which it did."""
    if not connection.in_atomic_block:
        raise RuntimeError(f"{kind} was emitted outside a transaction: the news could outlive or miss the fact.")
    event = Event(kind=kind, payload={key: _plain(value) for key, value in ids.items()})
    waiting = _together.get()
    if waiting is None:
        _write([event])
    else:
        waiting.append(event)


@contextmanager
def told_together() -> Iterator[None]:
    """What is emitted inside is written at the end, in as few statements as one event takes."""
    if _together.get() is not None:
        yield
        return
    events: list[Event] = []
    token = _together.set(events)
    try:
        yield
    finally:
        _together.reset(token)
    _write(events)


def _write(events: list[Event]) -> None:
    deliveries = [Delivery(event=event, handler=name) for event in events for name in _handlers.get(event.kind, {})]
    with as_system("events"):
        Event.objects.bulk_create(events)
        Delivery.objects.bulk_create(deliveries)
    if deliveries:
        from core.tasks import deliver_events, wake  # noqa: PLC0415 - tasks import the functions they run

        transaction.on_commit(lambda: wake(deliver_events))


def deliver(delivery: Delivery) -> None:
    event = delivery.event
    handler = _handlers.get(event.kind, {}).get(delivery.handler)
    if handler is None:
        raise Hopeless(f"{delivery.handler} does not exist any more.")
    handler(**event.payload)


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    return value.isoformat() if hasattr(value, "isoformat") else value
