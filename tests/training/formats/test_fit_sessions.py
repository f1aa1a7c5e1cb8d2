from datetime import UTC, datetime, timedelta

import numpy as np

from tests.training.formats.fit_writer import (
    BYTE,
    ENUM,
    EPOCH_S,
    SINT8,
    START,
    STRING,
    UINT8,
    UINT16,
    UINT32,
    FitWriter,
    fit_time,
    write_fit,
)
from training.formats.fit import read_fit
from training.formats.recording import Recording

RIDE = [{"power_w": 200 + i, "heart_rate_bpm": 140, "distance_m": 8 * i} for i in range(60)]
UNIX = START.timestamp()


def only(content: bytes) -> Recording:
    (recording,) = read_fit(content).recordings
    return recording


def values(recording: Recording, channel: str) -> list[float | None]:
    return [None if np.isnan(value) else float(value) for value in recording.channels[channel]]


def test_fit_chained_files_give_all_sessions() -> None:
    later = START + timedelta(hours=3)
    reading = read_fit(write_fit(records=RIDE) + write_fit(records=RIDE[:10], sport="run", start_at=later))
    assert [(r.sport, r.start_at, len(r.time_s)) for r in reading.recordings] == [
        ("ride", START, 60),
        ("run", later, 10),
    ]
    assert not reading.is_partial


def test_fit_settings_behind_an_activity_are_noted() -> None:
    reading = read_fit(write_fit(records=RIDE) + write_fit(file_type=2, with_summary=False))
    assert len(reading.recordings) == 1
    assert [note.code for note in reading.notes] == ["not_a_session"]


def test_fit_strap_file_behind_a_swim_fills_its_heart_rate() -> None:
    records = [{"time_s": i, "distance_m": i} for i in range(20)]
    start = fit_time(START)
    strap = FitWriter()
    strap.message(132, {253: (UINT32, start), 0: (UINT16, 0), 6: (UINT8, 100), 9: (UINT32, 5_000_000)})
    ticks = [(5_000_000 + 1024 * (i + 1)) % 4096 for i in range(8)]
    packed = b"".join(
        bytes([a & 0xFF, a >> 8 | (b & 0x0F) << 4, b >> 4]) for a, b in zip(ticks[::2], ticks[1::2], strict=True)
    )
    strap.message(132, {6: (UINT8, list(range(101, 109))), 10: (BYTE, packed)})
    recording = only(write_fit(records=records, sport="swim") + strap.file())
    assert values(recording, "heart_rate_bpm") == [*range(100, 109), *[108] * 5, *[None] * 6]
    assert "strap_heart_rate" in [note.code for note in recording.notes]


def test_fit_pool_swim_without_distance_takes_it_from_the_lengths() -> None:
    lengths = [
        {"start_s": 0, "end_s": 30, "strokes": 12, "stroke": 0},
        {"start_s": 30, "end_s": 60, "strokes": 13, "stroke": 2},
        {"start_s": 60, "end_s": 80, "kind": 0},
        {"start_s": 80, "end_s": 112, "strokes": 12, "stroke": 0},
    ]
    session = [{"sport": "swim", "sub_sport": 17, "start_s": 0, "end_s": 112}]
    recording = only(write_fit(lengths=lengths, sessions=session, totals={44: (UINT16, 2500)}))
    assert (recording.sport, recording.sub_sport) == ("swim", "pool")
    assert [at - UNIX for at in recording.time_s] == [0, 30, 60, 80, 112]
    assert values(recording, "distance_m") == [0, 25, 50, 50, 75]
    assert [(lap.kind, lap.intensity, lap.stroke, lap.strokes) for lap in recording.laps] == [
        ("length", "active", "freestyle", 12),
        ("length", "active", "breaststroke", 13),
        ("length", "rest", "", None),
        ("length", "active", "freestyle", 12),
    ]


TRIATHLON = [
    {"sport": "swim", "sub_sport": 18, "start_s": 0, "end_s": 9},
    {"sport": "transition", "start_s": 10, "end_s": 14},
    {"sport": "ride", "start_s": 15, "end_s": 39},
    {"sport": "run", "start_s": 40, "end_s": 59},
]


