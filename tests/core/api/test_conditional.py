from typing import Any

import pytest
from rest_framework.serializers import Serializer

JSON = "application/json"


@pytest.fixture
def path(ann: Any, as_: Any) -> str:
    body = {"kind": "ftp_w", "value": 250, "effective_on": "2026-01-01"}
    return f"/api/v1/thresholds/{as_(ann).post('/api/v1/thresholds', body, content_type=JSON).json()['id']}"


def test_object_has_a_strong_tag_of_its_version(ann: Any, as_: Any, path: str) -> None:
    response = as_(ann).get(path)
    assert response.headers["ETag"] == '"1"'
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert response.headers["Vary"] == "Authorization, Cookie"


@pytest.mark.parametrize("asked", ['"1"', 'W/"1"', '"7", W/"1"', '"1-gzip"', "*"])
def test_known_object_is_304_and_never_written_out(
    ann: Any, as_: Any, path: str, asked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Serializer, "to_representation", None)
    response = as_(ann).get(path, headers={"If-None-Match": asked})
    assert (response.status_code, response.content) == (304, b"")
    assert (response.headers["ETag"], response.headers["Cache-Control"]) == ('"1"', "private, no-cache")


def test_changed_object_is_given_again(ann: Any, as_: Any, path: str) -> None:
    client = as_(ann)
    change = client.patch(path, {"value": 260}, content_type=JSON, headers={"If-Match": 'W/"1"'})
    assert (change.status_code, change.headers["ETag"], change.json()["version"]) == (200, '"2"', 2)
    assert client.get(path, headers={"If-None-Match": '"1"'}).status_code == 200


def test_change_of_a_lost_version_is_412(ann: Any, as_: Any, path: str) -> None:
    response = as_(ann).patch(path, {"value": 260}, content_type=JSON, headers={"If-Match": '"7"'})
    assert (response.status_code, response.json()["error"]["code"]) == (412, "PRECONDITION_FAILED")
    assert as_(ann).get(path).json()["value"] == 250


def test_change_without_if_match_is_a_validation_error(ann: Any, as_: Any, path: str) -> None:
    response = as_(ann).patch(path, {"value": 260}, content_type=JSON)
    assert response.status_code == 400
    assert response.json()["error"]["details"][0] == {
        "field": "If-Match",
        "code": "required",
        "message": "This request needs an If-Match header.",
    }


def test_object_of_another_person_is_404_like_none(ann: Any, ben: Any, as_: Any, path: str) -> None:
    theirs = as_(ben).get(path, headers={"If-None-Match": '"1"'})
    missing = as_(ben).get(path[:-4] + "0000")
    assert theirs.status_code == missing.status_code == 404
    assert theirs.json()["error"]["message"] == missing.json()["error"]["message"]
