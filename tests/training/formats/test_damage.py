"""Whatever happens to a file: sessions or a reason come out, never another exception, in bounded memory."""

import random
import tracemalloc
from collections.abc import Callable

import numpy as np
import pytest

from tests.training.formats import vectors
from tests.training.formats.fit_writer import write_fit
from tests.training.formats.markup_writer import write_gpx, write_tcx
from tests.training.formats.vectors import needs_vectors
from training.formats.reading import read
from training.formats.recording import Reading, Unreadable

POINTS = [
    {"lat": 52 + i / 1e5, "lng": 4.0, "altitude_m": 10.0, "heart_rate_bpm": 140, "power_w": 200, "distance_m": 8 * i}
    for i in range(400)
]
LAPS = [{"start_s": 0, "end_s": 200}, {"start_s": 200, "end_s": 399}]
SYNTHETIC = {
    "ride.fit": write_fit(records=POINTS, laps=LAPS, stops=[(100, 120)]),
    "swim.fit": write_fit(
        lengths=LAPS,
        sessions=[{"sport": "swim", "sub_sport": 17, "start_s": 0, "end_s": 399}],
        records=[{"heart_rate_bpm": 120}] * 400,
    ),
    "ride.gpx": write_gpx(points=POINTS[:60]),
    "ride.tcx": write_tcx(points=POINTS[:60], laps=[{"tracks": [POINTS[:30], POINTS[30:60]], "timer_s": 60}]),
}


def outcome(content: bytes, name: str) -> Reading | Unreadable:
    try:
        reading = read(content, name)
    except Unreadable as reason:
        return reason
    for recording in reading.recordings:
        assert all(len(values) == len(recording.time_s) for values in recording.channels.values())
        assert len(recording.segments) == len(recording.time_s)
        assert all(not np.isinf(values).any() for values in recording.channels.values())
    return reading


def flipped(content: bytes, seed: int) -> bytes:
    chance = random.Random(seed)
    broken = bytearray(content)
    for _ in range(chance.choice((1, 3, 20))):
        broken[chance.randrange(len(broken))] ^= 1 << chance.randrange(8)
    return bytes(broken)


@pytest.mark.parametrize("name", SYNTHETIC)
def test_file_cut_anywhere_gives_sessions_or_a_reason(name: str) -> None:
    content = SYNTHETIC[name]
    for end in [*range(40), *range(40, len(content), 97)]:
        outcome(content[:end], name)


@pytest.mark.parametrize("name", SYNTHETIC)
def test_file_with_flipped_bits_gives_sessions_or_a_reason(name: str) -> None:
    for seed in range(500):
        outcome(flipped(SYNTHETIC[name], seed), name)


@needs_vectors
@pytest.mark.parametrize("name", [name for kind in ("fit", "tcx", "gpx") for name in vectors.names(kind)])
def test_real_file_cut_at_every_kilobyte_gives_sessions_or_a_reason(name: str) -> None:
    content = vectors.content(name)
    for end in range(1024, len(content), max(1024, len(content) // 40 // 1024 * 1024)):
        outcome(content[:end], name)


@needs_vectors
@pytest.mark.parametrize("name", [name for kind in ("fit", "tcx", "gpx") for name in vectors.names(kind)])
def test_real_file_with_flipped_bits_gives_sessions_or_a_reason(name: str) -> None:
    content = vectors.content(name)
    for seed in range(12):
        outcome(flipped(content, seed), name)


def test_cut_fit_file_never_gives_more_or_other_records_than_the_whole() -> None:
    whole = read(SYNTHETIC["ride.fit"], "ride.fit").recordings[0]
    for end in range(600, len(SYNTHETIC["ride.fit"]), 501):
        told = outcome(SYNTHETIC["ride.fit"][:end], "ride.fit")
        assert isinstance(told, Reading)
        assert told.is_partial
        part = told.recordings[0]
        assert part.time_s.tolist() == whole.time_s[: len(part.time_s)].tolist()


def tiny_points() -> bytes:
    return b"<gpx><trk><trkseg>" + b"<trkpt/>" * 300_000 + b"</trkseg></trk></gpx>"


def tiny_tracks() -> bytes:
    return b"<gpx>" + b"<trk/>" * 1_000_000 + b"</gpx>"


def new_names() -> bytes:
    return b"<gpx>" + b"".join(b"<n%d/>" % i for i in range(500_000)) + b"</gpx>"


def tiny_laps() -> bytes:
    return b"<TrainingCenterDatabase><Activity>" + b"<Lap/>" * 500_000


def deep_elements() -> bytes:
    return b"<gpx>" + b"<a>" * 1_000_000


def deep_points() -> bytes:
    return b"<gpx><trk><trkseg><trkpt>" + b"<a>" * 2_000_000


def swapping_messages() -> bytes:
    """Two kinds of empty messages in turn, none of them looked for."""
    define = bytes([0x40, 0, 0, 99, 0, 0, 0x41, 0, 0, 98, 0, 0])
    return bytes([14, 16, 0, 0, 255, 255, 255, 255]) + b".FIT\0\0" + define + b"\0\1" * 300_000


@pytest.mark.parametrize(
    "content", [tiny_points, tiny_tracks, new_names, tiny_laps, deep_elements, deep_points, swapping_messages]
)
def test_file_made_to_swell_stays_small(content: Callable[[], bytes]) -> None:
    made = content()
    tracemalloc.start()
    outcome(made, "x")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 200 * 1024**2
