"""Every reason a judge gives has words in the language of the page."""

import re

import pytest

from training.web.workouts.reasons import REASONS, reason_text
from training.workouts.reasons import REASONS as CODES

PLACES = re.compile(r"%\((\w+)\)s")


def test_every_code_has_its_words() -> None:
    assert set(REASONS) == set(CODES)


@pytest.mark.parametrize("code", sorted(CODES))
def test_words_have_the_same_places_for_numbers(code: str) -> None:
    assert sorted(PLACES.findall(str(REASONS[code]))) == sorted(PLACES.findall(CODES[code]))


def test_code_nobody_knows_is_told_as_it_came() -> None:
    assert reason_text({"code": "new", "text": "Something new.", "values": {}}) == "Something new."
    assert reason_text({"code": "fading", "text": "Weaker.", "values": {}}) == "Weaker."
