"""A service tells a session anew, or takes it back: its source follows, and everything that was measured from it."""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from core.events import emit
from core.text import clean_block, clean_line
from training.duplicates import find_twin
from training.equipment import forget_told_names
from training.formats.recording import Recording
from training.ledger import enter, retell
from training.measuring import leader_of
from training.merging import merge_activities
from training.models import Activity, ChangeCause, Source
from training.passport import UNRESTRICTED, Passport, strictest
from training.recording import entered, lock_athlete, measure_again, told_source, write_streams
from training.science.preparation import Track
from training.source_policies import policy_of

_KEPT = frozenset({"id", "athlete", "activity", "kind", "external_id", "original", "part", "is_kept_apart"})
_TOLD = tuple(field.name for field in Source._meta.concrete_fields if field.name not in _KEPT)


def find_source(*, athlete_id: UUID, kind: str, external_id: str) -> Source | None:
    return Source.objects.filter(athlete_id=athlete_id, kind=kind, external_id=external_id).first()


@transaction.atomic(savepoint=False)
def renew_source(
    *, source: Source, recording: Recording, now: datetime, narrowed: Passport = UNRESTRICTED, time_zone: str = ""
) -> Activity:
    """The source says what the recording says, whatever it said before."""
    lock_athlete(source.athlete_id)
    told, packed = told_source(
        recording, athlete_id=source.athlete_id, kind=source.kind, now=now, narrowed=narrowed, time_zone=time_zone
    )
    _retell(source, {name: getattr(told, name) for name in _TOLD})
    source.streams.all().delete()
    write_streams(source, packed.channels)
    return _measured(source, packed.track)


@transaction.atomic
def reword_source(*, source: Source, title: str, description: str, narrowed: Passport = UNRESTRICTED) -> Activity:
    """Only its words, or who may see it, are others: the records stay."""
    lock_athlete(source.athlete_id)
    allowed = strictest([policy_of(source.kind).passport, narrowed])
    words = {"title": clean_line(title)[:200], "description": clean_block(description)[:10_000]}
    words["narrowed_to"] = narrowed.visible_to
    _retell(source, {**words, **asdict(allowed)})
    source.streams.update(visible_to=source.visible_to)
    return _measured(source)


@transaction.atomic
def remove_source(*, source: Source) -> None:
    """Without its only source there is no activity; with others the next best leads. The journal forgets it as well:
    a load that was computed from what had to go would still be told there."""
    lock_athlete(source.athlete_id)
    activity = Activity.objects.filter(sources=source.pk).first()
    if activity is None:
        return
    before, kind = entered(activity), source.kind
    source.delete()
    if activity.sources.exists():
        forget_told_names(athlete_id=activity.athlete_id, kind=kind)
        activity.refresh_from_db()
        measure_again(activity, cause=ChangeCause.OTHER_SOURCE)
        retell(athlete_id=activity.athlete_id, activity_id=activity.pk, entry=entered(activity))
        emit("training.activity_changed", activity_id=activity.pk, athlete_id=activity.athlete_id)
        return
    gone, athlete_id = activity.pk, activity.athlete_id
    activity.delete()
    forget_told_names(athlete_id=athlete_id, kind=kind)
    enter(athlete_id=athlete_id, activity_id=gone, before=before, after=None, cause=ChangeCause.DELETED)
    retell(athlete_id=athlete_id, activity_id=gone, entry=None)
    emit("training.activity_deleted", activity_id=gone, athlete_id=athlete_id)


def _retell(source: Source, told: dict[str, Any]) -> None:
    for name, value in told.items():
        setattr(source, name, value)
    source.save(update_fields=[*told])


def _measured(source: Source, track: Track | None = None) -> Activity:
    """`track` is what its streams hold, where that is known."""
    activity = Activity.objects.get(pk=source.activity_id)
    sources = list(activity.sources.all())
    twin = None if source.is_kept_apart or len(sources) > 1 else _twin_of(source)
    if twin is not None:
        return merge_activities(into=twin, others=[activity], actor=None)
    leader = leader_of(sources)
    fresh = track if leader == source else None
    measure_again(activity, leader=leader, cause=ChangeCause.CORRECTED, ref=str(source.pk), track=fresh)
    emit("training.activity_changed", activity_id=activity.pk, athlete_id=activity.athlete_id)
    return activity


def _twin_of(source: Source) -> Activity | None:
    """Told anew it may be a session that was there already under another sport."""
    twin = find_twin(source.athlete_id, source)
    return None if twin is None or twin.pk == source.activity_id else twin
