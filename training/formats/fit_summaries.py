"""What FIT files sum up: sessions, laps, pool lengths and the timer's starts and stops."""

from dataclasses import dataclass

import numpy as np

from training.formats.fit_clock import EPOCH_S, message_times
from training.formats.fit_messages import Messages, Table
from training.formats.recording import Array, Lap, Totals

SESSION, LAP, EVENT, LENGTH = 18, 19, 21, 101
TIMER, START = 0, 0
MAX_SESSIONS, MAX_LAPS = 50, 20_000
STOPS = (1, 4, 8, 9)  # stop, stop_all, stop_disable, stop_disable_all

# (field of the session message, scale); the earlier one counts
_TOTALS = {
    "timer_s": ((8, 1000),),
    "elapsed_s": ((7, 1000),),
    "distance_m": ((9, 100),),
    "ascent_m": ((22, 1),),
    "descent_m": ((23, 1),),
    "energy_kcal": ((11, 1),),
    "work_j": ((48, 1),),
    "avg_power_w": ((20, 1),),
    "max_power_w": ((21, 1),),
    "normalized_power_w": ((34, 1),),
    "threshold_power_w": ((45, 1),),
    "avg_hr_bpm": ((16, 1),),
    "max_hr_bpm": ((17, 1),),
    "avg_cadence_rpm": ((18, 1),),
    "avg_speed_mps": ((124, 1000), (14, 1000)),
    "max_speed_mps": ((125, 1000), (15, 1000)),
    "pool_length_m": ((44, 100),),
    "strokes": ((10, 1),),
    "rpe": ((193, 10),),
    "feel_pct": ((192, 1),),
}
_TRIGGERS = ("manual", "time", "distance", "position", "position", "position", "position", "session_end", "equipment")
_INTENSITIES = ("active", "rest", "warmup", "cooldown", "recovery", "interval", "")
_STROKES = ("freestyle", "backstroke", "breaststroke", "butterfly", "drill", "mixed", "medley", "medley", "mixed")


@dataclass(frozen=True, slots=True)
class Summary:
    """One session message."""

    sport: int | None
    sub_sport: int | None
    start_s: float
    end_s: float
    totals: Totals


def summaries(messages: Messages) -> list[Summary]:
    table = messages.table(SESSION)
    columns = {name: _first_told(table, fields) for name, fields in _TOTALS.items()}
    start, end, _ = _spans(messages, table, (7, 8))
    sport, sub_sport = table.column(5), table.column(6)
    return [
        Summary(
            sport=_whole_number(sport[row]),
            sub_sport=_whole_number(sub_sport[row]),
            start_s=float(start[row]),
            end_s=float(end[row]),
            totals=Totals(**{name: _told(column[row]) for name, column in columns.items()}),
        )
        for row in range(min(len(table), MAX_SESSIONS))
    ]


def lap_list(messages: Messages) -> list[Lap]:
    table = messages.table(LAP)
    start, end, timer = _spans(messages, table, (7, 8))
    distance, strokes = table.column(9) / 100, table.column(10)
    trigger, intensity, stroke = table.column(24), table.column(23), table.column(38)
    return [
        Lap(
            start_s=float(start[row]),
            end_s=float(end[row]),
            timer_s=_told(timer[row]),
            distance_m=_told(distance[row]),
            trigger=_word(_TRIGGERS, trigger[row]),
            intensity=_word(_INTENSITIES, intensity[row]),
            strokes=_whole_number(strokes[row]),
            stroke=_word(_STROKES, stroke[row]),
        )
        for row in np.flatnonzero(np.isfinite(start) & np.isfinite(end))[:MAX_LAPS]
    ]


def length_list(messages: Messages) -> list[Lap]:
    """The lengths of a pool swim, idle ones (rests at the wall) among them."""
    table = messages.table(LENGTH)
    start, end, timer = _spans(messages, table, (3, 4))
    strokes, stroke, kind = table.column(5), table.column(7), table.column(12)
    return [
        Lap(
            start_s=float(start[row]),
            end_s=float(end[row]),
            timer_s=_told(timer[row]),
            intensity="rest" if kind[row] == 0 else "active",
            strokes=_whole_number(strokes[row]),
            stroke=_word(_STROKES, stroke[row]),
            kind="length",
        )
        for row in np.flatnonzero(np.isfinite(start) & np.isfinite(end))[:MAX_LAPS]
    ]


def timer_stops(messages: Messages) -> tuple[tuple[tuple[float, float], ...], bool]:
    """Pairs of stop and next start, and whether the device recorded its timer at all."""
    table = messages.table(EVENT)
    times, kind = message_times(messages, table), table.column(1)
    is_timer = (table.column(0) == TIMER) & np.isin(kind, (START, *STOPS)) & np.isfinite(times)
    stops: list[tuple[float, float]] = []
    stopped_at: float | None = None
    for at, is_start in zip(times[is_timer].tolist(), (kind[is_timer] == START).tolist(), strict=True):
        if not is_start:
            stopped_at = at if stopped_at is None else stopped_at
        elif stopped_at is not None:
            if at > stopped_at:
                stops.append((stopped_at, at))
            stopped_at = None
    return tuple(stops), bool(is_timer.any())


def _spans(messages: Messages, table: Table, fields: tuple[int, int]) -> tuple[Array, Array, Array]:
    """Start, end and timer seconds; an end that is not told by the elapsed time is the message's own time."""
    written = message_times(messages, table)
    elapsed, timer = (table.column(number) / 1000 for number in fields)
    lasting = np.where(np.isnan(elapsed), timer, elapsed)
    start = table.column(2) + EPOCH_S
    start = np.where(np.isnan(start), written - lasting, start)
    end = start + lasting
    return start, np.where(np.isnan(end), written, end), timer


def _first_told(table: Table, fields: tuple[tuple[int, float], ...]) -> Array:
    values = np.full(len(table), np.nan)
    for number, scale in fields:
        values = np.where(np.isnan(values), table.column(number) / scale, values)
    return values


def _told(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _whole_number(value: float) -> int | None:
    return int(value) if np.isfinite(value) else None


def _word(words: tuple[str, ...], number: float) -> str:
    return words[int(number)] if np.isfinite(number) and 0 <= number < len(words) else ""
