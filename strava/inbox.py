"""What Strava tells by webhook: kept in one statement, believed in nothing, looked up at Strava before anything happens.

Nothing is signed, so a payload is only a reason to ask. Each known object is asked for at most once a minute however
often it is told, strangers are never asked for, and a flood about one athlete becomes a look at their list now and then.
What many of an athlete's events cost, and what leads to nothing, has to wait behind the news of everybody else.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from core.acting import as_system
from core.ids import uuid7
from core.models import WorkState
from core.work import Effect, Later
from strava.asking import verdict
from strava.backfilling import look_through
from strava.budget import Urgency
from strava.client import StravaApi
from strava.connecting import deauthorized
from strava.errors import Unauthorized
from strava.models import Connection, ConnectionState, Fetch, FetchPart, InboxEvent, KnownActivity, KnownState
from strava.queueing import CHANGED, LIVE, ask_for
from strava.subscriptions import is_ours
from strava.tokens import is_usable, refused_key

MAX_INT = 2**63 - 1
MOST_AN_HOUR, MOST_AT_ONCE, MOST_IN_VAIN = 120, 20, 5
"""Of one athlete: asked for one by one; of these before everything else; and of these, of what was not there."""
APART, LOOKS_A_MINUTE = timedelta(seconds=60), 3
_READ = frozenset({"authorized", "private", "type"})
_NAMED = {"activity": _READ | {"title"}, "athlete": frozenset({"authorized"})}
"""What else is said of a change tells no two events apart."""

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
    return {**words, **numbers, "updates": _updates(told.get("updates"), _NAMED.get(words["object_type"], _READ))}


def _word(value: Any) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= 20 or not value.isascii() or not value.isprintable():
        raise NoEvent
    return value


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MAX_INT:
        raise NoEvent
    return value


def _updates(value: Any, named: frozenset[str]) -> dict[str, str]:
    """Of a few words each, and never used but to tell two events apart and to notice a withdrawal."""
    told = value if isinstance(value, Mapping) else {}
    return {name: _short(told[name]) for name in sorted(named) if name in told}


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
    try:
        return _looked_into(event)
    except Later:
        raise
    except Exception as error:
        raise verdict(event, error) from error


def _looked_into(event: InboxEvent) -> Effect:
    with transaction.atomic():
        link = Connection.objects.filter(strava_athlete_id=event.owner_id)
        athlete_id = link.exclude(state=ConnectionState.DISCONNECTED).values_list("athlete_id", flat=True).first()
    if athlete_id is None or not is_ours(event.subscription_id):
        return _nothing
    if event.object_type == "activity":
        return partial(_note, athlete_id, event)
    if _tells_of_withdrawal(event) and _is_withdrawn(athlete_id):
        return partial(deauthorized, athlete_id=athlete_id, now=timezone.now())
    return _nothing


def _nothing() -> None:
    """Strangers and what we cannot use are done with."""


def _note(athlete_id: UUID, event: InboxEvent) -> None:
    now = timezone.now()
    told = Connection.objects.filter(athlete_id=athlete_id).exclude(last_event_at__gt=now - APART)
    told.update(last_event_at=now)  # to the minute: each change of a connection is kept
    recent = Fetch.objects.filter(athlete_id=athlete_id, part=FetchPart.LIVE)
    if recent.filter(strava_id=event.object_id, created_at__gte=event.created_at).exists():
        return  # it was asked for after this was told
    priority = _priority(recent.filter(created_at__gt=now - timedelta(hours=1)))
    if priority is None:
        look_through(athlete_id=athlete_id, told_at=event.created_at, now=now)
        return
    at = now + APART if _just_told(event, now).exists() else now
    ask_for(athlete_id=athlete_id, strava_ids=[event.object_id], part=FetchPart.LIVE, priority=priority, at=at)


def _priority(recent: QuerySet[Fetch]) -> int | None:
    """By what the athlete's events have led to within the hour: none when they are too many to ask one by one."""
    count = recent.count()
    if count >= MOST_AN_HOUR:
        return None
    here = KnownActivity.objects.filter(athlete_id=OuterRef("athlete_id"), strava_id=OuterRef("strava_id"))
    in_vain = recent.filter(~Exists(here.exclude(state=KnownState.GONE)), state=WorkState.DONE)
    is_doubtful = count >= MOST_AT_ONCE or in_vain[:MOST_IN_VAIN].count() >= MOST_IN_VAIN
    return CHANGED if is_doubtful else LIVE


def _just_told(event: InboxEvent, now: datetime) -> QuerySet[InboxEvent]:
    """The same news of the same object, under another time."""
    names = ("object_type", "object_id", "aspect_type", "owner_id", "updates_hash")
    same = InboxEvent.objects.filter(**{name: getattr(event, name) for name in names})
    return same.filter(finished_at__gt=now - APART)


def _tells_of_withdrawal(event: InboxEvent) -> bool:
    """Looked into a few times a minute, however often it is told."""
    is_own = event.object_type == "athlete" and event.aspect_type == "update" and event.object_id == event.owner_id
    if not is_own or str(event.updates.get("authorized", "")).lower() != "false":
        return False
    with transaction.atomic():
        if _just_told(event, timezone.now()).count() >= LOOKS_A_MINUTE:
            raise Later(timezone.now() + APART)
    return True


def _is_withdrawn(athlete_id: UUID) -> bool:
    """Anybody could have sent this: only when Strava neither renews the key nor lets in with the one in hand, it is so."""
    link = refused_key(athlete_id)
    if link is None or not is_usable(link, timezone.now()):
        return link is not None
    try:
        StravaApi(str(link.access_token), Urgency.LIVE).athlete()
    except Unauthorized as error:
        return not error.lacks_scope
    return False
