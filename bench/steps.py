"""From the bytes of a file to packed channels and numbers: which step takes how much of a processor."""

import argparse
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from bench.rides import HOUR_S, ride_fit, ride_gpx
from bench.scratch import ROOT  # noqa: F401 - the settings of this checkout

LIMIT_MS = 60


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--hours", type=float, default=6)
    parser.add_argument("--kind", choices=("fit", "gpx"), default="fit")
    parser.add_argument("--rounds", type=int, default=15)


def run(arguments: argparse.Namespace) -> None:
    import os  # noqa: PLC0415

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django  # noqa: PLC0415

    django.setup()
    from training import reader_process, reading  # noqa: PLC0415
    from training.formats.reading import read  # noqa: PLC0415
    from training.measuring import curves_of  # noqa: PLC0415
    from training.reader_frames import ANSWER  # noqa: PLC0415
    from training.science.metrics import Thresholds, measure  # noqa: PLC0415
    from training.science.simplify import polyline  # noqa: PLC0415
    from training.tracks import pack_recording  # noqa: PLC0415

    make: Any = {"fit": ride_fit, "gpx": ride_gpx}[arguments.kind]
    content = make(began=datetime(2026, 5, 1, 8, tzinfo=UTC), seconds=int(arguments.hours * HOUR_S))
    limits = Thresholds(ftp_w=250.0, lthr_bpm=165.0, max_hr_bpm=190.0, w_prime_j=20_000.0, sex="m")
    found = read(content, f"ride.{arguments.kind}")
    answer = reader_process.encode(found)
    size = ANSWER.unpack(answer[: ANSWER.size])[0]
    parts = answer[ANSWER.size : ANSWER.size + size], answer[ANSWER.size + size :]
    packed = pack_recording(found.recordings[0])
    session = measure(packed.track, limits)
    places = packed.track.channels["lat"], packed.track.channels["lng"]
    steps: dict[str, Callable[[], Any]] = {
        "parse": lambda: read(content, f"ride.{arguments.kind}"),
        "hand over": lambda: reader_process.encode(found),
        "take over": lambda: reading._opened(parts),
        "clean and pack": lambda: pack_recording(found.recordings[0]),
        "measure": lambda: measure(packed.track, limits),
        "curves": lambda: curves_of(session),
        "line of the map": lambda: polyline(*places, most=400),
    }
    _report(steps, arguments.rounds)
    values = sum(len(column) for column in packed.track.channels.values()) + len(packed.track.time_s)
    stored = sum(map(len, packed.channels.values()))
    print(f"{stored / values:.2f} bytes a value ({stored / 1000:.1f} kB for {values:,})")


def _report(steps: dict[str, Callable[[], Any]], rounds: int) -> None:
    costs = {name: cost_ms(step, rounds) for name, step in steps.items()}
    whole = sum(costs.values())
    for name, cost in costs.items():
        print(f"{name:<16} {cost:>7.2f} ms {cost / whole:>6.0%}")
    print(f"{'together':<16} {whole:>7.2f} ms (at most {LIMIT_MS} for six hours)")


def cost_ms(step: Callable[[], Any], rounds: int) -> float:
    """The cheapest of the rounds: what it takes when nobody else wants the processor."""
    costs = []
    for _round in range(rounds):
        began = time.process_time()
        step()
        costs.append((time.process_time() - began) * 1000)
    return min(costs)
