import numpy as np
import pytest
from hypothesis import given, strategies

from tests.training.formats.fit_writer import (
    BYTE,
    ENUM,
    EPOCH_S,
    FLOAT32,
    START,
    STRING,
    UINT8,
    UINT16,
    UINT32,
    FitWriter,
    crc,
    write_fit,
)
from training.formats.crc import checksum
from training.formats.fit import read_fit
from training.formats.recording import Recording

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


def test_fit_header_bits_without_meaning_are_overlooked() -> None:
    writer = FitWriter()
    for i, header in enumerate((0x01, 0x11, 0x21, 0x31)):
        writer.message(20, {253: (UINT32, 10**9 + i), 7: (UINT16, i)}, local=1, header=header)
    assert values(only(writer.file()), "power_w") == [0, 1, 2, 3]


numbers = {
    "power_w": strategies.integers(0, 3000),
    "heart_rate_bpm": strategies.integers(0, 254),
    "temperature_c": strategies.integers(-128, 126),
    "altitude_m": strategies.integers(-500 * 5, 9000 * 5).map(lambda fifths: fifths / 5),
    "distance_m": strategies.integers(0, 10**8).map(lambda centimetres: centimetres / 100),
}
records_of_any_kind = strategies.lists(
    strategies.fixed_dictionaries({}, optional={name: value | strategies.none() for name, value in numbers.items()}),
    min_size=1,
    max_size=40,
)


@given(records_of_any_kind, strategies.booleans())
def test_fit_gives_back_whatever_was_written(records: list[dict[str, float | None]], big_endian: bool) -> None:
    recording = only(write_fit(records=records, big_endian=big_endian))
    assert recording.time_s.tolist() == [UNIX + i for i in range(len(records))]
    for channel in numbers:
        written = [record.get(channel) for record in records]
        told = values(recording, channel) if channel in recording.channels else [None] * len(records)
        assert told == [None if value is None else pytest.approx(value) for value in written]
