"""One activity with its records: two calls, then a source of training, or none any more."""

import time
from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.work import Effect, Hopeless, Later
from strava.asking import ask_strava, keep_lease, verdict
from strava.client import StravaApi
from strava.errors import Missing
from strava.gear import take_gear
from strava.ids import id_of
from strava.mapping import (
    Json,
    Unusable,
    digest_of,
    has_same_records,
    has_streams,
    narrowed_by,
    recording_of,
    started,
    time_zone_of,
)
from strava.models import Connection, Fetch, KnownActivity, KnownState
from strava.queueing import urgency_of
from training.formats.recording import Recording
from training.models import Source, SourceKind
from training.recording import lock_athlete, record_session
from training.sources import find_source, remove_source, renew_source, reword_source


def fetch(row: Fetch) -> Effect:
    """Talks to Strava; what it returns writes."""
    try:
        return _fetched(row)
    except Missing:
        return partial(note_gone, row)
    except Unusable as error:
        raise Hopeless(str(error)) from None
    except (Later, Hopeless):
        raise
    except Exception as error:
        raise verdict(row, error) from error


def _fetched(row: Fetch) -> Effect:
    urgency = urgency_of(row.priority)
    with transaction.atomic():
        known, source = _known(row), _source(row)
        owner = Connection.objects.filter(athlete_id=row.athlete_id).values_list("strava_athlete_id", flat=True).first()
    if is_settled(known, source):
        return _nothing
    told = ask_strava(row, urgency, partial(_ask, row=row, known=known, owner=owner))
    if told is None:
        return _nothing
    activity, streams = told
    return (
        partial(_reword, row, activity)
        if streams is None
        else partial(_record, row, activity, recording_of(activity, streams))
    )


def _ask(
    api: StravaApi, *, row: Fetch, known: KnownActivity | None, owner: int | None
) -> tuple[Json, Json | None] | None:  # fmt: skip
    """The activity and its records: None when it is not theirs, no records when they are those we have."""
    began = time.monotonic()
    activity = api.activity(row.strava_id)
    if not _is_of(activity, owner):
        return None
    started(activity)
    is_fetched = known is not None and known.state == KnownState.FETCHED
    if known is not None and is_fetched and has_same_records(known.digest, digest_of(activity)):
        return activity, None
    if not has_streams(activity):
        return activity, {}
    keep_lease(row, since=began)
    return activity, api.streams(row.strava_id)


def is_settled(known: KnownActivity | None, source: Source | None) -> bool:
    """What may be kept no longer is not fetched again, nor is what the athlete has deleted here."""
    if known is None or known.state == KnownState.GONE:
        return False
    return known.state == KnownState.EXPIRED or source is None


def _is_of(activity: Json, owner: int | None) -> bool:
    """Public activities of others open as well: whoever is told to own one need not."""
    told = activity.get("athlete")
    return not isinstance(told, Mapping) or id_of(told.get("id")) in {None, owner}


def _nothing() -> None:
    """There is nothing to write."""


def _record(row: Fetch, activity: Json, recording: Recording) -> None:
    source, now = _source(row), timezone.now()
    narrowed, zone = narrowed_by(activity), time_zone_of(activity)
    if source is not None:
        found = renew_source(source=source, recording=recording, now=now, narrowed=narrowed, time_zone=zone)
    else:
        found = record_session(
            athlete_id=row.athlete_id, recording=recording, kind=SourceKind.STRAVA, original=None, now=now,
            external_id=str(row.strava_id), narrowed=narrowed, time_zone=zone,
        ).activity  # fmt: skip
    take_gear(found, activity)
    _note(row, activity)


def _reword(row: Fetch, activity: Json) -> None:
    source = _source(row)
    if source is not None:
        recording = recording_of(activity)
        reword_source(
            source=source, title=recording.title, description=recording.description, narrowed=narrowed_by(activity)
        )
        take_gear(source.activity, activity)
    _note(row, activity)


def _note(row: Fetch, activity: Json) -> None:
    told = {"state": KnownState.FETCHED, "digest": digest_of(activity), "start_at": started(activity)}
    _remember(row, **told)


def note_gone(row: Fetch) -> None:
    """Deleted at Strava, or hidden from us: it goes here as well, and is remembered so that nothing brings it back."""
    source = _source(row)
    if source is not None:
        remove_source(source=source)
    _remember(row, state=KnownState.GONE, digest="")


def _remember(row: Fetch, **told: Any) -> None:
    """Known from a list before, most of them. The athlete is locked before any row of theirs, as by whoever forgets them."""
    lock_athlete(row.athlete_id)
    which: dict[str, Any] = {"athlete_id": row.athlete_id, "strava_id": row.strava_id}
    if not KnownActivity.objects.filter(**which).update(**told, changed_at=timezone.now()):
        KnownActivity.objects.update_or_create(**which, defaults={**told, "changed_at": timezone.now()})


def _known(row: Fetch) -> KnownActivity | None:
    return KnownActivity.objects.filter(athlete_id=row.athlete_id, strava_id=row.strava_id).first()


def _source(row: Fetch) -> Source | None:
    return find_source(athlete_id=row.athlete_id, kind=SourceKind.STRAVA, external_id=str(row.strava_id))
