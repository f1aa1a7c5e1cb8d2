"""Which day it is where an athlete lives."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from accounts.models import Person
from training.local_days import local_day


def today_of(athlete_id: UUID, now: datetime) -> date:
    return todays_of([athlete_id], now)[athlete_id]


def todays_of(athlete_ids: Collection[UUID], now: datetime) -> dict[UUID, date]:
    zones = dict(Person.objects.filter(pk__in=athlete_ids).values_list("user_id", "time_zone"))
    return {athlete_id: local_day(now, zones.get(athlete_id, "UTC")) for athlete_id in athlete_ids}
