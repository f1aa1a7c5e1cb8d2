import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from config.settings import MIDDLEWARE as EVERY_LAYER
from tests.core.api.endpoints import FAILURES

JSON = "application/json"


def error_of(response: Any) -> dict[str, Any]:
    body = response.json()
    assert list(body) == ["error"]
    error = body["error"]
    assert list(error) == ["code", "message", "details", "timestamp", "request_id"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", error["timestamp"])
    assert error["request_id"] == response.headers["X-Request-ID"]
    assert response.headers["Content-Type"].split(";")[0] == JSON
    assert response.headers["Cache-Control"] == "no-store"
    return error


@pytest.mark.parametrize(
    ("how", "status", "code"),
    [
        ("field", 400, "VALIDATION_ERROR"),
        ("overflow", 400, "VALIDATION_ERROR"),
        ("away", 503, "SERVICE_UNAVAILABLE"),
        ("timeout", 503, "SERVICE_UNAVAILABLE"),
        ("wall", 403, "AUTHORIZATION_ERROR"),
        ("domain", 410, "GONE"),
        ("unknown", 500, "INTERNAL_ERROR"),
    ],
)
def test_envelope_of_what_a_view_raises(ann: Any, as_: Any, how: str, status: int, code: str) -> None:
    response = as_(ann).get("/api/v1/fail", {"how": how})
    assert (response.status_code, error_of(response)["code"]) == (status, code)
    assert ("Retry-After" in response.headers) == (status == 503)
    assert "secret" not in response.content.decode()


def test_envelope_of_an_unknown_failure_reaches_whoever_watches(ann: Any, as_: Any) -> None:
    client = as_(ann)
    client.raise_request_exception = True
    with pytest.raises(RuntimeError) as raised:
        client.get("/api/v1/fail", {"how": "unknown"})
    assert raised.value is FAILURES["unknown"]


def test_answer_with_nan_says_null(ann: Any, as_: Any) -> None:
    assert as_(ann).get("/api/v1/fail", {"how": "nan"}).json() == {"value": None, "other": [None]}


@pytest.mark.parametrize(
    "path", ["/api/v1/nothing", "/api/", "/api/v1/thresholds/", "/api/v1/thresholds/1", "/api/v1/%00"]
)
def test_unknown_address_is_404(nobody: Any, path: str) -> None:
    response = nobody.get(path)
    assert (response.status_code, error_of(response)["code"]) == (404, "NOT_FOUND")


def test_missing_and_wrong_credentials_are_401(nobody: Any, db: None) -> None:
    for headers in ({}, {"Authorization": "nonsense"}):
        response = nobody.get("/api/v1/thresholds", headers=headers)
        assert (response.status_code, error_of(response)["code"]) == (401, "AUTHENTICATION_ERROR")
        assert response.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("method", ["PUT", "OPTIONS", "TRACE", "QUERY", "PROPFIND"])
def test_method_that_is_not_there_is_405(ann: Any, as_: Any, method: str) -> None:
    response = as_(ann).generic(method, "/api/v1/thresholds")
    assert (response.status_code, error_of(response)["code"]) == (405, "METHOD_NOT_ALLOWED")
    assert response.headers["Allow"] == "GET, POST, HEAD"


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
def test_other_content_types_are_415(ann: Any, as_: Any, content_type: str) -> None:
    response = as_(ann).generic("POST", "/api/v1/echo", "a=1", content_type=content_type)
    assert (response.status_code, error_of(response)["code"]) == (415, "UNSUPPORTED_MEDIA")


def test_body_over_a_megabyte_is_413(ann: Any, as_: Any) -> None:
    response = as_(ann).post("/api/v1/echo", b'{"tree": "' + b"x" * 1024 * 1024 + b'"}', content_type=JSON)
    assert (response.status_code, error_of(response)["code"]) == (413, "PAYLOAD_TOO_LARGE")


@pytest.mark.parametrize(
    "body", [b"[]", b'"x"', b"7", b"null", b"{", b"\xff", b'{"name": "\\u0000"}', b'{"tree": ' + b"[" * 99]
)
def test_body_that_is_no_object_or_no_json_is_400(ann: Any, as_: Any, body: bytes) -> None:
    response = as_(ann).post("/api/v1/echo", body, content_type=JSON)
    assert (response.status_code, error_of(response)["code"]) == (400, "VALIDATION_ERROR")


def test_details_name_the_place_inside_nested_bodies(ann: Any, as_: Any) -> None:
    body = {"people": [{"name": "Ann"}, {"name": "much too long", "age": 3}], "colour": "red", "on": "2026-02-30"}
    details = error_of(as_(ann).post("/api/v1/echo", body, content_type=JSON))["details"]
    assert {(detail["field"], detail["code"]) for detail in details} == {
        ("people.1.name", "max_length"),
        ("people.1.age", "unknown"),
        ("colour", "unknown"),
        ("on", "invalid"),
    }


def test_broken_constraint_is_told_by_its_name(ann: Any, as_: Any) -> None:
    first = {"kind": "ftp_w", "value": 250, "effective_on": "2026-01-01"}
    client = as_(ann)
    assert client.post("/api/v1/thresholds", first, content_type=JSON).status_code == 201
    response = client.post("/api/v1/thresholds", {**first, "value": -1, "kind": "cp_w"}, content_type=JSON)
    assert response.status_code == 400
    assert [detail["code"] for detail in error_of(response)["details"]] == ["threshold_is_positive"]
    assert client.get("/api/v1/thresholds").json()["has_more"] is False


@pytest.mark.django_db(transaction=True)
def test_refusal_at_the_end_of_the_transaction_is_a_conflict(ann: Any, as_: Any) -> None:
    response = as_(ann).post("/api/v1/late", {}, content_type=JSON)
    assert (response.status_code, error_of(response)["code"]) == (409, "CONFLICT")


@pytest.mark.django_db(transaction=True)
def test_database_that_is_away_is_503(ann: Any, as_: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    client = as_(ann)
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "PORT", "1")
    for path in ("/api/v1/thresholds", "/api/v1/in-person"):
        response = client.get(path)
        assert (response.status_code, error_of(response)["code"]) == (503, "SERVICE_UNAVAILABLE")
        assert response.headers["Retry-After"] == "2"
    monkeypatch.undo()
    assert client.get("/api/v1/thresholds").status_code == 200


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("cookie", ["", "session=x"])
def test_database_that_is_away_is_503_from_every_layer(
    settings: Any, monkeypatch: pytest.MonkeyPatch, cookie: str
) -> None:
    settings.MIDDLEWARE, settings.ROOT_URLCONF = EVERY_LAYER, "config.urls"
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "PORT", "1")
    response = Client(raise_request_exception=False).get("/api/v1/me", headers={"Cookie": cookie})
    assert (response.status_code, error_of(response)["code"]) == (503, "SERVICE_UNAVAILABLE")
