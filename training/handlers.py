"""What training listens to."""

from uuid import UUID

from django.utils import timezone

from core.events import on
from training.judging import colour_again
from training.models import ChangeCause
from training.pairing import session_changed, session_removed
from training.planning import measure_to_come
from training.recomputing import ask_for_recomputation


@on("accounts.threshold_changed")
@on("accounts.zones_changed")
def measure_again_since(athlete_id: str, since: str) -> None:
    """A first threshold also serves the days before it, so what comes earlier may be touched as well."""
    ask_for_recomputation(athlete_id=UUID(athlete_id), cause=ChangeCause.THRESHOLD, since_on=None, ref=since)


@on("accounts.sex_changed")
def measure_hearts_again(athlete_id: str) -> None:
    """Load by heart rate rises with a factor of the sex."""
    ask_for_recomputation(athlete_id=UUID(athlete_id), cause=ChangeCause.THRESHOLD)


@on("accounts.threshold_changed")
@on("accounts.zones_changed")
def plan_again_what_is_to_come(athlete_id: str, since: str) -> None:
    measure_to_come(athlete_id=UUID(athlete_id), now=timezone.now())


@on("accounts.team_judges_anew")
def colour_sessions_again(team_id: str) -> None:
    colour_again(team_id=UUID(team_id), now=timezone.now())


@on("training.activity_recorded")
@on("training.activity_changed")
def pair_session(athlete_id: str, activity_id: str, **_more: object) -> None:
    session_changed(athlete_id=UUID(athlete_id), activity_id=UUID(activity_id), now=timezone.now())


@on("training.activity_deleted")
def reopen_workout(athlete_id: str, activity_id: str) -> None:
    session_removed(athlete_id=UUID(athlete_id), now=timezone.now())
