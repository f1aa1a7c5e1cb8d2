"""Sessions come in. Whatever brings one (a file, a service, a person) ends here, and here it becomes an activity."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from core.errors import NotFound
from core.events import emit, told_together
from core.text import clean_block, clean_line
from training.circumstances import Circumstances, circumstances_of, recorded_under
from training.duplicates import find_twin
from training.formats.recording import Recording, believable
from training.judging import judge_at_once
from training.ledger import Entry, enter, entered_together, entry_of, retell
from training.local_days import local_day, time_zone_of
from training.measuring import leader_of, measured, write_measured
from training.models import Activity, ChangeCause, Original, Source, Stream
from training.passport import UNRESTRICTED, Passport, strictest
from training.science.preparation import Track
from training.source_policies import kept_until
from training.thresholds import ThresholdBook
from training.tracks import PLACES, Packed, laps_of, pack_recording, totals_of

LATE = timedelta(days=2)
TYPED = ("title", "notes", "rpe", "feel", "load_override", "gear_id")


@dataclass(frozen=True, slots=True)
class Recorded:
    source: Source
    activity: Activity
    is_new: bool
    duplicate_of: UUID | None
    is_partial: bool


@transaction.atomic(savepoint=False)
def record_session(
    *, athlete_id: UUID, recording: Recording, kind: str, original: Original | None, now: datetime, part: int = 0,
    external_id: str = "", described: Mapping[str, Any] | None = None, chosen_sport: str = "", is_partial: bool = False,
    time_zone: str = "", narrowed: Passport = UNRESTRICTED,
) -> Recorded:  # fmt: skip
    """A recording becomes a source of the activity it tells of. The same one again finds what is there.

    `narrowed` is what the sender says of this one session, such as that nobody else may see it.
    """
    lock_athlete(athlete_id)
    there = _find_again(athlete_id, kind=kind, original=original, part=part, external_id=external_id)
    if there is not None:
        return Recorded(
            there, there.activity, is_new=False, duplicate_of=there.activity_id, is_partial=there.is_partial
        )
    source, packed = told_source(
        recording, athlete_id=athlete_id, kind=kind, now=now, narrowed=narrowed, time_zone=time_zone
    )
    source.original, source.part, source.external_id = original, part, external_id
    source.is_partial = is_partial
    if chosen_sport:
        source.sport = chosen_sport
    return _take_in(source, packed, described or {}, now)


@contextmanager
def recorded_together(athlete_id: UUID) -> Iterator[None]:
    """For many sessions of an athlete in one transaction: what they are recorded under is read once, and what follows
    from them (days of the ledger, news) is written once, at the end."""
    lock_athlete(athlete_id)
    with recorded_under(Circumstances(athlete_id)), entered_together(athlete_id), told_together():
        yield


def told_source(
    recording: Recording, *, athlete_id: UUID, kind: str, now: datetime, narrowed: Passport = UNRESTRICTED,
    time_zone: str = "",
) -> tuple[Source, Packed]:  # fmt: skip
    """What a recording says, as a row that is not written yet, and its streams."""
    recording = replace(recording, totals=believable(recording.totals))
    packed = pack_recording(recording)
    source = _source_of(recording, packed, circumstances_of(athlete_id), kind=kind, now=now)
    source.time_zone = time_zone or source.time_zone
    allowed = strictest([source.passport, narrowed])
    source.visible_to, source.ai_allowed = allowed.visible_to, allowed.ai_allowed
    source.combinable, source.narrowed_to = allowed.combinable, narrowed.visible_to
    return source, packed


def lock_athlete(athlete_id: UUID) -> None:
    """One at a time per athlete: two tellings of one session may arrive together."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(727276, hashtext(%s))", [str(athlete_id)])


def lock_activity(activity: Activity) -> None:
    """What was read before the lock may have changed, or gone, while somebody else had it."""
    lock_athlete(activity.athlete_id)
    try:
        activity.refresh_from_db()
    except Activity.DoesNotExist as error:
        raise NotFound from error


def _take_in(source: Source, packed: Packed, described: Mapping[str, Any], now: datetime) -> Recorded:
    twin = find_twin(source.athlete_id, source)
    activity = _filled(twin, described) if twin else _drafted(source, described)
    source.activity = activity
    source.save(force_insert=True)
    write_streams(source, packed.channels)
    leader = leader_of(list(activity.sources.all())) if twin else source
    if leader == source or described:
        cause = ChangeCause.OTHER_SOURCE if twin else _cause_of(source, now)
        track = packed.track if leader == source else None
        measure_again(activity, leader=leader, cause=cause, ref=str(source.pk), track=track)
    else:
        activity.save(update_fields=["leader"])  # another source is told of it: a new version
    emit("training.activity_recorded", activity_id=activity.pk, athlete_id=source.athlete_id, is_new=twin is None)
    return Recorded(source, activity, twin is None, twin.pk if twin else None, source.is_partial)


def new_activity(source: Source) -> Activity:
    activity = _drafted(source, {})
    activity.save(force_insert=True)
    return activity


