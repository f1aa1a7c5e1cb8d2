"""Webhooks get lost: three attempts, then silence. Every few hours each athlete's list is looked through again."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from core.acting import as_system
from strava.backfilling import begin_reconcile
from strava.models import Connection, ConnectionState

EVERY = timedelta(hours=6)
AT_ONCE = 50


def reconcile(*, now: datetime) -> int:
    """Those not looked at for longest first, a few at a time: it is one call for each."""
    with as_system("connections to Strava"), transaction.atomic():
        late = Q(last_sync_at=None, connected_at__lt=now - EVERY) | Q(last_sync_at__lt=now - EVERY)
        rows = Connection.objects.filter(late, state=ConnectionState.CONNECTED)
        found = list(rows.order_by(F("last_sync_at").asc(nulls_first=True))[:AT_ONCE])
        for link in found:
            begin_reconcile(athlete_id=link.athlete_id, last_sync_at=link.last_sync_at, now=now)
    return len(found)
