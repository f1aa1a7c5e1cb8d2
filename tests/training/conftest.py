from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from training import reading


@pytest.fixture
def originals_disk(tmp_path: Path, settings: Any) -> Path:
    """Where originals are kept during a test."""
    options = {"location": tmp_path / "originals", "base_url": None, "allow_overwrite": True}
    backend = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "originals": backend}
    return tmp_path / "originals"


@pytest.fixture(scope="session", autouse=True)
def readers_end() -> Iterator[None]:
    yield
    reading.close()
