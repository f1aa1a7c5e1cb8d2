from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask

from config.schedules import SCHEDULES, Schedule


class Command(BaseCommand):
    help = "Brings schedules declared in code into the table; what staff paused or changed stays as it is."

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            for schedule in SCHEDULES:
                defaults = {"task": schedule.task, "expire_seconds": 60, **clock_of(schedule)}
                PeriodicTask.objects.get_or_create(name=schedule.name, defaults=defaults)
            tasks = {schedule.task for schedule in SCHEDULES}
            PeriodicTask.objects.exclude(task__in=tasks).exclude(task="celery.backend_cleanup").update(enabled=False)


def clock_of(schedule: Schedule) -> dict[str, Any]:
    if schedule.every_s is not None:
        interval, _ = IntervalSchedule.objects.get_or_create(every=schedule.every_s, period=IntervalSchedule.SECONDS)
        return {"interval": interval}
    names = ("minute", "hour", "day_of_month", "month_of_year", "day_of_week")
    crontab, _ = CrontabSchedule.objects.get_or_create(
        **dict(zip(names, schedule.at.split(), strict=True)), timezone="UTC"
    )
    return {"crontab": crontab}
