"""Tokens: one refresh for however many workers need it, and one notice when none helps any more.

A refresh token is dead as soon as Strava gives a new one, so whoever refreshes holds a lease on the row, asks outside
of any transaction and saves at once; the others wait for the row.
"""

import time
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from django.db import connection as database
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from core.acting import as_system
from strava.errors import AppInactive, Refused
from strava.models import Connection, ConnectionState
from strava.notices import tell_to_connect_again
from strava.oauth import Granted, refresh

logger = structlog.get_logger(__name__)

LEASE = timedelta(seconds=20)
EARLY = timedelta(minutes=5)
PATIENCE_S = 25.0


class NotConnected(Exception):
    """There is no token to ask with, and there will be none until the athlete connects again."""


def token_of(athlete_id: UUID, *, instead_of: str | None = None, is_quiet: bool = False) -> str:
    """A token that should work now; `instead_of` one that Strava has just refused."""
    if database.in_atomic_block:
        raise RuntimeError("A refresh inside a transaction would be forgotten if that is rolled back.")
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        link = read_connection(athlete_id)
        if is_usable(link, timezone.now()) and link.access_token != instead_of:
            return str(link.access_token)
        if _take_lease(link):
            return _refreshed(link, is_quiet=is_quiet)
        time.sleep(0.2)
    raise TimeoutError("Somebody else has been refreshing this token for too long.")


def read_connection(athlete_id: UUID) -> Connection:
    with as_system("tokens of Strava"), transaction.atomic():
        link = Connection.objects.filter(athlete_id=athlete_id, state=ConnectionState.CONNECTED).first()
    if link is None or not link.refresh_token:
        raise NotConnected
    return link


def is_usable(link: Connection, now: datetime) -> bool:
    return bool(link.access_token and link.expires_at and link.expires_at > now + EARLY)


def _take_lease(link: Connection) -> bool:
    free = Q(lease_until=None) | Q(lease_until__lt=Now())
    with as_system("tokens of Strava"), transaction.atomic():
        mine = Connection.objects.filter(free, pk=link.pk, state=ConnectionState.CONNECTED, version=link.version)
        return bool(mine.update(lease_until=Now() + LEASE))


def _refreshed(link: Connection, *, is_quiet: bool) -> str:
    try:
        granted = refresh(str(link.refresh_token))
    except Refused as error:
        _free(link)
        if error.status not in {400, 401} or isinstance(error, AppInactive):
            raise
        if not is_quiet:
            lose_access(athlete_id=link.athlete_id, reason="Strava no longer accepts the key.", now=timezone.now())
        raise NotConnected from None
    except Exception:
        _free(link)
        raise
    with as_system("tokens of Strava"), transaction.atomic():
        fresh = Connection.objects.select_for_update().get(pk=link.pk)
        if fresh.state != ConnectionState.CONNECTED:
            raise NotConnected
        keep(fresh, granted)
    return granted.access_token


def keep(link: Connection, granted: Granted) -> None:
    link.access_token, link.refresh_token = granted.access_token, granted.refresh_token
    link.expires_at, link.lease_until = datetime.fromtimestamp(granted.expires_at, UTC), None
    link.save(update_fields=["access_token", "refresh_token", "expires_at", "lease_until"])


def _free(link: Connection) -> None:
    with as_system("tokens of Strava"), transaction.atomic():
        Connection.objects.filter(pk=link.pk).update(lease_until=None)


def lose_access(*, athlete_id: UUID, reason: str, now: datetime) -> None:
    """Nothing is fetched until the athlete connects again; what is waiting goes on waiting. They are told once."""
    with as_system("tokens of Strava"), transaction.atomic():
        link = Connection.objects.select_for_update().filter(athlete_id=athlete_id).first()
        if link is None or link.state != ConnectionState.CONNECTED:
            return
        changes: dict[str, Any] = {"state": ConnectionState.NEEDS_REAUTH, "last_error": reason, "lease_until": None}
        if link.reauth_told_at is None:
            changes["reauth_told_at"] = now
            tell_to_connect_again(athlete_id)
        for name, value in changes.items():
            setattr(link, name, value)
        link.save(update_fields=[*changes])
    logger.warning("strava needs a new authorization", athlete=str(athlete_id))
