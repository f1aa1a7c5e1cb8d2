"""What is wrong with a text: where, in a code that can be translated, in English, and what could stand there."""

from dataclasses import dataclass

from training.workouts.structure import Workout


@dataclass(frozen=True, slots=True)
class Fault:
    """Lines and columns count from 1. `expected` are codes: length, target, cadence, note, step, count, heading."""

    line: int
    column: int
    code: str
    message: str
    expected: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Parsed:
    """The workout of all lines that could be read, and the faults of the others."""

    workout: Workout
    errors: tuple[Fault, ...]


class Misread(Exception):
    """One thing in a line that cannot be read; `at` counts from 0."""

    def __init__(self, at: int, code: str, message: str, expected: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.at, self.code, self.message, self.expected = at, code, message, expected
