"""Many files dropped at once: what somebody who only reads notices of it."""

import argparse
import statistics
import time

from bench.imports import BEGAN, made
from bench.reads import bearer
from bench.scratch import run_inside, scratch_database
from bench.serving import Server, serving, working

READS = ("/api/v1/activities", "/api/v1/fitness", "/api/v1/statistics?by=week")
SHARE = 2.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--files", type=int, default=500)
    parser.add_argument("--port", type=int, default=8190)


def run(arguments: argparse.Namespace) -> None:
    with scratch_database("bench_drop") as environment:
        sender, reader = run_inside(environment, "bench.athletes", "--sizes", "8", "1000")
        with serving("config.wsgi", arguments.port, environment, bearer(reader)) as server, working(environment):
            files = made("fit", arguments.files, BEGAN)
            idle = _reads(server, 300)
            upload = server.send_files(bearer(sender), files)
            began, busy = time.perf_counter(), []
            while set(server.states_of(bearer(sender), upload)) & {"queued", "processing"}:
                busy += _reads(server, 60)
            took = time.perf_counter() - began
    ratio = _p95(busy) / _p95(idle)
    print(f"{arguments.files} files in {took:.1f} s: {arguments.files / took * 60:.0f} a minute beside the reads")
    print(f"p95 of reads: idle {_p95(idle):.1f} ms, meanwhile {_p95(busy):.1f} ms: {ratio:.2f}× (at most {SHARE:g}×)")


def _reads(server: Server, count: int) -> list[float]:
    return [server.get(READS[number % len(READS)]) for number in range(count)]


def _p95(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=20)[-1] * 1000
