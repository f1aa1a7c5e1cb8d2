"""Planned workouts in FIT files."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import cast

import numpy as np

from training.formats.fit import is_fit
from training.formats.fit_messages import Messages, Table, find_messages
from training.formats.recording import Unreadable
from training.workouts.files import fit_numbers as fit
from training.workouts.files.fit_aims import Aim, target_of_aim
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
    whole_seconds,
)
from training.workouts.structure import Cadence, Intent, Length, Repeat, Step, Target, Workout
from training.workouts.structure_json import MAX_COUNT, MAX_DISTANCE_M, MAX_NESTING, MAX_STEPS


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
    sport = "" if number is None else fit.SPORTS.get(number, "other")
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
    second: int | None
    second_low: int | None
    second_high: int | None


_FIELDS = (1, 2, 3, 4, 5, 6, 7, 19, 20, 21, 22)


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
        count = _count(row, [part[2] for part in taken], warnings)
        if not taken or depth > MAX_NESTING:
            warnings.add("bad_repeat", f"Step {row.index + 1} repeats what is not there, or too deep; it was left out.")
        elif count > 1:
            repeat = Repeat(count, tuple(part[2] for part in taken), note_of(row.notes, warnings))
            parts = [*parts[: len(parts) - len(taken)], (taken[0][0], depth, repeat)]
    return [part[2] for part in parts]


def _count(row: _Row, parts: list[Step | Repeat], warnings: Warnings) -> int:
    """As often as it says, or as often as fits into the time or the way it says."""
    until = fit.REPEATS[row.duration_type or 0]
    count = row.target or 1
    if until:
        kind, scale = ("time", 1000) if row.duration_type == fit.REPEAT_TIME else ("distance", 100)
        once = _sum(parts, kind) if row.duration_type in {fit.REPEAT_TIME, fit.REPEAT_DISTANCE} else None
        count = max(round(count / scale / once), 1) if once else 1
        text = f"Step {row.index + 1} repeats until a {until} is reached; it was taken {_times(count)}."
        warnings.add("open_repeat", text)
    if not 1 <= count <= MAX_COUNT:
        warnings.add("bad_repeat", f"Step {row.index + 1} repeats {count} times; it was taken once.")
        return 1
    return count


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _sum(parts: Iterable[Step | Repeat], kind: str) -> float | None:
    """Seconds or metres of one round; None where a step has other lengths."""
    total = 0.0
    for part in parts:
        one = _sum(part.steps, kind) if isinstance(part, Repeat) else _value(part.length, kind)
        if one is None:
            return None
        total += one * (part.count if isinstance(part, Repeat) else 1)
    return total


def _value(length: Length, kind: str) -> float | None:
    return length.value if length.kind == kind else None


def _step(row: _Row, sport: str, warnings: Warnings) -> Step | None:
    length = _length(row, warnings)
    if length is None:
        warnings.add("no_duration", f"Step {row.index + 1} has no usable length and was left out.")
        return None
    target, cadence = _aims(row, sport, warnings)
    intent = cast(Intent, fit.INTENTS.get(row.intensity or 0, "active"))
    lines = [line for text in (row.name, row.notes) for line in text.split("\n") if line.strip()]
    target, lines = _ramped(target, lines)
    note = note_of("\n".join(dict.fromkeys([*lines, *_until(row), *_stroke(row)])), warnings)
    return Step(length, target, cadence, intent, note)


def _ramped(target: Target | None, lines: list[str]) -> tuple[Target | None, list[str]]:
    """A ramp is a range here; its direction is in the notes, where our own writer puts it."""
    said = next((line for line in lines if line.strip().casefold() in fit.RAMPS), None)
    if said is None or target is None or target.low == target.high:
        return target, lines
    ends = (target.low, target.high) if fit.RAMPS[said.strip().casefold()] else (target.high, target.low)
    return replace(target, low=ends[0], high=ends[1], is_ramp=True), [line for line in lines if line != said]


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


def _stroke(row: _Row) -> list[str]:
    stroke = fit.STROKES.get(row.target or 0) if row.target_type == fit.STROKE else None
    return [stroke] if stroke else []


def _offset(value: int, offset: int, unit: str) -> str:
    return f"{value - offset} {unit}" if value > offset else f"{value} %"


def _aims(row: _Row, sport: str, warnings: Warnings) -> tuple[Target | None, Cadence | None]:
    first = Aim(row.target_type, row.target, row.low, row.high)
    second = Aim(row.second_type, row.second, row.second_low, row.second_high)
    aims = {aim.metric: aim for aim in (second, first) if aim.metric}
    cadence = aims.pop("cadence", None)
    main = aims.get(first.metric or "") or next(iter(aims.values()), None)
    if row.target_type not in {None, fit.NO_TARGET, fit.STROKE} and first.metric is None:
        warnings.add("other_target", f"The target of step {row.index + 1} is of a kind that is not kept.")
    if len(aims) > 1:
        warnings.add("second_target", f"Step {row.index + 1} has two targets; the first one was kept.")
    target = target_of_aim(main, sport) if main else None
    if main and target is None and not main.is_empty:
        warnings.add("out_of_range", f"The target of step {row.index + 1} is outside of what can be kept.")
    return target, cadence_of(cadence.low, cadence.high) if cadence else None
