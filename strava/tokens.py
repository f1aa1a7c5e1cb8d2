"""Tokens: one refresh for however many workers need it, and one notice when none helps any more.

A refresh token is dead as soon as Strava gives a new one, so whoever refreshes holds a lease on the row, asks outside
of any transaction and saves at once; the others wait for the row. An answer counts only for the key it was about: who
comes back after the athlete has connected again, or after somebody else has refreshed, takes the newer key as it is.
"""

import time
from datetime import UTC, datetime, timedelta
from uuid import UUID

import structlog
from django.db import connection as database
from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from core.acting import as_system
from strava.errors import AppInactive, Refused, Trouble
from strava.models import Connection, ConnectionState
from strava.notices import tell_to_connect_again
from strava.oauth import Granted, refresh

logger = structlog.get_logger(__name__)

LEASE = timedelta(seconds=60)
"""Longer than any call takes: two that refresh at once would end each other's keys."""
EARLY = timedelta(minutes=5)
PATIENCE_S = 15.0


class NotConnected(Exception):
    """There is no token to ask with, and there will be none until the athlete connects again."""


def token_of(athlete_id: UUID, *, instead_of: str | None = None) -> str:
    """A token that should work now; `instead_of` one that Strava has just refused."""
    if database.in_atomic_block:
        raise RuntimeError("A refresh inside a transaction would be forgotten if that is rolled back.")
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        link = read_connection(athlete_id)
        if is_usable(link, timezone.now()) and link.access_token != instead_of:
            return str(link.access_token)
        if (lease := _take_lease(link)) is not None:
            return _refreshed(link, lease)
        time.sleep(0.2)
    raise TimeoutError("Somebody else has been refreshing this token for too long.")


def refused_key(athlete_id: UUID) -> Connection | None:
    """The connection, if Strava gives no new key for the one it has: asked whatever its state, and told to nobody. The
    API is not asked, so this costs nothing of the budget."""
    with as_system("tokens of Strava"), transaction.atomic():
        link = _living(athlete_id).first()
    if link is None or not link.refresh_token:
        return None
    if (lease := _take_lease(link)) is None:
        raise TimeoutError("Somebody else is refreshing this token just now.")
    granted = _asked(link, lease)
    if granted is not None:
        _kept(link, granted)
        return None
    return link if _is_last(link) else None


def read_connection(athlete_id: UUID) -> Connection:
    with as_system("tokens of Strava"), transaction.atomic():
        link = _living(athlete_id).filter(state=ConnectionState.CONNECTED).first()
    if link is None or not link.refresh_token:
        raise NotConnected
    return link


def is_usable(link: Connection, now: datetime) -> bool:
    return bool(link.access_token and link.expires_at and link.expires_at > now + EARLY)


def _living(athlete_id: UUID) -> QuerySet[Connection]:
    return Connection.objects.filter(athlete_id=athlete_id).exclude(state=ConnectionState.DISCONNECTED)


def _take_lease(link: Connection) -> datetime | None:
    """Until when it is ours, which also names it."""
    free = Q(lease_until=None) | Q(lease_until__lt=Now())
    with as_system("tokens of Strava"), transaction.atomic():
        if (
            not _living(link.athlete_id)
            .filter(free, pk=link.pk, version=link.version)
            .update(lease_until=Now() + LEASE)
        ):
            return None
        return Connection.objects.values_list("lease_until", flat=True).get(pk=link.pk)


def _refreshed(link: Connection, lease: datetime) -> str:
    granted = _asked(link, lease)
    if granted is not None:
        return _kept(link, granted)
    newer = lose_access(athlete_id=link.athlete_id, trouble=Trouble.KEY, key=link.refresh_token, now=timezone.now())
    if newer is None:
        raise NotConnected
    return newer


def _asked(link: Connection, lease: datetime) -> Granted | None:
    """None when Strava says that this very key is good for nothing."""
    try:
        return refresh(str(link.refresh_token))
    except Exception as error:
        _free(link, lease)
        if not isinstance(error, Refused) or error.status not in {400, 401} or isinstance(error, AppInactive):
            raise
    if link.lease_until is not None:  # whoever had it before has died, or is still to come with a new key
        raise TimeoutError("Another refresh of this token has not come back.")
    return None


def _kept(link: Connection, granted: Granted) -> str:
    """What was granted, unless it was overtaken. Keys are kept for a connection that was lost meanwhile as well: to
    be given back when it ends."""
    with as_system("tokens of Strava"), transaction.atomic():
        fresh = _living(link.athlete_id).select_for_update().filter(pk=link.pk).first()
        if fresh is None:
            raise NotConnected
        if fresh.refresh_token == link.refresh_token:
            keep(fresh, granted)
    if fresh.state != link.state:
        raise NotConnected
    return str(fresh.access_token)


def _is_last(link: Connection) -> bool:
    """Nobody has a newer key than the one that was tried, and nobody is being given one."""
    with as_system("tokens of Strava"), transaction.atomic():
        fresh = _living(link.athlete_id).filter(pk=link.pk).first()
    return fresh is not None and fresh.refresh_token == link.refresh_token


def keep(link: Connection, granted: Granted) -> None:
    link.access_token, link.refresh_token = granted.access_token, granted.refresh_token
    link.expires_at, link.lease_until = datetime.fromtimestamp(granted.expires_at, UTC), None
    link.save(update_fields=["access_token", "refresh_token", "expires_at", "lease_until"])


def _free(link: Connection, lease: datetime) -> None:
    with as_system("tokens of Strava"), transaction.atomic():
        Connection.objects.filter(pk=link.pk, lease_until=lease).update(lease_until=None)


def lose_access(*, athlete_id: UUID, trouble: Trouble, key: str | None, now: datetime) -> str | None:
    """Nothing is fetched until the athlete connects again; what is waiting goes on waiting. They are told once.
    When another `key` than the refused one is there by now nothing is lost: that one is given back."""
    with as_system("tokens of Strava"), transaction.atomic():
        link = Connection.objects.select_for_update().filter(athlete_id=athlete_id).first()
        if link is None or link.state != ConnectionState.CONNECTED:
            return None
        if key not in {link.access_token, link.refresh_token}:
            return str(link.access_token)
        link.state, link.last_error, link.lease_until = ConnectionState.NEEDS_REAUTH, trouble.value, None
        if link.reauth_told_at is None:
            link.reauth_told_at = now
            tell_to_connect_again(athlete_id)
        link.save(update_fields=["state", "last_error", "lease_until", "reauth_told_at"])
    logger.warning("strava needs a new authorization", athlete=str(athlete_id))
    return None
