"""Beat and workers are heard of through a row: the sweep that beat sends is run by a worker, which writes it."""

from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from core.models.heartbeat import Heartbeat

LATE_AFTER = timedelta(seconds=30)


def beat(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into core_heartbeat (name, at) values (%s, clock_timestamp())"
            " on conflict (name) do update set at = excluded.at",
            [name],
        )


def last_beat(name: str) -> datetime | None:
    return Heartbeat.objects.filter(name=name).values_list("at", flat=True).first()


def lateness(name: str) -> timedelta | None:
    """How long ago, or None when it was never heard of."""
    at = last_beat(name)
    return None if at is None else timezone.now() - at
