from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from tests.training.formats.fit_writer import (
    BYTE,
    ENUM,
    EPOCH_S,
    FLOAT32,
    SINT8,
    START,
    STRING,
    UINT8,
    UINT16,
    UINT32,
    FitWriter,
    crc,
    fit_time,
    wrap,
    write_fit,
)
from training.formats.crc import checksum
from training.formats.fit import read_fit
from training.formats.recording import Recording, Unreadable

RIDE = [
    {"power_w": 200 + i, "heart_rate_bpm": 140, "lat": 52.1, "lng": -4.5, "altitude_m": 12.2, "distance_m": 8 * i}
    for i in range(60)
]
UNIX = START.timestamp()


def only(content: bytes) -> Recording:
    (recording,) = read_fit(content).recordings
    return recording


def values(recording: Recording, channel: str) -> list[float | None]:
    return [None if np.isnan(value) else float(value) for value in recording.channels[channel]]


@pytest.mark.parametrize("length", [0, 1, 2, 3, 7, 64, 1000, 4097])
def test_checksum_of_any_length_equals_the_bitwise_one(length: int) -> None:
    content = np.random.default_rng(length).integers(0, 256, length, dtype=np.uint8).tobytes()
    assert checksum(content) == crc(content)


@pytest.mark.parametrize("big_endian", [False, True])
def test_fit_ride_gives_its_channels(big_endian: bool) -> None:
    recording = only(write_fit(records=RIDE, utc_offset_s=7200, big_endian=big_endian))
    assert (recording.sport, recording.sub_sport, recording.start_at) == ("ride", None, START)
    assert (recording.device, recording.utc_offset_s, recording.has_timer_events) == ("Garmin Edge 530", 7200, True)
    assert recording.time_s.tolist() == [UNIX + i for i in range(60)]
    assert values(recording, "power_w") == [200 + i for i in range(60)]
    assert values(recording, "altitude_m") == pytest.approx([12.2] * 60)
    assert values(recording, "lng") == pytest.approx([-4.5] * 60, abs=1e-6)
    assert values(recording, "distance_m") == [8 * i for i in range(60)]
    assert recording.totals.elapsed_s == 59
    assert "temperature_c" not in recording.channels


def test_fit_null_values_become_gaps_and_empty_channels_vanish() -> None:
    records = [
        {"power_w": 100, "cadence_rpm": None},
        {"power_w": None, "cadence_rpm": None},
        {"power_w": 0, "cadence_rpm": None},
    ]
    recording = only(write_fit(records=records))
    assert values(recording, "power_w") == [100, None, 0]
    assert "cadence_rpm" not in recording.channels


def test_fit_definitions_changing_at_every_record_keep_the_order() -> None:
    records = [{"power_w": i} if i % 2 else {"power_w": i, "heart_rate_bpm": 100 + i} for i in range(50)]
    recording = only(write_fit(records=records))
    assert values(recording, "power_w") == list(range(50))
    assert values(recording, "heart_rate_bpm") == [None if i % 2 else 100 + i for i in range(50)]


def test_fit_records_between_other_messages_are_all_found() -> None:
    writer = FitWriter()
    for i in range(100):
        writer.message(20, {253: (UINT32, 10**9 + i), 7: (UINT16, i)}, local=0)
        writer.message(325, {253: (UINT32, 10**9 + i), 1: (UINT8, 7)}, local=1)
    recording = only(writer.file())
    assert values(recording, "power_w") == list(range(100))


def test_fit_timer_stops_become_pairs_without_the_last_one() -> None:
    recording = only(write_fit(records=RIDE, stops=[(10, 20), (30, 30), (40, 45)]))
    assert recording.stops == ((UNIX + 10, UNIX + 20), (UNIX + 40, UNIX + 45))


def test_fit_without_timer_events_says_so() -> None:
    recording = only(write_fit(records=RIDE, with_timer_events=False))
    assert (recording.stops, recording.has_timer_events) == ((), False)


def test_fit_laps_carry_trigger_and_intensity() -> None:
    laps = [
        {"start_s": 0, "end_s": 30, "distance_m": 240, "trigger": 2},
        {"start_s": 30, "end_s": 59, "intensity": 1, "trigger": 7},
    ]
    recording = only(write_fit(records=RIDE, laps=laps))
    told = [
        (lap.start_s - UNIX, lap.end_s - UNIX, lap.distance_m, lap.trigger, lap.intensity, lap.kind)
        for lap in recording.laps
    ]
    assert told == [(0, 30, 240, "distance", "active", "lap"), (30, 59, None, "session_end", "rest", "lap")]


def test_fit_plain_fields_fill_what_the_enhanced_ones_leave_out() -> None:
    writer = FitWriter()
    writer.message(20, {253: (UINT32, 10**9), 6: (UINT16, 5000), 73: (UINT32, None), 2: (UINT16, 3000)})
    writer.message(20, {253: (UINT32, 10**9 + 1), 6: (UINT16, None), 73: (UINT32, 70000), 2: (UINT16, None)})
    recording = only(writer.file())
    assert values(recording, "speed_mps") == [5, 70]
    assert values(recording, "altitude_m") == [100, None]


