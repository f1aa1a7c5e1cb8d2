"""The cheapest authenticated request of the API beside the cheapest thing Django can do."""

import argparse
import statistics
from dataclasses import dataclass, field

from bench.scratch import run_inside, scratch_database
from bench.serving import Server, postgres_cpu_ms, serving

PATH = "/api/v1/me"
TARGET = 3.0


@dataclass
class Measured:
    seconds: list[float] = field(default_factory=list)
    p95_ms: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)
    database_ms: list[float] = field(default_factory=list)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--requests", type=int, default=300, help="per round and server")
    parser.add_argument("--port", type=int, default=8190)


def run(arguments: argparse.Namespace) -> None:
    with scratch_database("bench_me") as environment:
        somebody = run_inside(environment, "bench.sign_in")
        bearer = {"Authorization": f"Bearer {somebody['token']}", "Accept": "application/json"}
        bare_environment = {**environment, "BENCH_USER": somebody["user"]}
        bare_environment.pop("DJANGO_SETTINGS_MODULE", None)
        with (
            serving("config.wsgi", arguments.port, environment, bearer) as ours,
            serving("bench.bare:application", arguments.port + 1, bare_environment, {}) as bare,
        ):
            _report(*_alternate((ours, bare), arguments.rounds, arguments.requests))


def _alternate(servers: tuple[Server, Server], rounds: int, requests: int) -> tuple[Measured, Measured]:
    measured = Measured(), Measured()
    for server in servers:
        _round(server, Measured(), requests)
    for number in range(rounds):
        order = (0, 1) if number % 2 else (1, 0)
        for which in order:
            _round(servers[which], measured[which], requests)
    return measured


def _round(server: Server, measured: Measured, requests: int) -> None:
    cpu, database = server.cpu_ms(), postgres_cpu_ms()
    seconds = [server.get(PATH) for _number in range(requests)]
    measured.seconds += seconds
    measured.p95_ms.append(statistics.quantiles(seconds, n=20)[-1] * 1000)
    measured.cpu_ms.append((server.cpu_ms() - cpu) / requests)
    after = postgres_cpu_ms()
    if database is not None and after is not None:
        measured.database_ms.append((after - database) / requests)


def _report(ours: Measured, bare: Measured) -> None:
    rows = {
        "p50 ms": (statistics.median(ours.seconds) * 1000, statistics.median(bare.seconds) * 1000),
        "p95 ms": (statistics.median(ours.p95_ms), statistics.median(bare.p95_ms)),
        "CPU ms, site": (statistics.median(ours.cpu_ms), statistics.median(bare.cpu_ms)),
    }
    if ours.database_ms and bare.database_ms:
        rows["CPU ms, PostgreSQL"] = (statistics.median(ours.database_ms), statistics.median(bare.database_ms))
    print(f"{'':<20} {'/me':>8} {'bare':>8} {'ratio':>7}")
    for name, (mine, floor) in rows.items():
        print(f"{name:<20} {mine:>8.2f} {floor:>8.2f} {mine / floor if floor else 0:>6.2f}×")
    ratio = rows["p95 ms"][0] / rows["p95 ms"][1]
    print(
        f"p95 of /me is {ratio:.2f}× the bare view (target ≤ {TARGET:g}×): {'reached' if ratio <= TARGET else 'MISSED'}"
    )
