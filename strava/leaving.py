"""Taking leave of Strava: the keys of a connection that has ended open nothing any more, and its place is free again."""

from datetime import UTC, datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core import breaker
from core.outbound import OutboundError
from strava import oauth
from strava.checks import is_on
from strava.errors import Refused, Unauthorized
from strava.models import Connection, ConnectionState, Deletion

logger = structlog.get_logger(__name__)

GIVE_UP_AFTER = timedelta(days=7)
EARLY = timedelta(minutes=1)


def leave(row: Deletion) -> bool:
    """Whether the keys are done with. They are kept until Strava has confirmed it, or has been asked for a week."""
    is_over = not row.refresh_token or _is_in_use(row) or _is_confirmed(row) or _is_given_up(row)
    if is_over and (row.access_token or row.refresh_token):
        row.access_token = row.refresh_token = row.expires_at = None
        _keep_keys(row)
    return is_over


def _is_in_use(row: Deletion) -> bool:
    """Connected again meanwhile: Strava knows one permission for each athlete, so ending the old keys ends the new ones."""
    with transaction.atomic():
        links = Connection.objects.filter(strava_athlete_id=row.strava_athlete_id or 0)
        return links.exclude(state=ConnectionState.DISCONNECTED).exists()


def _is_confirmed(row: Deletion) -> bool:
    if not is_on():
        return False
    try:
        return _deauthorized(row) if settings.STRAVA_REVOKE == "old" else _revoked(row)
    except (Refused, OutboundError, breaker.Open) as error:
        logger.warning("strava did not confirm the end of a connection", deletion=str(row.pk), error=str(error))
        return False


def _revoked(row: Deletion) -> bool:
    """Strava says yes as well when there was nothing to end any more."""
    oauth.revoke(access_token=str(row.access_token), refresh_token=str(row.refresh_token))
    return True


def _deauthorized(row: Deletion) -> bool:
    """The old way needs a key that still opens something."""
    is_fresh = bool(row.access_token and row.expires_at and row.expires_at > timezone.now() + EARLY)
    if not is_fresh and not _is_refreshed(row):
        return True
    try:
        return _revoked(row)
    except Unauthorized:
        return not is_fresh or not _is_refreshed(row) or _revoked(row)


def _is_refreshed(row: Deletion) -> bool:
    """False when Strava knows these keys no more: they have been ended already. A wrong secret says nothing of them."""
    try:
        granted = oauth.refresh(str(row.refresh_token))
    except Refused as error:
        if error.status in {400, 401} and not error.field.startswith("client"):
            return False
        raise
    row.access_token, row.refresh_token = granted.access_token, granted.refresh_token
    row.expires_at = datetime.fromtimestamp(granted.expires_at, UTC)
    _keep_keys(row)
    return True


def _is_given_up(row: Deletion) -> bool:
    is_late = timezone.now() - row.created_at > GIVE_UP_AFTER
    if is_late:
        logger.error("strava never confirmed the end of a connection", deletion=str(row.pk))
    return is_late


def _keep_keys(row: Deletion) -> None:
    with transaction.atomic():
        row.save(update_fields=["access_token", "refresh_token", "expires_at"])
