"""What athletes ask for themselves. Everybody's calls come out of one budget, so a long history is not listed at will."""

from datetime import datetime, timedelta
from math import ceil
from uuid import UUID

from django.utils.translation import gettext as _

from core.errors import Conflict
from strava.backfilling import HISTORY, PAGE, begin_history
from strava.models import Backfill
from strava.queueing import OPEN

HOUR = timedelta(hours=1)
CALLS_AN_HOUR = 10


def look_through_history(*, athlete_id: UUID, now: datetime) -> None:
    """One that is on its way is the answer; short ones may be had again, a long one once an hour."""
    rows = Backfill.objects.filter(athlete_id=athlete_id, kind=HISTORY)
    recent = [] if rows.filter(state__in=OPEN).exists() else list(rows.filter(started_at__gt=now - HOUR))
    if sum(_calls(row) for row in recent) > CALLS_AN_HOUR:
        first = min(row.started_at or now for row in recent)
        minutes = ceil((first + HOUR - now) / timedelta(minutes=1))
        text = _("Your history has just been looked through. It can be asked for again in %(minutes)d minutes.")
        raise Conflict(text % {"minutes": max(minutes, 1)}, detail="too_soon")
    begin_history(athlete_id=athlete_id, now=now, is_again=True)


def _calls(row: Backfill) -> int:
    """For its lists: the last page is known by nothing older coming behind it."""
    return ceil(row.total / PAGE) + 1