def test_fit_multisport_gives_every_leg_its_own_records_and_distance() -> None:
    records = [{"distance_m": 2 * i, "heart_rate_bpm": 120} for i in range(60)]
    laps = [{"start_s": s["start_s"], "end_s": s["end_s"]} for s in TRIATHLON]
    reading = read_fit(write_fit(records=records, sessions=TRIATHLON, laps=laps))
    told = [(r.sport, len(r.time_s), len(r.laps), values(r, "distance_m")[-1]) for r in reading.recordings]
    assert told == [("swim", 10, 1, 18), ("other", 5, 1, 10), ("ride", 25, 1, 50), ("run", 20, 1, 40)]
    assert reading.recordings[1].sub_sport == "transition"


def test_fit_multisport_whose_distance_starts_over_is_left_as_it_is() -> None:
    records = [{"distance_m": i % 15 if i < 15 else (i - 15) % 25} for i in range(40)]
    reading = read_fit(write_fit(records=records, sessions=TRIATHLON[:3]))
    assert values(reading.recordings[2], "distance_m") == list(range(25))


def test_fit_cut_off_in_its_last_sport_keeps_the_rest_as_a_session() -> None:
    records = [{"heart_rate_bpm": 120} for _ in range(200)]
    reading = read_fit(write_fit(records=records, sessions=TRIATHLON))
    assert [(r.sport, len(r.time_s)) for r in reading.recordings] == [
        ("swim", 10),
        ("other", 5),
        ("ride", 25),
        ("run", 20),
        ("other", 140),
    ]


def test_fit_without_summary_is_made_from_its_records() -> None:
    writer = FitWriter()
    writer.message(12, {0: (ENUM, 1), 1: (ENUM, 3)})
    writer.message(20, {253: (UINT32, 10**9), 3: (UINT8, 150)})
    recording = only(writer.file())
    assert (recording.sport, recording.sub_sport) == ("run", "trail")
    assert recording.start_at == datetime.fromtimestamp(10**9 + EPOCH_S, UTC)
    assert [note.code for note in recording.notes] == ["no_summary"]


def test_fit_summary_without_records_gives_totals_only() -> None:
    session = [{"sport": "strength", "sub_sport": 20, "start_s": 0, "end_s": 1800}]
    recording = only(write_fit(sessions=session, totals={11: (UINT16, 250), 16: (UINT8, 110), 193: (UINT8, 60)}))
    assert (recording.sport, len(recording.time_s), recording.channels) == ("strength", 0, {})
    assert recording.totals.timer_s == 1800
    assert (recording.totals.energy_kcal, recording.totals.avg_hr_bpm, recording.totals.rpe) == (250, 110, 6)


def test_fit_start_a_day_off_gives_way_to_the_records() -> None:
    records = [{"time_s": 30 * 86400}, *({"time_s": 100 + i} for i in range(50))]
    session = [{"sport": "ride", "start_s": 25 * 86400, "end_s": 26 * 86400}]
    recording = only(write_fit(records=records, sessions=session))
    assert recording.start_at == START + timedelta(seconds=100)


def test_fit_unterminated_and_broken_strings_are_read_to_their_end() -> None:
    writer = FitWriter()
    writer.message(0, {0: (ENUM, 4), 1: (UINT16, 289), 8: (STRING, b"Karoo \xff2")})
    writer.message(20, {253: (UINT32, 10**9), 3: (UINT8, 150)})
    assert only(writer.file()).device == "Hammerhead Karoo \ufffd2"


def test_fit_negative_temperature_is_kept() -> None:
    writer = FitWriter()
    writer.message(20, {253: (UINT32, 10**9), 13: (SINT8, -7)})
    assert values(only(writer.file()), "temperature_c") == [-7]


def test_fit_session_written_twice_counts_once() -> None:
    session = {"sport": "ride", "start_s": 0, "end_s": 20}
    recording = only(write_fit(records=RIDE, sessions=[session, session | {"end_s": 40}]))
    assert (len(recording.time_s), recording.totals.timer_s) == (60, 40)


def test_fit_title_is_the_workouts_name() -> None:
    writer = FitWriter()
    writer.message(26, {8: (STRING, "5 × 5 minutes")})
    writer.message(20, {253: (UINT32, 10**9), 7: (UINT16, 1)})
    assert only(writer.file()).title == "5 × 5 minutes"
