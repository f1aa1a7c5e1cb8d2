"""The same reads at 100 to 10,000 activities an athlete, alone and among 200 athletes: flat, or not."""

import argparse

from bench.reads import FLOOR, both, measure
from bench.scratch import name_of, run_inside, scratch_database

SIZES = (100, 1_000, 10_000)
FLAT = 1.2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--others", type=int, default=200, help="athletes beside, in the second half")
    parser.add_argument("--others-size", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--requests", type=int, default=30)
    parser.add_argument("--port", type=int, default=8190)


def run(arguments: argparse.Namespace) -> None:
    ratios: dict[str, list[float]] = {}
    with scratch_database("bench_growth") as environment:
        for others in (0, arguments.others):
            sizes = [str(size) for size in arguments.sizes]
            given = ["--sizes", *sizes, "--others", str(others), "--others-size", str(arguments.others_size)]
            for somebody in run_inside(environment, "bench.athletes", *given):
                with both(environment, arguments.port, somebody) as (ours, bare):
                    costs = measure(ours, bare, somebody, arguments, name_of(environment))
                for name, cost in costs.items():
                    ratios.setdefault(name, []).append(cost.ms / costs[FLOOR].ms)
    _report(ratios, arguments)


def _report(ratios: dict[str, list[float]], arguments: argparse.Namespace) -> None:
    """Each as a multiple of the bare list in the same run."""
    sizes = "".join(f"{size:>9,}" for size in arguments.sizes)
    print(f"{'':<22} {sizes}  |{sizes}  among {arguments.others} athletes")
    half = len(arguments.sizes)
    for name, found in ratios.items():
        shown = "".join(f"{ratio:>8.1f}×" for ratio in found)
        growth = max(found) / min(found)
        verdict = "" if growth <= FLAT or name == FLOOR else f"  grows {growth:.2f}×"
        print(f"{name:<22} {shown[: half * 9]}  |{shown[half * 9 :]}{verdict}")
