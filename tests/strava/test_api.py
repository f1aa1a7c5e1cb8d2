"""The connection as apps see it."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from core.acting import acting_as, as_system
from strava.models import AuthorizationState, Backfill, Deletion
from tests.cast import bearer
from tests.strava.people import connect, ida

pytestmark = pytest.mark.django_db
NOT_CONNECTED = {
    "is_available": True, "state": "disconnected", "scopes": [], "missing_scopes": [], "athlete_name": "",
    "connected_at": None, "last_sync_at": None, "last_event_at": None, "last_error": "",
    "backfill": {"state": "none", "done": 0, "total": 0, "eta_at": None},
}  # fmt: skip


def test_without_a_connection_that_is_what_is_said() -> None:
    assert bearer(ida()).get("/api/v1/strava/connection").json() == NOT_CONNECTED


def test_connecting_gives_the_address_of_the_consent_page(settings: Any) -> None:
    answer = bearer(ida()).post("/api/v1/strava/connect", {}, content_type="application/json")
    assert answer.status_code == 200
    url = urlsplit(answer.json()["authorization_url"])
    asked = {name: values[0] for name, values in parse_qs(url.query).items()}
    assert f"{url.scheme}://{url.netloc}{url.path}" == f"{settings.STRAVA_OAUTH_BASE}/oauth/authorize"
    assert (asked["client_id"], asked["scope"], asked["response_type"]) == ("54321", "read,activity:read_all", "code")
    assert asked["redirect_uri"] == f"{settings.PUBLIC_URL}/strava/callback"
    with as_system("test"):
        kept = AuthorizationState.objects.get()
    assert asked["state"].encode() not in bytes(kept.state_hash)
    assert kept.session_hash is None


@pytest.mark.parametrize(
    "body",
    [
        {"scopes": ["read"]},
        {"scopes": ["activity:write"]},
        {"return_to": "https://evil.example"},
        {"return_to": "http://["},
        {"x": 1},
        {"scopes": "read"},
    ],
)
def test_connecting_refuses_what_makes_no_sense(body: dict[str, Any]) -> None:
    answer = bearer(ida()).post("/api/v1/strava/connect", body, content_type="application/json")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "VALIDATION_ERROR")


def test_switched_off_nothing_can_be_connected(settings: Any) -> None:
    settings.STRAVA_APP_ID = ""
    person = bearer(ida())
    assert person.get("/api/v1/strava/connection").json()["is_available"] is False
    assert person.post("/api/v1/strava/connect", {}, content_type="application/json").status_code == 400


@pytest.mark.parametrize("act", ["sync", "backfill"])
def test_looking_needs_a_connection(act: str) -> None:
    assert bearer(ida()).post(f"/api/v1/strava/{act}").status_code == 409


def test_connection_tells_how_it_is_and_can_be_asked_to_look(sim: Any) -> None:
    person = ida()
    connect(person, sim, scopes="read,activity:read")
    client = bearer(person)
    told = client.get("/api/v1/strava/connection").json()
    assert (told["state"], told["scopes"], told["missing_scopes"]) == (
        "connected",
        ["read", "activity:read"],
        ["activity:read_all"],
    )
    for _time in range(2):
        assert client.post("/api/v1/strava/sync").status_code == 202
        assert client.post("/api/v1/strava/backfill").json()["backfill"]["state"] == "listing"
    with as_system("test"):
        assert sorted(Backfill.objects.values_list("kind", flat=True)) == ["history", "sync"]


def test_disconnecting_is_no_error_when_there_is_nothing(sim: Any) -> None:
    person = ida()
    client = bearer(person)
    assert client.delete("/api/v1/strava/connection").status_code == 204
    connect(person, sim)
    assert client.delete("/api/v1/strava/connection").status_code == 204
    assert client.get("/api/v1/strava/connection").json() == NOT_CONNECTED
    with acting_as(person):
        assert [row.athlete_id for row in Deletion.objects.all()] == [person.pk]
        assert not Backfill.objects.exists()


def test_answers_hold_no_token(sim: Any) -> None:
    person = ida()
    link = connect(person, sim)
    told = bearer(person).get("/api/v1/strava/connection").content.decode()
    assert link.access_token not in told
    assert link.refresh_token not in told
