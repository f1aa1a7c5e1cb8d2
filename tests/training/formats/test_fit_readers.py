"""Our decoder against two independent ones over every real file."""

from typing import Any

import numpy as np
import pytest

from tests.training.formats import vectors
from tests.training.formats.vectors import needs_vectors
from training.formats.fit_clock import message_times
from training.formats.fit_messages import find_messages
from training.formats.fit_records import SOURCES, record_channels

fitdecode = pytest.importorskip("fitdecode")
garmin_fit_sdk = pytest.importorskip("garmin_fit_sdk")

NO_BEATS = (np.empty(0), np.empty(0))
THEIR_NAMES = {
    "distance_m": ("distance",),
    "altitude_m": ("enhanced_altitude", "altitude"),
    "speed_mps": ("enhanced_speed", "speed"),
    "heart_rate_bpm": ("heart_rate",),
    "power_w": ("power",),
    "temperature_c": ("temperature",),
    "grade_pct": ("grade",),
    "lat": ("position_lat",),
    "lng": ("position_long",),
}
NATIVE = {source.channel for source in SOURCES}
# a compressed file is beyond the one, a clock that starts at zero beyond the other
BEYOND = {"sdk": {"fit/fitdecode/antfs-dump.63.fit"}, "fitdecode": {"fit/fitdecode/antfs-dump.63.fit"}}
# power that only a sensor's own field tells, which neither of them joins to the records
OWN_POWER = {"fit/tormoder/mornindew-broken.fit"}

Sums = dict[str, float]


def our_sums(content: bytes) -> Sums:
    sums: Sums = {"records": 0, "time_s": 0}
    at = 0
    while content[at + 8 : at + 12] == b".FIT":
        start = at + content[at]
        end = start + int.from_bytes(content[at + 4 : at + 8], "little")
        messages = find_messages(content, start, min(end, len(content)), None)
        table = messages.table(20)
        times = message_times(messages, table)
        channels, _ = record_channels(messages, table, times, NO_BEATS)
        sums["records"] += len(table)
        sums["time_s"] += float(np.nansum(times))
        for name, values in channels.items():
            sums[name] = sums.get(name, 0) + float(np.nansum(values))
        at = end + 2
    return {name: value for name, value in sums.items() if name in THEIR_NAMES or name in ("records", "time_s")}


def add_record(sums: Sums, told: dict[str, Any]) -> None:
    sums["records"] += 1
    if told.get("timestamp"):
        sums["time_s"] += told["timestamp"].timestamp()
    for channel, theirs in THEIR_NAMES.items():
        value = next((told[name] for name in theirs if told.get(name) is not None), None)
        value = value[0] if isinstance(value, (list, tuple)) else value
        if isinstance(value, (int, float)):
            sums[channel] = sums.get(channel, 0) + (value * 180 / 2**31 if channel in ("lat", "lng") else value)


def fitdecode_sums(content: bytes) -> Sums:
    sums: Sums = {"records": 0, "time_s": 0}
    reader = fitdecode.FitReader(
        content, check_crc=fitdecode.CrcCheck.DISABLED, error_handling=fitdecode.ErrorHandling.IGNORE
    )
    try:
        with reader as frames:
            for frame in frames:
                if frame.frame_type == fitdecode.FIT_FRAME_DATA and frame.name == "record":
                    add_record(sums, {field.name: field.value for field in reversed(frame.fields)})
    except fitdecode.FitError:
        pass  # damaged: what came before counts
    return sums


def sdk_sums(content: bytes) -> Sums:
    sums: Sums = {"records": 0, "time_s": 0}
    stream = garmin_fit_sdk.Stream.from_byte_array(bytearray(content))
    messages, _ = garmin_fit_sdk.Decoder(stream).read(merge_heart_rates=False)
    for record in messages.get("record_mesgs", []):
        add_record(sums, record)
    return sums


@needs_vectors
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("name", "other", "sums"),
    [
        (name, other, sums)
        for other, sums in (("sdk", sdk_sums), ("fitdecode", fitdecode_sums))
        for name in vectors.names("fit")
        if name not in BEYOND[other]
    ],
)
def test_fit_records_read_by_others_give_the_same_sums(name: str, other: str, sums: Any) -> None:
    content = vectors.content(name)
    ours, theirs = our_sums(content), sums(content)
    if name in OWN_POWER:
        ours.pop("power_w")
    assert ours == pytest.approx(theirs, rel=1e-9, abs=1e-6)
