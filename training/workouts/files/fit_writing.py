"""Writing a planned workout as a FIT file (FIT protocol; little-endian, one definition per kind of message)."""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from training.formats.crc import checksum
from training.workouts.files import fit_numbers as fit
from training.workouts.files.exported import Exported, Source, filename
from training.workouts.files.imported import Warnings, one_line
from training.workouts.resolving import Resolved
from training.workouts.structure import Repeat, Step, Target

EPOCH_S = 631_065_600
ENUM, UINT16, UINT32, STRING = 0x00, 0x84, 0x86, 0x07
_PACKED = {ENUM: ("B", 0xFF), UINT16: ("H", 0xFFFF), UINT32: ("I", 0xFFFFFFFF)}
_FILE_ID = ((0, ENUM), (1, UINT16), (2, UINT16), (4, UINT32))
_WORKOUT = ((4, ENUM), (5, UINT32), (6, UINT16), (8, STRING), (17, STRING))
_STEP = (
    (254, UINT16), (0, STRING), (1, ENUM), (2, UINT32), (3, ENUM), (4, UINT32), (5, UINT32), (6, UINT32), (7, ENUM),
    (8, STRING), (19, ENUM), (20, UINT32), (21, UINT32), (22, UINT32),
)  # fmt: skip
DEVELOPMENT = 255  # the maker's number for everybody without one
NAME_BYTES, TEXT_BYTES = 50, 250
Value = int | str | None
Message = dict[int, Value]


def export_fit(source: Source, created_at: datetime | None = None) -> Exported:
    """Targets in watts, beats and speeds where the thresholds are known, else as shares or zones."""
    warnings = Warnings()
    steps = _StepWriter(source, warnings).written()
    moment = int((created_at or datetime.now(UTC)).timestamp()) - EPOCH_S
    about: Message = {0: fit.WORKOUT_FILE, 1: DEVELOPMENT, 2: 0, 4: max(moment, 0)}
    workout: Message = {
        4: fit.SPORT_NUMBERS.get(source.sport, 0),
        5: 32,  # "interval"
        6: len(steps),
        8: one_line(source.title) or "Workout",
        17: one_line(source.description, 1_000),
    }
    body = _table(0, fit.FILE_ID, _FILE_ID, [about])
    body += _table(1, fit.WORKOUT, _WORKOUT, [workout])
    body += _table(2, fit.WORKOUT_STEP, _STEP, steps)
    return Exported(_file(body), filename(source.title, "fit"), "application/vnd.ant.fit", warnings.all())


def _file(body: bytes) -> bytes:
    head = struct.pack("<BBHI4s", 14, 0x20, 2140, len(body), b".FIT")
    head += struct.pack("<H", checksum(head))
    return head + body + struct.pack("<H", checksum(head + body))


def _table(local: int, number: int, fields: Sequence[tuple[int, int]], messages: Sequence[Message]) -> bytes:
    """A definition and its messages; a text is as long as the longest of its column."""
    texts = {key: [_cut(message.get(key), key) for message in messages] for key, base in fields if base == STRING}
    sizes = {key: max((len(text) for text in column), default=0) + 1 for key, column in texts.items()}
    lengths = [sizes[key] if base == STRING else struct.calcsize(_PACKED[base][0]) for key, base in fields]
    definition = struct.pack("<BBBHB", 0x40 | local, 0, 0, number, len(fields))
    definition += b"".join(bytes((key, size, base)) for (key, base), size in zip(fields, lengths, strict=True))
    rows = [
        b"".join(
            texts[key][row].ljust(sizes[key], b"\0") if base == STRING else _packed(base, message.get(key))
            for key, base in fields
        )
        for row, message in enumerate(messages)
    ]
    return definition + b"".join(bytes([local]) + row for row in rows)


def _packed(base: int, value: Value) -> bytes:
    letter, invalid = _PACKED[base]
    return struct.pack("<" + letter, invalid if value is None else value)


def _cut(value: Value, key: int) -> bytes:
    """UTF-8 of at most so many bytes, no letter cut in two."""
    most = NAME_BYTES if key in {0, 8} and not isinstance(value, _Notes) else TEXT_BYTES
    return str(value or "").replace("\0", "").encode()[:most].decode(errors="ignore").encode()


