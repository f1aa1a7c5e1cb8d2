import struct

import numpy as np
import pytest

from tests.training.formats.fit_writer import EPOCH_S, START, UINT8, UINT32, FitWriter, crc, wrap, write_fit
from training.formats.fit import read_fit
from training.formats.recording import Recording, Unreadable

RIDE = [{"power_w": 200 + i, "heart_rate_bpm": 140, "distance_m": 8 * i} for i in range(60)]
UNIX = START.timestamp()


def only(content: bytes) -> Recording:
    (recording,) = read_fit(content).recordings
    return recording


def values(recording: Recording, channel: str) -> list[float | None]:
    return [None if np.isnan(value) else float(value) for value in recording.channels[channel]]


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


def test_fit_file_behind_bytes_of_nobody_is_read_too() -> None:
    reading = read_fit(write_fit(records=RIDE) + b"\0" * 7 + write_fit(records=RIDE[:20], sport="run"))
    assert [(one.sport, len(one.time_s)) for one in reading.recordings] == [("ride", 60), ("run", 20)]
    assert not reading.is_partial


def test_fit_header_that_ends_too_early_does_not_end_a_file_whose_checksum_goes_on() -> None:
    content = bytearray(write_fit(records=RIDE))
    content[4:8] = (500).to_bytes(4, "little")
    content[-2:] = crc(bytes(content[:-2])).to_bytes(2, "little")
    reading = read_fit(bytes(content))
    assert (len(reading.recordings[0].time_s), [note.code for note in reading.notes]) == (60, ["size"])


def test_fit_chain_without_end_is_refused() -> None:
    with pytest.raises(Unreadable) as refused:
        read_fit(wrap(b"") * 101)
    assert refused.value.code == "too_large"


def test_fit_number_of_64_bits_is_null_at_its_own_limit() -> None:
    times = struct.pack("<Q", 10**9) + b"\0" + struct.pack("<Q", 2**64 - 1)
    (recording,) = read_fit(wrap(bytes([0x40, 0, 0, 20, 0, 1, 253, 8, 0x8F]) + b"\0" + times)).recordings
    assert recording.time_s.tolist() == [10**9 + EPOCH_S]


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
