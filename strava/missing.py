"""What was known and a list does not tell any more: deleted at Strava, or hidden. Asking for each of them tells which."""

from datetime import timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from strava.models import Backfill, FetchPart, KnownActivity, KnownState
from strava.queueing import CHANGED, PAST, ask_for
from training.models import Source, SourceKind

MANY = 100
"""A list that suddenly lacks more than these is looked into without haste: whoever trains today comes first."""


def ask_for_missing(row: Backfill) -> None:
    """When the list is through. What came while it was being taken is not on it, and was fetched since it began."""
    here = KnownActivity.objects.filter(athlete_id=row.athlete_id)
    unseen = here.exclude(Q(seen_at__gte=row.created_at) | Q(changed_at__gte=row.created_at))
    if row.since_at is not None:
        unseen = unseen.filter(start_at__gte=row.since_at + timedelta(days=1))
    missing = _held(row.athlete_id, unseen.exclude(state__in=[KnownState.GONE, KnownState.EXPIRED]))
    if missing:
        priority = CHANGED if len(missing) <= MANY else PAST
        ask_for(
            athlete_id=row.athlete_id, strava_ids=missing, part=FetchPart.DETAIL, priority=priority, at=timezone.now()
        )


def _held(athlete_id: UUID, known: QuerySet[KnownActivity]) -> list[int]:
    """What the athlete has deleted here needs no question."""
    ids = [str(one) for one in known.values_list("strava_id", flat=True)]
    held = Source.objects.filter(athlete_id=athlete_id, kind=SourceKind.STRAVA, external_id__in=ids)
    return [int(one) for one in held.values_list("external_id", flat=True)]