class _Notes(str):
    """A text in a step's notes, which may be longer than a name."""

    __slots__ = ()


@dataclass(slots=True)
class _StepWriter:
    source: Source
    warnings: Warnings
    steps: list[Message] = field(default_factory=list)

    def written(self) -> list[Message]:
        resolved = self.source.resolved()
        self._parts(self.source.workout.steps, (), resolved)
        return self.steps

    def _parts(
        self, parts: tuple[Step | Repeat, ...], path: tuple[int, ...], resolved: Mapping[tuple[int, ...], Resolved]
    ) -> None:
        for index, part in enumerate(parts):
            if isinstance(part, Step):
                self._add(self._step(part, resolved[(*path, index)]))
                continue
            first = len(self.steps)
            self._parts(part.steps, (*path, index), resolved)
            notes = _Notes(part.note) if part.note else None
            self._add({1: 6, 2: first, 4: part.count, 3: fit.NO_TARGET, 7: 0, 8: notes})

    def _add(self, message: Message) -> None:
        self.steps.append({254: len(self.steps), **message})

    def _step(self, step: Step, resolved: Resolved) -> Message:
        message: Message = {7: fit.INTENT_NUMBERS[step.intent]}
        message |= _length(resolved) | self._aims(step, resolved)
        notes = [step.note, self._said(step)]
        message[8] = _Notes("\n".join(note for note in notes if note))
        return message

    def _said(self, step: Step) -> str:
        """What the format has no field for."""
        if step.target is None:
            return ""
        if step.target.unit == "max":
            return "max"
        if step.target.metric == "rpe":
            self.warnings.add("rpe", "Felt exertion was written into the notes.")
            return f"RPE {step.target.low:g}" + (
                f"-{step.target.high:g}" if step.target.high != step.target.low else ""
            )
        return _direction(step.target) if step.target.is_ramp else ""

    def _aims(self, step: Step, resolved: Resolved) -> Message:
        target = self._target(step, resolved)
        cadence = step.cadence
        if cadence is None:
            return target
        values = (0, round(cadence.low), round(cadence.high))
        if target[3] == fit.NO_TARGET:
            return {3: fit.CADENCE, **dict(zip((4, 5, 6), values, strict=True))}
        return target | {19: fit.CADENCE, **dict(zip((20, 21, 22), values, strict=True))}

    def _target(self, step: Step, resolved: Resolved) -> Message:
        target = step.target
        if target is None or target.unit == "max" or target.metric == "rpe":
            return {3: fit.NO_TARGET}
        kind, scale, offset = _KINDS[target.metric]
        if resolved.aim:
            values = sorted(round(value * scale) + offset for value in (resolved.aim.low, resolved.aim.high))
            return {3: kind, 4: 0, 5: values[0], 6: values[1]}
        if target.unit == "zone":
            if target.low != target.high:
                self.warnings.add("zone_range", "Of a range of zones whose limits are not known the first was written.")
            return {3: kind, 4: int(target.bounds[0])}
        if target.unit in {"percent_ftp", "percent_max"}:
            low, high = target.bounds
            return {3: kind, 4: 0, 5: min(round(low), 1000), 6: min(round(high), 1000)}
        self.warnings.add("no_threshold", "A target whose threshold is not known was left out.")
        return {3: fit.NO_TARGET}


def _direction(target: Target) -> str:
    return next(words for words, is_up in fit.RAMPS.items() if is_up == (target.low < target.high))


# number of the target, units to one of ours, and what is added to tell a value from a share
_KINDS = {
    "power": (fit.POWER, 1, fit.WATTS_OFFSET),
    "heart_rate": (fit.HEART_RATE, 1, fit.BPM_OFFSET),
    "pace": (fit.SPEED, 1000, 0),
}


def _length(resolved: Resolved) -> Message:
    if resolved.length.kind == "time":
        return {1: fit.TIME, 2: round(resolved.length.value * 1000)}
    if resolved.length.kind == "distance":
        return {1: fit.DISTANCE, 2: max(round(resolved.length.value * 100), 1)}
    return {1: fit.OPEN}
