"""Which day it is where an athlete lives."""

from datetime import date, datetime
from uuid import UUID

from accounts.models import Person
from training.local_days import local_day


def today_of(athlete_id: UUID, now: datetime) -> date:
    zone = Person.objects.filter(pk=athlete_id).values_list("time_zone", flat=True).first()
    return local_day(now, zone or "UTC")
