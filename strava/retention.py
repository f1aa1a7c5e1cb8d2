"""What may not be kept for ever goes in time: sources whose passport has run out, and what was only said in passing."""

import time
from datetime import datetime, timedelta

from django.db import transaction

from core.acting import as_system
from core.models import WorkState
from strava.models import AuthorizationState, Backfill, Fetch, InboxEvent, KnownActivity, KnownState
from training.models import Source, SourceKind
from training.sources import remove_source

BATCH = 20
BUDGET_S = 20.0
HINTS_KEPT = timedelta(days=14)


def expire(*, now: datetime) -> int:
    """Sources past their day, with everything that was measured from them. The schedule asks again every hour."""
    until, count = time.monotonic() + BUDGET_S, 0
    while time.monotonic() < until and (found := _expire_some(now)):
        count += found
    return count


def _expire_some(now: datetime) -> int:
    with as_system("retention"), transaction.atomic():
        sources = list(
            Source.objects.filter(kind=SourceKind.STRAVA, keep_until__lte=now).order_by("keep_until")[:BATCH]
        )
        for source in sources:
            known = KnownActivity.objects.filter(athlete_id=source.athlete_id, strava_id=int(source.external_id))
            known.update(state=KnownState.EXPIRED, digest="", start_at=None, changed_at=now)
            remove_source(source=source)
    return len(sources)


def remove_outdated(*, now: datetime) -> None:
    ended = (WorkState.DONE, WorkState.DEAD)
    with as_system("retention"), transaction.atomic():
        AuthorizationState.objects.filter(expires_at__lt=now - timedelta(days=1)).delete()
        for model in (InboxEvent, Fetch):
            model.objects.filter(state=WorkState.DONE, finished_at__lt=now - HINTS_KEPT).delete()
        Backfill.objects.filter(state__in=ended, finished_at__lt=now - HINTS_KEPT).exclude(kind="history").delete()
