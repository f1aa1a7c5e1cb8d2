"""News upwards: an app tells what happened, apps above it listen without being known."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from core.acting import as_system
from core.models.event import Delivery, Event
from core.work import Hopeless

Handler = Callable[..., None]
_handlers: dict[str, dict[str, Handler]] = {}


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
    with as_system("events"):
        event = Event.objects.create(kind=kind, payload={key: _plain(value) for key, value in ids.items()})
        names = _handlers.get(kind, {})
        Delivery.objects.bulk_create([Delivery(event=event, handler=name) for name in names])
    if names:
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
