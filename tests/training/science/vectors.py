"""The reference files beside the repository, which no one of this project wrote."""

import json
from functools import cache
from pathlib import Path

import pytest

from training.formats.recording import Recording
from training.science.metrics import Thresholds
from training.science.preparation import Raw

FOLDER = Path(__file__).parents[4] / "shared" / "vectors"
THRESHOLDS = Thresholds(ftp_w=250, cp_w=250, w_prime_j=20_000, max_hr_bpm=190, rest_hr_bpm=60, lthr_bpm=165)


@cache
def expectations(name: str) -> dict:
    path = FOLDER / name
    return json.loads(path.read_text()) if path.exists() else {}


def require(name: str) -> dict:
    if not (FOLDER / name).exists():
        pytest.skip(f"the reference file {name} is not here")
    return expectations(name)


def raw_of(recording: Recording) -> Raw:
    totals = recording.totals
    return Raw(
        time_s=recording.time_s,
        channels=recording.channels,
        segments=recording.segments,
        stops=recording.stops,
        has_timer_events=recording.has_timer_events,
        sport=recording.sport,
        sub_sport=recording.sub_sport,
        laps=[(lap.start_s, lap.end_s) for lap in recording.laps if lap.kind == "lap"],
        device_timer_s=totals.timer_s,
        device_elapsed_s=totals.elapsed_s,
        device_distance_m=totals.distance_m,
        device_ascent_m=totals.ascent_m,
        device_descent_m=totals.descent_m,
        device_avg_power_w=totals.avg_power_w,
        device_avg_hr_bpm=totals.avg_hr_bpm,
        device_max_hr_bpm=totals.max_hr_bpm,
    )
