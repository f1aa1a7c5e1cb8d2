"""From what a device wrote to a clean track: sorted, deduplicated, clamped, with its pauses known."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from training.science import cleaning, distance, pauses
from training.science.arrays import Array

Span = tuple[float, float]
Note = tuple[str, str]  # code, English text


@dataclass(frozen=True, slots=True)
class Totals:
    """What the device says of the whole session; None is not said."""

    timer_s: float | None = None
    elapsed_s: float | None = None
    distance_m: float | None = None
    ascent_m: float | None = None
    descent_m: float | None = None
    avg_power_w: float | None = None
    avg_hr_bpm: float | None = None
    max_hr_bpm: float | None = None


@dataclass(frozen=True, slots=True)
class Raw:
    """One session as a device wrote it. Times are unix seconds; a missing time is NaN."""

    time_s: Array
    channels: dict[str, Array]
    segments: Array
    stops: tuple[Span, ...]
    has_timer_events: bool
    sport: str
    sub_sport: str | None
    laps: Sequence[Span] = ()
    device_timer_s: float | None = None
    device_elapsed_s: float | None = None
    device_distance_m: float | None = None
    device_ascent_m: float | None = None
    device_descent_m: float | None = None
    device_avg_power_w: float | None = None
    device_avg_hr_bpm: float | None = None
    device_max_hr_bpm: float | None = None


@dataclass(frozen=True, slots=True)
class Track:
    """Clean records. `time_s`, `pauses` and `laps` count whole seconds from `start_s` (unix).

    Without any time in the file (`has_time` is False) `time_s` is NaN throughout and only places and altitude count.
    """

    start_s: float
    time_s: Array
    channels: dict[str, Array]
    segments: Array
    pauses: tuple[Span, ...]
    pause_source: str  # "timer_events" | "gaps" | "device_timer" (no pauses by its word) | "none"
    sport: str
    sub_sport: str | None
    notes: tuple[Note, ...] = ()
    laps: tuple[Span, ...] = ()
    totals: Totals = field(default_factory=Totals)
    has_time: bool = True


def prepare(raw: Raw) -> Track:
    """science of the pipeline: sort, reject clock jumps, collapse double timestamps, clamp, find pauses, distance."""
    totals = _totals(raw)
    if not np.isfinite(raw.time_s).any():
        return _without_time(raw, totals)
    order, rejected = cleaning.order(raw.time_s)
    if order.size == raw.time_s.size and bool((np.diff(order) == 1).all()):
        taken, segments = dict(raw.channels), raw.segments
    else:
        taken, segments = {name: values[order] for name, values in raw.channels.items()}, raw.segments[order]
    unix = np.floor(raw.time_s[order])
    start = float(unix[0])
    time_s, taken, segments = cleaning.collapse(unix - start, taken, segments)
    channels, faults = cleaning.clamp(taken, raw.sport)
    pauses, source, pause_notes = _pauses(raw, time_s, start)
    notes = [*_jump_notes(rejected), *_fault_notes(faults), *pause_notes]
    _add_distance(channels, time_s, segments, pauses, raw, notes)
    if "power_w" in channels and (number := int(np.count_nonzero(cleaning.spikes(channels["power_w"])))):
        notes.append(("power_spikes", f"{number} power values stand far above their neighbours."))
    return Track(
        start_s=start, time_s=time_s, channels=channels, segments=segments, pauses=pauses, pause_source=source,
        sport=raw.sport, sub_sport=raw.sub_sport, notes=tuple(notes), laps=laps_within(raw.laps, start, float(time_s[-1])),
        totals=totals,
    )  # fmt: skip


def _without_time(raw: Raw, totals: Totals) -> Track:
    channels, faults = cleaning.clamp(raw.channels, raw.sport)
    notes = [("no_time", "The file has no times: only the way and the altitude are known."), *_fault_notes(faults)]
    if not raw.time_s.size:
        notes = [("no_records", "There are no records: what is shown comes from the totals.")]
    _add_distance(channels, raw.time_s, raw.segments, (), raw, notes)
    return Track(
        start_s=0.0, time_s=raw.time_s, channels=channels, segments=raw.segments, pauses=(), pause_source="none",
        sport=raw.sport, sub_sport=raw.sub_sport, notes=tuple(notes), totals=totals, has_time=False,
    )  # fmt: skip


def _totals(raw: Raw) -> Totals:
    return Totals(
        raw.device_timer_s, raw.device_elapsed_s, raw.device_distance_m, raw.device_ascent_m, raw.device_descent_m,
        raw.device_avg_power_w, raw.device_avg_hr_bpm, raw.device_max_hr_bpm,
    )  # fmt: skip


def _pauses(raw: Raw, time_s: Array, start: float) -> tuple[tuple[Span, ...], str, list[Note]]:
    if raw.has_timer_events:
        stops = [(stop - start, end - start) for stop, end in raw.stops]
        found, ignored = pauses.from_stops(stops, time_s)
        text = "The device says it was stopped but went on recording; that stop is left out."
        return found, "timer_events", [("stop_ignored", text)] if ignored else []
    if raw.sport == "swim":
        return (), "none", []
    if _says_no_pause(raw, time_s):
        return (), "device_timer", []
    found = pauses.from_gaps(time_s)
    return found, "gaps" if found else "none", []


def _says_no_pause(raw: Raw, time_s: Array) -> bool:
    """Indoors silence is no pause where the device's own timer covers the whole session."""
    if "lat" in raw.channels or not raw.device_timer_s:
        return False
    return bool(raw.device_timer_s >= 0.98 * float(time_s[-1]))


def _jump_notes(rejected: int) -> list[Note]:
    text = f"{rejected} records lie a day or more away from the others and are left out."
    return [("time_jump", text)] if rejected else []


def _fault_notes(faults: dict[str, int]) -> list[Note]:
    return [
        ("impossible_values", f"{number} impossible values of {name} are left out.") for name, number in faults.items()
    ]


def _add_distance(
    channels: dict[str, Array], time_s: Array, segments: Array, spans: tuple[Span, ...], raw: Raw, notes: list[Note]
) -> None:
    """The cumulative distance of the track, and a note where it does not come from the device's own count."""
    teleports, has_time = 0, bool(time_s.size) and not np.isnan(time_s).any()
    if "distance_m" in channels and has_time:
        channels["distance_m"], teleports = distance.cumulative(
            channels["distance_m"], time_s, raw.sport, raw.device_distance_m
        )
    elif "lat" in channels:
        stopped = spans if raw.has_timer_events else ()  # a gap that nobody called a pause was ridden through
        channels["distance_m"], teleports = distance.by_places(
            channels["lat"], channels["lng"], time_s, segments, stopped, raw.sport
        )
        notes.append(("distance_gps", "The distance is measured between the places of the track."))
    if teleports:
        notes.append(("teleports", f"{teleports} steps are longer than anybody can go and are left out."))


def laps_within(laps: Iterable[Span], start: float, last: float) -> tuple[Span, ...]:
    """Laps in seconds of the track, clipped to it; those without any second are dropped."""
    clipped = ((max(begin - start, 0.0), min(end - start, last)) for begin, end in laps)
    return tuple((begin, end) for begin, end in clipped if end > begin)
