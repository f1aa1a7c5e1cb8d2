import re

import pytest

from deploy.local import dotenv
from deploy.local.paths import ROOT


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("PORT=8001", {"PORT": "8001"}),
        ("export PORT=8001", {"PORT": "8001"}),
        ('PUBLIC_URL="https://a.example/#b"', {"PUBLIC_URL": "https://a.example/#b"}),
        ("PUBLIC_URL=https://a.example   # what people type", {"PUBLIC_URL": "https://a.example"}),
        ("JWT_PRIVATE_KEY=-----BEGIN KEY-----\\nAb+/=\\n", {"JWT_PRIVATE_KEY": "-----BEGIN KEY-----\\nAb+/=\\n"}),
        ("SECRET_KEY=", {}),
        ("# PORT=8001", {}),
        ("no assignment", {}),
    ],
)
def test_read_gives_names_with_values(line: str, values: dict[str, str]) -> None:
    assert dotenv.read(line) == values


def test_load_leaves_what_the_environment_says(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("PACELINE_A=file\nPACELINE_B=file\n")
    monkeypatch.setenv("PACELINE_A", "environment")
    monkeypatch.delenv("PACELINE_B", raising=False)
    monkeypatch.setattr(dotenv.os, "environ", environment := dict(dotenv.os.environ))
    dotenv.load(tmp_path / ".env")
    assert (environment["PACELINE_A"], environment["PACELINE_B"]) == ("environment", "file")


def test_example_sets_nothing_but_the_public_address() -> None:
    assert dotenv.read((ROOT / ".env.example").read_text()) == {"PUBLIC_URL": "http://localhost:8000"}


def test_example_names_every_variable_of_the_settings() -> None:
    settings = (ROOT / "config" / "settings.py").read_text()
    names = set(re.findall(r"env(?:\.\w+)?\(\s*\"([A-Z][A-Z0-9_]+)\"", settings)) | {"SECRET_KEY", "FIELD_KEYS"}
    example = (ROOT / ".env.example").read_text()
    assert sorted(name for name in names - {"STATIC_ROOT", "PACELINE_TEST_DB_SUFFIX"} if name not in example) == []
