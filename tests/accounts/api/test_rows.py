"""What thresholds, zones, seeds and absences have in common."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Threshold
from core.acting import acting_as
from tests.cast import Cast, questions

SENT: dict[str, dict[str, Any]] = {
    "thresholds": {"sport": "ride", "kind": "ftp_w", "value": 250, "effective_on": "2026-01-01"},
    "zones": {"sport": "ride", "metric": "power", "effective_on": "2026-01-01", "boundaries": [100, 200]},
    "fitness-seeds": {"on": "2026-01-01", "fitness": 50, "fatigue": 40},
    "absences": {"kind": "illness", "from_on": "2026-01-01", "to_on": "2026-01-03", "reason": "Flu"},
}
CHANGES = {
    "thresholds": {"value": 260},
    "zones": {"boundaries": [110, 210]},
    "fitness-seeds": {"fitness": 55},
    "absences": {"reason": "Cold"},
}

each_kind = pytest.mark.parametrize("name", SENT)
JSON = {"content_type": "application/json"}


@each_kind
def test_row_is_created_read_changed_and_removed(name: str, cast: Cast) -> None:
    client, path = cast.as_("athlete"), f"/api/v1/me/{name}"
    made = client.post(path, SENT[name], **JSON)
    assert made.status_code == 201
    row = f"{path}/{made.json()['id']}"
    assert client.get(row).json() == made.json()
    changed = client.patch(row, CHANGES[name], headers={"If-Match": made.headers["ETag"]}, **JSON)
    assert (changed.status_code, changed.json()["version"]) == (200, 2)
    assert CHANGES[name].items() <= changed.json().items()
    assert client.patch(row, CHANGES[name], headers={"If-Match": made.headers["ETag"]}, **JSON).status_code == 412
    assert client.delete(row).status_code == 204
    assert client.get(row).status_code == 404


@each_kind
def test_row_created_again_with_its_id_is_answered_with_the_row(name: str, cast: Cast) -> None:
    client, path, sent = cast.as_("athlete"), f"/api/v1/me/{name}", {"id": str(uuid4()), **SENT[name]}
    first, again = client.post(path, sent, **JSON), client.post(path, sent, **JSON)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert client.post(path, {**sent, **CHANGES[name]}, **JSON).status_code == 409
    assert cast.as_("other_athlete").post(path, sent, **JSON).status_code == 409


@each_kind
def test_coach_with_the_scope_writes_what_the_athlete_reads(name: str, cast: Cast) -> None:
    made = cast.as_("coach").post(f"/api/v1/athletes/{cast['athlete'].pk}/{name}", SENT[name], **JSON)
    assert made.status_code == 201
    assert cast.as_("athlete").get(f"/api/v1/me/{name}").json()["data"] == [made.json()]


@each_kind
def test_unknown_and_read_only_keys_are_refused(name: str, cast: Cast) -> None:
    sent = {**SENT[name], "athlete_id": str(uuid4()), "version": 7}
    refused = cast.as_("athlete").post(f"/api/v1/me/{name}", sent, **JSON).json()["error"]
    assert {(detail["field"], detail["code"]) for detail in refused["details"]} == {
        ("athlete_id", "unknown"),
        ("version", "read_only"),
    }


@each_kind
def test_list_unchanged_since_is_answered_with_304(name: str, cast: Cast) -> None:
    client, path = cast.as_("athlete"), f"/api/v1/me/{name}"
    tag = client.get(path).headers["ETag"]
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_same_few_questions_however_long_it_is(count: int, cast: Cast) -> None:
    with acting_as(cast["athlete"]):
        for day in range(count):
            Threshold.objects.create(
                athlete=cast["athlete"], kind="ftp_w", value=250, effective_on=f"2026-01-0{day + 1}"
            )
    client = cast.as_("athlete")
    client.get("/api/v1/me")
    with CaptureQueriesContext(connection) as asked:
        assert len(client.get("/api/v1/me/thresholds").json()["data"]) == count
    assert len(questions(asked)) == 3


def test_list_pages_join_to_the_whole(cast: Cast) -> None:
    client = cast.as_("athlete")
    for day in range(1, 6):
        client.post("/api/v1/me/thresholds", {**SENT["thresholds"], "effective_on": f"2026-01-0{day}"}, **JSON)
    seen, cursor = [], ""
    while True:
        page = client.get(f"/api/v1/me/thresholds?limit=2{cursor}").json()
        seen += [row["effective_on"] for row in page["data"]]
        if not page["has_more"]:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert seen == [f"2026-01-0{day}" for day in range(5, 0, -1)]
    assert cast.as_("teammate").get(f"/api/v1/me/thresholds?limit=2{cursor}").status_code == 400
