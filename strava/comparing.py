"""What a list does not tell any more was deleted at Strava, or hidden, whether a webhook said so or not.

Every list that is through asks for what it should have told and did not; once a week one goes through everything, so
that deletions of long ago are found as well. What was seen is stamped as it is taken: a list may be stopped anywhere.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from core.acting import as_system
from strava.backfilling import COMPARE, HISTORY, WHOLE, begin_comparison
from strava.models import Backfill, Connection, ConnectionState
from strava.queueing import OPEN

EVERY, NOT_AGAIN_FOR = timedelta(days=7), timedelta(days=1)
AT_ONCE = 5


def compare(*, now: datetime) -> int:
    """A few at a time, those compared longest ago first: it is one call for every two hundred sessions."""
    with as_system("connections to Strava"), transaction.atomic():
        lists = Backfill.objects.filter(athlete_id=OuterRef("athlete_id"))
        is_listed = Exists(lists.filter(kind=HISTORY, is_listed=True))
        is_on_its_way = Exists(lists.filter(kind__in=WHOLE, state__in=OPEN))
        was_tried = Exists(lists.filter(kind=COMPARE, created_at__gt=now - NOT_AGAIN_FOR))
        late = Q(compared_at=None, connected_at__lt=now - EVERY) | Q(compared_at__lt=now - EVERY)
        links = Connection.objects.filter(late, is_listed, ~is_on_its_way, ~was_tried, state=ConnectionState.CONNECTED)
        found = list(links.order_by(F("compared_at").asc(nulls_first=True))[:AT_ONCE])
        for link in found:
            begin_comparison(athlete_id=link.athlete_id, now=now)
    return len(found)
