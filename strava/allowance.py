"""How much of a history may be brought in: it follows from how long the passport lets it be kept."""

from dataclasses import dataclass
from datetime import timedelta

from training.models import SourceKind, SourcePolicy


@dataclass(frozen=True, slots=True)
class Allowance:
    history: timedelta | None = None
    """None is all of it."""
    has_details: bool = True


SHORT = Allowance(history=timedelta(days=30), has_details=False)


def allowance() -> Allowance:
    policy = SourcePolicy.objects.filter(pk=SourceKind.STRAVA).first()
    return SHORT if policy is not None and policy.keep_days is not None else Allowance()
