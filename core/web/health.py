"""Am I alive, can I serve, and what is wrong with the rest of the house."""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse

from core import redis
from core.heartbeat import LATE_AFTER, lateness

Check = Callable[[], None]
_has_migrated = False


class Unwell(Exception):
    """The check failed, for this reason."""


@transaction.non_atomic_requests
def live(request: HttpRequest) -> JsonResponse:
    return _answer({"status": "ok"})


@transaction.non_atomic_requests
def version(request: HttpRequest) -> JsonResponse:
    return _answer({"name": "paceline", "version": settings.VERSION, "environment": settings.ENVIRONMENT})


@transaction.non_atomic_requests
def ready(request: HttpRequest) -> JsonResponse:
    """503 only when this process cannot serve. A late beat or an absent Redis is "degraded", an alarm by ?strict=1."""
    needed = {"postgres": _postgres, "migrations": _migrations}
    helpful = {"redis": _redis, "workers": _workers}
    checks = {name: _try(check) for name, check in {**needed, **helpful}.items()}
    failing = [name for name, result in checks.items() if result["status"] != "ok"]
    is_unable = any(name in needed for name in failing)
    status = "unavailable" if is_unable else "degraded" if failing else "ok"
    is_alarm = is_unable or (bool(failing) and request.GET.get("strict") == "1")
    return _answer({"status": status, "failing": failing, "checks": checks}, status=503 if is_alarm else 200)


def _try(check: Check) -> dict[str, Any]:
    began = time.perf_counter()
    try:
        check()
        result = {"status": "ok"}
    except Unwell as reason:
        result = {"status": "failing", "reason": str(reason)}
    except Exception as error:  # a health check reports whatever went wrong
        result = {"status": "failing", "reason": type(error).__name__}
    return {**result, "latency_ms": round((time.perf_counter() - began) * 1000, 1)}


def _postgres() -> None:
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()
    with connection.cursor() as cursor:
        cursor.execute("select 1")


def _migrations() -> None:
    """Looked up until all are in: they do not come undone under a running process."""
    global _has_migrated
    if not _has_migrated:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise Unwell("migrations are waiting")
        _has_migrated = True


def _redis() -> None:
    redis.ask(lambda client: client.ping())


def _workers() -> None:
    late = lateness("worker")
    if late is None:
        raise Unwell("beat and workers were never heard of")
    if late > LATE_AFTER:
        raise Unwell(f"beat or workers were last heard of {round(late.total_seconds())} s ago")


def _answer(content: dict[str, Any], status: int = 200) -> JsonResponse:
    return JsonResponse(content, status=status, headers={"Cache-Control": "no-store"})
