from pathlib import Path

import pytest

from deploy.local import strava
from deploy.local.paths import ROOT


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(strava, "KEPT", tmp_path / "strava.json")
    monkeypatch.setattr(strava, "living", lambda *_: None)
    return tmp_path


def test_development_without_keys_uses_the_simulator_with_secrets_that_stay(elsewhere: Path) -> None:
    first, second = strava.stand_in({}), strava.stand_in({"STRAVA_DATA_POLICY": "athlete_only"})
    assert first["STRAVA_API_BASE"] == f"http://127.0.0.1:{first['STRAVA_SIMULATOR_PORT']}/api/v3"
    assert second == first | {"STRAVA_DATA_POLICY": "athlete_only"}
    assert (elsewhere / "strava.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("given", [{"STRAVA_APP_ID": "1"}, {"PACELINE_ENV": "production"}, {"PACELINE_ENV": "test"}])
def test_nothing_is_simulated_with_keys_or_outside_development(given: dict[str, str]) -> None:
    assert strava.stand_in(given) == {}


def test_simulator_tells_its_news_to_the_address_the_site_listens_at() -> None:
    """The runner gives each of its processes a PORT of its own."""
    lines = dict(line.split(":", 1) for line in (ROOT / "Procfile").read_text().splitlines())
    assert "$BIND" in lines["strava"]
    assert "$PORT" not in "".join(lines.values())
