"""Webhooks get lost: three attempts, then silence. Every few hours each athlete's list is looked through again."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, Subquery

from core.acting import as_system
from strava.backfilling import RECONCILE, begin_reconcile
from strava.models import Backfill, Connection, ConnectionState
from strava.queueing import OPEN

EVERY = timedelta(hours=6)
AT_ONCE = 50


def reconcile(*, now: datetime) -> int:
    """Those not tried for longest first, a few at a time: it is one call for each. The last try counts and not the last
    success, so that the few whose lists fail do not keep all others waiting."""
    with as_system("connections to Strava"), transaction.atomic():
        late = Q(last_sync_at=None, connected_at__lt=now - EVERY) | Q(last_sync_at__lt=now - EVERY)
        rows = Connection.objects.filter(late, state=ConnectionState.CONNECTED)
        tries = Backfill.objects.filter(kind=RECONCILE, athlete_id=OuterRef("athlete_id"))
        tried = rows.annotate(
            is_open=Exists(tries.filter(state__in=OPEN)),
            tried_at=Subquery(tries.order_by("-created_at").values("created_at")[:1]),
        )
        order = (F(name).asc(nulls_first=True) for name in ("is_open", "tried_at", "last_sync_at"))
        found = list(tried.order_by(*order)[:AT_ONCE])
        for link in found:
            begin_reconcile(athlete_id=link.athlete_id, last_sync_at=link.last_sync_at, now=now)
    return len(found)
