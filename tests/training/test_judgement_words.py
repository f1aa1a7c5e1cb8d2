import re

import pytest

from training.judgement_words import WORDS, worded
from training.workouts.reasons import REASONS


def test_every_reason_has_its_words():
    assert {code: str(words) for code, words in WORDS.items()} == REASONS


@pytest.mark.parametrize("code", REASONS)
def test_words_take_the_values_of_their_reason(code):
    values = dict.fromkeys(re.findall(r"%\((\w+)\)s", REASONS[code]), "7")
    assert "%(" not in worded({"code": code, "text": "", "values": values})["text"]


def test_reason_of_another_version_keeps_its_text():
    old = {"code": "gone", "text": "It was so.", "values": {}}
    assert worded(old) == old
    assert worded({"code": "shorter", "text": "Short.", "values": {}})["text"] == "Short."
