"""Small FIT files made by hand. Written apart from the reader, from the public FIT protocol, so that each checks the other.

    write_fit(records=[{"power_w": 200, "heart_rate_bpm": 140, "lat": 52.1, "lng": 4.5}] * 3600, sport="ride")

A record may name its own `time_s` (seconds since the start); otherwise records follow each other by a second.
A value of None is written as FIT's "no value"; a channel left out is left out of the definition.
"""

import struct
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

EPOCH_S = 631065600
START = datetime(2026, 5, 1, 8, 0, tzinfo=UTC)
Value = float | int | None | str | bytes | Sequence[int]

# base type: (letter, invalid)
TYPES = {
    0x00: ("B", 0xFF),
    0x01: ("b", 0x7F),
    0x02: ("B", 0xFF),
    0x83: ("h", 0x7FFF),
    0x84: ("H", 0xFFFF),
    0x85: ("i", 0x7FFFFFFF),
    0x86: ("I", 0xFFFFFFFF),
    0x88: ("f", float("nan")),
    0x8B: ("H", 0),
    0x8C: ("I", 0),
    0x0D: ("B", 0xFF),
}
ENUM, SINT8, UINT8, SINT16, UINT16, SINT32, UINT32, STRING, FLOAT32, BYTE = (
    0x00,
    0x01,
    0x02,
    0x83,
    0x84,
    0x85,
    0x86,
    0x07,
    0x88,
    0x0D,
)
# channel: (field, base type, scale, offset)
RECORD = {
    "time_s": (253, UINT32, 1, 0),
    "lat": (0, SINT32, 2**31 / 180, 0),
    "lng": (1, SINT32, 2**31 / 180, 0),
    "altitude_m": (78, UINT32, 5, 500),
    "distance_m": (5, UINT32, 100, 0),
    "speed_mps": (73, UINT32, 1000, 0),
    "heart_rate_bpm": (3, UINT8, 1, 0),
    "cadence_rpm": (4, UINT8, 1, 0),
    "power_w": (7, UINT16, 1, 0),
    "temperature_c": (13, SINT8, 1, 0),
    "grade_pct": (9, SINT16, 100, 0),
}
SPORTS = {"other": 0, "run": 1, "ride": 2, "transition": 3, "swim": 5, "strength": 10, "walk": 11, "ski": 12, "row": 15}


def crc(content: bytes) -> int:
    """Bit by bit, as the protocol describes it."""
    value = 0
    for byte in content:
        value ^= byte
        for _ in range(8):
            value = (value >> 1) ^ (0xA001 if value & 1 else 0)
    return value


class FitWriter:
    """Messages one after the other; a definition is written whenever it changes."""

    def __init__(self, *, big_endian: bool = False) -> None:
        self.order = ">" if big_endian else "<"
        self.body = bytearray()
        self.defined: dict[int, object] = {}

    def define(
        self,
        local: int,
        number: int,
        fields: Iterable[tuple[int, int, int]],
        developer: Iterable[tuple[int, int, int]] = (),
    ) -> None:
        """Fields are (number, size, base type), developer fields (number, size, developer index)."""
        fields, developer = tuple(fields), tuple(developer)
        if self.defined.get(local) == (number, fields, developer):
            return
        self.defined[local] = (number, fields, developer)
        self.body += bytes([0x40 | local | (0x20 if developer else 0), 0, self.order == ">"])
        self.body += struct.pack(self.order + "H", number) + bytes([len(fields)])
        self.body += b"".join(bytes(field) for field in fields)
        if developer:
            self.body += bytes([len(developer)]) + b"".join(bytes(field) for field in developer)

    def message(
        self,
        number: int,
        fields: Mapping[int, tuple[int, Value]],
        *,
        local: int = 0,
        developer: Mapping[tuple[int, int], tuple[int, Value]] | None = None,
        header: int | None = None,
    ) -> None:
        """Write a message; fields are number: (base type, raw value), `header` replaces the normal header byte."""
        packed = {field: self._pack(base, value) for field, (base, value) in fields.items()}
        own = {key: self._pack(base, value) for key, (base, value) in (developer or {}).items()}
        self.define(
            local,
            number,
            [(field, len(packed[field]), fields[field][0]) for field in fields],
            [(field, len(raw), index) for (index, field), raw in own.items()],
        )
        self.body += bytes([local if header is None else header]) + b"".join(packed.values()) + b"".join(own.values())

    def _pack(self, base: int, value: Value) -> bytes:
        if isinstance(value, str):
            return value.encode() + b"\0"
        if isinstance(value, bytes):
            return value
        letter, invalid = TYPES[base]
        if isinstance(value, (list, tuple)):
            return struct.pack(f"{self.order}{len(value)}{letter}", *value)
        raw = invalid if value is None else value
        return struct.pack(self.order + letter, raw if letter == "f" else round(raw))

    def file(self, *, header_size: int = 14) -> bytes:
        return wrap(bytes(self.body), header_size=header_size)


def wrap(body: bytes, *, header_size: int = 14) -> bytes:
    """Header and checksums around messages."""
    head = struct.pack("<BBHI4s", header_size, 0x20, 2140, len(body), b".FIT")
    if header_size == 14:
        head += struct.pack("<H", crc(head))
    return head + body + struct.pack("<H", crc(head + body))


def fit_time(moment: datetime) -> int:
    return int(moment.timestamp()) - EPOCH_S


