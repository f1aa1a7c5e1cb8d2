"""What a workout file gave, and the few things all its readers do alike."""

import math
import re
from dataclasses import dataclass, replace
from typing import Any

from training.formats.recording import Unreadable
from training.workouts.structure import Cadence, Length, Purpose, Repeat, Step, Target, Workout
from training.workouts.structure_json import CADENCE, CONTROL, MAX_NOTE, MAX_TIME_S, UNITS, StructureError, check_size

MAX_BYTES = 5 * 1024 * 1024
MAX_TITLE = 200
MAX_DESCRIPTION = 10_000
MAX_WARNINGS = 50


@dataclass(frozen=True, slots=True)
class Warned:
    """Something that was read otherwise than it stands in the file, or not at all; `code` can be translated."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Imported:
    """`ftp_w` is the threshold power a file was written for; shares of it are already taken."""

    workout: Workout
    kind: str  # zwo | erg | mrc | fit | json | trainingpeaks | intervals | trainerroad | garmin
    title: str = ""
    description: str = ""
    sport: str = ""  # "" where the file does not say
    ftp_w: float | None = None
    purpose: Purpose | None = None
    warnings: tuple[Warned, ...] = ()


class Warnings:
    """Each kind and place once, and no more than people read."""

    def __init__(self) -> None:
        self._found: dict[Warned, None] = {}

    def add(self, code: str, text: str) -> None:
        if len(self._found) < MAX_WARNINGS:
            self._found[Warned(code, text[:300])] = None

    def all(self) -> tuple[Warned, ...]:
        return tuple(self._found)


def not_a_workout(message: str, place: str = "") -> Unreadable:
    return Unreadable("not_a_workout", message, place)


def check_bytes(content: bytes) -> None:
    if not content.strip(b"\0 \t\r\n"):
        raise Unreadable("empty", "The file is empty.")
    if len(content) > MAX_BYTES:
        raise Unreadable("too_large", f"A workout file has at most {MAX_BYTES // 1024 // 1024} MB.")


def decoded(content: bytes) -> str:
    """Text in whatever of the usual encodings it is; nothing is refused."""
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def finished(workout: Workout) -> Workout:
    """The workout, or a refusal where it is larger than workouts are."""
    try:
        check_size(workout)
    except StructureError as error:
        raise Unreadable("too_large", error.message) from error
    return workout


def clean(text: str, longest: int) -> str:
    """Printable text of a file, cut to what is kept."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return CONTROL.sub("", lines).strip()[:longest].strip()


def note_of(text: str, warnings: Warnings) -> str:
    note = clean(text, MAX_NOTE + 1)
    if len(note) > MAX_NOTE:
        warnings.add("note_cut", f"A note was cut after {MAX_NOTE:,} characters.")
    return note[:MAX_NOTE].strip()


def finite(text: object) -> float | None:
    """A number of a file; None for what is none."""
    if isinstance(text, bool) or not isinstance(text, (str, int, float)):
        return None
    if isinstance(text, str) and "." not in text:
        text = text.replace(",", ".", 1)  # many write 0,75
    try:
        value = float(text)
    except (ValueError, OverflowError):
        return None
    return value if math.isfinite(value) else None


def whole_seconds(seconds: float | None) -> Length | None:
    """A time as steps have it; None for nothing or more than workouts last."""
    if seconds is None or not 0.5 <= seconds <= MAX_TIME_S:
        return None
    return Length("time", float(max(1, round(seconds))))


def target_of(
    metric: Any, unit: Any, low: float | None, high: float | None, *, is_ramp: bool = False, shown: Any = ""
) -> Target | None:
    """A target whose values are within bounds; None where they are not."""
    least, most = UNITS[metric][unit]
    if low is None or high is None or not (least <= low <= most and least <= high <= most):
        return None
    if unit != "mps":
        low, high = round(low, 3), round(high, 3)
    if not is_ramp and low > high:
        low, high = high, low
    return Target(metric, unit, low, high, is_ramp and low != high, shown)


def cadence_of(low: float | None, high: float | None = None) -> Cadence | None:
    low, high = (low if low is not None else high), (high if high is not None else low)
    if low is None or high is None or not (CADENCE[0] <= min(low, high) and max(low, high) <= CADENCE[1]):
        return None
    return Cadence(round(min(low, high), 3), round(max(low, high), 3))


def with_note(part: Step | Repeat, note: str) -> Step | Repeat:
    return replace(part, note=note) if note else part


SPACES = re.compile(r"\s+")


def one_line(text: str, longest: int = MAX_TITLE) -> str:
    return SPACES.sub(" ", clean(text, longest * 4)).strip()[:longest].strip()
