"""Addresses under which calendar programs read an athlete's plan. Who has the address needs no login."""

import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Person, User
from core.acting import acting_as, as_system
from core.errors import Conflict, NotFound
from training.ical import Entry, write_calendar
from training.local_days import local_day, zone_of
from training.models import CalendarFeed, CalendarNote, GoalEvent, Workout, WorkoutState
from training.plan_rights import plan_sight
from training.units import clock, number

MOST = 10
DAYS_BACK, DAYS_AHEAD = 90, 400
READ_AGAIN = timedelta(hours=1)
_NEUTRAL = frozenset({WorkoutState.EXCUSED, WorkoutState.SKIPPED})


@dataclass(frozen=True, slots=True)
class Reading:
    """What a feed stands for at the moment."""

    feed_id: UUID
    person: Person
    today: date

    @property
    def midnight(self) -> datetime:
        return datetime.combine(self.today, time(), zone_of(self.person.time_zone))


def live_feeds(athlete_id: UUID) -> QuerySet[CalendarFeed]:
    return CalendarFeed.objects.filter(athlete_id=athlete_id, revoked_at=None)


@transaction.atomic
def open_feed(*, athlete_id: UUID, actor: User, now: datetime) -> tuple[CalendarFeed, str]:
    """The token is returned here and never again."""
    _require_own(athlete_id, actor)
    User.objects.select_for_update().get(pk=actor.pk)
    if live_feeds(athlete_id).count() >= MOST:
        raise Conflict(_("There are 10 addresses already; revoke one first."))
    token = secrets.token_urlsafe(32)
    feed = CalendarFeed.objects.create(athlete_id=athlete_id, token_hash=_hash(token), hint=token[:6], created_at=now)
    return feed, token


@transaction.atomic
def revoke_feed(*, feed: CalendarFeed, actor: User, now: datetime) -> None:
    _require_own(feed.athlete_id, actor)
    feed.revoked_at = feed.revoked_at or now
    feed.save(update_fields=["revoked_at"])


def feed_address(token: str) -> str:
    return f"{settings.PUBLIC_URL}/api/v1/calendar.ics?token={token}"


def read_feed(token: str, *, now: datetime) -> Reading:
    """Whose plan it is; of a token that was revoked, or whose athlete is gone or suspended, there is nothing."""
    with as_system("look up calendar feed"):
        feeds = CalendarFeed.objects.filter(token_hash=_hash(token), revoked_at=None)
        feed = feeds.filter(athlete__is_active=True, athlete__suspended_at=None).first()
        if feed is None:
            raise NotFound
        if feed.last_read_at is None or feed.last_read_at < now - READ_AGAIN:
            CalendarFeed.objects.filter(pk=feed.pk).update(last_read_at=now)
        person = Person.objects.get(pk=feed.athlete_id)
    return Reading(feed.pk, person, local_day(now, person.time_zone))


def write_feed(reading: Reading) -> bytes:
    """What the athlete sees, in their language."""
    athlete_id = reading.person.pk
    with acting_as(athlete_id), translation.override(reading.person.locale):
        return write_calendar(_("Paceline: plan"), _entries(reading, athlete_id))


def _entries(reading: Reading, athlete_id: UUID) -> Iterator[Entry]:
    first, last = reading.today - timedelta(days=DAYS_BACK), reading.today + timedelta(days=DAYS_AHEAD)
    workouts = Workout.objects.shown_to(athlete_id, today=reading.today).filter(athlete_id=athlete_id)
    for workout in workouts.on_days(first, last).defer("search", "applied", "structure").order_by("on", "position"):
        yield _of_workout(workout, reading.person.time_zone)
    for event in GoalEvent.objects.filter(athlete_id=athlete_id, on__range=(first, last)).order_by("on", "id"):
        yield _of_event(event)
    reaching = Q(to_on__gte=first) | Q(to_on=None, on__gte=first)
    for note in CalendarNote.objects.filter(reaching, athlete_id=athlete_id, on__lte=last).order_by("on", "id"):
        yield _of_note(note)


def _of_workout(workout: Workout, zone: str) -> Entry:
    title = workout.title or workout.get_sport_display()
    mark = "✓ " if workout.state == WorkoutState.DONE else ""
    starts_at = workout.start_time and datetime.combine(workout.on, workout.start_time, zone_of(zone))
    return Entry(
        uid=_uid(workout.pk), stamp=workout.created_at, sequence=workout.version, summary=f"{mark}{title}",
        first=workout.on, last=workout.on, description=_description(workout), category=workout.get_sport_display(),
        starts_at=starts_at or None, duration_s=workout.planned_duration_s or 3600.0,
        is_cancelled=workout.state in _NEUTRAL,
    )  # fmt: skip


def _description(workout: Workout) -> str:
    figures = [
        clock(workout.planned_duration_s) if workout.planned_duration_s else "",
        f"{number(workout.planned_distance_m / 1000, 1)} km" if workout.planned_distance_m else "",
        _("Load %(load)s") % {"load": number(workout.planned_load)} if workout.planned_load else "",
    ]
    parts = (" · ".join(figure for figure in figures if figure), workout.description, workout.structure_text)
    return "\n\n".join(part for part in parts if part)


def _of_event(event: GoalEvent) -> Entry:
    return Entry(
        uid=_uid(event.pk), stamp=event.created_at, sequence=event.version, first=event.on, last=event.on,
        summary=f"{event.priority}: {event.title}", description=event.goal, category=event.get_sport_display(),
    )  # fmt: skip


def _of_note(note: CalendarNote) -> Entry:
    return Entry(
        uid=_uid(note.pk), stamp=note.created_at, sequence=note.version, first=note.on, last=note.to_on or note.on,
        summary=note.title or str(note.get_kind_display()), description=note.body,
    )  # fmt: skip


def _uid(pk: UUID) -> str:
    return f"{pk}@{urlsplit(settings.PUBLIC_URL).hostname or 'paceline'}"


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _require_own(athlete_id: UUID, actor: User) -> None:
    if not plan_sight(viewer_id=actor.pk, athlete_id=athlete_id).is_own:
        raise NotFound
