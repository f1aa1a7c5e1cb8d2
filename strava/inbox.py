"""What Strava tells by webhook: kept in one statement, believed in nothing, looked up at Strava before anything happens.

Nothing is signed, so a payload is only a reason to ask. Each known object is asked for at most once a minute however
often it is told, strangers are never asked for, and a flood about one athlete becomes one look at their list.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils import timezone

from core.acting import as_system
from core.ids import uuid7
from core.work import Effect
from strava.asking import ask_strava
from strava.backfilling import look_through
from strava.budget import Urgency
from strava.client import StravaApi
from strava.connecting import deauthorized
from strava.errors import Refused
from strava.models import Connection, ConnectionState, Fetch, FetchPart, InboxEvent
from strava.queueing import LIVE, ask_for
from strava.subscriptions import is_ours
from strava.tokens import NotConnected

MAX_INT = 2**63 - 1
MOST_AN_HOUR = 120
APART = timedelta(seconds=60)
_READ = frozenset({"authorized", "private", "type"})
LEASE = timedelta(seconds=25)

_INSERT = """
insert into strava_inboxevent
    (id, state, attempts, last_error, object_type, object_id, aspect_type, event_time, owner_id, subscription_id,
     updates, updates_hash)
values (%s, 'waiting', 0, '', %s, %s, %s, %s, %s, %s, %s, %s)
on conflict do nothing
"""


class NoEvent(Exception):
    """Not of the shape of an event."""


def store(body: bytes) -> bool:
    """One statement, and none when it is no event. False for what was told before. A new title is the athlete's: of
    what was changed only the names are kept."""
    told = parse(body)
    hashed = hashlib.sha256(json.dumps(told["updates"], sort_keys=True).encode()).hexdigest()
    updates = json.dumps({name: said if name in _READ else "" for name, said in told["updates"].items()})
    numbers = (told["object_id"], told["aspect_type"], told["event_time"], told["owner_id"], told["subscription_id"])
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [uuid7(), told["object_type"], *numbers, updates, hashed])
        return bool(cursor.rowcount == 1)


def parse(body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        raise NoEvent from None
    if not isinstance(told, dict):
        raise NoEvent
    words = {name: _word(told.get(name)) for name in ("object_type", "aspect_type")}
    numbers = {name: _whole(told.get(name)) for name in ("object_id", "event_time", "owner_id", "subscription_id")}
    return {**words, **numbers, "updates": _updates(told.get("updates"))}


def _word(value: Any) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= 20 or not value.isascii() or not value.isprintable():
        raise NoEvent
    return value


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MAX_INT:
        raise NoEvent
    return value


def _updates(value: Any) -> dict[str, str]:
    """Of a few words each, and never used but to tell two events apart and to notice a withdrawal."""
    if not isinstance(value, Mapping) or len(value) > 20:
        return {}
    return {_short(key)[:40]: _short(said) for key, said in value.items()}


def _short(said: Any) -> str:
    return str(said)[:200].replace("\0", "").encode("utf-8", "replace").decode()


# --- in the worker -----------------------------------------------------------------------------------------------------
_SETTLE = """
update strava_inboxevent as told set state = 'done', finished_at = statement_timestamp()
where state = 'waiting' and run_at <= statement_timestamp() and (
    not exists (select from strava_connection where strava_athlete_id = told.owner_id and state <> 'disconnected')
    or exists (
        select from strava_inboxevent as later
        where later.object_type = told.object_type and later.object_id = told.object_id
            and later.aspect_type = told.aspect_type and later.owner_id = told.owner_id
            and later.updates_hash = told.updates_hash and later.state = 'waiting'
            and (later.created_at, later.id) > (told.created_at, told.id)
    )
)
"""


def settle() -> int:
    """Strangers, and news that was told again since, in one statement: a flood must not hold up what is real."""
    with as_system("work rows"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_SETTLE)
        return int(cursor.rowcount)


def look_into(event: InboxEvent) -> Effect:
    """Whose it is, and what to ask for. Only a withdrawal needs a call here; the rest becomes a fetch."""
    with transaction.atomic():
        link = Connection.objects.filter(strava_athlete_id=event.owner_id)
        athlete_id = link.exclude(state=ConnectionState.DISCONNECTED).values_list("athlete_id", flat=True).first()
    if athlete_id is None or not is_ours(event.subscription_id):
        return _nothing
    if event.object_type == "activity":
        return partial(_note, athlete_id, event)
    is_told_so = event.updates.get("authorized", "").lower() == "false"
    if event.object_type == "athlete" and is_told_so and _is_withdrawn(athlete_id):
        return partial(deauthorized, athlete_id=athlete_id, now=timezone.now())
    return _nothing


def _nothing() -> None:
    """Strangers and what we cannot use are done with."""


def _note(athlete_id: UUID, event: InboxEvent) -> None:
    Connection.objects.filter(athlete_id=athlete_id).update(last_event_at=Now())
    now = timezone.now()
    recent = Fetch.objects.filter(athlete_id=athlete_id, part=FetchPart.LIVE)
    if recent.filter(strava_id=event.object_id, created_at__gte=event.created_at).exists():
        return  # it was asked for after this was told
    if recent.filter(created_at__gt=now - timedelta(hours=1)).count() >= MOST_AN_HOUR:
        look_through(athlete_id=athlete_id, told_at=event.created_at, now=now)
        return
    at = now + APART if _was_just_told(event, now) else now
    ask_for(athlete_id=athlete_id, strava_ids=[event.object_id], part=FetchPart.LIVE, priority=LIVE, at=at)


def _was_just_told(event: InboxEvent, now: datetime) -> bool:
    """The same news of the same object, under another time."""
    names = ("object_type", "object_id", "aspect_type", "owner_id", "updates_hash")
    same = InboxEvent.objects.filter(**{name: getattr(event, name) for name in names})
    return same.filter(finished_at__gt=now - APART).exists()


def _is_withdrawn(athlete_id: UUID) -> bool:
    """Anybody could have sent this: Strava itself says whether the key opens anything, or can be renewed."""
    try:
        ask_strava(athlete_id, Urgency.LIVE, StravaApi.athlete, is_quiet=True)
    except NotConnected:
        return True
    except Refused:
        return False
    return False
