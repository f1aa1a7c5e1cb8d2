"""The plain text that people write workouts in (its grammar: docs/workout-language.md)."""

from training.workouts.language.faults import Fault, Parsed
from training.workouts.language.parsing import parse
from training.workouts.language.writing import write

__all__ = ["Fault", "Parsed", "format_text", "parse", "write"]


def format_text(text: str, sport: str = "ride") -> str:
    """The same workout, written tidily; a text with faults stays as it is."""
    parsed = parse(text, sport)
    return text if parsed.errors else write(parsed.workout, sport)
