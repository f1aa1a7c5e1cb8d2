"""From text to a workout, line by line; a line that cannot be read is told and left out."""

import re
from dataclasses import dataclass, field, replace

from training.workouts.language.faults import Fault, Misread, Parsed
from training.workouts.language.headings import implied_intent
from training.workouts.language.lines import read_note, read_step
from training.workouts.language.tokens import LENGTHS, TOKEN
from training.workouts.structure import Intent, Repeat, Step, Workout
from training.workouts.structure_json import (
    AROUND_HEADINGS,
    MAX_COUNT,
    MAX_NESTING,
    StructureError,
    check_size,
    is_heading,
)

MAX_TEXT = 64_000
MAX_LINE = 8_000
MAX_FAULTS = 100
TAB = 4
_BULLET = re.compile(r"\s*[-*•–]\s*")
_REPEAT = re.compile(r"(?P<section>[^\W\d].*?\s)?(?P<count>\d+)\s?[x×](?!\w)\s*:?\s*(?P<bracket>\(?)\s*", re.IGNORECASE)
_NUMBERED = re.compile(r"(?:ramp|lap|open|warm-?up|active|recovery|rest|cool-?down|\d)", re.IGNORECASE)


@dataclass(slots=True)
class _Frame:
    """A repeat that is still open; the outermost frame is the workout."""

    indent: int
    count: int = 1
    note: str = ""
    section: str = ""
    line: int = 0
    is_bracket: bool = False
    is_faulty: bool = False
    steps: list[Step | Repeat] = field(default_factory=list)


def parse(text: str, sport: str = "ride") -> Parsed:
    """Never fails: what cannot be read is in `errors`, the rest in `workout`."""
    reader = _Reader(sport)
    if len(text) > MAX_TEXT:
        reader.fault(1, Misread(0, "text_too_long", f"A workout's text has at most {MAX_TEXT:,} characters."))
        return reader.finish()
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1):
        reader.take(number, line)
    return reader.finish()


class _Reader:
    def __init__(self, sport: str) -> None:
        self.sport = sport
        self.frames = [_Frame(-1, is_bracket=True)]
        self.faults: list[Fault] = []
        self.implied: Intent = "active"
        self.section: tuple[int, str] | None = None

    def take(self, number: int, line: str) -> None:
        try:
            if len(line) > MAX_LINE:
                raise Misread(MAX_LINE, "long_line", f"A line has at most {MAX_LINE:,} characters.")
            self._line(number, line)
        except Misread as misread:
            self.fault(number, misread)
            self.frames[-1].is_faulty = True
            self.section = None

    def fault(self, number: int, misread: Misread) -> None:
        if len(self.faults) < MAX_FAULTS:
            self.faults.append(Fault(number, misread.at + 1, misread.code, misread.message, misread.expected))

    def finish(self) -> Parsed:
        self._close(0, everything=True)
        self._check_section()
        workout = Workout(tuple(self.frames[0].steps))
        try:
            check_size(workout)
        except StructureError as error:
            self.fault(1, Misread(0, error.code, error.message))
            workout = Workout()
        return Parsed(workout, tuple(sorted(self.faults, key=lambda fault: (fault.line, fault.column))))

    def _line(self, number: int, line: str) -> None:
        at = len(line) - len(line.lstrip(" \t"))
        rest = line[at:].strip()
        if not rest:
            self._blank()
            return
        indent = len(line[:at].expandtabs(TAB))
        bullet = _BULLET.match(line)
        start = bullet.end() if bullet else at
        repeat = _REPEAT.match(line, start)
        if repeat and not (bullet and repeat["section"]):
            self._open(number, line, indent, repeat)
        elif bullet:
            self._step(line, start, indent)
        elif rest == ")":
            self._close_bracket(at)
        elif is_heading(heading := " ".join(rest.strip(AROUND_HEADINGS).split())):
            self._heading(number, at, heading)
        elif _NUMBERED.match(line, at):
            self._step(line, at, indent)
        else:
            raise Misread(
                at, "not_a_step", 'A step starts with "-", a repeat with its count, as in 4x.', ("step", "count")
            )

    def _step(self, line: str, at: int, indent: int) -> None:
        self._close(indent + 1)
        frame = self.frames[-1]
        step = read_step(line, at, self.sport, self.implied if len(self.frames) == 1 else "active")
        frame.steps.append(replace(step, section=self._use_section()) if self.section else step)

    def _open(self, number: int, line: str, indent: int, found: "re.Match[str]") -> None:
        count = float(found["count"])
        if not 1 <= count <= MAX_COUNT:
            raise Misread(found.start("count"), "repeat_count", f"1 to {MAX_COUNT} repeats are expected.", ("count",))
        if found["section"]:
            self._heading(number, found.start("section"), " ".join(found["section"].strip(AROUND_HEADINGS).split()))
        self._close(indent)
        if len(self.frames) > MAX_NESTING:
            raise Misread(found.start(), "too_deep", f"Repeats lie in each other at most {MAX_NESTING} deep.")
        self._check_inline(line, found.end())
        note = read_note(line, found.end())
        is_bracket = bool(found["bracket"])
        self.frames.append(_Frame(indent, int(count), note, self._use_section(), number, is_bracket))
        self.implied = "active"

    @staticmethod
    def _check_inline(line: str, at: int) -> None:
        token = TOKEN.match(line, at)
        if token and token.lastgroup in LENGTHS:
            raise Misread(at, "steps_below", "The steps of a repeat stand under it, each in its own line.", ("note",))

    def _close(self, indent: int, *, everything: bool = False) -> None:
        """End the repeats that a line so far to the left does not belong to."""
        while len(self.frames) > 1 and (
            everything or (not self.frames[-1].is_bracket and self.frames[-1].indent >= indent)
        ):
            self._end(self.frames.pop())

    def _end(self, frame: _Frame) -> None:
        if frame.steps:
            self.frames[-1].steps.append(Repeat(frame.count, tuple(frame.steps), frame.note, frame.section))
        elif not frame.is_faulty:
            self.fault(frame.line, Misread(0, "empty_repeat", "This repeat has no steps under it.", ("step",)))

    def _close_bracket(self, at: int) -> None:
        while not self.frames[-1].is_bracket:
            self._end(self.frames.pop())
        if len(self.frames) == 1:
            raise Misread(at, "stray_bracket", "No bracket was opened before this one.", ("step",))
        self._end(self.frames.pop())

    def _blank(self) -> None:
        if self.frames[-1].steps:
            self._close(-1)
        if self.section is None:
            self.implied = "active"

    def _heading(self, number: int, at: int, heading: str) -> None:
        if not is_heading(heading):
            raise Misread(at, "not_a_heading", "This cannot be a heading.", ("heading",))
        if any(frame.is_bracket for frame in self.frames[1:]):
            raise Misread(at, "heading_in_repeat", "Inside a bracket no heading can stand.", ("step",))
        self._close(-1)
        self._check_section()
        self.section = (number, heading)
        self.implied = implied_intent(heading)

    def _use_section(self) -> str:
        section = self.section[1] if self.section else ""
        self.section = None
        return section

    def _check_section(self) -> None:
        if self.section:
            text = 'No step follows this heading; a step starts with "-".'
            self.fault(self.section[0], Misread(0, "empty_section", text, ("step",)))
        self.section = None
