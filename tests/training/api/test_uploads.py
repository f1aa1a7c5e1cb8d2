"""Uploads through the API."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.api_keys import create_key
from core.acting import acting_as
from core.errors import DomainError
from tests.cast import Cast, as_house, make_cast, questions
from tests.training.files import gpx, nth_gpx, read_waiting, sent, zipped
from training.models import Upload
from training.receiving import FilesHandler

ADDRESS = "/api/v1/uploads"
pytestmark = pytest.mark.usefixtures("originals_disk")


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def post(client: Client, files: dict[str, bytes], **more: Any) -> Any:
    headers = more.pop("headers", {})
    parts = [sent(name, content) for name, content in files.items()]
    return client.post(ADDRESS, {"file": parts, **more}, headers=headers)


def test_upload_is_taken_read_and_told(cast: Cast) -> None:
    me = cast.as_("athlete")
    answer = post(me, {"ride.gpx": gpx()})
    assert answer.status_code == 202
    told = answer.json()
    assert (set(told), told["state"]) == ({"id", "state", "created_at", "items"}, "queued")
    item = {"activity_id": None, "duplicate_of": None, "error_code": None, "error": None}
    assert told["items"] == [{"filename": "ride.gpx", "state": "queued", **item}]
    read_waiting()
    after = me.get(f"{ADDRESS}/{told['id']}").json()
    assert (after["state"], after["items"][0]["state"]) == ("done", "done")
    activity_id = after["items"][0]["activity_id"]
    file = me.get(f"/api/v1/activities/{activity_id}/file")
    assert file["Content-Length"] == str(len(gpx()))
    assert b"".join(file.streaming_content) == gpx()
    assert file["Content-Disposition"] == 'attachment; filename="ride.gpx"'


def test_file_of_an_activity_is_for_its_athlete(cast: Cast) -> None:
    told = post(cast.as_("athlete"), {"ride.gpx": gpx()}).json()
    read_waiting()
    upload = cast.as_("athlete").get(f"{ADDRESS}/{told['id']}").json()
    path = f"/api/v1/activities/{upload['items'][0]['activity_id']}/file"
    answers = [cast.as_(role).get(path) for role in ("athlete", "coach", "other_coach", "anonymous")]
    assert [answer.status_code for answer in answers] == [200, 404, 404, 401]
    answers[0].close()


def test_uploads_of_others_are_not_there(cast: Cast) -> None:
    told = post(cast.as_("athlete"), {"ride.gpx": gpx()}).json()
    for role in ("coach", "teammate", "other_athlete"):
        assert cast.as_(role).get(f"{ADDRESS}/{told['id']}").status_code == 404
        assert cast.as_(role).get(ADDRESS).json()["data"] == []


def test_file_above_25_mb_is_refused_by_name(cast: Cast, originals_disk: Path) -> None:
    answer = post(cast.as_("athlete"), {"a.fit": b"x", "large.fit": b"\0" * (26 * 1024**2)})
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (413, "PAYLOAD_TOO_LARGE")
    assert [(each["field"], each["code"]) for each in error["details"]] == [("file.1", "too_large")]
    assert "large.fit" in error["message"]
    assert [path for path in originals_disk.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    ("sent_", "status", "field"),
    [
        ({}, 400, "file"),
        ({"file": "text"}, 400, "file.0"),
        ({"file": sent("a.gpx", b"x"), "sport": "chess"}, 400, "sport"),
        ({"file": sent("a.gpx", b"x"), "athlete_id": "me"}, 400, "athlete_id"),
    ],
)
def test_what_is_not_right_is_named(cast: Cast, sent_: dict[str, Any], status: int, field: str) -> None:
    answer = cast.as_("athlete").post(ADDRESS, sent_)
    assert (answer.status_code, answer.json()["error"]["details"][0]["field"]) == (status, field)


def test_json_is_no_upload(cast: Cast) -> None:
    assert cast.as_("athlete").post(ADDRESS, {}, content_type="application/json").status_code == 415


def test_501_files_are_too_many(cast: Cast, settings: Any) -> None:
    settings.MAX_UPLOAD_FILES = 3
    files = {f"{number}.gpx": b"x" for number in range(4)}
    assert post(cast.as_("athlete"), files).status_code == 413
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 3
    assert post(cast.as_("athlete"), files).status_code == 400


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--x\r\n",
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.fit"\r\n\r\nhalf',
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="\0\xff"\r\n\r\nx\r\n--x--\r\n',
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="../../a"\r\nContent-Transfer-Encoding: base64\r\n\r\n!\r\n--x--\r\n',
    ],
)
def test_broken_form_is_never_our_fault(cast: Cast, body: bytes) -> None:
    answer = cast.as_("athlete").generic("POST", ADDRESS, body, "multipart/form-data; boundary=x")
    assert answer.status_code < 500
    read_waiting()


def test_same_key_and_files_give_the_same_upload(cast: Cast) -> None:
    me, key = cast.as_("athlete"), {"Idempotency-Key": "one"}
    first = post(me, {"ride.gpx": gpx()}, headers=key)
    second = post(me, {"ride.gpx": gpx()}, headers=key)
    other = post(me, {"ride.gpx": nth_gpx(1)}, headers=key)
    assert (first.status_code, second.status_code, other.status_code) == (202, 202, 422)
    assert first.json()["id"] == second.json()["id"]
    assert Upload.objects.count() <= 1


def test_key_needs_the_scope_to_upload(cast: Cast) -> None:
    with acting_as(cast["athlete"]):
        keys = {
            scope: create_key(user=cast["athlete"], name=scope, scopes=[scope], now=timezone.now())[1]
            for scope in ("read", "upload")
        }
    clients = {scope: Client(headers={"Authorization": f"Bearer {key}"}) for scope, key in keys.items()}
    assert post(clients["read"], {"a.gpx": gpx()}).status_code == 403
    assert post(clients["upload"], {"a.gpx": gpx()}).status_code == 202


def test_polling_is_not_counted_and_uploads_are(cast: Cast, settings: Any) -> None:
    settings.RATE_LIMITS = "uploads=1/1,user=1/1"
    me = cast.as_("teammate")
    told = post(me, {"ride.gpx": gpx()})
    assert (told.status_code, told["X-RateLimit-Remaining"]) == (202, "0")
    assert {me.get(f"{ADDRESS}/{told.json()['id']}").status_code for _time in range(5)} == {200}
    assert post(me, {"ride.gpx": gpx()}).status_code == 429


@pytest.mark.parametrize("count", [1, 3])
def test_list_and_upload_ask_the_same_few_questions(cast: Cast, count: int) -> None:
    me = cast.as_("athlete")
    for number in range(count):
        files = {f"{number}-{part}.gpx": nth_gpx(number * 5 + part) for part in range(count)}
        told = post(me, files).json()
    read_waiting()
    with CaptureQueriesContext(connection) as asked:
        page = me.get(ADDRESS).json()["data"]
    assert (len(page), page[0]["state"], page[0]["counts"]["done"]) == (count, "done", count)
    assert len(questions(asked)) == 4
    with CaptureQueriesContext(connection) as asked:
        me.get(f"{ADDRESS}/{told['id']}")
    assert len(questions(asked)) == 4


def test_unknown_parameters_are_refused(cast: Cast) -> None:
    me = cast.as_("athlete")
    assert me.get(ADDRESS, {"athlete": str(cast["athlete"].pk)}).status_code == 400


def test_zip_is_taken_as_one_file(cast: Cast) -> None:
    answer = post(cast.as_("athlete"), {"rides.zip": zipped({"a.gpx": gpx()})})
    assert [item["filename"] for item in answer.json()["items"]] == ["rides.zip"]


@pytest.mark.django_db(transaction=True)
def test_nothing_is_asked_while_the_body_arrives(monkeypatch: pytest.MonkeyPatch) -> None:
    open_meanwhile: list[bool] = []
    receive = FilesHandler.receive_data_chunk

    def received(handler: FilesHandler, raw: bytes, start: int) -> None:
        open_meanwhile.append(connection.in_atomic_block)
        receive(handler, raw, start)

    cast = make_cast()
    client = cast.as_("athlete")
    monkeypatch.setattr(FilesHandler, "receive_data_chunk", received)
    told = post(client, {"ride.gpx": gpx()}, headers={"Idempotency-Key": "k"})
    assert (told.status_code, set(open_meanwhile)) == (202, {False})
    assert client.get(f"{ADDRESS}/{told.json()['id']}").status_code == 200
    assert len(client.get(ADDRESS).json()["data"]) == 1


@pytest.mark.django_db(transaction=True)
def test_upload_that_is_refused_leaves_no_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*given: Any, **options: Any) -> None:
        raise DomainError("No")

    cast = make_cast()
    monkeypatch.setattr("training.uploads.queue", fail)
    assert post(cast.as_("athlete"), {"ride.gpx": gpx()}).status_code == 400
    with as_house():
        assert Upload.objects.count() == 0
