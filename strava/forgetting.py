"""When a connection ends, what came through it goes: sources, what was measured from them, keys, names, hints.

`forget` belongs to the transaction that ends the connection and leaves a work row. Until that has removed everything
nothing is listed or fetched for the athlete (`strava.queueing`): so it needs no line between what came before and after.
"""

import time
from datetime import timedelta
from uuid import UUID

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from core.tasks import wake
from core.work import Effect, Later, LeaseLost, renew
from strava.leaving import leave
from strava.models import (
    AuthorizationState,
    Backfill,
    Connection,
    ConnectionState,
    Deletion,
    Fetch,
    InboxEvent,
    KnownActivity,
)
from strava.notices import tell_of_deletion
from training.models import Source, SourceKind
from training.recording import lock_athlete
from training.sources import remove_source

logger = structlog.get_logger(__name__)

LEASE = timedelta(seconds=60)
STEP_S = 8.0


def forget(*, athlete_id: UUID) -> None:
    """Whoever is writing has finished before, and that is deleted; whoever comes later finds no work row. Locks are taken
    in the order in which lists and fetches take them."""
    Backfill.objects.filter(athlete_id=athlete_id).delete()
    lock_athlete(athlete_id)
    for model in (Fetch, KnownActivity, AuthorizationState):
        model._default_manager.filter(athlete_id=athlete_id).delete()
    row = Deletion(athlete_id=athlete_id)
    link = Connection.objects.select_for_update().filter(athlete_id=athlete_id).first()
    if link is not None:
        _take_keys(row, link)
    row.save()
    from strava.tasks import forget as carry_on  # noqa: PLC0415 - tasks import the functions they run

    transaction.on_commit(lambda: wake(carry_on))


def _take_keys(row: Deletion, link: Connection) -> None:
    """They are not the connection's any more: it may be filled again while the old keys are still to be ended."""
    row.strava_athlete_id, row.expires_at = link.strava_athlete_id, link.expires_at
    row.access_token, row.refresh_token = link.access_token, link.refresh_token
    link.access_token = link.refresh_token = link.expires_at = None
    link.save(update_fields=["access_token", "refresh_token", "expires_at"])


# --- in the worker -----------------------------------------------------------------------------------------------------
def carry_out(row: Deletion) -> Effect:
    """Strava being away holds up nothing here: the data goes, and is confirmed; the keys wait for an answer."""
    is_left = leave(row)
    if row.deleted_at is None:
        _remove_sources(row)
        _confirm(row)
    if not is_left:
        raise Later(timezone.now() + _pause(row))
    return _nothing


def _pause(row: Deletion) -> timedelta:
    return min(max((timezone.now() - row.created_at) / 2, timedelta(seconds=5)), timedelta(hours=1))


def _nothing() -> None:
    """All is written."""


def _remove_sources(row: Deletion) -> None:
    """One after the other: killed in the middle, the next run finds what is left; one that cannot be removed does not
    keep the others here."""
    until, failed = time.monotonic() + STEP_S, set[UUID]()
    while (source := _next(row, failed)) is not None:
        try:
            _remove(row, source)
        except (OperationalError, InterfaceError, LeaseLost):
            raise
        except Exception:
            logger.exception("strava source not removed", source=str(source.pk))
            failed.add(source.pk)
        if time.monotonic() > until:
            raise Later(timezone.now())
    if failed:
        raise RuntimeError(f"{len(failed)} sources could not be removed")


def _next(row: Deletion, failed: set[UUID]) -> Source | None:
    with transaction.atomic():
        left = Source.objects.filter(athlete_id=row.athlete_id, kind=SourceKind.STRAVA).exclude(pk__in=failed)
        return left.order_by("start_at").first()


def _remove(row: Deletion, source: Source) -> None:
    with transaction.atomic():
        remove_source(source=source)
        Deletion.objects.filter(pk=row.pk).update(removed=F("removed") + 1)
        renew(row, lease=LEASE)


@transaction.atomic
def _confirm(row: Deletion) -> None:
    """The letter is written once, by the last of several."""
    link = Connection.objects.select_for_update().filter(athlete_id=row.athlete_id).first()
    lock_athlete(row.athlete_id)
    is_connected = link is not None and link.state != ConnectionState.DISCONNECTED
    if link is not None and not is_connected:
        link.delete()
    _remove_hints(row)
    open_ones = Deletion.objects.filter(athlete_id=row.athlete_id, deleted_at=None)
    if not open_ones.exclude(pk=row.pk).exists():
        tell_of_deletion(row.athlete_id, is_connected=is_connected)
    Deletion.objects.filter(pk=row.pk).update(deleted_at=Now())
    renew(row, lease=LEASE)
    from strava.tasks import backfill  # noqa: PLC0415 - tasks import the functions they run

    transaction.on_commit(lambda: wake(backfill))


def _remove_hints(row: Deletion) -> None:
    """What was being noted while the connection ended. What a new connection asked for stays."""
    living = Connection.objects.exclude(state=ConnectionState.DISCONNECTED)
    for model in (Backfill, Fetch):
        rows = model._default_manager.filter(athlete_id=row.athlete_id)
        rows.exclude(athlete_id__in=living.values("athlete_id")).delete()
    KnownActivity.objects.filter(athlete_id=row.athlete_id).delete()
    events = InboxEvent.objects.filter(owner_id=row.strava_athlete_id or 0)
    events.exclude(owner_id__in=living.values("strava_athlete_id")).delete()
