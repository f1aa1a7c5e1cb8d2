"""Planned workouts in FIT files."""

from dataclasses import dataclass
from typing import Any, cast

import numpy as np

from training.formats.fit import is_fit
from training.formats.fit_messages import Messages, Table, find_messages
from training.formats.recording import Unreadable
from training.workouts.files import fit_numbers as fit
from training.workouts.files.imported import (
    MAX_DESCRIPTION,
    Imported,
    Warnings,
    cadence_of,
    check_bytes,
    clean,
    finished,
    not_a_workout,
    note_of,
    one_line,
    target_of,
    whole_seconds,
)
from training.workouts.structure import Cadence, Intent, Length, Repeat, Step, Target, Workout
from training.workouts.structure_json import MAX_COUNT, MAX_DISTANCE_M, MAX_NESTING, MAX_STEPS, snapped


def import_fit(content: bytes) -> Imported:
    """The first workout of a file, its repeats nested as its repeat steps say."""
    check_bytes(content)
    if not is_fit(content):
        raise not_a_workout("This is not a FIT file: its first bytes say something else.")
    warnings = Warnings()
    messages = _messages(content, warnings)
    steps = messages.table(fit.WORKOUT_STEP)
    about = messages.table(fit.WORKOUT)
    if not len(steps) and not len(about):
        raise _nothing(messages)
    if len(steps) > MAX_STEPS:
        raise Unreadable("too_large", f"A workout has at most {MAX_STEPS:,} steps.")
    number = _first(about, 4)
    sport = fit.SPORTS.get(number if number is not None else 2, "other")
    parts = _tree(_rows(steps), sport, warnings)
    return Imported(
        workout=finished(Workout(tuple(parts))),
        kind="fit",
        title=one_line(_first_text(about, 8)),
        description=clean(_first_text(about, 17), MAX_DESCRIPTION),
        sport=sport,
        warnings=warnings.all(),
    )


def _messages(content: bytes, warnings: Warnings) -> Messages:
    start = content[0]
    end = min(start + int.from_bytes(content[4:8], "little"), len(content))
    if end <= start:
        end = len(content)
    messages = find_messages(content, start, end, frozenset({fit.FILE_ID, fit.WORKOUT, fit.WORKOUT_STEP}))
    if messages.damage:
        warnings.add("damaged", messages.damage.text)
    return messages


def _nothing(messages: Messages) -> Unreadable:
    if messages.damage:
        return Unreadable("damaged", f"The file is damaged before its first step. {messages.damage.text}")
    return not_a_workout("This FIT file holds no planned workout.")


def _first(table: Table, number: int) -> int | None:
    value = table.value(0, number) if len(table) and table.has(number) else None
    return None if value is None else int(value)


def _first_text(table: Table, number: int) -> str:
    return table.texts(number)[0] if len(table) and table.has(number) else ""


@dataclass(frozen=True, slots=True)
class _Row:
    """One workout_step message; None is no value."""

    index: int
    name: str
    notes: str
    duration_type: int | None
    duration: int | None
    target_type: int | None
    target: int | None
    low: int | None
    high: int | None
    intensity: int | None
    second_type: int | None
    second_low: int | None
    second_high: int | None


_FIELDS = (1, 2, 3, 4, 5, 6, 7, 19, 21, 22)


def _rows(table: Table) -> list[_Row]:
    columns = [table.column(number) if table.has(number) else np.full(len(table), np.nan) for number in (254, *_FIELDS)]
    names = table.texts(0) if table.has(0) else [""] * len(table)
    notes = table.texts(8) if table.has(8) else [""] * len(table)
    rows = []
    for place in range(len(table)):
        values = [None if np.isnan(column[place]) else int(column[place]) for column in columns]
        index = values[0] if values[0] is not None else place
        rows.append(_Row(index, names[place], notes[place], *values[1:]))
    return sorted(rows, key=lambda row: row.index)


def _tree(rows: list[_Row], sport: str, warnings: Warnings) -> list[Step | Repeat]:
    """A repeat step takes all that stands from the step it names on."""
    parts: list[tuple[int, int, Step | Repeat]] = []  # index, depth, part
    for row in rows:
        if row.duration_type not in fit.REPEATS:
            step = _step(row, sport, warnings)
            parts += [(row.index, 0, step)] if step else []
            continue
        first = row.duration if row.duration is not None else 0
        taken = [part for part in parts if part[0] >= first]
        depth = 1 + max((part[1] for part in taken), default=0)
        count = _count(row, warnings)
        if not taken or depth > MAX_NESTING:
            warnings.add("bad_repeat", f"Step {row.index + 1} repeats what is not there, or too deep; it was left out.")
        elif count > 1:
            repeat = Repeat(count, tuple(part[2] for part in taken), note_of(row.notes, warnings))
            parts = [*parts[: len(parts) - len(taken)], (taken[0][0], depth, repeat)]
    return [part[2] for part in parts]


