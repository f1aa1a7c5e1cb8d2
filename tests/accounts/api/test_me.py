from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast, questions

JSON = {"content_type": "application/json"}


def test_me_is_answered_by_one_statement(cast: Cast) -> None:
    client = cast.as_("athlete")
    client.get("/api/v1/me")
    with CaptureQueriesContext(connection) as asked:
        answer = client.get("/api/v1/me").json()
    assert len(questions(asked)) == 1
    assert (answer["name"], answer["email"]) == ("Athlete", cast["athlete"].email)
    assert [(team["name"], team["roles"]) for team in answer["teams"]] == [
        ("Alpha", ["athlete"]),
        ("Gamma", ["athlete"]),
    ]


def test_me_changes_and_its_tag_with_it(cast: Cast) -> None:
    client = cast.as_("athlete")
    tag = client.get("/api/v1/me").headers["ETag"]
    assert client.get("/api/v1/me", headers={"If-None-Match": tag}).status_code == 304
    changed = client.patch("/api/v1/me", {"name": "  Ann  Bee ", "theme": "light", "week_starts_on": 6}, **JSON)
    assert (changed.json()["name"], changed.json()["theme"], changed.json()["week_starts_on"]) == (
        "Ann Bee",
        "light",
        6,
    )
    assert client.get("/api/v1/me", headers={"If-None-Match": tag}).status_code == 200
    assert client.patch("/api/v1/me", {"name": "X"}, headers={"If-Match": tag}, **JSON).status_code == 412


def test_me_refuses_a_zone_that_is_not_there(cast: Cast) -> None:
    refused = cast.as_("athlete").patch("/api/v1/me", {"time_zone": "Mars/Olympus"}, **JSON)
    assert [detail["field"] for detail in refused.json()["error"]["details"]] == ["time_zone"]


def test_api_key_does_what_its_scopes_say_until_revoked(cast: Cast) -> None:
    client = cast.as_("athlete")
    made = client.post("/api/v1/me/api-keys", {"name": "script", "scopes": ["read"]}, **JSON).json()
    with_key = {"headers": {"Authorization": f"Bearer {made['key']}"}}
    assert client.get("/api/v1/me", **with_key).json()["id"] == str(cast["athlete"].pk)
    assert client.patch("/api/v1/me", {"name": "X"}, **with_key, **JSON).status_code == 403
    assert client.get("/api/v1/me/api-keys", **with_key).status_code == 403
    assert "key" not in client.get("/api/v1/me/api-keys").json()["data"][0]
    assert client.delete(f"/api/v1/me/api-keys/{made['id']}").status_code == 204
    assert client.get("/api/v1/me", **with_key).status_code == 401


def test_invitation_sent_twice_with_one_key_is_made_once(cast: Cast) -> None:
    client, path = cast.as_("head_coach"), f"/api/v1/teams/{cast.teams['alpha'].pk}/invitations"
    first, again = (
        client.post(path, {"role": "athlete"}, headers={"Idempotency-Key": "k-1"}, **JSON) for _ in range(2)
    )
    assert first.json() == again.json()
    assert len(client.get(path).json()["data"]) == 1
    assert client.post(path, {"role": "coach"}, headers={"Idempotency-Key": "k-1"}, **JSON).status_code == 422
