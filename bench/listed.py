"""Takes the list of one athlete's history in a process of its own, as a worker does, and prints what that cost."""

import json
import resource
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import django

django.setup()

from django.db import connection, models, transaction  # noqa: E402 - after setup

from core.acting import as_system  # noqa: E402
from core.work import run_due  # noqa: E402
from strava import backfilling  # noqa: E402
from strava.client import session  # noqa: E402
from strava.models import Backfill, KnownActivity  # noqa: E402
from training.models import Source  # noqa: E402


class Pages:
    """How many questions the database was asked for each page."""

    def __init__(self) -> None:
        self.asked, self.found = 0, list[int]()

    def count(self, execute: Callable[..., Any], *given: Any) -> Any:
        self.asked += 1
        return execute(*given)

    def turned(
        self, row: Backfill, page: Sequence[Any], *, move_on: Callable[..., None] = backfilling._move_on
    ) -> None:
        move_on(row, page)
        self.found.append(self.asked)
        self.asked = 0


def main() -> None:
    athlete_id, pages = UUID(sys.argv[1]), Pages()
    session()
    backfilling._move_on = pages.turned  # type: ignore[assignment]
    begun, wall, cpu = peak_mb(), time.perf_counter(), time.process_time()
    with connection.execute_wrapper(pages.count):
        take(athlete_id)
    costs = {"took_s": time.perf_counter() - wall, "cpu_s": time.process_time() - cpu}
    full = pages.found[1:-1] or pages.found
    memory = {"begun_mb": begun, "peak_mb": peak_mb()}
    print(json.dumps({**costs, **memory, **counted(athlete_id), "fewest": min(full), "most": max(full)}))


def take(athlete_id: UUID) -> None:
    def mine(due: "models.QuerySet[Backfill]") -> "models.QuerySet[Backfill]":
        return due.filter(athlete_id=athlete_id, is_listed=False)

    while run_due(Backfill, call=backfilling.go_on, choose=mine, lease=backfilling.LEASE):
        time.sleep(0.01)


def counted(athlete_id: UUID) -> dict[str, int]:
    with as_system("bench"), transaction.atomic():
        kinds = {"known": KnownActivity, "sessions": Source}
        return {name: model.objects.filter(athlete_id=athlete_id).count() for name, model in kinds.items()}


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
