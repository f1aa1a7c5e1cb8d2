"""What the page about the language says is true."""

import re
from pathlib import Path

import pytest

from training.workouts.language import parse

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "workout-language.md").read_text()
EXAMPLES = re.findall(r"^```\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
ROWS = re.findall(r"^\| (`.*?) \|", PAGE, re.MULTILINE)
WORDS = [word for row in ROWS for word in re.findall(r"`([^`]+)`", row)]


@pytest.mark.parametrize("text", EXAMPLES)
def test_every_example_can_be_read(text: str) -> None:
    for sport in ("ride", "run", "swim"):
        assert parse(text, sport).errors == ()


@pytest.mark.parametrize("word", WORDS)
def test_every_word_of_the_tables_is_a_length_or_a_target(word: str) -> None:
    readings = [parse(f"- {word}"), parse(f"- 5m {word}")]
    steps = [parsed.workout.steps[0] for parsed in readings if not parsed.errors]
    assert any(step.note == "" for step in steps)


def test_the_page_has_its_tables() -> None:
    assert len(EXAMPLES) >= 4
    assert len(WORDS) >= 30
