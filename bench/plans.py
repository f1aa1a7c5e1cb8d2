"""A plan of many weeks put into the calendars of ten to a hundred athletes by the worker: how long, and whether linear."""

import argparse

from bench.scratch import run_inside, scratch_database

SIZES = (10, 30, 100)
LIMIT_S, LIMIT_ATHLETES = 10.0, 100
LINEAR = 1.25


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="athletes")
    parser.add_argument("--weeks", type=int, default=24)
    parser.add_argument("--sessions", type=int, default=6, help="a week")


def run(arguments: argparse.Namespace) -> None:
    sizes = sorted(arguments.sizes)
    with scratch_database("bench_plans") as environment:
        given = ["--weeks", str(arguments.weeks), "--sessions", str(arguments.sessions)]
        found = run_inside(environment, "bench.calendars", *map(str, sizes), *given)
    print(
        f"{'athletes':>9} {'applied s':>10} {'each ms':>8} {'CPU ms':>7} {'rebased s':>10} {'undone s':>9} {'questions each':>15}"
    )
    for told in found:
        each = told["applied_s"] / told["athletes"] * 1000
        print(
            f"{told['athletes']:>9} {told['applied_s']:>10.2f} {each:>8.1f} {told['cpu_ms']:>7.1f}"
            f" {told['rebased_s']:>10.2f} {told['undone_s']:>9.2f} {told['questions']:>15.1f}"
        )
    _judge(found)


def _judge(found: list[dict[str, float]]) -> None:
    costs = [told["applied_s"] / told["athletes"] for told in found]
    growth = costs[-1] / costs[0]
    verdict = "linear" if growth <= LINEAR else "NOT linear"
    print(f"{growth:.2f}× as long for each of the most athletes as for each of the fewest: {verdict}")
    busy = found[-1]["cpu_ms"] * LIMIT_ATHLETES / 1000
    took = f"{costs[-1] * LIMIT_ATHLETES:.1f} s for {LIMIT_ATHLETES} athletes (at most {LIMIT_S:.0f})"
    print(f"{took}, {busy:.1f} s of them on a processor of worker or database")
