"""Sums of days, weeks, months and years, read from the ledger and never from the sessions."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from training.passport import CIRCLES, Reader

PERIODS = ("day", "week", "month", "year")
SUMS = ("load", "timer_s", "moving_s", "distance_m", "ascent_m", "work_j")


def read_totals(
    *, athlete_id: UUID, reader: str, from_on: date, to_on: date, by: str, sport: str | None = None,
    week_starts_on: int = 0,
) -> list[dict[str, Any]]:  # fmt: skip
    """Periods without a session are left out; the first one may begin before `from_on` and holds what came after it."""
    circles = [] if reader == Reader.AI else list(CIRCLES[CIRCLES.index(reader) :])
    values: dict[str, Any] = {
        "athlete": athlete_id, "from": from_on, "to": to_on, "by": by, "sport": sport, "shift": week_starts_on,
        "circles": circles,
    }  # fmt: skip
    circle = "ai_allowed" if reader == Reader.AI else "visible_to = any (%(circles)s)"
    start = _WEEK if by == "week" else "date_trunc(%(by)s, local_on)::date"
    with connection.cursor() as cursor:
        cursor.execute(_SUMS.format(start=start, circle=circle, sport="and sport = %(sport)s" if sport else ""), values)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


# PostgreSQL's weeks begin on Monday; the athlete's may not.
_WEEK = "(date_trunc('week', local_on - %(shift)s) + %(shift)s * interval '1 day')::date"
_SUMS = """
    select {start} as from_on, sport, sum(sessions)::int as sessions, sum(load) as load, sum(timer_s) as timer_s,
           sum(moving_s) as moving_s, sum(distance_m) as distance_m, sum(ascent_m) as ascent_m, sum(work_j) as work_j
    from training_loadday
    where athlete_id = %(athlete)s and local_on between %(from)s and %(to)s and {circle} {sport}
    group by 1, 2 order by 1, 2
"""
