"""Between the reader of files, the tables and the science: a session's records on their way."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

import numpy as np

from training.formats.recording import Recording
from training.models import Source
from training.science.preparation import Raw, Span, Totals, Track, laps_within, prepare
from training.streams import Array, pack_channels, unpack

STREAMS = (
    "time_s",
    "distance_m",
    "lat",
    "lng",
    "altitude_m",
    "speed_mps",
    "heart_rate_bpm",
    "cadence_rpm",
    "power_w",
    "temperature_c",
    "grade_pct",
)
PLACES = ("lat", "lng")
_TOTALS = tuple(field.name for field in fields(Totals))


@dataclass(frozen=True, slots=True)
class Packed:
    """A clean track as it is stored, and what identifies it."""

    track: Track
    channels: dict[str, bytes]
    digest: str


def pack_recording(recording: Recording) -> Packed:
    track = prepare(_raw(recording))
    channels = {name: track.channels[name] for name in STREAMS if name in track.channels}
    channels = {name: values for name, values in channels.items() if np.isfinite(values).any()}
    packed = pack_channels({**_clock(track), **channels})
    # Measured is what will be read again later: in the steps that are stored.
    notes = (*((note.code, note.text) for note in recording.notes), *track.notes)
    stored = replace(track, channels={name: unpack(packed[name]) for name in channels}, notes=notes)
    return Packed(stored, packed, _digest(packed, stored))


def track_of(source: Source, packed: Mapping[str, bytes]) -> Track:
    """The same track again, from the rows."""
    channels = {name: unpack(content) for name, content in packed.items()}
    size = source.record_count
    time_s = channels.pop("time_s", np.full(size, np.nan))
    segments = channels.pop("segments", np.zeros(size))
    clock = source.totals.get("clock", {})
    return Track(
        start_s=clock.get("start_s", 0.0),
        time_s=time_s,
        channels=channels,
        segments=segments,
        pauses=tuple((start, end) for start, end in source.pauses),
        pause_source=clock.get("pause_source", "none"),
        sport=source.sport,
        sub_sport=source.sub_sport or None,
        notes=tuple((code, text) for code, text in source.notes),
        laps=_laps_in(source, time_s) if clock.get("has_time", True) else (),
        totals=Totals(**{name: source.totals.get(name) for name in _TOTALS}),
        has_time=clock.get("has_time", True),
    )


def _laps_in(source: Source, time_s: Array) -> tuple[Span, ...]:
    told = ((lap["start_s"], lap["end_s"]) for lap in source.laps if lap.get("kind", "lap") == "lap")
    return laps_within(told, 0.0, float(time_s[-1])) if time_s.size else ()


def stored_packs(source: Source) -> dict[str, bytes]:
    return {name: bytes(packed) for name, packed in source.streams.values_list("channel", "packed")}


def laps_of(recording: Recording, track: Track) -> list[dict[str, Any]]:
    """Laps as the device told them, counted from the start of the track."""
    told = [asdict(lap) for lap in recording.laps]
    return [{**lap, "start_s": lap["start_s"] - track.start_s, "end_s": lap["end_s"] - track.start_s} for lap in told]


def totals_of(recording: Recording, track: Track) -> dict[str, Any]:
    told = {name: value for name, value in asdict(recording.totals).items() if value is not None}
    clock = {"start_s": track.start_s, "pause_source": track.pause_source, "has_time": track.has_time}
    return {**told, "clock": clock}


def with_sport(track: Track, sport: str, sub_sport: str) -> Track:
    return replace(track, sport=sport, sub_sport=sub_sport or None)


def _raw(recording: Recording) -> Raw:
    totals = recording.totals
    return Raw(
        time_s=recording.time_s,
        channels=dict(recording.channels),
        segments=recording.segments,
        stops=recording.stops,
        has_timer_events=recording.has_timer_events,
        sport=recording.sport,
        sub_sport=recording.sub_sport,
        laps=tuple((lap.start_s, lap.end_s) for lap in recording.laps if lap.kind == "lap"),
        **{f"device_{name}": getattr(totals, name, None) for name in _TOTALS},
    )


def _clock(track: Track) -> dict[str, Any]:
    clock: dict[str, Any] = {"time_s": track.time_s} if track.has_time and track.time_s.size else {}
    if np.unique(track.segments).size > 1:
        clock["segments"] = track.segments
    return clock


def _digest(packed: Mapping[str, bytes], track: Track) -> str:
    told = hashlib.sha256()
    for name in sorted(packed):
        told.update(name.encode() + packed[name])
    told.update(repr((track.start_s, track.pauses, track.laps, track.totals)).encode())
    return told.hexdigest()
