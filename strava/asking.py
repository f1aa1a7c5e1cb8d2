"""A question to Strava in an athlete's name, with whatever key is good for it."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

import structlog
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from core import breaker
from core.models.work import Work
from core.outbound import OutboundError
from core.work import Hopeless, Later, renew
from strava.budget import Urgency
from strava.client import StravaApi
from strava.errors import AppInactive, Refused, Trouble, Unauthorized
from strava.models import Backfill, Fetch
from strava.queueing import INACTIVE, INACTIVE_FOR, LEASE, try_again
from strava.tokens import NotConnected, lose_access, token_of

logger = structlog.get_logger(__name__)
T = TypeVar("T")
SLOW_S = 4.0


def ask_strava(row: Fetch | Backfill, urgency: Urgency, question: Callable[[StravaApi], T]) -> T:
    """In the name of the row's athlete. A refused key is renewed once; if the new one is refused as well, the athlete
    has to connect again. Waiting for a key must not cost the row its lease: a call takes up the most of one."""
    token = _token_for(row)
    try:
        return question(StravaApi(token, urgency))
    except Unauthorized as error:
        if error.lacks_scope:
            raise _lost(row, Trouble.SCOPE, token) from None
    other = _token_for(row, instead_of=token)
    try:
        return question(StravaApi(other, urgency))
    except Unauthorized:
        raise _lost(row, Trouble.KEY, other) from None


def _token_for(row: Fetch | Backfill, *, instead_of: str | None = None) -> str:
    began = time.monotonic()
    token = token_of(row.athlete_id, instead_of=instead_of)
    keep_lease(row, since=began, is_certain=instead_of is not None)
    return token


def keep_lease(row: Fetch | Backfill, *, since: float, is_certain: bool = False) -> None:
    """Before another call, once something has taken its time."""
    if is_certain or time.monotonic() - since > SLOW_S:
        with transaction.atomic():
            renew(row, lease=LEASE)


def _lost(row: Fetch | Backfill, trouble: Trouble, key: str) -> NotConnected:
    lose_access(athlete_id=row.athlete_id, trouble=trouble, key=key, now=timezone.now())
    return NotConnected()


def verdict(row: Work, error: Exception) -> Exception:
    """What a work row is to do about a failure."""
    if isinstance(error, NotConnected):
        return Later(timezone.now() + timedelta(minutes=1))
    if isinstance(error, AppInactive):
        cache.set(INACTIVE, 1, INACTIVE_FOR.total_seconds())
        logger.error("strava refuses the whole app", told=str(error))
        return Later(timezone.now() + INACTIVE_FOR)
    if isinstance(error, Refused):
        return Hopeless(str(error))
    if isinstance(error, (OutboundError, breaker.Open, TimeoutError)):
        return try_again(row, error)
    return error
