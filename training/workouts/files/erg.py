"""ERG and MRC files: points of time and power, in watts or percent."""

import re
from dataclasses import dataclass
from itertools import pairwise

from training.formats.recording import Unreadable
from training.workouts.files.imported import (
    Imported,
    Warnings,
    check_bytes,
    clean,
    decoded,
    finished,
    finite,
    not_a_workout,
    note_of,
    one_line,
    target_of,
)
from training.workouts.structure import Length, Step, Workout
from training.workouts.structure_json import MAX_STEPS, MAX_TIME_S

MAX_POINTS = 200_000
_SECTION = re.compile(r"^\s*\[\s*([^\]]+?)\s*\]")
_DECIMAL_COMMA = re.compile(r"^\s*-?\d+,\d+[\s;]+-?\d+(?:,\d+)?\s*$")
_SEPARATORS = re.compile(r"[\s,;]+")


@dataclass(frozen=True, slots=True)
class _Piece:
    """Whole seconds from `start_s` to `end_s`, going from one value to another."""

    start_s: int
    end_s: int
    first: float
    last: float

    @property
    def slope(self) -> float:
        return (self.last - self.first) / (self.end_s - self.start_s)


class _Course:
    def __init__(self) -> None:
        self.header: dict[str, str] = {}
        self.columns = ""
        self.points: list[tuple[float, float]] = []
        self.texts: list[tuple[float, str]] = []
        self.warnings = Warnings()
        self.has_header = False

    def read(self, text: str) -> None:
        section = ""
        for line in text.splitlines():
            named = _SECTION.match(line)
            if named:
                section = named[1].casefold()
                self.has_header = self.has_header or section == "course header"
            elif line.strip() and line.lstrip()[0] not in "#;":
                self._line(section, line)

    def _line(self, section: str, line: str) -> None:
        if section == "course header":
            self._header(line)
        elif section == "course data":
            self._point(line)
        elif section == "course text":
            self._text(line)

    def _header(self, line: str) -> None:
        name, equals, value = line.partition("=")
        if equals:
            self.header.setdefault(" ".join(name.casefold().split()), value.strip())
        elif line.strip():
            self.columns = " ".join(line.upper().split())

    def _point(self, line: str) -> None:
        if _DECIMAL_COMMA.match(line):
            line = line.replace(",", ".")
        words = _SEPARATORS.split(line.strip())
        minutes, value = (finite(words[0]), finite(words[1])) if len(words) > 1 else (None, None)
        if len(words) > 1 and words[1].casefold() == "lap":
            return
        if minutes is None or value is None or not 0 <= minutes <= MAX_TIME_S / 60:
            self.warnings.add("bad_point", f'A line that is no time and power was left out: "{one_line(line, 60)}".')
        elif self.points and minutes < self.points[-1][0]:
            self.warnings.add("time_back", f"A point that goes back in time, at {minutes:g} minutes, was left out.")
        else:
            self.points.append((minutes, value))
        if len(self.points) > MAX_POINTS:
            raise Unreadable("too_large", f"A course has at most {MAX_POINTS:,} points.")

    def _text(self, line: str) -> None:
        words = line.strip().split("\t") if "\t" in line else line.strip().split(None, 1)
        seconds = finite(words[0])
        if seconds is not None and len(words) > 1:
            self.texts.append((seconds, words[1].strip().strip('"')))


def import_erg(content: bytes) -> Imported:
    """ERG or MRC, told apart by the columns the header names. Equal times are a step, all between points is linear."""
    check_bytes(content)
    course = _Course()
    course.read(decoded(content))
    if not course.has_header and not course.points:
        raise not_a_workout("This file holds no course: [COURSE HEADER] and [COURSE DATA] are missing.")
    if course.columns and "MINUTES" not in course.columns:
        raise not_a_workout("This course goes by distance and slope, not by time and power.")
    is_percent = "PERCENT" in course.columns or "%" in course.columns
    ftp = finite(course.header.get("ftp"))
    ftp = ftp if ftp and 20 <= ftp <= 1000 else None
    steps = _steps(_pieces(course.points), is_percent, ftp, course)
    return Imported(
        workout=finished(Workout(tuple(steps))),
        kind="mrc" if is_percent else "erg",
        title=_title(course.header),
        description=clean(course.header.get("description", ""), 2_000),
        sport="ride",
        ftp_w=ftp,
        warnings=course.warnings.all(),
    )


def _title(header: dict[str, str]) -> str:
    name = one_line(header.get("file name", "").replace("\\", "/").rpartition("/")[2])
    stem, dot, ending = name.rpartition(".")
    return stem if dot and ending.casefold() in {"erg", "mrc"} else name


def _pieces(points: list[tuple[float, float]]) -> list[_Piece]:
    """Stretches between points; those that go on in one line are one."""
    if points and points[0][0] > 0:
        points = [(0.0, points[0][1]), *points]
    pieces: list[_Piece] = []
    for (begin, first), (end, last) in pairwise(points):
        start_s, end_s = round(begin * 60), round(end * 60)
        if end_s > start_s:
            _append(pieces, _Piece(start_s, end_s, first, last))
    return pieces


def _append(pieces: list[_Piece], piece: _Piece) -> None:
    previous = pieces[-1] if pieces else None
    is_one_line = previous and previous.last == piece.first and abs(previous.slope - piece.slope) < 1e-9
    if previous and is_one_line:
        pieces[-1] = _Piece(previous.start_s, piece.end_s, previous.first, piece.last)
    else:
        pieces.append(piece)


def _steps(pieces: list[_Piece], is_percent: bool, ftp: float | None, course: _Course) -> list[Step]:  # noqa: FBT001
    if len(pieces) > MAX_STEPS:
        raise Unreadable("too_large", f"A workout has at most {MAX_STEPS:,} steps.")
    unit = "percent_ftp" if is_percent or ftp else "watts"
    factor = 1.0 if is_percent or not ftp else 100.0 / ftp
    steps = []
    for piece in pieces:
        first, last = max(piece.first, 0.0) * factor, max(piece.last, 0.0) * factor
        target = target_of("power", unit, first, last, is_ramp=True)
        if target is None:
            course.warnings.add("out_of_range", f"A target of {first:g} to {last:g} was left out.")
        texts = [text for at, text in course.texts if piece.start_s <= at < piece.end_s]
        note = note_of("\n".join(one_line(text, 500) for text in texts), course.warnings)
        steps.append(Step(Length("time", float(piece.end_s - piece.start_s)), target, note=note))
    return steps
