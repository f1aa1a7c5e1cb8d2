"""What staff may do for an athlete's connection. Each act is theirs by permission and leaves a line in the audit log."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.acting import as_system
from core.errors import DomainError
from strava.backfilling import begin_history, begin_sync
from strava.connecting import disconnect
from strava.models import Connection, ConnectionState, FetchPart, InboxEvent
from strava.queueing import LIVE, ask_for

MANAGE = "strava.manage_connections"


def look_for_news(link: Connection) -> None:
    _require_connected(link)
    with as_system("staff at Strava connections"), transaction.atomic():
        begin_sync(athlete_id=link.athlete_id, now=timezone.now())


def look_through_history(link: Connection) -> None:
    _require_connected(link)
    with as_system("staff at Strava connections"), transaction.atomic():
        begin_history(athlete_id=link.athlete_id, now=timezone.now(), is_again=True)


def end(link: Connection, *, actor: User, reason: str) -> None:
    """It deletes what an athlete brought here, so it is never done without a reason."""
    if link.state == ConnectionState.DISCONNECTED:
        raise DomainError(_("Strava is not connected."))
    if not reason:
        raise DomainError(_("Give a reason."))
    disconnect(athlete_id=link.athlete_id, actor=actor, now=timezone.now())


def ask_again(events: QuerySet[InboxEvent]) -> int:
    """The activities that were told of are asked for once more, whatever became of the event: it was only a hint."""
    told = set(events.filter(object_type="activity").values_list("owner_id", "object_id"))
    with as_system("staff at Strava connections"), transaction.atomic():
        links = Connection.objects.filter(
            strava_athlete_id__in={owner for owner, _object in told}, state=ConnectionState.CONNECTED
        )
        athletes = dict(links.values_list("strava_athlete_id", "athlete_id"))
        wanted = [(athletes[owner], one) for owner, one in sorted(told) if owner in athletes]
        for athlete_id, one in wanted:
            ask_for(
                athlete_id=athlete_id, strava_ids=[one], part=FetchPart.LIVE, priority=LIVE, at=timezone.now()
            )  # fmt: skip
    return len(wanted)


def _require_connected(link: Connection) -> None:
    if link.state != ConnectionState.CONNECTED:
        raise DomainError(_("Strava is not connected."))
