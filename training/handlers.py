"""What training listens to."""

from uuid import UUID

from core.events import on
from training.models import ChangeCause
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
