"""What the connection listens to."""

from django.db import transaction
from django.utils import timezone

from core.events import on
from core.tasks import wake
from strava.checks import is_on


@on("training.policy_followed")
def keep_to_the_policy(source: str) -> None:
    """What may be kept no longer goes, what may come now is fetched."""
    if source != "strava":
        return
    from strava.tasks import expire  # noqa: PLC0415 - tasks import the functions they run
    from strava.widening import fetch_what_may_come  # noqa: PLC0415 - the client is large

    transaction.on_commit(lambda: wake(expire))
    if is_on():
        fetch_what_may_come(now=timezone.now())
