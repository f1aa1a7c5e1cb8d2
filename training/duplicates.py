"""Recognising the same session told twice: watch and head unit, file and service, the same file again."""

from datetime import datetime, time, timedelta
from uuid import UUID

from training.local_days import zone_of
from training.models import Activity, Source, SourceKind

LEAST_OVERLAP = 0.8
LONGEST = timedelta(days=40)  # nothing that began before is still going on; so that a long history need not be read
HIDDEN = time(0, 0, 1)
_FAMILIES = {"walk": "foot", "run": "foot"}


def family_of(sport: str) -> str:
    return _FAMILIES.get(sport, sport)


def find_twin(athlete_id: UUID, source: Source) -> Activity | None:
    """The activity that this source tells again, if there is one."""
    near = Source.objects.filter(
        athlete_id=athlete_id,
        start_at__lt=source.end_at,
        start_at__gt=source.start_at - LONGEST,
        end_at__gt=source.start_at,
    )
    told = near.only("kind", "sport", "start_at", "end_at", "time_zone", "digest", "activity")
    found = [other for other in told.exclude(pk=source.pk) if _is_twin(source, other)]
    best = max(found, key=lambda other: (_shared(source, other), other.digest), default=None)
    return best.activity if best else None


def _is_twin(source: Source, other: Source) -> bool:
    if family_of(source.sport) != family_of(other.sport):
        return False
    if _hides_its_start(source) and _hides_its_start(other):
        return False
    shorter = min(source.end_at - source.start_at, other.end_at - other.start_at)
    return shorter > timedelta(0) and _shared(source, other) > LEAST_OVERLAP * shorter


def _hides_its_start(source: Source) -> bool:
    """Strava tells the first second of the day when the athlete wants it so: two such begin together and are two."""
    if source.kind != SourceKind.STRAVA:
        return False
    return source.start_at.astimezone(zone_of(source.time_zone)).time() == HIDDEN


def _shared(source: Source, other: Source) -> timedelta:
    first: datetime = max(source.start_at, other.start_at)
    return max(min(source.end_at, other.end_at) - first, timedelta(0))
