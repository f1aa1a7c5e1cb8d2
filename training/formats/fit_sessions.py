"""Sessions out of one FIT file's messages: whose records, laps, stops and totals are whose."""

from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
import numpy.typing as npt

from training.formats.devices import device_name
from training.formats.fit_clock import EPOCH_S, OLDEST_S, message_times
from training.formats.fit_definitions import TIMESTAMP
from training.formats.fit_messages import Messages
from training.formats.fit_pool import swum
from training.formats.fit_records import RECORD, Beats, record_channels
from training.formats.fit_summaries import LAP, Summary, lap_list, length_list, summaries, timer_stops
from training.formats.recording import Array, Lap, Note, Recording, instant
from training.formats.sports import KNOWN_OTHERS, MULTISPORT, fit_sport

FILE_ID, SPORT, DEVICE_INFO, WORKOUT, ACTIVITY = 0, 12, 23, 26, 34
DAY_S = 86400.0
REST_S = 60.0  # records this long after the last summary are a session of their own


@dataclass(frozen=True, slots=True)
class Whole:
    """All that one file holds, before it is divided into sessions."""

    time_s: Array
    channels: dict[str, Array]
    laps: tuple[Lap, ...]
    stops: tuple[tuple[float, float], ...]
    has_timer_events: bool
    utc_offset_s: int | None
    device: str
    title: str
    notes: tuple[Note, ...]


def recordings(messages: Messages, beats: Beats) -> list[Recording]:
    """The sessions of one file, none for a file without records and summaries."""
    whole = _whole(messages, beats)
    told = summaries(messages)
    sessions = _legs(told)
    if not sessions:
        return [_without_summary(whole, messages)] if len(whole.time_s) else []
    if len({(s.start_s, s.sport) for s in told}) == 1:
        return [_recording(whole, sessions[0], np.ones(len(whole.time_s), bool))]
    found = [_recording(_rebased(whole, mask), leg, mask) for leg, mask in _divided(whole, sessions)]
    return found + _left_over(whole, told, messages)


def _whole(messages: Messages, beats: Beats) -> Whole:
    table = messages.table(RECORD)
    times = message_times(messages, table)
    channels, notes = record_channels(messages, table, times, beats)
    is_placed = _placed(times)
    if lost := len(times) - int(is_placed.sum()):
        notes.append(Note("no_timestamp", f"{lost} records without a time were left out."))
    stops, has_timer_events = timer_stops(messages)
    return Whole(
        time_s=times[is_placed],
        channels={name: values[is_placed] for name, values in channels.items()},
        laps=(*lap_list(messages), *length_list(messages)),
        stops=stops,
        has_timer_events=has_timer_events,
        utc_offset_s=_utc_offset(messages),
        device=_device(messages),
        title=next(iter(messages.table(WORKOUT).texts(8)), "")[:200],
        notes=tuple(notes),
    )


def _placed(times: Array) -> npt.NDArray[np.bool_]:
    """Which records have a time: of this calendar, or since switching on if the device never knew the date."""
    is_dated = times >= EPOCH_S + OLDEST_S
    return is_dated if is_dated.any() else np.isfinite(times)


def _utc_offset(messages: Messages) -> int | None:
    table = messages.table(ACTIVITY)
    offsets = table.column(5) - table.column(TIMESTAMP)
    offsets = offsets[np.isfinite(offsets)]
    if not len(offsets):
        return None
    quarter = round(float(offsets[-1]) / 900) * 900
    is_a_zone = abs(quarter) <= 15 * 3600 and abs(quarter - float(offsets[-1])) <= 120
    return quarter if is_a_zone else None


def _device(messages: Messages) -> str:
    """The file's creator; the device list knows its name where the file's own header does not."""
    table = messages.table(FILE_ID)
    if not len(table):
        return ""
    maker, product = (table.value(0, number) for number in (1, 2))
    infos = messages.table(DEVICE_INFO)
    creators = [name for name, index in zip(infos.texts(27), infos.column(0), strict=True) if index == 0 and name]
    name = table.texts(8)[0] or (creators[0] if creators else "")
    return device_name(_integer(maker), _integer(product), name)


def _integer(value: float | None) -> int | None:
    return None if value is None else int(value)


def _legs(told: list[Summary]) -> list[Summary]:
    """Each session once, transitions too, but no summary over several sports."""
    latest = {(s.start_s, s.sport): s for s in told}
    return sorted([s for s in latest.values() if s.sport != MULTISPORT] or told, key=lambda s: s.start_s)


def _divided(whole: Whole, legs: list[Summary]) -> list[tuple[Summary, npt.NDArray[np.bool_]]]:
    """Each leg with the records from its start to its end; the second two legs share is part of both."""
    return [(leg, (whole.time_s >= leg.start_s) & (whole.time_s <= leg.end_s)) for leg in legs]