def write_fit(
    *,
    records: Sequence[Mapping[str, Any]] = (),
    sport: str | int = "ride",
    sub_sport: int = 0,
    start_at: datetime = START,
    utc_offset_s: int | None = 0,
    laps: Sequence[Mapping[str, Any]] = (),
    lengths: Sequence[Mapping[str, Any]] = (),
    stops: Sequence[tuple[float, float]] = (),
    sessions: Sequence[Mapping[str, Any]] | None = None,
    totals: Mapping[int, tuple[int, Value]] | None = None,
    maker: int = 1,
    product: int = 3121,
    product_name: str = "",
    file_type: int = 4,
    with_summary: bool = True,
    with_timer_events: bool = True,
    big_endian: bool = False,
) -> bytes:
    """A whole activity file.

    laps and lengths: {"start_s", "end_s"} since the start, and raw "trigger", "intensity", "distance_m", "strokes", "stroke", "kind".
    stops: (stopped, started again) since the start. sessions: {"sport", "sub_sport", "start_s", "end_s", "distance_m"} for
    several; one over everything by default. totals: raw fields of the session message.
    """
    writer = FitWriter(big_endian=big_endian)
    start = fit_time(start_at)
    about: dict[int, tuple[int, Value]] = {
        0: (ENUM, file_type),
        1: (UINT16, maker),
        2: (UINT16, product),
        4: (UINT32, start),
    }
    if product_name:
        about[8] = (STRING, product_name)
    writer.message(0, about)
    _write_records(writer, records, start, stops, with_timer_events)
    end_s = max((_record_time(records, row) for row in range(len(records))), default=0)
    for lap in laps:
        _write_lap(writer, lap, start)
    for length in lengths:
        _write_length(writer, length, start)
    if with_summary:
        whole = {"sport": sport, "sub_sport": sub_sport, "start_s": 0, "end_s": end_s}
        for session in sessions or [whole]:
            _write_session(writer, session, start, totals or {})
        _write_activity(writer, start + round(end_s), utc_offset_s)
    return writer.file()


def _record_time(records: Sequence[Mapping[str, Any]], row: int) -> float:
    return float(records[row].get("time_s", row))


def _write_records(
    writer: FitWriter,
    records: Sequence[Mapping[str, Any]],
    start: int,
    stops: Sequence[tuple[float, float]],
    with_events: bool,
) -> None:
    events = (
        [(0.0, 0), *((at, kind) for stop in stops for at, kind in zip(stop, (4, 0), strict=True))]
        if with_events
        else []
    )
    for row, record in enumerate(records):
        at = _record_time(records, row)
        while events and events[0][0] <= at:
            _write_event(writer, start, *events.pop(0))
        fields: dict[int, tuple[int, Value]] = {253: (UINT32, start + at)}
        for channel, value in record.items():
            if channel != "time_s":
                field, base, scale, offset = RECORD[channel]
                fields[field] = (base, None if value is None else (value + offset) * scale)
        writer.message(20, fields, local=1)
    if with_events and records:
        events.append((_record_time(records, len(records) - 1), 4))
    for at, kind in events:
        _write_event(writer, start, at, kind)


def _write_event(writer: FitWriter, start: int, at: float, kind: int) -> None:
    writer.message(21, {253: (UINT32, start + at), 0: (ENUM, 0), 1: (ENUM, kind)}, local=2)


def _span(part: Mapping[str, Any], start: int, fields: tuple[int, int]) -> dict[int, tuple[int, Value]]:
    lasting = (part["end_s"] - part["start_s"]) * 1000
    return {
        253: (UINT32, start + part["end_s"]),
        2: (UINT32, start + part["start_s"]),
        fields[0]: (UINT32, lasting),
        fields[1]: (UINT32, lasting),
    }


def _write_lap(writer: FitWriter, lap: Mapping[str, Any], start: int) -> None:
    distance = lap.get("distance_m")
    fields = _span(lap, start, (7, 8)) | {
        9: (UINT32, None if distance is None else distance * 100),
        10: (UINT32, lap.get("strokes")),
        23: (ENUM, lap.get("intensity", 0)),
        24: (ENUM, lap.get("trigger", 0)),
        38: (ENUM, lap.get("stroke")),
    }
    writer.message(19, fields, local=3)


def _write_length(writer: FitWriter, length: Mapping[str, Any], start: int) -> None:
    fields = _span(length, start, (3, 4)) | {
        5: (UINT16, length.get("strokes")),
        7: (ENUM, length.get("stroke")),
        12: (ENUM, length.get("kind", 1)),
    }
    writer.message(101, fields, local=4)


def _write_session(
    writer: FitWriter, session: Mapping[str, Any], start: int, totals: Mapping[int, tuple[int, Value]]
) -> None:
    sport = session["sport"]
    fields = _span(session, start, (7, 8)) | {
        5: (ENUM, SPORTS[sport] if isinstance(sport, str) else sport),
        6: (ENUM, session.get("sub_sport", 0)),
    }
    if "distance_m" in session:
        fields[9] = (UINT32, session["distance_m"] * 100)
    writer.message(18, fields | dict(totals), local=5)


def _write_activity(writer: FitWriter, end: int, utc_offset_s: int | None) -> None:
    local = None if utc_offset_s is None else end + utc_offset_s
    writer.message(34, {253: (UINT32, end), 5: (UINT32, local), 1: (UINT16, 1)}, local=6)
