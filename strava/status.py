"""How an athlete's connection is doing, for the API, the page and the app alike."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Min, Q

from core import breaker
from core.acting import as_system
from core.models import WorkState
from strava import budget, oauth
from strava.backfilling import HISTORY, SYNC
from strava.budget import Urgency
from strava.checks import is_on
from strava.client import PROVIDER
from strava.errors import Trouble
from strava.models import Backfill, Connection, ConnectionState, Deletion, Fetch, FetchPart, KnownActivity
from strava.queueing import OPEN, is_inactive, waiting_details
from training.models import Source, SourceKind

BACKFILL_STATES = ("none", "listing", "fetching", "paused", "done", "failed")
CALLS_EACH = 2
TOLD_FOR = timedelta(minutes=10)
SOON = timedelta(seconds=30)
_SHOWN = ("athlete_name", "connected_at", "last_sync_at", "last_event_at", "last_error")


def connection_of(athlete_id: UUID) -> Connection | None:
    return Connection.objects.filter(athlete_id=athlete_id).exclude(state=ConnectionState.DISCONNECTED).first()


def status_of(athlete_id: UUID, *, now: datetime) -> dict[str, Any]:
    link = connection_of(athlete_id)
    if link is None:
        return {
            "is_available": is_on(), "state": ConnectionState.DISCONNECTED.value, "scopes": [], "missing_scopes": [],
            **dict.fromkeys(_SHOWN), "athlete_name": "", "last_error": "", "backfill": _progress(None, now=now),
        }  # fmt: skip
    return {
        "is_available": is_on(),
        "state": link.state,
        "scopes": link.scopes,
        "missing_scopes": _missing(link),
        **{name: getattr(link, name) for name in _SHOWN},
        "last_error": in_words(link.last_error),
        "backfill": _progress(link, now=now),
    }


def _missing(link: Connection) -> list[str]:
    """Asked for and not given. Where it is not known what was asked for, it was the usual."""
    return [scope for scope in link.asked_scopes or [oauth.READ_ALL] if scope not in link.scopes]


def in_words(code: str) -> str:
    """What was kept before there were codes is said as it stands."""
    return str(dict(Trouble.choices).get(code, code))


def _progress(link: Connection | None, *, now: datetime) -> dict[str, Any]:
    nothing = {"state": "none", "done": 0, "total": 0, "eta_at": None}
    rows = Backfill.objects.filter(athlete_id=link.athlete_id, kind=HISTORY) if link else Backfill.objects.none()
    row = rows.order_by("-created_at").first()
    if link is None or row is None:
        return nothing
    state = _state_of(row, link)
    if state == "listing":
        return {**nothing, "state": state, "total": KnownActivity.objects.filter(athlete_id=link.athlete_id).count()}
    waiting = waiting_details(link.athlete_id) if state in {"fetching", "paused"} else 0
    done = max(row.total - waiting, 0) if state in {"fetching", "paused"} else row.done
    told = {"state": state, "done": done, "total": row.total}
    return {**told, "eta_at": eta(now=now) if state == "fetching" else None}


def _state_of(row: Backfill, link: Connection) -> str:
    if row.state == WorkState.DEAD:
        return "failed"
    if row.state not in OPEN:
        return "done"
    if link.state != ConnectionState.CONNECTED:
        return "paused"
    return "fetching" if row.is_listed else "listing"


def eta(*, now: datetime) -> datetime:
    """When all that waits will be there, if Strava's limits are the only ones: history shares them among athletes."""
    with as_system("budget of Strava"), transaction.atomic():
        calls = CALLS_EACH * Fetch.objects.filter(part=FetchPart.DETAIL, state__in=OPEN).count()
    return budget.when_made(calls, Urgency.HISTORY, now=now)


# --- what holds things up, and what a look has brought -------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Hindrance:
    """Why nothing moves although the athlete's key is good, and until when, if that is known."""

    kind: str  # inactive | away | budget | later
    until: datetime | None = None


def hindrance(athlete_id: UUID, backfill_state: str, *, now: datetime) -> Hindrance | None:
    return _trouble(backfill_state, now=now) or _postponed(athlete_id, now=now)


def _postponed(athlete_id: UUID, *, now: datetime) -> Hindrance | None:
    """Tried, and put off until later, whatever it was."""
    rows = Backfill.objects.filter(athlete_id=athlete_id, kind__in=[HISTORY, SYNC], state__in=OPEN)
    until = rows.filter(run_at__gt=now + SOON).exclude(last_error="").aggregate(until=Min("run_at"))["until"]
    return Hindrance("later", until) if until else None


def _trouble(backfill_state: str, *, now: datetime) -> Hindrance | None:
    if is_inactive():
        return Hindrance("inactive")
    if breaker.is_open(PROVIDER):
        return Hindrance("away")
    if backfill_state not in {"listing", "fetching"}:
        return None
    gauge = budget.left(Urgency.LIST if backfill_state == "listing" else Urgency.HISTORY, now=now)
    return Hindrance("budget", gauge.more_at) if gauge.calls < CALLS_EACH else None


@dataclass(frozen=True, slots=True)
class News:
    """The last look by hand: whether it is over, and how many sessions came or changed since."""

    is_looking: bool
    came: int
    is_failed: bool = False


def news_of(athlete_id: UUID, *, now: datetime) -> News | None:
    """Told for some minutes: later it is no news."""
    looks = Backfill.objects.filter(athlete_id=athlete_id, kind=SYNC, created_at__gt=now - TOLD_FOR)
    row = looks.order_by("-created_at").first()
    if row is None:
        return None
    live = Fetch.objects.filter(athlete_id=athlete_id, part=FetchPart.LIVE, state__in=OPEN, run_at__lte=now)
    came = Source.objects.filter(athlete_id=athlete_id, kind=SourceKind.STRAVA, fetched_at__gte=row.created_at)
    return News(row.state in OPEN or live.exists(), came.count(), row.state == WorkState.DEAD)


# --- what goes after the connection has ended -----------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Leaving:
    """How far the deletion of what came is. `left` is nothing when it is done."""

    is_over: bool
    removed: int
    left: int

    @property
    def percent(self) -> int:
        return 100 * self.removed // max(self.removed + self.left, 1)


def leaving_of(athlete_id: UUID, *, now: datetime) -> Leaving | None:
    """Told while it goes on, and a day longer."""
    rows = Deletion.objects.filter(athlete_id=athlete_id)
    row = rows.filter(Q(deleted_at=None) | Q(deleted_at__gt=now - timedelta(days=1))).order_by("-created_at").first()
    if row is None:
        return None
    if row.deleted_at is not None:
        return Leaving(is_over=True, removed=row.removed, left=0)
    left = Source.objects.filter(athlete_id=athlete_id, kind=SourceKind.STRAVA).count()
    return Leaving(is_over=False, removed=row.removed, left=left)
