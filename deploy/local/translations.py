"""Which translations lack words. Enough of the .po format for that; no gettext tools needed."""

import re
from pathlib import Path

_ENTRY = re.compile(
    r"(?P<comments>(?:#.*\n)*)(?P<body>(?:(?:msg\w+|msgstr\[\d\]) \"|\").*(?:\n|$)(?:(?:msg|\").*(?:\n|$))*)"
)
_TEXT = re.compile(r"^(msgid|msgid_plural|msgstr(?:\[\d\])?) ((?:\".*\"\n?)+)", re.MULTILINE)


def incomplete(folder: Path) -> list[str]:
    files = sorted(folder.glob("*/LC_MESSAGES/*.po"))
    return [f"{file.relative_to(folder)}: {fault}" for file in files for fault in _faults(file.read_text())]


def _faults(text: str) -> list[str]:
    return [fault for entry in _ENTRY.finditer(text) if (fault := _fault(entry["comments"], entry["body"]))]


def _fault(comments: str, body: str) -> str:
    texts = {key: _joined(lines) for key, lines in _TEXT.findall(body)}
    original = texts.get("msgid", "")
    if not original:
        return ""
    if "fuzzy" in re.findall(r"^#,.*?\b(fuzzy)\b", comments, re.MULTILINE):
        return f"doubtful: {original!r}"
    has_gap = any(key.startswith("msgstr") and not value for key, value in texts.items())
    return f"missing: {original!r}" if has_gap else ""


def _joined(lines: str) -> str:
    return "".join(line.strip()[1:-1] for line in lines.splitlines())
