"""The catalogues: their placeholders are those of the original, and the compiled files are those of the texts."""

import gettext
import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR) / "locale"
LANGUAGES = [code for code, _name in settings.LANGUAGES if code != "en"]
ENTRY = re.compile(r'^(?:msgctxt "(?P<context>.*)"\n)?msgid "(?P<id>.*)"\nmsgstr "(?P<text>.*)"$', re.MULTILINE)
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]|</?strong>")


def entries(language: str) -> dict[str, str]:
    text = (ROOT / language / "LC_MESSAGES" / "django.po").read_text()
    return {_key(found): found["text"] for found in ENTRY.finditer(text) if found["id"]}


def _key(found: re.Match[str]) -> str:
    """As compiled catalogues write it: one word may mean different things in different places."""
    return f"{found['context']}\x04{found['id']}" if found["context"] else found["id"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_translation_keeps_the_placeholders(language: str) -> None:
    found = entries(language)
    assert len(found) > 600
    wrong = {
        msgid
        for msgid, text in found.items()
        if sorted(PLACEHOLDER.findall(msgid)) != sorted(PLACEHOLDER.findall(text))
    }
    assert wrong == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty_or_fuzzy(language: str) -> None:
    assert [msgid for msgid, text in entries(language).items() if not text] == []
    assert "fuzzy" not in (ROOT / language / "LC_MESSAGES" / "django.po").read_text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_compiled_catalogue_says_what_the_text_says(language: str) -> None:
    with (ROOT / language / "LC_MESSAGES" / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    plain = {msgid: text for msgid, text in entries(language).items() if "\\" not in msgid + text}
    assert {msgid: compiled.gettext(msgid) for msgid in plain} == plain


def test_languages_say_the_same_things() -> None:
    first = set(entries(LANGUAGES[0]))
    assert all(set(entries(language)) == first for language in LANGUAGES)
