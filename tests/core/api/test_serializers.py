from typing import Any
from uuid import uuid4

import pytest
from rest_framework import serializers

from accounts.models import Threshold
from core.acting import acting_as
from core.api.fields import DayField, IdField, InstantField, LineField, NumberField, TruthField, WholeField
from core.api.serializers import Query

JSON = "application/json"
FTP = {"kind": "ftp_w", "value": 250, "effective_on": "2026-01-01"}


def faults(response: Any) -> set[tuple[str, str]]:
    assert response.status_code == 400
    return {(detail["field"], detail["code"]) for detail in response.json()["error"]["details"]}


def test_create_refuses_unknown_and_read_only_keys(ann: Any, as_: Any) -> None:
    body = {**FTP, "version": 9, "athlete": str(uuid4()), "is_staff": True}
    response = as_(ann).post("/api/v1/thresholds", body, content_type=JSON)
    assert faults(response) == {("version", "read_only"), ("athlete", "unknown"), ("is_staff", "unknown")}


def test_change_refuses_an_id(ann: Any, as_: Any) -> None:
    client = as_(ann)
    row = client.post("/api/v1/thresholds", FTP, content_type=JSON).json()
    response = client.patch(
        f"/api/v1/thresholds/{row['id']}", {"id": str(uuid4())}, content_type=JSON, headers={"If-Match": '"1"'}
    )
    assert faults(response) == {("id", "read_only")}


def test_names_are_stored_in_one_form_without_what_misleads(ann: Any, as_: Any) -> None:
    sent = {"name": "  Rene\u0301\u202e\u200f \u2066x\u0007  y\n"}
    assert as_(ann).post("/api/v1/echo", sent, content_type=JSON).json() == {"name": "René x y"}


def test_name_length_is_counted_in_code_points_after_cleaning(ann: Any, as_: Any) -> None:
    def length(name: str) -> int:
        return as_(ann).post("/api/v1/echo", {"name": name}, content_type=JSON).status_code

    assert length("👩\u200d🚀" + "é" * 17) == 200
    assert length("e\u0301" * 20) == 200
    assert length("é" * 21) == 400
    assert length("\u202e \u0007") == 400


def test_instants_come_back_in_utc(ann: Any, as_: Any) -> None:
    response = as_(ann).post("/api/v1/echo", {"at": "2026-07-01T10:00:00+02:00"}, content_type=JSON)
    assert response.json() == {"at": "2026-07-01T08:00:00Z"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (WholeField(), True),
        (WholeField(), "5"),
        (WholeField(), 1.5),
        (WholeField(), 1e300),
        (NumberField(), "NaN"),
        (NumberField(), "1.5"),
        (NumberField(), True),
        (NumberField(), float("inf")),
        (TruthField(), "true"),
        (TruthField(), 1),
        (LineField(), 5),
        (LineField(), ["x"]),
        (LineField(), " \u202e"),
        (IdField(), 5),
        (IdField(), "00000000-0000-0000-0000-000000000000"),
        (IdField(), "01a1fc40a19679b8a74aea6bfcda2730"),
        (IdField(), "01a1fc40-a196-79b8-074a-e6bfcda2730c"),
        (DayField(), "20260101"),
        (DayField(), "2026-02-29"),
        (DayField(), "1899-12-31"),
        (DayField(), "9999-12-31"),
        (DayField(), "٢٠٢٦-01-01"),
        (DayField(), 5),
        (InstantField(), "2026-01-01T00:00:00"),
        (InstantField(), "0001-01-01T00:00:00Z"),
        (InstantField(), "2026-01-01T25:00:00Z"),
        (InstantField(), "2026-01-01"),
        (InstantField(), None),
    ],
)
def test_fields_take_json_at_its_word(field: serializers.Field[Any, Any, Any, Any], value: Any) -> None:
    with pytest.raises(serializers.ValidationError):
        field.run_validation(value)


def test_query_reads_numbers_and_truths_from_text() -> None:
    class Filters(Query):
        whole = WholeField()
        number = NumberField()
        truth = TruthField()

    checked = Filters(data={"whole": "-5", "number": "1.5", "truth": "true"})
    assert checked.is_valid()
    assert checked.validated_data == {"whole": -5, "number": 1.5, "truth": True}
    wrong = Filters(data={"whole": "1" * 5000, "number": "1e999", "truth": "1"})
    assert not wrong.is_valid()
    assert set(wrong.errors) == {"whole", "number", "truth"}


@pytest.mark.parametrize(
    "query",
    [
        "colour=red",
        "limit=101",
        "limit=0",
        "limit=" + "9" * 5000,
        "limit=%D9%A3",
        "limit=5&limit=6",
        "kind=%00",
        "kind__in=ftp_w",
        "from_on=2026-13-01",
        "from_on=%00",
        "fields=id,athlete__password",
        "cursor=%00",
        "cursor=",
        "%00=1",
    ],
)
def test_query_refuses_what_it_does_not_know(ann: Any, as_: Any, query: str) -> None:
    response = as_(ann).get(f"/api/v1/thresholds?{query}")
    assert (response.status_code, response.json()["error"]["code"]) == (400, "VALIDATION_ERROR")


def test_query_of_a_post_is_refused(ann: Any, as_: Any) -> None:
    assert faults(as_(ann).post("/api/v1/thresholds?limit=5", FTP, content_type=JSON)) == {("limit", "unknown")}


def test_fields_of_an_answer_may_be_chosen(ann: Any, as_: Any) -> None:
    client = as_(ann)
    row = client.post("/api/v1/thresholds", FTP, content_type=JSON).json()
    assert client.get("/api/v1/thresholds?fields=value,id").json()["data"] == [{"value": 250.0, "id": row["id"]}]


class TestClientIds:
    def test_same_id_and_body_again_gives_the_object(self, ann: Any, as_: Any) -> None:
        body = {**FTP, "id": str(uuid4())}
        first, second = (as_(ann).post("/api/v1/thresholds", body, content_type=JSON) for _ in range(2))
        assert (first.status_code, second.status_code) == (201, 200)
        assert first.json() == second.json()
        assert first.json()["id"] == body["id"]

    def test_other_body_or_other_owner_is_the_same_conflict(self, ann: Any, ben: Any, as_: Any) -> None:
        body = {**FTP, "id": str(uuid4())}
        as_(ann).post("/api/v1/thresholds", body, content_type=JSON)
        others = [
            as_(ann).post("/api/v1/thresholds", {**body, "value": 251}, content_type=JSON),
            as_(ben).post("/api/v1/thresholds", body, content_type=JSON),
        ]
        assert [response.status_code for response in others] == [409, 409]
        mine, theirs = ({**response.json()["error"], "timestamp": 0, "request_id": 0} for response in others)
        assert mine == theirs
        assert mine["details"] == [{"field": "id", "code": "taken", "message": "This id is taken."}]
        with acting_as(ann):
            assert Threshold.objects.get(pk=body["id"]).value == 250
