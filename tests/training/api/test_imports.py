"""Whole archives through the API."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.work import run_due
from tests.cast import Cast, make_cast, questions
from tests.training.files import nth_gpx, read_waiting, sent, zipped
from training.archive_steps import go_on
from training.models import ArchiveImport

ADDRESS = "/api/v1/me/imports"
pytestmark = pytest.mark.usefixtures("originals_disk")


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def post(cast: Cast, content: bytes, name: str = "export.zip", role: str = "athlete") -> Any:
    return cast.as_(role).post(ADDRESS, {"file": sent(name, content)})


def work_off() -> None:
    for _turn in range(20):
        ArchiveImport.objects.filter(state="waiting").update(run_at="2020-01-01T00:00Z")
        if not run_due(ArchiveImport, call=go_on, limit=1):
            break
        read_waiting()


def test_archive_is_taken_opened_and_reported(cast: Cast) -> None:
    answer = post(cast, zipped({"a.gpx": nth_gpx(1), "b.gpx": nth_gpx(2), "c.fit": b"garbage"}))
    told = answer.json()
    assert (answer.status_code, told["state"], told["report"], told["eta_s"]) == (202, "received", None, None)
    work_off()
    after = cast.as_("athlete").get(f"{ADDRESS}/{told['id']}").json()
    assert (after["state"], after["total"], after["unpacked"]) == ("done", 3, 3)
    assert after["counts"] == {"imported": 2, "duplicate": 0, "refused": 1, "skipped": 0, "waiting": 0}
    assert after["report"]["refusals"][0]["error"].startswith("c.fit: ")
    assert after["finished_at"] is not None


def test_archive_that_cannot_be_opened_says_why(cast: Cast) -> None:
    told = post(cast, zipped({"a.txt": b"text"})).json()
    work_off()
    after = cast.as_("athlete").get(f"{ADDRESS}/{told['id']}").json()
    assert (after["state"], after["report"]) == ("failed", None)
    assert after["error"] == "export.zip: The archive holds no files of sessions."


def test_what_is_no_archive_is_refused(cast: Cast) -> None:
    answer = post(cast, b"not a zip")
    assert (answer.status_code, answer.json()["error"]["details"][0]["field"]) == (400, "file")
    assert cast.as_("athlete").post(ADDRESS, {}).status_code == 400


def test_archive_beyond_the_limit_is_refused_while_it_arrives(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("training.receiving.ArchiveHandler.largest", 1000)
    assert post(cast, b"PK\x03\x04" + b"\0" * 2000).status_code == 413


def test_archives_of_others_are_not_there(cast: Cast) -> None:
    told = post(cast, zipped({"a.gpx": nth_gpx(1)})).json()
    for role in ("coach", "teammate", "other_athlete"):
        assert cast.as_(role).get(f"{ADDRESS}/{told['id']}").status_code == 404
        assert cast.as_(role).get(ADDRESS).json()["data"] == []


@pytest.mark.parametrize("count", [1, 2])
def test_list_asks_the_same_few_questions(cast: Cast, count: int) -> None:
    for number in range(count):
        post(cast, zipped({"a.gpx": nth_gpx(number)}))
    with CaptureQueriesContext(connection) as asked:
        assert len(cast.as_("athlete").get(ADDRESS).json()["data"]) == count
    assert len(questions(asked)) == 4
