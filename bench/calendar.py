"""The month of one athlete with 60 workouts and 60 sessions: time at one client, as the app and the page ask for it."""

import argparse
import math
from datetime import date, timedelta

from bench.reads import bearer
from bench.scratch import run_inside, scratch_database
from bench.serving import Server, serving

LIMIT_MS = 60
MONTH = (date(2026, 3, 2), date(2026, 4, 5))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--requests", type=int, default=300)
    parser.add_argument("--port", type=int, default=8194)


def run(arguments: argparse.Namespace) -> None:
    with scratch_database("bench_calendar") as environment:
        somebody = run_inside(environment, "bench.planned_month")
        headers = bearer(somebody)
        span = f"from_on={MONTH[0]}&to_on={MONTH[1]}"
        with serving("config.wsgi", arguments.port, environment, headers) as server:
            measure(server, "month", f"/api/v1/calendar?{span}", arguments.requests)
            measure(server, "with structures", f"/api/v1/calendar?{span}&include=structure", arguments.requests)
            year = f"from_on={MONTH[0]}&to_on={MONTH[0] + timedelta(days=364)}"
            measure(server, "year", f"/api/v1/calendar?{year}", arguments.requests // 3)


def measure(server: Server, name: str, path: str, requests: int) -> None:
    for _warm in range(20):
        server.get(path)
    times = sorted(server.get(path) * 1000 for _request in range(requests))
    size = len(server.ask("GET", path, server.headers)) / 1000
    told = f"p50 {_share(times, 0.5):>6.1f} ms  p95 {_share(times, 0.95):>6.1f} ms  max {times[-1]:>6.1f} ms  {size:>6.0f} kB"
    print(f"{name:<16} {told}  (p95 of a month at most {LIMIT_MS} ms)")


def _share(times: list[float], share: float) -> float:
    return times[math.ceil(len(times) * share) - 1]
