"""Sessions that a person might join with a workout: of its day and the days beside it, nearest first.

Only its own day is joined without asking (`training.pairing`).
"""

from datetime import timedelta
from uuid import UUID

from training.matching import distance_between
from training.models import Activity, SubSport, Workout
from training.pairing import done_of, wanted_of

MOST = 5
BESIDE = timedelta(days=1)


def suggested_sessions(*, workout: Workout, viewer_id: UUID) -> list[Activity]:
    """Free ones of the same sport that the viewer may see."""
    rows = Activity.objects.visible_to(viewer_id).filter(athlete_id=workout.athlete_id, sport=workout.sport)
    near = rows.on_days(workout.on - BESIDE, workout.on + BESIDE).exclude(sub_sport=SubSport.TRANSITION)
    free = near.filter(workout=None)
    return sorted(free.defer("search", "polyline", "zones"), key=lambda session: _rank(workout, session))[:MOST]


def _rank(workout: Workout, session: Activity) -> tuple[int, float, str]:
    days = abs((session.local_on - workout.on).days)
    return days, distance_between(wanted_of(workout), done_of(session)), str(session.pk)