def _drafted(source: Source, described: Mapping[str, Any]) -> Activity:
    """Not written before it is measured: most sessions are told once, and one row written twice costs more than two."""
    said = {"gear_id": circumstances_of(source.athlete_id).usual_gear(source.sport), **described}
    return Activity(
        **({"id": said["id"]} if said.get("id") else {}),
        athlete_id=source.athlete_id,
        **{name: said[name] for name in TYPED if said.get(name) is not None},
        sport=source.sport,
        sub_sport=source.sub_sport,
        start_at=source.start_at,
        end_at=source.end_at,
        time_zone=source.time_zone,
        local_on=local_day(source.start_at, source.time_zone),
    )


def _filled(activity: Activity, described: Mapping[str, Any]) -> Activity:
    """What is said about a session that is there already fills what nobody has said yet."""
    fill_typed(activity, described)
    return activity


def fill_typed(activity: Activity, said: Mapping[str, Any]) -> None:
    """A load of 0 was said as well as any other."""
    nothing = (None, "")
    news = {name: said[name] for name in TYPED if said.get(name) not in nothing and getattr(activity, name) in nothing}
    for name, value in news.items():
        setattr(activity, name, value)
    if news:
        activity.save(update_fields=list(news))


def measure_again(
    activity: Activity, *, cause: str, ref: str = "", book: ThresholdBook | None = None, track: Track | None = None,
    leader: Source | None = None,
) -> None:  # fmt: skip
    """Compute everything of an activity from its leader, and enter the difference into the ledger."""
    leader = leader or leader_of(list(activity.sources.all()))
    before, was, led_by = entered(activity), activity.passport, activity.leader_id
    result = measured(activity, leader, book or circumstances_of(activity.athlete_id).book, track)
    write_measured(activity, result)
    if was.is_restricted and led_by != leader.pk:
        judge_at_once(activity)
    after, about = entry_of(activity), {"athlete_id": activity.athlete_id, "activity_id": activity.pk}
    enter(before=before, after=after, cause=cause, ref=ref, **about)
    if before is not None and activity.passport != was and strictest([was, activity.passport]) == activity.passport:
        retell(entry=after, **about)  # what fewer may know from now on, nobody else is told as of before


def entered(activity: Activity) -> Entry | None:
    """What the ledger has of it (as read under the lock): nothing before the first measuring."""
    return entry_of(activity) if activity.fingerprint else None


def _find_again(
    athlete_id: UUID, *, kind: str, original: Original | None, part: int, external_id: str
) -> Source | None:
    if original is None and not external_id:
        return None
    same = {"external_id": external_id} if original is None else {"original": original, "part": part}
    found = Source.objects.filter(athlete_id=athlete_id, kind=kind, **same).values_list("pk", flat=True).first()
    return Source.objects.select_related("activity").get(pk=found) if found else None


def _source_of(recording: Recording, packed: Packed, under: Circumstances, *, kind: str, now: datetime) -> Source:
    policy = under.policy(kind)
    if not policy.geo_stored:
        for name in PLACES:
            packed.channels.pop(name, None)
            packed.track.channels.pop(name, None)
    track = packed.track
    start_at, end_at = _span(recording, track, now)
    return Source(
        athlete_id=under.athlete_id,
        kind=kind,
        fetched_at=now,
        keep_until=kept_until(policy, now),
        geo_stored=policy.geo_stored,
        visible_to=policy.visible_to,
        ai_allowed=policy.ai_allowed,
        combinable=policy.combinable,
        title=clean_line(recording.title)[:200],
        description=clean_block(recording.description)[:10_000],
        sport=recording.sport,
        sub_sport=recording.sub_sport or "",
        start_at=start_at,
        end_at=end_at,
        time_zone=time_zone_of(recording, home=under.home, start_at=start_at),
        device=clean_line(recording.device)[:120],
        totals=totals_of(recording, track),
        laps=laps_of(recording, track),
        pauses=[list(pause) for pause in track.pauses],
        notes=[list(note) for note in track.notes],
        channels=sorted(packed.channels),
        record_count=int(track.time_s.size),
        digest=packed.digest,
    )


def _span(recording: Recording, track: Track, now: datetime) -> tuple[datetime, datetime]:
    """From the first to the last record; without records what the device says; without any time, now."""
    if track.has_time and track.time_s.size:
        first, last = (track.start_s + float(track.time_s[at]) for at in (0, -1))
        return datetime.fromtimestamp(first, UTC), datetime.fromtimestamp(last, UTC)
    start_at = recording.start_at or now.replace(microsecond=0)
    return start_at, start_at + timedelta(seconds=recording.totals.elapsed_s or recording.totals.timer_s or 0)


def write_streams(source: Source, channels: Mapping[str, bytes]) -> None:
    Stream.objects.bulk_create(
        Stream(source=source, athlete_id=source.athlete_id, visible_to=source.visible_to, channel=name, packed=content)
        for name, content in channels.items()
    )


def _cause_of(source: Source, now: datetime) -> str:
    return ChangeCause.LATE_UPLOAD if now - source.end_at > LATE else ChangeCause.RECORDED
