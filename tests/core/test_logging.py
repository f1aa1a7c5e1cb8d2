import pytest

from core.logging import REDACTED, mask, scrub

CANARY = "canary-7f3a9"


@pytest.mark.parametrize(
    "text",
    [
        f"/webhooks/strava/{CANARY}",
        f"/calendar.ics?token={CANARY}",
        f"/join/{CANARY}",
        f"Authorization: Bearer {CANARY}",
        f"postgres://paceline_web:{CANARY}@127.0.0.1/paceline",
        f"key pk_{CANARY}_and_more",
        f"GET /push_subscriptions?client_id=1&client_secret={CANARY}",
        f"client_secret={CANARY}&client_id=1",
        f"/webhooks/strava/x?hub.mode=subscribe&hub.verify_token={CANARY}",
        f"/strava/callback?state={CANARY}",
    ],
)
def test_mask_leaves_no_secret_in_a_line(text: str) -> None:
    assert CANARY not in mask(text)
    assert REDACTED in mask(text)


@pytest.mark.parametrize("key", ["password", "refresh_token", "Authorization", "api_key", "client_secret"])
def test_scrub_empties_what_is_called_a_secret(key: str) -> None:
    assert scrub(None, "info", {"event": "x", key: CANARY, "inner": {key: [CANARY]}}) == {
        "event": "x",
        key: REDACTED,
        "inner": {key: REDACTED},
    }


@pytest.mark.parametrize(
    "query", [f"client_id=1&client_secret={CANARY}", f"code={CANARY}", f"state={CANARY}&scope=read"]
)
def test_scrub_empties_secrets_in_what_is_noted_of_calls(query: str) -> None:
    noted = {"category": "httplib", "data": {"http.query": query, "url": f"https://strava.example/?{query}"}}
    assert CANARY not in str(scrub(None, "", noted))


def test_scrub_keeps_what_is_worth_knowing() -> None:
    event = {"event": "request", "path": "/api/v1/me", "status": 200, "ms": 3.2}
    assert scrub(None, "info", event) == event
