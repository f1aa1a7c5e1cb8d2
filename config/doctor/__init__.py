"""What is wrong with this installation, and how to mend it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    level: Level
    message: str
    remedy: str = ""


Examination = Callable[[], Iterable[Finding]]


def ok(message: str) -> Finding:
    return Finding(Level.OK, message)


def warn(message: str, remedy: str) -> Finding:
    return Finding(Level.WARN, message, remedy)


def fail(message: str, remedy: str) -> Finding:
    return Finding(Level.FAIL, message, remedy)


def examine(name: str, examination: Examination) -> Iterator[Finding]:
    """An examination that breaks down is a finding, too: the others still run."""
    try:
        yield from examination()
    except Exception as error:  # whatever broke, it is told
        text = str(error).strip().splitlines()
        yield fail(
            f"{name} could not be examined: {type(error).__name__} {text[0] if text else ''}",
            "mend the findings above first",
        )
