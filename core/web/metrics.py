"""Figures for Prometheus: requests by route, waiting and dead work, the age of the last beat."""

import hmac

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest

from core.acting import as_system
from core.heartbeat import lateness
from core.metrics import BEAT, WORK
from core.models import Work


def metrics(request: HttpRequest) -> HttpResponse:
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings.METRICS_TOKEN or not hmac.compare_digest(given.encode(), settings.METRICS_TOKEN.encode()):
        return HttpResponse("The metrics token is missing or wrong.\n", status=401, content_type="text/plain")
    _measure()
    return HttpResponse(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)


def _measure() -> None:
    with as_system("metrics"):
        for model in work_models():
            for state, count in counts_of(model).items():
                WORK.labels(model._meta.label_lower, state).set(count)
        late = lateness("worker")
    if late is not None:
        BEAT.set(late.total_seconds())


def work_models() -> list[type[Work]]:
    return [model for model in apps.get_models() if issubclass(model, Work)]


def counts_of(model: type[Work]) -> dict[str, int]:
    with connection.cursor() as cursor:
        table = connection.ops.quote_name(model._meta.db_table)
        cursor.execute(f"select state, count(*) from {table} where state <> 'done' group by state")  # noqa: S608 - our table
        return {"waiting": 0, "leased": 0, "dead": 0, **dict(cursor.fetchall())}
