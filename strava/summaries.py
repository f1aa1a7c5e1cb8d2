"""A list page as a page of the calendar: sessions by their totals, and the wish for the records of each."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models.functions import Now
from django.utils import timezone

from strava.allowance import allowance
from strava.mapping import Json, Unusable, digest_of, narrowed_by, recording_of, started, time_zone_of
from strava.models import FetchPart, KnownActivity, KnownState
from strava.queueing import CHANGED, PAST, ask_for
from training.models import Source, SourceKind
from training.recording import record_session, recorded_together


def take_summaries(*, athlete_id: UUID, summaries: Sequence[Json], is_history: bool) -> None:
    """New ones are recorded, changed ones asked for; what is known, deleted here or kept no longer stays as it is."""
    usable = {int(one["id"]): one for one in summaries if _is_usable(one)}
    known = {row.strava_id: row for row in KnownActivity.objects.filter(athlete_id=athlete_id, strava_id__in=usable)}
    held = _held(athlete_id, usable)
    new = [one for one in usable if one not in known]
    changed = [one for one, row in known.items() if _is_changed(row, usable[one], is_held=one in held)]
    with recorded_together(athlete_id):
        for one in new:
            _record(athlete_id, usable[one])
    has_details, now = allowance().has_details, timezone.now()
    KnownActivity.objects.bulk_create(
        [
            KnownActivity(
                athlete_id=athlete_id, strava_id=one, start_at=started(usable[one]), digest=digest_of(usable[one])
            )
            for one in new
        ],
        ignore_conflicts=True,
    )
    KnownActivity.objects.filter(athlete_id=athlete_id, strava_id__in=usable).update(seen_at=Now())
    starts = {one: started(usable[one]) for one in usable}
    if has_details:
        urgency = PAST if is_history else CHANGED
        _ask(athlete_id, new, urgency, starts, now)
    _ask(athlete_id, changed, CHANGED, starts, now)


def _ask(athlete_id: UUID, ids: Sequence[int], priority: int, starts: Mapping[int, datetime], now: datetime) -> None:
    if ids:
        ask_for(athlete_id=athlete_id, strava_ids=ids, part=FetchPart.DETAIL, priority=priority, at=now, starts=starts)


def _held(athlete_id: UUID, ids: Mapping[int, Json]) -> set[int]:
    sources = Source.objects.filter(
        athlete_id=athlete_id, kind=SourceKind.STRAVA, external_id__in=[str(one) for one in ids]
    )
    return {int(one) for one in sources.values_list("external_id", flat=True)}


def _is_changed(row: KnownActivity, summary: Json, *, is_held: bool) -> bool:
    """What was gone and is listed again has come back; what is known and not held was deleted here, and stays so."""
    if row.state == KnownState.GONE:
        return True
    return is_held and row.state != KnownState.EXPIRED and row.digest != digest_of(summary)


def _record(athlete_id: UUID, summary: Json) -> None:
    record_session(
        athlete_id=athlete_id, recording=recording_of(summary), kind=SourceKind.STRAVA, original=None,
        now=timezone.now(), external_id=str(summary["id"]), narrowed=narrowed_by(summary),
        time_zone=time_zone_of(summary),
    )  # fmt: skip


def _is_usable(summary: Json) -> bool:
    try:
        started(summary)
        return isinstance(summary["id"], int)
    except Unusable:
        return False
