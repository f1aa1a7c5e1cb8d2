"""What reading costs, beside a bare Django list of 20 rows: CPU of site and PostgreSQL for each request."""

import argparse
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from bench.scratch import name_of, run_inside, scratch_database
from bench.serving import Server, postgres_cpu_ms, serving

FLOOR = "bare list of 20"
CLIENTS = 8


@dataclass
class Cost:
    cpu_ms: list[float] = field(default_factory=list)
    database_ms: list[float] = field(default_factory=list)

    @property
    def ms(self) -> float:
        """The cheapest third: what it costs when nobody else wants the processor."""
        sums = sorted(site + database for site, database in zip(self.cpu_ms, self.database_ms, strict=True))
        return statistics.mean(sums[: max(len(sums) // 3, 1)])


def paths(somebody: dict[str, str], today: date) -> dict[str, str]:
    ride, year, decade = somebody["ride"], today - timedelta(days=364), today - timedelta(days=3649)
    season = f"from_on={year}&to_on={today}"
    return {
        "me": "me",
        "list of 20": "activities",
        "list, words": "activities?q=windy",
        "list, filtered": f"activities?sport=ride&min_distance=20000&{season}",
        "one activity": f"activities/{ride}",
        "every sample": f"activities/{ride}/streams?points=all",
        "1,000 points": f"activities/{ride}/streams",
        "laps": f"activities/{ride}/laps",
        "efforts with ranks": f"activities/{ride}/efforts",
        "weeks of a year": f"statistics?by=week&{season}",
        "months of a year": f"statistics?by=month&{season}",
        "fitness, 90 days": "fitness",
        "fitness, 10 years": f"fitness?from_on={decade}&to_on={today}",
        "curve of a season": f"curves?{season}",
        "curve of all time": "curves",
        "records": "records",
        "badges": "badges",
    }


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--size", type=int, default=1000, help="activities of the athlete")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--requests", type=int, default=40, help="per round and address")
    parser.add_argument("--port", type=int, default=8190)


def run(arguments: argparse.Namespace) -> None:
    with scratch_database("bench_reads") as environment:
        (somebody,) = run_inside(environment, "bench.athletes", "--sizes", str(arguments.size))
        with both(environment, arguments.port, somebody) as (ours, bare):
            costs = measure(ours, bare, somebody, arguments, name_of(environment))
            report(costs)
            print(f"\nlist of 20 at {CLIENTS} clients: {rate(ours, bearer(somebody)):.0f} requests/s", end="")
            print(f" (bare: {rate(bare, {}):.0f})")


class both:  # noqa: N801 - reads like the functions beside it
    """Our site and the bare one, each with two workers."""

    def __init__(self, environment: dict[str, str], port: int, somebody: dict[str, str]) -> None:
        owner = environment["DATABASE_OWNER_URL"]  # past row-level security
        apart = {**environment, "BENCH_USER": somebody["user"], "DATABASE_URL": owner}
        apart.pop("DJANGO_SETTINGS_MODULE", None)
        self._ours = serving("config.wsgi", port, environment, bearer(somebody))
        self._bare = serving("bench.bare:application", port + 1, apart, {})

    def __enter__(self) -> tuple[Server, Server]:
        return self._ours.__enter__(), self._bare.__enter__()

    def __exit__(self, *about: Any) -> None:
        self._bare.__exit__(*about)
        self._ours.__exit__(*about)


def bearer(somebody: dict[str, str]) -> dict[str, str]:
    return {"Authorization": f"Bearer {somebody['token']}", "Accept": "application/json"}


def measure(
    ours: Server, bare: Server, somebody: dict[str, str], arguments: argparse.Namespace, database: str
) -> dict[str, Cost]:
    asked = {name: (ours, f"/api/v1/{path}") for name, path in paths(somebody, date.today()).items()}
    asked[FLOOR] = (bare, "/api/v1/activities")
    costs = {name: Cost() for name in asked}
    headers = bearer(somebody)
    for number in range(arguments.rounds + 1):
        for name in sorted(asked, reverse=bool(number % 2)):
            server, path = asked[name]
            _round(server, path, headers, arguments.requests, costs[name] if number else Cost(), database)
    return costs


def _round(server: Server, path: str, headers: dict[str, str], requests: int, cost: Cost, database: str) -> None:
    cpu, at_database = server.cpu_ms(), postgres_cpu_ms(database) or 0.0
    for _number in range(requests):
        server.get(path, headers)
    cost.cpu_ms.append((server.cpu_ms() - cpu) / requests)
    cost.database_ms.append(((postgres_cpu_ms(database) or 0.0) - at_database) / requests)


def report(costs: dict[str, Cost]) -> None:
    floor = costs[FLOOR].ms
    print(f"{'':<22} {'site':>7} {'PostgreSQL':>11} {'CPU ms':>8} {'ratio':>7}")
    for name, cost in costs.items():
        site, database = statistics.median(cost.cpu_ms), statistics.median(cost.database_ms)
        print(f"{name:<22} {site:>7.2f} {database:>11.2f} {cost.ms:>8.2f} {cost.ms / floor:>6.1f}×")


def rate(server: Server, headers: dict[str, str], seconds: float = 4) -> float:
    until = time.perf_counter() + seconds

    def ask(_client: int) -> int:
        count = 0
        while time.perf_counter() < until:
            server.get("/api/v1/activities", headers)
            count += 1
        return count

    with ThreadPoolExecutor(CLIENTS) as clients:
        return sum(clients.map(ask, range(CLIENTS))) / seconds