def _count(row: _Row, warnings: Warnings) -> int:
    until = fit.REPEATS[row.duration_type or 0]
    if until:
        warnings.add("open_repeat", f"Repeats until a {until} is reached were taken once (step {row.index + 1}).")
        return 1
    count = row.target or 1
    if not 1 <= count <= MAX_COUNT:
        warnings.add("bad_repeat", f"Step {row.index + 1} repeats {count} times; it was taken once.")
        return 1
    return count


def _step(row: _Row, sport: str, warnings: Warnings) -> Step | None:
    length = _length(row, warnings)
    if length is None:
        warnings.add("no_duration", f"Step {row.index + 1} has no usable length and was left out.")
        return None
    target, cadence = _aims(row, sport, warnings)
    intent = cast(Intent, fit.INTENTS.get(row.intensity or 0, "active"))
    texts = [text for text in (row.name, row.notes) if text]
    note = note_of("\n".join(dict.fromkeys([*texts, *_until(row)])), warnings)
    return Step(length, target, cadence, intent, note)


def _length(row: _Row, warnings: Warnings) -> Length | None:
    kind, value = row.duration_type, row.duration
    if kind in {fit.TIME, fit.REPETITION_TIME, fit.TIME_ONLY}:
        return whole_seconds(None if value is None else value / 1000)
    if kind == fit.DISTANCE:
        metres = (value or 0) / 100
        return Length("distance", round(metres, 3)) if 0 < metres <= MAX_DISTANCE_M else None
    if kind not in {fit.OPEN, None}:
        warnings.add("other_length", f"Step {row.index + 1} ends in a way we do not keep; it ends with the lap button.")
    return Length("lap")


def _until(row: _Row) -> list[str]:
    """The end of a step that is neither time nor distance, in words."""
    kind, value = row.duration_type, row.duration
    if kind is None or value is None:
        return []
    if kind in fit.UNTIL_HEART:
        return [f"Until heart rate {fit.UNTIL_HEART[kind]} {_offset(value, fit.BPM_OFFSET, 'bpm')}"]
    if kind in fit.UNTIL_POWER:
        return [f"Until power {fit.UNTIL_POWER[kind]} {_offset(value, fit.WATTS_OFFSET, 'W')}"]
    return [f"{value} kcal"] if kind == fit.CALORIES else [f"{value} repetitions"] if kind == fit.REPS else []


def _offset(value: int, offset: int, unit: str) -> str:
    return f"{value - offset} {unit}" if value > offset else f"{value} %"


def _aims(row: _Row, sport: str, warnings: Warnings) -> tuple[Target | None, Cadence | None]:
    metric = fit.METRICS.get(row.target_type if row.target_type is not None else fit.NO_TARGET)
    cadence = cadence_of(row.second_low, row.second_high) if row.second_type == fit.CADENCE else None
    if metric is None:
        if row.target_type not in {None, fit.NO_TARGET}:
            warnings.add("other_target", f"The target of step {row.index + 1} is of a kind that is not kept.")
        return None, cadence
    if metric == "cadence":
        return None, cadence_of(row.low, row.high)
    target = _target(row, metric, sport)
    if target is None:
        warnings.add("out_of_range", f"The target of step {row.index + 1} is outside of what can be kept.")
    return target, cadence


def _target(row: _Row, metric: str, sport: str) -> Target | None:
    """A zone, or in its place two values of its own: speeds in mm/s, others as shares or with an offset."""
    zone = row.target or 0
    if zone:
        return target_of(metric, "zone", zone, zone)
    low, high = row.low, row.high if row.high is not None else row.low
    if low is None or high is None:
        return None
    if metric == "pace":
        return _speeds(low, high, "100m" if sport == "swim" else "km")
    offset, share, absolute = _SCALES[metric]
    if low > offset and high > offset:
        return target_of(metric, absolute, low - offset, high - offset)
    return target_of(metric, share, low, high) if max(low, high) <= offset else None


_SCALES = {
    "power": (fit.WATTS_OFFSET, "percent_ftp", "watts"),
    "heart_rate": (fit.BPM_OFFSET, "percent_max", "bpm"),
}


def _speeds(low: int, high: int, shown: Any) -> Target | None:
    if not low or not high:
        low = high = low or high
    if not low:
        return None
    target = target_of("pace", "mps", low / 1000, high / 1000, shown=shown)
    return target and Target("pace", "mps", snapped(target.low, shown), snapped(target.high, shown), shown=shown)
