import shutil
from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.core.mail import get_connection
from django_celery_beat.models import PeriodicTask

from config.doctor import Finding, fail, ok, warn
from config.schedules import SCHEDULES
from core import redis
from core.heartbeat import LATE_AFTER, lateness

LITTLE_DISK, NO_DISK = 2 * 10**9, 200 * 10**6


def schedules() -> Iterator[Finding]:
    found = dict(PeriodicTask.objects.values_list("task", "enabled"))
    missing = [schedule.name for schedule in SCHEDULES if schedule.task not in found]
    paused = [schedule.name for schedule in SCHEDULES if found.get(schedule.task) is False]
    for name in missing:
        yield fail(f"no schedule for “{name}”", "run: script/manage seed_schedules")
    for name in paused:
        yield warn(f"“{name}” is paused", "resume it in the admin, under periodic tasks")
    if not missing and not paused:
        yield ok(f"{len(SCHEDULES)} schedules are in place")
    yield _heartbeat(lateness("worker"))


def _heartbeat(late: timedelta | None) -> Finding:
    remedy = "start beat and a worker, and look into their logs"
    if late is None:
        return fail("beat and workers were never heard of", remedy)
    if late > LATE_AFTER:
        return fail(f"beat or workers were last heard of {late.total_seconds():.0f} s ago", remedy)
    return ok("beat and workers are at it")


def redis_server() -> Iterator[Finding]:
    try:
        policy = redis.ask(lambda client: client.config_get("maxmemory-policy")).get("maxmemory-policy", "noeviction")
        saved = redis.ask(lambda client: client.config_get("appendonly") | client.config_get("save"))
    except redis.Away:
        yield fail("Redis does not answer", "start it, or correct REDIS_URL; until then background work waits")
        return
    if policy == "noeviction":
        yield ok("Redis answers and evicts nothing")
    else:
        yield fail(f"Redis evicts by {policy} and would drop work when full", "set maxmemory-policy noeviction")
    if saved.get("appendonly") == "no" and not saved.get("save"):
        yield warn("Redis keeps nothing over a restart: signals wait for the next sweep", "set appendonly yes")


def mail() -> Iterator[Finding]:
    backend = settings.MAIL_DELIVERY_BACKEND
    if backend == "core.mail.FileBackend":
        yield warn(f"mail is written to {settings.MAIL_DIR}", "set EMAIL_URL or ANYMAIL_BACKEND to send it")
        return
    try:
        with get_connection(backend):
            yield ok(f"mail can be handed to {backend}")
    except OSError as error:
        yield fail(f"the mail server does not answer: {error}", "correct EMAIL_URL, or open the way to it")


def disk() -> Iterator[Finding]:
    free = shutil.disk_usage(settings.DATA_DIR if settings.DATA_DIR.exists() else settings.BASE_DIR).free
    message, remedy = (
        f"{free / 10**9:.1f} GB free under {settings.DATA_DIR}",
        "make room: old logs, old backups, a larger volume",
    )
    yield fail(message, remedy) if free < NO_DISK else warn(message, remedy) if free < LITTLE_DISK else ok(message)
