import pytest

from deploy.local.translations import incomplete

HEADER = 'msgid ""\nmsgstr ""\n"Language: de\\n"\n\n'


@pytest.mark.parametrize(
    ("entry", "faults"),
    [
        ('msgid "Team"\nmsgstr "Mannschaft"\n', []),
        ('msgid "Team"\nmsgstr ""\n', ["missing: 'Team'"]),
        ('msgid ""\n"Long "\n"text"\nmsgstr ""\n"Langer "\n"Text"\n', []),
        ('msgid ""\n"Long "\n"text"\nmsgstr ""\n', ["missing: 'Long text'"]),
        ('msgid "day"\nmsgid_plural "days"\nmsgstr[0] "Tag"\nmsgstr[1] ""\n', ["missing: 'day'"]),
        ('#: a.py:1\n#, fuzzy\nmsgid "Team"\nmsgstr "Tee"\n', ["doubtful: 'Team'"]),
        ('#~ msgid "Old"\n#~ msgstr ""\n', []),
        ('msgctxt "sport"\nmsgid "Run"\nmsgstr ""\n', ["missing: 'Run'"]),
    ],
)
def test_incomplete_names_what_lacks_words(tmp_path, entry: str, faults: list[str]) -> None:
    folder = tmp_path / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(HEADER + entry)
    assert incomplete(tmp_path) == [f"de/LC_MESSAGES/django.po: {fault}" for fault in faults]
