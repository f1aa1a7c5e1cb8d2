"""Files sent through the API and read by a worker: what a file costs, and whether history makes it dearer."""

import argparse
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from bench.reads import bearer
from bench.rides import ride_fit, ride_gpx
from bench.scratch import name_of, run_inside, scratch_database
from bench.serving import Server, cpu_of_family, postgres_cpu_ms, serving, working

KINDS = {"fit": ride_fit, "gpx": ride_gpx}
BEGAN = datetime(2010, 1, 1, 8, tzinfo=UTC)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--sizes", type=int, nargs="+", default=(100, 10_000), help="activities that are there")
    parser.add_argument("--files", type=int, default=100, help="of an hour, a reading a second, eight channels")
    parser.add_argument("--port", type=int, default=8190)


def run(arguments: argparse.Namespace) -> None:
    with scratch_database("bench_imports") as environment:
        sizes = [str(size) for size in arguments.sizes]
        people = run_inside(environment, "bench.athletes", "--sizes", *sizes)
        with (
            serving("config.wsgi", arguments.port, environment, bearer(people[0])) as server,
            working(environment) as worker,
        ):
            print(f"{'':<24} {'web':>6} {'worker+reader':>14} {'PostgreSQL':>11} {'CPU ms':>7} {'files/min':>10}")
            for size, somebody in zip(arguments.sizes, people, strict=True):
                for number, kind in enumerate(KINDS):
                    files = made(kind, arguments.files, BEGAN + timedelta(days=1000 * number))
                    _import(server, worker, somebody, files, f"{kind}, at {size:,}", name_of(environment))


def made(kind: str, count: int, began: datetime) -> dict[str, bytes]:
    make: Any = KINDS[kind]
    return {f"{n}.{kind}": make(began=began + timedelta(days=n), number=n) for n in range(count)}


def _import(
    server: Server, worker: int, somebody: dict[str, str], files: dict[str, bytes], name: str, database: str
) -> None:
    headers = bearer(somebody)
    wait_for(server, headers, server.send_files(headers, made("fit", 1, BEGAN - timedelta(days=1))))  # warm
    before = _spent(server, worker, database)
    began = time.perf_counter()
    sent = [server.send_files(headers, {name: content}) for name, content in files.items()]
    wait_for(server, headers, sent[-1])
    took = time.perf_counter() - began
    states = [state for upload in sent for state in server.states_of(headers, upload)]
    if set(states) != {"done"}:
        raise RuntimeError(f"not all were read: {states}")
    web, reading, at_database = (
        (after - first) / len(files) for after, first in zip(_spent(server, worker, database), before, strict=True)
    )
    sums = web + reading + at_database
    print(f"{name:<24} {web:>6.1f} {reading:>14.1f} {at_database:>11.1f} {sums:>7.1f} {len(files) / took * 60:>10.0f}")


def _spent(server: Server, worker: int, database: str) -> tuple[float, float, float]:
    return server.cpu_ms(), cpu_of_family(worker), postgres_cpu_ms(database) or 0.0


def wait_for(server: Server, headers: dict[str, str], upload: str) -> None:
    while set(server.states_of(headers, upload)) & {"queued", "processing"}:
        time.sleep(0.25)
