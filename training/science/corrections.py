"""What a person may set right in a track. Each gives a new track; the old one stays as it was."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from training.science import cleaning
from training.science.arrays import Array, Mask
from training.science.preparation import Note, Span, Totals, Track


class NothingLeft(ValueError):
    """The correction would leave no record."""


def crop(track: Track, from_s: float, to_s: float) -> Track:
    """The part between two moments (seconds of the track, both included). Device totals no longer hold."""
    kept = (track.time_s >= np.floor(from_s)) & (track.time_s <= to_s)
    if not kept.any():
        raise NothingLeft
    first = float(track.time_s[kept][0])
    last = float(track.time_s[kept][-1]) - first
    parts = {name: values[kept] for name, values in track.channels.items()}
    channels = {name: values for name, values in parts.items() if not np.isnan(values).all()}
    _count_from_zero(channels, track, kept)
    return replace(
        track, start_s=track.start_s + first, time_s=track.time_s[kept] - first, channels=channels,
        segments=track.segments[kept], pauses=_moved(track.pauses, first, last), laps=_moved(track.laps, first, last),
        totals=Totals(), notes=_noted(track, "cropped", f"Cropped to {last:.0f} s from second {first:.0f} on."),
    )  # fmt: skip


def _count_from_zero(channels: dict[str, Array], track: Track, kept: Mask) -> None:
    """A part that does not begin with the session counts the way since the record before it."""
    start = int(np.flatnonzero(kept)[0])
    if "distance_m" in channels and start:
        before = track.channels["distance_m"][start]
        channels["distance_m"] = channels["distance_m"] - before


def _moved(spans: tuple[Span, ...], first: float, last: float) -> tuple[Span, ...]:
    moved = ((max(begin - first, 0.0), min(end - first, last)) for begin, end in spans)
    return tuple((begin, end) for begin, end in moved if end > begin)


def _noted(track: Track, code: str, text: str) -> tuple[Note, ...]:
    return (*track.notes, (code, text))


def remove_spikes(track: Track, channel: str = "power_w") -> Track:
    """Values far above (or, for other channels than power, far off) their neighbours become null."""
    values = track.channels.get(channel)
    if values is None:
        return track
    found = cleaning.spikes(values) if channel == "power_w" else outliers(values)
    number = int(np.count_nonzero(found))
    if not number:
        return track
    channels = {**track.channels, channel: np.where(found, np.nan, values)}
    rest = tuple(note for note in track.notes if note[0] != "power_spikes" or channel != "power_w")
    notes = (*rest, ("spikes_removed", f"{number} values of {channel} are removed as spikes."))
    return replace(track, channels=channels, notes=notes)


def outliers(values: Array, width: int = 11) -> Mask:
    """Over six median absolute deviations from the median of 11 records around (F. R. Hampel, 1974)."""
    if values.size < width:
        return np.zeros(values.size, dtype=np.bool_)
    half = width // 2
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(values, half, mode="edge"), width)
    known = np.where(np.isnan(windows), np.nanmean(values), windows)
    middle = np.median(known, axis=1)
    spread = np.median(np.abs(known - middle[:, None]), axis=1)
    least = max(float(np.nanstd(values)), 1e-9)
    found: Mask = np.abs(values - middle) > np.maximum(6.0 * 1.4826 * spread, least)
    return found


def scale_distance(track: Track, *, factor: float | None = None, total_m: float | None = None) -> Track:
    """Distance and speed by a factor, or so that the distance comes to a total."""
    way = track.channels.get("distance_m")
    measured = 0.0 if way is None else float(np.nanmax(way))
    if way is None or not measured:
        return track if total_m is None else replace(track, totals=replace(track.totals, distance_m=total_m))
    share = factor if factor is not None else (total_m or 0.0) / measured
    channels = {**track.channels, "distance_m": way * share}
    if "speed_mps" in channels:
        channels["speed_mps"] = channels["speed_mps"] * share
    totals = replace(track.totals, distance_m=measured * share)
    return replace(
        track, channels=channels, totals=totals, notes=_noted(track, "distance_scaled", f"Distance times {share:.4f}.")
    )


def offset_altitude(track: Track, metres: float) -> Track:
    """Altitude raised or lowered as a whole; ascent stays."""
    return _with_altitude(track, lambda altitude: altitude + metres, f"Altitude moved by {metres:+.0f} m.")


def flatten_altitude(track: Track) -> Track:
    """One altitude throughout, as on a track, a treadmill or a lake."""
    return _with_altitude(
        track, lambda altitude: np.where(np.isnan(altitude), np.nan, np.nanmedian(altitude)), "Altitude made level."
    )


def level_drift(track: Track) -> Track:
    """A barometer that drifted is turned so that the last altitude is the first, as on a round."""
    return _with_altitude(track, _without_drift, "Altitude turned so that it ends where it began.")


def _without_drift(altitude: Array) -> Array:
    known = np.flatnonzero(~np.isnan(altitude))
    rise = float(altitude[known[-1]] - altitude[known[0]])
    share = np.clip((np.arange(altitude.size) - known[0]) / max(int(known[-1] - known[0]), 1), 0.0, 1.0)
    level: Array = altitude - rise * share
    return level


def _with_altitude(track: Track, change: Callable[[Array], Array], text: str) -> Track:
    altitude = track.channels.get("altitude_m")
    if altitude is None:
        return track
    totals = replace(track.totals, ascent_m=None, descent_m=None)
    notes = _noted(track, "altitude_corrected", text)
    return replace(track, channels={**track.channels, "altitude_m": change(altitude)}, totals=totals, notes=notes)
