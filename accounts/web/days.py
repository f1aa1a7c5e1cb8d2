"""Days as people choose them, as instants in their time zone."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone


def start_of_day(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def end_of_day(day: date | None) -> datetime | None:
    return start_of_day(day + timedelta(days=1)) if day else None
