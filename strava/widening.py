"""A wider policy lets more come than was fetched under the one before: longer ago, with records, with places."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, Subquery

from core.acting import as_system
from strava.backfilling import HISTORY, begin_history
from strava.models import Backfill, Connection, ConnectionState, KnownActivity, KnownState
from training.models import Source, SourceKind
from training.source_policies import policy_of


def fetch_what_may_come(*, now: datetime) -> int:
    """Whose history was cut short, or lost something, has it listed again; what is complete costs nothing more."""
    policy = policy_of(SourceKind.STRAVA)
    if policy.keep_days is not None:
        return 0
    with as_system("connections to Strava"):
        lacking = _cut_short() | _expired() | (_placeless() if policy.geo_stored else set())
        links = Connection.objects.filter(state=ConnectionState.CONNECTED, athlete_id__in=lacking)
        athletes = list(links.values_list("athlete_id", flat=True))
        _forget_what_was_seen(athletes)
        for athlete_id in athletes:
            begin_history(athlete_id=athlete_id, now=now, is_again=True)
    return len(athletes)


def _cut_short() -> set[UUID]:
    newest = Backfill.objects.filter(kind=HISTORY, athlete_id=OuterRef("athlete_id")).order_by("-created_at")
    rows = Connection.objects.annotate(since=Subquery(newest.values("since_at")[:1])).exclude(since=None)
    return set(rows.values_list("athlete_id", flat=True))


def _expired() -> set[UUID]:
    rows = KnownActivity.objects.filter(state=KnownState.EXPIRED)
    return set(rows.values_list("athlete_id", flat=True).distinct())


def _placeless() -> set[UUID]:
    rows = Source.objects.filter(kind=SourceKind.STRAVA, geo_stored=False)
    return set(rows.values_list("athlete_id", flat=True).distinct())


def _forget_what_was_seen(athletes: Collection[UUID]) -> None:
    """What is not known any more is new, and what has no digest has changed: both are fetched with everything."""
    known = KnownActivity.objects.filter(athlete_id__in=athletes)
    known.filter(state=KnownState.EXPIRED).delete()
    known.filter(state__in=[KnownState.LISTED, KnownState.FETCHED]).update(digest="")
