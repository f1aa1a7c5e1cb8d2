"""Reads `.env` beside the code, when there is one. What the environment says already stays."""

import os
import re
from pathlib import Path

_LINE = re.compile(r"^(?:export )?(?P<name>[A-Z][A-Z0-9_]*)=(?P<value>'[^']*'|\"[^\"]*\"|[^#\n]*?)(?:\s+#.*)?$")


def load(path: Path) -> None:
    if path.exists():
        for name, value in read(path.read_text()).items():
            os.environ.setdefault(name, value)


def read(text: str) -> dict[str, str]:
    """Empty values are left out: in a copied example they mean "not set"."""
    found = (_LINE.match(line.strip()) for line in text.splitlines())
    values = {match["name"]: match["value"].strip().strip("'\"") for match in found if match}
    return {name: value for name, value in values.items() if value}
