"""Maintenance: the site says so kindly and takes nothing in. Stored, so that it outlives a restart."""

import time

from django.db import DatabaseError, transaction

from core.acting import as_system
from core.models.heartbeat import Switch

NAME = "maintenance"
LOOK_EVERY_S = 2.0
_known: tuple[float, bool] = (0.0, False)


def is_on() -> bool:
    """Looked up every two seconds by each process: cheap on every request, soon enough for people."""
    global _known
    until, value = _known
    if time.monotonic() > until:
        value = _look(value)
        _known = (time.monotonic() + LOOK_EVERY_S, value)
    return value


def switch(*, is_on: bool, message: str = "") -> None:
    global _known
    with as_system("maintenance"), transaction.atomic():
        Switch.objects.update_or_create(name=NAME, defaults={"is_on": is_on, "message": message})
    _known = (0.0, False)


def _look(otherwise: bool) -> bool:  # noqa: FBT001 - the last known state
    try:
        return Switch.objects.filter(name=NAME, is_on=True).exists()
    except DatabaseError:
        return otherwise
