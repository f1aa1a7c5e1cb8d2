"""A question to Strava in an athlete's name, with whatever key is good for it."""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

import structlog
from django.core.cache import cache
from django.utils import timezone

from core import breaker
from core.outbound import OutboundError
from core.work import Hopeless, Later
from strava.budget import Urgency
from strava.client import StravaApi
from strava.errors import AppInactive, Refused, Unauthorized
from strava.models import Backfill, Fetch
from strava.queueing import INACTIVE, INACTIVE_FOR, try_again
from strava.tokens import NotConnected, lose_access, token_of

logger = structlog.get_logger(__name__)
T = TypeVar("T")


def ask_strava(
    athlete_id: UUID, urgency: Urgency, question: Callable[[StravaApi], T], *, is_quiet: bool = False
) -> T:  # fmt: skip
    """A refused key is renewed once; if the new one is refused as well, the athlete has to connect again, and is told
    so unless this is `is_quiet`."""
    token = token_of(athlete_id, is_quiet=is_quiet)
    try:
        return question(StravaApi(token, urgency))
    except Unauthorized as error:
        if error.lacks_scope and is_quiet:
            raise
        if error.lacks_scope:
            raise _lost(athlete_id, "Strava says that a permission is missing.") from None
    try:
        return question(StravaApi(token_of(athlete_id, instead_of=token, is_quiet=is_quiet), urgency))
    except Unauthorized:
        raise (NotConnected() if is_quiet else _lost(athlete_id, "Strava no longer accepts the key.")) from None


def _lost(athlete_id: UUID, reason: str) -> NotConnected:
    lose_access(athlete_id=athlete_id, reason=reason, now=timezone.now())
    return NotConnected()


def verdict(row: Fetch | Backfill, error: Exception) -> Exception:
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
