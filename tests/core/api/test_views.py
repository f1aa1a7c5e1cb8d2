from typing import Any

import pytest

from core import redis

JSON = "application/json"
LIST = "/api/v1/thresholds"
FTP = {"kind": "ftp_w", "value": 250, "effective_on": "2026-01-01"}


@pytest.fixture(autouse=True)
def empty_buckets() -> None:
    for key in redis.client().scan_iter("limit:anonymous:*"):
        redis.client().delete(key)


def test_limit_is_told_on_every_answer_and_ends_in_429(ann: Any, as_: Any, settings: Any) -> None:
    settings.RATE_LIMITS = "user=60/2"
    client = as_(ann)
    first, second, third = client.get(LIST), client.get(f"{LIST}?x=1"), client.get(LIST)
    assert [first.status_code, second.status_code, third.status_code] == [200, 400, 429]
    told = [
        [answer.headers[f"X-RateLimit-{name}"] for name in ("Limit", "Remaining", "Reset")] for answer in (first, third)
    ]
    assert told == [["2", "1", "1"], ["2", "0", "2"]]
    assert (third.json()["error"]["code"], third.headers["Retry-After"]) == ("RATE_LIMIT_ERROR", "1")


def test_strangers_and_wrong_credentials_are_counted_by_address(nobody: Any, db: None, settings: Any) -> None:
    settings.RATE_LIMITS = "anonymous=60/2"
    wrong = {"Authorization": "wrong"}
    spoofed = {**wrong, "X-Forwarded-For": "6.6.6.6"}
    assert [nobody.get(LIST, headers=headers).status_code for headers in (wrong, {}, spoofed)] == [401, 401, 429]


def test_view_without_a_scope_is_not_counted(ann: Any, as_: Any, settings: Any) -> None:
    settings.RATE_LIMITS = "user=60/1"
    assert [as_(ann).get("/api/v1/uncounted").status_code for _ in range(3)] == [200] * 3


@pytest.mark.parametrize(
    ("scopes", "may_read", "may_write", "may_upload"),
    [(["read"], True, False, False), (["write"], True, True, True), (["upload"], False, False, True)],
)
def test_api_key_reaches_as_far_as_its_scopes(
    ann: Any, as_: Any, scopes: list[str], *, may_read: bool, may_write: bool, may_upload: bool
) -> None:
    client = as_(ann, *scopes)
    letter = client.post("/api/v1/letters", {}, content_type=JSON, headers={"Idempotency-Key": "k"})
    statuses = [client.get(LIST).status_code, client.post(LIST, FTP, content_type=JSON).status_code, letter.status_code]
    assert [status != 403 for status in statuses] == [may_read, may_write, may_upload]


def test_api_key_is_no_person(ann: Any, as_: Any) -> None:
    assert as_(ann, "write").get("/api/v1/in-person").status_code == 403
    assert as_(ann).get("/api/v1/in-person").status_code == 200


def test_named_permission_asks_its_predicate(ann: Any, ben: Any, as_: Any, nobody: Any) -> None:
    statuses = [client.get("/api/v1/anns").status_code for client in (as_(ann), as_(ben), nobody, as_(ann, "upload"))]
    assert statuses == [200, 403, 401, 403]


def test_answer_is_json_whatever_is_asked_for(ann: Any, as_: Any) -> None:
    response = as_(ann).get(LIST, headers={"Accept": "text/html"})
    assert (response.status_code, response.headers["Content-Type"]) == (200, JSON)


def test_head_answers_like_get_without_a_body(ann: Any, as_: Any) -> None:
    response = as_(ann).head(LIST)
    assert (response.status_code, response.content) == (200, b"")
