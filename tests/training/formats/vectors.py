"""Real files lie beside the project, never in it; tests that need them skip where they are not."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

VECTORS = Path(__file__).resolve().parents[4] / "shared" / "vectors"

needs_vectors = pytest.mark.skipif(not VECTORS.is_dir(), reason="the reference files are not here")


@cache
def expected() -> dict[str, Any]:
    if not VECTORS.is_dir():
        return {}
    told: dict[str, Any] = json.loads((VECTORS / "expected.json").read_text())["files"]
    return told


def names(kind: str) -> list[str]:
    """All files of a kind, for parametrize; one stand-in where there are none, which then skips."""
    if not VECTORS.is_dir():
        return ["absent"]
    return [name for name, about in expected().items() if about["kind"] == kind and (VECTORS / name).exists()]


def content(name: str) -> bytes:
    return (VECTORS / name).read_bytes()