def test_fit_fractional_cadence_is_added() -> None:
    writer = FitWriter()
    writer.message(20, {253: (UINT32, 10**9), 4: (UINT8, 90), 53: (UINT8, 64)})
    writer.message(20, {253: (UINT32, 10**9 + 1), 4: (UINT8, 91), 53: (UINT8, None)})
    assert values(only(writer.file()), "cadence_rpm") == [90.5, 91]


def test_fit_balance_is_told_only_if_the_side_is_known() -> None:
    writer = FitWriter()
    for i, raw in enumerate((0x80 | 47, 47, None)):
        writer.message(20, {253: (UINT32, 10**9 + i), 7: (UINT16, 1), 30: (UINT8, raw)})
    assert values(only(writer.file()), "left_balance_pct") == [53, None, None]


def test_fit_compressed_speed_and_distance_count_on_over_their_end() -> None:
    writer = FitWriter()
    for i, distance in enumerate((4000, 4090, 10)):  # sixteenths of a metre, twelve bits
        speed = 325
        raw = bytes([speed & 0xFF, speed >> 8 | (distance & 0x0F) << 4, distance >> 4])
        writer.message(20, {253: (UINT32, 10**9 + i), 8: (BYTE, raw)})
    writer.message(20, {253: (UINT32, 10**9 + 3), 8: (BYTE, b"\xff\xff\xff")})
    recording = only(writer.file())
    assert values(recording, "speed_mps") == [3.25, 3.25, 3.25, None]
    assert values(recording, "distance_m") == [250, 255.625, 256.625, None]


def test_fit_compressed_timestamps_follow_the_latest_full_one() -> None:
    writer = FitWriter()
    full = 10**9 - 10**9 % 32 + 30
    writer.message(21, {253: (UINT32, full), 0: (ENUM, 0), 1: (ENUM, 0)}, local=2)
    for second in (31, 32, 40, 63, 64):  # counted from the same multiple of 32
        writer.message(20, {3: (UINT8, 120)}, local=1, header=0x80 | 1 << 5 | second % 32)
    recording = only(writer.file())
    assert recording.time_s.tolist() == [full - 30 + second + EPOCH_S for second in (31, 32, 40, 63, 64)]


def test_fit_array_and_misfit_fields_do_not_shift_their_neighbours() -> None:
    writer = FitWriter()
    writer.message(
        20,
        {
            253: (UINT32, 10**9),
            108: (UINT16, [1500, 1600]),
            4: (UINT16, b"\x5a"),
            7: (UINT16, 250),
            61: (UINT32, b"\1\2\3"),
        },
    )
    recording = only(writer.file())
    assert {name: values(recording, name) for name in recording.channels} == {
        "respiration_bpm": [15],
        "cadence_rpm": [90],
        "power_w": [250],
    }


def described(writer: FitWriter, name: str, native: int | None, base: int = UINT16) -> None:
    fields = {0: (UINT8, 0), 1: (UINT8, 5), 2: (UINT8, base), 3: (STRING, name), 8: (STRING, "W")}
    if native is not None:
        fields |= {14: (UINT16, 20), 15: (UINT8, native)}
    writer.message(206, fields, local=3)  # no developer_data_id before it, as some Wahoo files have it


@pytest.mark.parametrize(("name", "native"), [("Power", None), ("Stryd thing", 7)])
def test_fit_developer_power_counts_where_the_device_has_none(name: str, native: int | None) -> None:
    writer = FitWriter()
    described(writer, name, native)
    for i in range(10):
        writer.message(20, {253: (UINT32, 10**9 + i), 3: (UINT8, 150)}, developer={(0, 5): (UINT16, 260 + i)})
    recording = only(writer.file())
    assert values(recording, "power_w") == [260 + i for i in range(10)]
    assert "developer_power" in [note.code for note in recording.notes]


def test_fit_developer_power_stays_behind_the_devices_own() -> None:
    writer = FitWriter()
    described(writer, "Power", 7, FLOAT32)
    writer.message(20, {253: (UINT32, 10**9), 7: (UINT16, 200)}, developer={(0, 5): (FLOAT32, 260.5)})
    assert values(only(writer.file()), "power_w") == [200]


def test_fit_developer_form_power_is_not_power() -> None:
    writer = FitWriter()
    described(writer, "Form Power", None)
    writer.message(20, {253: (UINT32, 10**9), 3: (UINT8, 150)}, developer={(0, 5): (UINT16, 70)})
    assert list(only(writer.file()).channels) == ["heart_rate_bpm"]


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
    assert told == [("swim", 10, 1, 18), ("ride", 25, 1, 50), ("run", 20, 1, 40)]
    assert [note.code for note in reading.notes] == ["transitions"]


def test_fit_multisport_whose_distance_starts_over_is_left_as_it_is() -> None:
    records = [{"distance_m": i % 15 if i < 15 else (i - 15) % 25} for i in range(40)]
    reading = read_fit(write_fit(records=records, sessions=TRIATHLON[:3]))
    assert values(reading.recordings[1], "distance_m") == list(range(25))


