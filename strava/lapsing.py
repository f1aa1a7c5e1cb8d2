"""Connections that have ended without anybody saying so.

A key that Strava refuses for weeks has been withdrawn, whether its event got lost or not: the athlete was told by when
to connect again, and then what came goes as after any withdrawal.
"""

from datetime import datetime
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef

from accounts import auditing
from accounts.models import User
from core.acting import as_system
from core.work import replay
from strava.forgetting import forget
from strava.models import Connection, ConnectionState, Deletion
from strava.notices import GRACE
from strava.queueing import held_back
from training.models import Source, SourceKind

logger = structlog.get_logger(__name__)


def deadline_of(link: Connection) -> datetime | None:
    is_lost = link.state == ConnectionState.NEEDS_REAUTH
    return link.reauth_told_at + GRACE if is_lost and link.reauth_told_at else None


def end_lapsed(*, now: datetime) -> int:
    with as_system("connections to Strava"), transaction.atomic():
        late = Connection.objects.filter(state=ConnectionState.NEEDS_REAUTH, reauth_told_at__lte=now - GRACE)
        athletes = list(late.values_list("athlete_id", flat=True))
    return sum(_end(athlete_id, now) for athlete_id in athletes)


def _end(athlete_id: UUID, now: datetime) -> bool:
    with as_system("connections to Strava"), transaction.atomic():
        links = Connection.objects.select_for_update().filter(athlete_id=athlete_id)
        link = links.filter(state=ConnectionState.NEEDS_REAUTH, reauth_told_at__lte=now - GRACE).first()
        if link is None:
            return False
        link.state, link.disconnected_at = ConnectionState.DISCONNECTED, now
        link.save(update_fields=["state", "disconnected_at"])
        forget(athlete_id=athlete_id)
        auditing.record("strava.lapsed", actor=None, subject=User.objects.get(pk=athlete_id))
        return True


def forget_orphans() -> int:
    """What came from Strava stays no longer than a connection: whatever let it stay, it goes."""
    with as_system("connections to Strava"), transaction.atomic():
        living = Connection.objects.exclude(state=ConnectionState.DISCONNECTED).filter(athlete_id=OuterRef("pk"))
        here = Source.objects.filter(athlete_id=OuterRef("pk"), kind=SourceKind.STRAVA)
        people = User.objects.filter(Exists(here), ~Exists(living)).exclude(pk__in=held_back())
        athletes = list(people.values_list("pk", flat=True))
        for athlete_id in athletes:
            logger.error("strava data without a connection", athlete=str(athlete_id))
            forget(athlete_id=athlete_id)
    return len(athletes)


def try_deletions_again() -> int:
    """A deletion is never given up: whatever stopped it five times may be mended by now."""
    with as_system("work rows"), transaction.atomic():
        count = replay(Deletion.objects.all())
    if count:
        logger.error("strava deletions had been given up", count=count)
    return count
