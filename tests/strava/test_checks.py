from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from strava.checks import check_connector, check_policy, refuse_to_start_undecided


@pytest.fixture(autouse=True)
def connector_is_on(settings: Any) -> None:
    settings.STRAVA_APP_ID, settings.STRAVA_APP_SECRET = "1", "app"
    settings.STRAVA_WEBHOOK_SECRET, settings.STRAVA_VERIFY_TOKEN = "w" * 32, "verify"
    settings.STRAVA_REVOKE, settings.STRAVA_DATA_POLICY = "new", "coach_view"


def ids(found: list[Any]) -> list[str]:
    return [one.id for one in found]


@pytest.mark.parametrize("policy", ["", "everything"])
def test_production_with_connector_and_no_policy_refuses_to_start(settings: Any, policy: str) -> None:
    settings.IS_PRODUCTION, settings.STRAVA_DATA_POLICY = True, policy
    with pytest.raises(ImproperlyConfigured, match="STRAVA_DATA_POLICY"):
        refuse_to_start_undecided()
    assert ids(check_policy(None)) == ["paceline.E050"]


@pytest.mark.parametrize("policy", ["athlete_only", "coach_view", "full"])
def test_production_with_a_decision_starts(settings: Any, policy: str) -> None:
    settings.IS_PRODUCTION, settings.STRAVA_DATA_POLICY = True, policy
    refuse_to_start_undecided()
    assert check_policy(None) == []


def test_production_without_connector_needs_no_decision(settings: Any) -> None:
    settings.IS_PRODUCTION, settings.STRAVA_DATA_POLICY, settings.STRAVA_APP_ID = True, "", ""
    refuse_to_start_undecided()
    assert check_policy(None) == check_connector(None) == []


def test_missing_secrets_are_named(settings: Any) -> None:
    settings.STRAVA_APP_SECRET = settings.STRAVA_VERIFY_TOKEN = ""
    found = check_connector(None)
    assert ids(found) == ["paceline.E051", "paceline.E051"]
    assert "STRAVA_APP_SECRET" in found[0].msg


def test_short_webhook_secret_and_unknown_revoke_are_errors(settings: Any) -> None:
    settings.IS_PRODUCTION, settings.STRAVA_WEBHOOK_SECRET, settings.STRAVA_REVOKE = True, "short", "maybe"
    assert ids(check_connector(None)) == ["paceline.E052", "paceline.E053"]
