"""Measuring again what a changed threshold, zone or formula touches, and nothing else, while somebody watches."""

from collections.abc import Callable, Collection
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Prefetch

from core.work import renew
from training.measuring import fingerprint, leader_of, sports_of
from training.models import Activity, Recomputation, Source
from training.recording import lock_athlete, measure_again
from training.thresholds import ThresholdBook

BATCH = 20
LEASE = timedelta(seconds=20)  # renewed with every batch, so that the work of a killed worker is soon taken over
# What a fingerprint is made of; the rest of the rows is large.
_TYPED = (
    "athlete_id", "local_on", "start_at", "fingerprint", "chosen_sport", "chosen_sub_sport", "rpe", "load_override",
)  # fmt: skip
_TOLD = (
    "activity_id", "athlete_id", "kind", "sport", "sub_sport", "digest", "visible_to", "ai_allowed", "combinable",
    "geo_stored", "is_partial", "record_count", "channels", "start_at", "end_at",
)  # fmt: skip


def ask_for_recomputation(
    *, athlete_id: UUID, cause: str, since_on: date | None = None, activity_ids: Collection[UUID] = (), ref: str = ""
) -> Recomputation:
    """Without a day and without ids, everything is looked at."""
    from core.tasks import wake  # noqa: PLC0415 - tasks import the functions they run
    from training.tasks import recompute  # noqa: PLC0415

    row = Recomputation.objects.create(
        athlete_id=athlete_id, since_on=since_on, activity_ids=sorted(activity_ids), cause=cause, ref=ref
    )
    transaction.on_commit(lambda: wake(recompute))
    return row


def run(work: Recomputation) -> Callable[[], None]:
    """In small transactions of their own: stopped in the middle, the next attempt skips what is new already."""
    with transaction.atomic():
        stale = stale_ids(work)
        Recomputation.objects.filter(pk=work.pk).update(total=F("done") + len(stale))
    for at in range(0, len(stale), BATCH):
        _measure(work, stale[at : at + BATCH])
        with transaction.atomic():
            renew(work, lease=LEASE)
    return lambda: None


def stale_ids(work: Recomputation) -> list[UUID]:
    """Activities whose numbers follow from something else than today's thresholds, sources and formulas."""
    rows = Activity.objects.filter(athlete_id=work.athlete_id)
    if work.activity_ids:
        rows = rows.filter(pk__in=work.activity_ids)
    if work.since_on:
        rows = rows.filter(local_on__gte=work.since_on)
    book = ThresholdBook(work.athlete_id)
    told = Prefetch("sources", Source.objects.only(*_TOLD))
    found = rows.only(*_TYPED).prefetch_related("corrections", told).order_by("-start_at")
    return [activity.pk for activity in found if is_stale(activity, book)]


def is_stale(activity: Activity, book: ThresholdBook) -> bool:
    leader = leader_of(list(activity.sources.all()))
    sport, _sub_sport = sports_of(activity, leader)
    corrections = sorted(activity.corrections.all(), key=lambda row: (row.created_at, row.pk))
    wanted = fingerprint(activity, leader, book.at(sport, activity.local_on), corrections)
    return activity.fingerprint != wanted


def _measure(work: Recomputation, ids: list[UUID]) -> None:
    with transaction.atomic():
        lock_athlete(work.athlete_id)
        book = ThresholdBook(work.athlete_id)  # another edit may have come in between
        for activity in Activity.objects.filter(pk__in=ids).order_by("start_at"):
            measure_again(activity, cause=work.cause, ref=work.ref, book=book)
        Recomputation.objects.filter(pk=work.pk).update(done=F("done") + len(ids))
