"""When a connection ends, what came through it goes: sources, what was measured from them, keys, names, hints.

`forget` belongs to the transaction that ends the connection and leaves a work row. The worker takes leave of Strava,
deletes in small steps, and writes the letter that confirms it together with the last one.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from core import breaker
from core.acting import as_system
from core.models import WorkState
from core.outbound import OutboundError
from core.work import Effect, Later, renew
from strava import oauth
from strava.models import (
    AuthorizationState,
    Backfill,
    Connection,
    ConnectionState,
    Fetch,
    InboxEvent,
    KnownActivity,
)
from strava.notices import tell_of_deletion
from training.models import Source, SourceKind
from training.sources import remove_source

KIND = "purge"
LEASE = timedelta(seconds=25)
BATCH = 20
_OPEN = (WorkState.WAITING, WorkState.LEASED)


def forget(*, athlete_id: UUID, now: datetime) -> None:
    """What came until now. Sources that come later, after another connection, stay."""
    Fetch.objects.filter(athlete_id=athlete_id).delete()
    KnownActivity.objects.filter(athlete_id=athlete_id).delete()
    AuthorizationState.objects.filter(athlete_id=athlete_id).delete()
    Backfill.objects.filter(athlete_id=athlete_id).exclude(kind=KIND).delete()
    going_on = Backfill.objects.filter(athlete_id=athlete_id, kind=KIND, state__in=_OPEN)
    if not going_on.update(before_at=now, run_at=now):
        Backfill.objects.create(athlete_id=athlete_id, kind=KIND, before_at=now)


def purge(row: Backfill) -> Effect:
    _take_leave(row)
    for _batch in _batches(row):
        with transaction.atomic():
            renew(row, lease=LEASE)
    return partial(_confirm, row)


def _batches(row: Backfill) -> Iterator[int]:
    """Each is a transaction of its own: killed in the middle, the next run finds what is left."""
    while True:
        with transaction.atomic():
            row.refresh_from_db(fields=["before_at"])  # somebody may have connected and left again meanwhile
            old = Source.objects.filter(
                athlete_id=row.athlete_id, kind=SourceKind.STRAVA, fetched_at__lte=row.before_at
            )
            sources = list(old.order_by("start_at")[:BATCH])
            for source in sources:
                remove_source(source=source)
            Backfill.objects.filter(pk=row.pk).update(done=F("done") + len(sources))
        if not sources:
            return
        yield len(sources)


def _take_leave(row: Backfill) -> None:
    """The keys go with the first answer of Strava, whatever it is; after some minutes without one, also."""
    with as_system("deletion of Strava data"), transaction.atomic():
        link = _ended(row)
        tokens = (link.access_token, link.refresh_token) if link else (None, None)
    if not link or not tokens[1]:
        return
    try:
        oauth.revoke(access_token=str(tokens[0]), refresh_token=str(tokens[1]))
    except (OutboundError, breaker.Open):
        if row.before_at and timezone.now() - row.before_at < timedelta(seconds=45):
            raise Later(timezone.now() + timedelta(seconds=5)) from None
    with as_system("deletion of Strava data"), transaction.atomic():
        link = _ended(row)
        if link:
            link.access_token = link.refresh_token = link.expires_at = None
            link.save()


def _ended(row: Backfill) -> Connection | None:
    """Not when they have connected again meanwhile."""
    ended = Connection.objects.filter(athlete_id=row.athlete_id, state=ConnectionState.DISCONNECTED)
    return ended.select_for_update().first()


def _confirm(row: Backfill) -> None:
    if Backfill.objects.select_for_update().get(pk=row.pk).before_at != row.before_at:
        raise Later(timezone.now())
    link = _ended(row)
    if link is not None:
        InboxEvent.objects.filter(owner_id=link.strava_athlete_id).delete()
        link.delete()
    tell_of_deletion(row.athlete_id)
    Backfill.objects.filter(athlete_id=row.athlete_id, kind=KIND).exclude(pk=row.pk).delete()