def _rebased(whole: Whole, mask: npt.NDArray[np.bool_]) -> Whole:
    """Distance from the leg's own start: some devices count on over all sports, some start over."""
    distance = whole.channels.get("distance_m")
    if distance is None or not mask.any():
        return whole
    own = distance[mask]
    before = distance[: int(np.argmax(mask))]
    own, before = own[np.isfinite(own)], before[np.isfinite(before)]
    counts_on = len(own) and len(before) and before[-1] > 0 and own[0] >= before[-1]
    return replace(whole, channels=whole.channels | {"distance_m": distance - before[-1]}) if counts_on else whole


def _left_over(whole: Whole, told: list[Summary], messages: Messages) -> list[Recording]:
    """Records after the last summary: the device was cut off in its last sport."""
    end = max(s.end_s for s in told)
    after = whole.time_s > end
    if not after.any() or np.ptp(whole.time_s[after]) < REST_S or np.max(whole.time_s[after]) > end + DAY_S:
        return []
    rest = _cut(_rebased(whole, after), after)
    return [_without_summary(replace(rest, laps=_between(rest.laps, end, np.inf)), messages)]


def _cut(whole: Whole, mask: npt.NDArray[np.bool_]) -> Whole:
    channels = {name: values[mask] for name, values in whole.channels.items()}
    filled = {name: values for name, values in channels.items() if not np.isnan(values).all()}
    return replace(whole, time_s=whole.time_s[mask], channels=filled)


def _recording(whole: Whole, leg: Summary, mask: npt.NDArray[np.bool_]) -> Recording:
    own = whole
    if not mask.all():
        own = _cut(whole, mask)
        stops = tuple(stop for stop in own.stops if leg.start_s <= stop[0] < stop[1] <= leg.end_s)
        own = replace(own, laps=_between(own.laps, leg.start_s, leg.end_s), stops=stops)
    sport, sub_sport = fit_sport(leg.sport, leg.sub_sport)
    if sport == "swim":
        own = _with_lengths(own, leg)
    return replace(
        _plain(own),
        sport=sport,
        sub_sport=sub_sport,
        start_at=_start_at(leg.start_s, own.time_s),
        totals=leg.totals,
        notes=(*own.notes, *_sport_notes(leg.sport)),
    )


def _plain(whole: Whole) -> Recording:
    """The whole as one session of an unknown sport."""
    return Recording(
        sport="other",
        sub_sport=None,
        start_at=_start_at(float("nan"), whole.time_s),
        utc_offset_s=whole.utc_offset_s,
        time_s=whole.time_s,
        channels=whole.channels,
        segments=np.zeros(len(whole.time_s)),
        stops=whole.stops,
        has_timer_events=whole.has_timer_events,
        laps=whole.laps,
        device=whole.device,
        title=whole.title,
        notes=whole.notes,
    )


def _without_summary(whole: Whole, messages: Messages) -> Recording:
    """A session from records alone, its sport from the file's `sport` message or its last lap."""
    known = [_sport_of(messages, number, fields) for number, fields in ((SPORT, (0, 1)), (LAP, (25, 39)))]
    sport, sub_sport = next((pair for pair in known if pair), (None, None))
    named, extra = fit_sport(sport, sub_sport)
    note = Note("no_summary", "The file ends without its summary; the session was made from its records.")
    return replace(_plain(whole), sport=named, sub_sport=extra, notes=(*whole.notes, note))


def _sport_of(messages: Messages, number: int, fields: tuple[int, int]) -> tuple[int, int | None] | None:
    table = messages.table(number)
    sport = table.value(len(table) - 1, fields[0]) if len(table) else None
    return None if sport is None else (int(sport), _integer(table.value(len(table) - 1, fields[1])))


def _with_lengths(whole: Whole, leg: Summary) -> Whole:
    pool = swum(whole.time_s, whole.channels, whole.laps, leg.totals.pool_length_m)
    if pool is None:
        return whole
    note = Note("from_lengths", "Distance was built from the pool lengths.")
    return replace(whole, time_s=pool[0], channels=pool[1], notes=(*whole.notes, note))


def _between(laps: tuple[Lap, ...], start_s: float, end_s: float) -> tuple[Lap, ...]:
    return tuple(lap for lap in laps if start_s <= (lap.start_s + lap.end_s) / 2 <= end_s)


def _start_at(start_s: float, times: Array) -> datetime | None:
    """The told start, unless it lies a day and more from the records; then the first record that does not."""
    if not len(times):
        return instant(start_s)
    middle = float(np.median(times))
    if abs(start_s - middle) <= DAY_S:
        return instant(start_s)
    near = times[np.abs(times - middle) <= DAY_S]
    return instant(float(near[0] if len(near) else times[0]))


def _sport_notes(sport: int | None) -> tuple[Note, ...]:
    if sport is not None and sport not in KNOWN_OTHERS:
        return (Note("unknown_sport", f"Sport number {sport} is not known; it was taken as another sport."),)
    return ()
