"""ERG and MRC files: points of time and power, in watts or percent."""

import re

from training.formats.recording import Unreadable
from training.workouts.files.imported import (
    MAX_DESCRIPTION,
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
from training.workouts.files.pieces import Piece, few_enough, pieces_of
from training.workouts.structure import Length, Step, Workout
from training.workouts.structure_json import MAX_TIME_S

MAX_POINTS = 200_000
_SECTION = re.compile(r"^\s*\[\s*([^\]]+?)\s*\]")
_DECIMAL_COMMA = re.compile(r"^\s*-?\d+,\d+[\s;]+-?\d+(?:,\d+)?\s*$")
_SEPARATORS = re.compile(r"[\s,;]+")
_COLUMNS = {"MINUTES", "DISTANCE", "TIME", "MILES", "KILOMETERS"}
_SHOWN_FOR = re.compile(r"""(?:\s{2,}|(?<=["'])\s+)\d+$""")  # one space may be inside the words: "Rep 3"
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}$)")


class _Course:
    def __init__(self) -> None:
        self.header: dict[str, str] = {}
        self.last = ""
        self.columns = ""
        self.points: list[tuple[float, float]] = []
        self.texts: list[tuple[float, str]] = []
        self.warnings = Warnings()
        self.has_header = False
        self.number = 0  # of the line that is read

    def read(self, text: str) -> None:
        section = ""
        for self.number, line in enumerate(text.splitlines(), start=1):
            named = _SECTION.match(line)
            if named:
                section = " ".join(named[1].casefold().split())
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
        if not equals and ":" in line:
            name, equals, value = line.partition(":")
        if line.split(maxsplit=1)[0].upper().strip(",;") in _COLUMNS:
            self.columns = " ".join(line.upper().split())
        elif equals:
            self.last = " ".join(name.casefold().split())
            self.header.setdefault(self.last, value.strip())
        elif self.last == "description":
            self.header[self.last] += "\n" + line.strip()

    def _point(self, line: str) -> None:
        if _DECIMAL_COMMA.match(line):
            line = line.replace(",", ".")
        line = line.strip()
        words = _SEPARATORS.split(_THOUSANDS.sub("", line) if "\t" in line else line)
        minutes, value = (finite(words[0]), finite(words[1])) if len(words) > 1 else (None, None)
        if len(words) > 1 and words[1].casefold() == "lap":
            return
        if self._names_columns(line):
            self.columns = self.columns or " ".join(line.upper().split())
            return
        if minutes is None or value is None or not 0 <= minutes <= MAX_TIME_S / 60:
            text = f'Line {self.number} is no time and power and was left out: "{one_line(line, 60)}".'
            self.warnings.add("bad_point", text)
        elif self.points and minutes < self.points[-1][0]:
            text = f"Line {self.number} goes back in time, to {minutes:g} minutes, and was left out."
            self.warnings.add("time_back", text)
        else:
            self.points.append((minutes, value))
        if len(self.points) > MAX_POINTS:
            raise Unreadable("too_large", f"A course has at most {MAX_POINTS:,} points.")

    def _names_columns(self, line: str) -> bool:
        """Some write the names of the columns above the points."""
        return not self.points and line.strip().upper().startswith("MINUTES")

    def _text(self, line: str) -> None:
        """Seconds, words, and how many seconds they are shown."""
        words = line.strip().split("\t") if "\t" in line else _SHOWN_FOR.sub("", line.strip()).split(None, 1)
        seconds = finite(words[0])
        if seconds is not None and len(words) > 1:
            self.texts.append((seconds, words[1].strip().strip('"')))


def import_erg(content: bytes, ending: str = "") -> Imported:
    """ERG or MRC, told apart by the columns the header names. Equal times are a step, all between points is linear."""
    check_bytes(content)
    course = _Course()
    course.read(decoded(content))
    if not course.has_header and not course.points:
        raise not_a_workout("This file holds no course: [COURSE HEADER] and [COURSE DATA] are missing.")
    if course.columns and "MINUTES" not in course.columns:
        raise not_a_workout("This course goes by distance and slope, not by time and power.")
    is_percent = _is_percent(course.columns, ending)
    ftp = _ftp(course.header)
    scale = _scale(course.points, is_percent)
    pieces = pieces_of([(minutes * 60, value * scale) for minutes, value in course.points])
    if not pieces:
        raise Unreadable("damaged", "The course has no two points of time and power.", f"line {course.number}")
    steps = _steps(few_enough(pieces, course.warnings), is_percent, ftp, course)
    return Imported(
        workout=finished(Workout(tuple(steps))),
        kind="mrc" if is_percent else "erg",
        title=_title(course.header),
        description=clean(course.header.get("description", ""), MAX_DESCRIPTION),
        sport="ride",
        ftp_w=ftp,
        warnings=course.warnings.all(),
    )


def _ftp(header: dict[str, str]) -> float | None:
    """As in "FTP = 250" or "FTP=250 W"."""
    ftp = finite((header.get("ftp", "").split() or [""])[0])
    return ftp if ftp and 20 <= ftp <= 1000 else None


def _scale(points: list[tuple[float, float]], is_percent: bool) -> float:  # noqa: FBT001
    """Nobody rides at 1 %: such courses write shares as 0.75."""
    return 100.0 if is_percent and max((value for _, value in points), default=100.0) <= 5 else 1.0


def _is_percent(columns: str, ending: str) -> bool:
    if "WATT" in columns:
        return False
    return "PERCENT" in columns or "%" in columns or "FTP" in columns or ending == "mrc"


def _title(header: dict[str, str]) -> str:
    name = one_line(header.get("file name", "").replace("\\", "/").rpartition("/")[2])
    stem, dot, ending = name.rpartition(".")
    return stem if dot and ending.casefold() in {"erg", "mrc"} else name


def _steps(pieces: list[Piece], is_percent: bool, ftp: float | None, course: _Course) -> list[Step]:  # noqa: FBT001
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
