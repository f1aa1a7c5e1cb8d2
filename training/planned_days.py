"""What is planned per day and sport, summed again from the workouts whenever one of them changes, never counted up."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection, transaction


@transaction.atomic(savepoint=False)
def sum_days(athlete_id: UUID, days: Iterable[date]) -> None:
    """In the transaction of the change: fitness to come follows the plan at once."""
    touched = sorted(set(days))
    if not touched:
        return
    lock_plan(athlete_id)
    values: dict[str, Any] = {"athlete": athlete_id, "days": touched}
    with connection.cursor() as cursor:
        cursor.execute(_CLEAR, values)
        cursor.execute(_SUM, values)


def lock_plan(athlete_id: UUID) -> None:
    """One planner at a time per athlete, or two of them would write the sum of a day twice."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(727277, hashtext(%s))", [str(athlete_id)])


_CLEAR = "delete from training_plannedday where athlete_id = %(athlete)s and local_on = any (%(days)s)"

# What is excused asks for nothing; what is still open is planned and has no activity.
_SUM = """
    insert into training_plannedday (athlete_id, sport, local_on, load, open_load)
    select athlete_id, sport, "on", coalesce(sum(planned_load order by id), 0),
           coalesce(sum(planned_load order by id) filter (where state = 'planned' and activity_id is null), 0)
    from training_workout
    where athlete_id = %(athlete)s and "on" = any (%(days)s) and state <> 'excused'
    group by athlete_id, sport, "on"
"""