def test_fit_cut_off_in_its_last_sport_keeps_the_rest_as_a_session() -> None:
    records = [{"heart_rate_bpm": 120} for _ in range(200)]
    reading = read_fit(write_fit(records=records, sessions=TRIATHLON))
    assert [(r.sport, len(r.time_s)) for r in reading.recordings] == [
        ("swim", 10),
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


@pytest.mark.parametrize(
    ("file_type", "words"),
    [
        (2, "device settings"),
        (5, "a planned workout"),
        (6, "a course"),
        (32, "all-day monitoring"),
        (1, "what a device can do"),
        (10, "totals"),
    ],
)
def test_fit_file_of_another_kind_is_refused_by_name(file_type: int, words: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_fit(write_fit(file_type=file_type, with_summary=False))
    assert refused.value.code == "not_a_session"
    assert words in refused.value.message


def test_fit_without_anything_is_refused() -> None:
    with pytest.raises(Unreadable) as refused:
        read_fit(write_fit(with_summary=False))
    assert refused.value.code == "no_records"


def test_fit_records_without_a_time_are_no_records() -> None:
    writer = FitWriter()
    writer.message(20, {3: (UINT8, 150)})
    with pytest.raises(Unreadable) as refused:
        read_fit(writer.file())
    assert refused.value.code == "no_records"


def test_fit_wrong_checksum_is_only_a_note() -> None:
    content = bytearray(write_fit(records=RIDE))
    content[-1] ^= 0xFF
    reading = read_fit(bytes(content))
    assert ([note.code for note in reading.notes], reading.is_partial) == (["crc"], False)


def test_fit_cut_off_keeps_what_came_before() -> None:
    whole = write_fit(records=RIDE)
    reading = read_fit(whole[: len(whole) // 2])
    (recording,) = reading.recordings
    assert reading.is_partial
    assert [note.code for note in reading.notes] == ["unfinished", "truncated"]
    assert 20 < len(recording.time_s) < 40
    assert values(recording, "power_w") == [200 + i for i in range(len(recording.time_s))]


def test_fit_never_closed_by_its_device_is_read_to_the_end() -> None:
    content = bytearray(write_fit(records=RIDE, with_summary=False))
    content[4:8] = bytes(4)
    (recording,) = read_fit(bytes(content)).recordings
    assert len(recording.time_s) == 60


def test_fit_undescribed_message_ends_the_reading_with_its_place() -> None:
    writer = FitWriter()
    writer.message(20, {253: (UINT32, 10**9), 3: (UINT8, 150)})
    at = 14 + len(writer.body)
    writer.body += b"\x0b\0\0\0"
    reading = read_fit(writer.file())
    assert reading.is_partial
    assert [note.text for note in reading.notes] == [
        f"Damaged at byte {at}: a message of a kind that was never described."
    ]


def test_fit_garbage_behind_the_file_is_noted() -> None:
    reading = read_fit(write_fit(records=RIDE) + b"garbage that is no file")
    assert ([note.code for note in reading.notes], reading.is_partial) == (["trailing"], True)


def test_fit_of_millions_of_tiny_messages_is_refused() -> None:
    definition = bytes([0x40, 0, 0, 20, 0, 1, 3, 1, 2])
    with pytest.raises(Unreadable) as refused:
        read_fit(wrap_fast(definition + bytes(2) * 2_000_001))
    assert refused.value.code == "too_large"


def test_fit_of_thousands_of_definitions_is_refused() -> None:
    body = b"".join(bytes([0x40, 0, 0, i % 256, i // 256, 1, i % 253, 1, 2]) for i in range(6000))
    with pytest.raises(Unreadable) as refused:
        read_fit(wrap_fast(body))
    assert refused.value.code == "damaged"


def wrap_fast(body: bytes) -> bytes:
    """Without the checksum, which takes long bit by bit."""
    return wrap(b"")[:4] + len(body).to_bytes(4, "little") + b".FIT\0\0" + body + b"\0\0"


def test_fit_session_written_twice_counts_once() -> None:
    session = {"sport": "ride", "start_s": 0, "end_s": 20}
    recording = only(write_fit(records=RIDE, sessions=[session, session | {"end_s": 40}]))
    assert (len(recording.time_s), recording.totals.timer_s) == (60, 40)


def test_fit_header_bits_without_meaning_are_overlooked() -> None:
    writer = FitWriter()
    for i, header in enumerate((0x01, 0x11, 0x21, 0x31)):
        writer.message(20, {253: (UINT32, 10**9 + i), 7: (UINT16, i)}, local=1, header=header)
    assert values(only(writer.file()), "power_w") == [0, 1, 2, 3]


def test_fit_title_is_the_workouts_name() -> None:
    writer = FitWriter()
    writer.message(26, {8: (STRING, "5 × 5 minutes")})
    writer.message(20, {253: (UINT32, 10**9), 7: (UINT16, 1)})
    assert only(writer.file()).title == "5 × 5 minutes"
