import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Threshold
from core.acting import acting_as, as_system
from core.models import IdempotencyKey
from tests.core.api.endpoints import Letter

JSON = "application/json"
PATH = "/api/v1/letters"
FTP = {"kind": "ftp_w", "value": 250, "effective_on": "2026-01-01"}


@pytest.fixture(autouse=True)
def nothing_counted() -> None:
    Letter.counted.clear()


def send(client: Any, key: str, text: str = "hello", path: str = PATH) -> Any:
    return client.post(path, {"text": text}, content_type=JSON, headers={"Idempotency-Key": key})


def test_same_request_again_gets_the_same_answer(ann: Any, as_: Any) -> None:
    first, second = (send(as_(ann), "k1") for _ in range(2))
    assert (first.status_code, first.json()) == (second.status_code, second.json()) == (201, {"number": 1})
    assert second.headers["Location"] == first.headers["Location"] == "/letters/1"
    assert "Idempotent-Replayed" not in first.headers
    assert second.headers["Idempotent-Replayed"] == "true"
    assert Letter.counted == ["hello"]


def test_other_body_under_the_same_key_is_422(ann: Any, as_: Any) -> None:
    send(as_(ann), "k1")
    response = send(as_(ann), "k1", "other")
    assert (response.status_code, response.json()["error"]["code"]) == (422, "IDEMPOTENCY_MISMATCH")
    assert send(as_(ann), "k1", path=f"{PATH}?x=1").status_code == 400


def test_key_belongs_to_its_person(ann: Any, ben: Any, as_: Any) -> None:
    assert send(as_(ann), "k1").json() == {"number": 1}
    assert send(as_(ben), "k1", "other").json() == {"number": 2}
    with acting_as(ben):
        assert IdempotencyKey.objects.count() == 1


def test_refusal_is_not_kept(ann: Any, as_: Any) -> None:
    assert [send(as_(ann), "k1", "refuse").status_code for _ in range(2)] == [400, 400]
    assert Letter.counted == ["refuse", "refuse"]
    assert send(as_(ann), "k1", "hello").status_code == 201


def test_key_is_forgotten_after_a_day(ann: Any, as_: Any) -> None:
    send(as_(ann), "k1")
    with as_system("test"):
        IdempotencyKey.objects.update(created_at=timezone.now() - timedelta(hours=24, seconds=1))
    assert send(as_(ann), "k1", "other").json() == {"number": 2}
    assert send(as_(ann), "k1", "other").json() == {"number": 2}


@pytest.mark.parametrize("key", ["", " ", "a b", "x" * 256, "é"])
def test_key_that_is_none_is_400(ann: Any, as_: Any, key: str) -> None:
    response = send(as_(ann), key)
    assert response.status_code == 400
    assert response.json()["error"]["details"][0]["field"] == "Idempotency-Key"


def test_key_may_be_required(ann: Any, as_: Any) -> None:
    response = as_(ann).post(PATH, {"text": "x"}, content_type=JSON)
    assert response.status_code == 400
    assert response.json()["error"]["details"][0]["code"] == "required"
    assert Letter.counted == []


def test_files_are_compared_by_content(ann: Any, as_: Any) -> None:
    def upload(content: bytes, **fields: Any) -> Any:
        body = {"file": SimpleUploadedFile("ride.fit", content), **fields}
        return as_(ann).post(PATH, body, headers={"Idempotency-Key": "k1"})

    assert [upload(b"one").json(), upload(b"one").json()] == [{"number": 1}, {"number": 1}]
    assert [upload(b"two").status_code, upload(b"one", sport="run").status_code] == [422, 422]


def test_stored_answer_is_sealed(ann: Any, as_: Any) -> None:
    send(as_(ann), "k1")
    with acting_as(ann), connection.cursor() as cursor:
        cursor.execute("select body from core_idempotencykey")
        assert "number" not in str(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_same_request_at_the_same_time_is_409_for_all_but_one(ann: Any, as_: Any) -> None:
    barrier = threading.Barrier(8)

    def attempt(_: int) -> int:
        try:
            client = as_(ann)
            barrier.wait()
            return send(client, "k1", "slow").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        statuses = sorted(pool.map(attempt, range(8)))
    assert statuses == [201] + [409] * 7
    assert Letter.counted == ["slow"]


@pytest.mark.django_db(transaction=True)
def test_key_goes_with_the_work_when_the_transaction_is_lost(ann: Any, as_: Any, monkeypatch: Any) -> None:
    def die(*args: Any) -> None:
        raise RuntimeError("killed before the commit")

    with monkeypatch.context() as patch:
        patch.setattr("core.api.views.ApiView.default_response_headers", property(die))
        lost = as_(ann).post("/api/v1/thresholds", FTP, content_type=JSON, headers={"Idempotency-Key": "k1"})
    assert lost.status_code == 500
    again = as_(ann).post("/api/v1/thresholds", FTP, content_type=JSON, headers={"Idempotency-Key": "k1"})
    assert again.status_code == 201
    with transaction.atomic(), acting_as(ann):
        assert Threshold.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_same_client_id_at_the_same_time_creates_once(ann: Any, as_: Any) -> None:
    body = {**FTP, "id": "01a1fc40-a196-79b8-a74a-e6bfcda2730c"}

    def attempt(_: int) -> int:
        try:
            return as_(ann).post("/api/v1/thresholds", body, content_type=JSON).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(attempt, range(8))) == [200] * 7 + [201]
