"""A whole archive of another service: opened in steps, picked up where it was left, reported at the end."""

import json
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import User
from core import work
from core.acting import acting_as
from core.errors import Conflict, DomainError
from core.work import run_due
from tests.cast import as_house, make_person
from tests.training.files import BEGAN, gzipped, nth_gpx, read_waiting, sent, zipped
from tests.training.test_tables import ENGLISH
from training import archive_steps
from training.archive_steps import go_on
from training.archives import counts_of, eta_s, take_archive
from training.models import Activity, ArchiveImport, Gear, Original, Source, UploadFile
from training.originals import clean_originals
from training.receiving import ArchiveHandler

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("originals_disk")]


@pytest.fixture
def athlete() -> Iterator[User]:
    person = make_person("Ann")
    with acting_as(person):
        yield person


def strava(count: int, more: dict[str, bytes] | None = None, rows: str = "") -> bytes:
    """As Strava gives it: a table, packed files, and much that is no session."""
    table = [ENGLISH]
    files: dict[str, bytes] = {}
    for number in range(count):
        name = f"activities/{1000 + number}.gpx.gz"
        files[name] = gzipped(nth_gpx(number))
        table.append(
            f'{1000 + number},"Mar 1, 2026",Ride {number},Ride,Nice,60,0.3,,,false,,Canyon,{name},,,59,59,295,7'
        )
    files["activities.csv"] = ("\n".join(table) + f"\n{rows}").encode()
    return zipped({**files, "profile.jpg": b"picture", **(more or {})})


def take(athlete: User, content: bytes, name: str = "export_1.zip") -> ArchiveImport:
    return take_archive(athlete_id=athlete.pk, file=sent(name, content), actor=athlete, now=timezone.now())


def fresh(archive: ArchiveImport) -> ArchiveImport:
    with as_house():
        return ArchiveImport.objects.get(pk=archive.pk)


def step() -> int:
    """One step, whatever the clock says."""
    with as_house():
        ArchiveImport.objects.filter(state="waiting").update(run_at=Now())
    return run_due(ArchiveImport, call=go_on, limit=1)


def work_off(archive: ArchiveImport) -> ArchiveImport:
    for _turn in range(100):
        if not step():
            break
        read_waiting()
    return fresh(archive)


def count(model: Any) -> int:
    with as_house():
        return int(model.objects.count())


def test_archive_of_strava_becomes_activities_with_what_was_typed_there(athlete: User, originals_disk: Path) -> None:
    archive = work_off(take(athlete, strava(3)))
    assert (archive.phase, archive.service, archive.total, archive.unpacked) == ("done", "strava", 3, 3)
    with as_house():
        first = Activity.objects.order_by("start_at").first()
        assert first is not None
        assert (first.title, first.notes, first.sport) == ("Ride 0", "Nice", "ride")
        assert first.gear == Gear.objects.get(name="Canyon")
        assert Gear.objects.count() == 1
    assert not list((originals_disk / "archives").iterdir())
    assert archive.described == {}


def test_report_holds_the_archive_against_its_own_table(athlete: User) -> None:
    rows = (
        "7,,By hand,Swim,,600,1,,,,,,,,,,,1000,\n"
        "8,,Lost,Ride,,60,1,,,,,,activities/8.fit.gz,,,60,60,300,\n"
        "9,,Broken,Ride,,60,1,,,,,,activities/9.fit.gz,,,60,60,300,\n"
        "10,,Longer,Ride,,60,1,,,,,,activities/10.gpx,,,60,60,5000,\n"
    )
    more = {"activities/9.fit.gz": gzipped(b"garbage"), "activities/10.gpx": nth_gpx(50)}
    report = work_off(take(athlete, strava(2, more, rows))).report
    assert [report[name] for name in ("imported", "duplicate", "refused", "skipped")] == [3, 0, 1, 0]
    assert [(row["filename"], row["code"]) for row in report["refusals"]] == [("activities/9.fit.gz", "damaged")]
    found = {(row["kind"], row["title"]) for row in report["differences"]}
    assert found == {("without_file", "By hand"), ("missing", "Lost"), ("refused", "Broken"), ("distance_m", "Longer")}
    ride = next(row for row in report["totals"] if row["sport"] == "ride")
    assert (ride["sessions"], ride["archive_sessions"]) == (3, 5)
    assert ride["archive_distance_m"] == 295 * 2 + 300 + 300 + 5000


def test_archive_sent_again_is_all_duplicates(athlete: User) -> None:
    work_off(take(athlete, strava(2)))
    report = work_off(take(athlete, strava(2))).report
    assert (report["imported"], report["duplicate"], count(Activity)) == (0, 2, 2)


def test_archive_is_picked_up_where_it_was_left(athlete: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_steps, "BATCH", 7)
    archive = take(athlete, strava(30))
    step()
    step()
    assert (fresh(archive).unpacked, count(UploadFile)) == (7, 7)
    with monkeypatch.context() as patch:

        def killed(*given: Any) -> None:
            raise RuntimeError("killed")

        patch.setattr(archive_steps, "_write", killed)
        step()
    assert (fresh(archive).unpacked, fresh(archive).attempts, count(UploadFile)) == (7, 1, 7)
    done = work_off(archive)
    assert (done.phase, done.unpacked, done.report["imported"]) == ("done", 30, 30)
    assert (count(Activity), count(Source), count(Original), count(UploadFile)) == (30, 30, 30, 30)


def test_step_of_a_killed_worker_is_done_by_the_next(athlete: User) -> None:
    archive = take(athlete, strava(2))
    assert work.claim(ArchiveImport) is not None
    with as_house():
        ArchiveImport.objects.update(lease_until=Now() - timedelta(seconds=1))
    assert work_off(archive).phase == "done"
    assert count(Activity) == 2


def test_worker_that_lost_its_lease_hands_nothing_over(athlete: User) -> None:
    archive = take(athlete, strava(2))
    step()
    with as_house():
        ArchiveImport.objects.update(run_at=Now())
    slow = work.claim(ArchiveImport)
    assert slow is not None
    with as_house():
        ArchiveImport.objects.update(lease_until=Now() - timedelta(seconds=1))
    step()
    work.run(slow, call=go_on)
    assert (fresh(archive).unpacked, count(UploadFile)) == (2, 2)


def test_files_are_not_handed_over_far_ahead_of_the_readers(athlete: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_steps, "BATCH", 2)
    monkeypatch.setattr(archive_steps, "AHEAD", 3)
    archive = take(athlete, strava(6))
    for _turn in range(5):
        step()
    assert count(UploadFile) == 3
    assert work_off(archive).report["imported"] == 6


def test_garmin_keeps_its_files_in_archives_inside(athlete: User, originals_disk: Path) -> None:
    start = int(BEGAN.timestamp()) * 1000
    row = {"name": "Round the lake", "activityType": "cycling", "beginTimestamp": start, "distance": 29500}
    summary = json.dumps([{"summarizedActivitiesExport": [row]}])
    inner = {f"ann_{number}.gpx": nth_gpx(number) for number in range(3)}
    folder = "DI_CONNECT/DI-Connect-Uploaded-Files"
    content = zipped(
        {
            "DI_CONNECT/DI-Connect-Fitness/ann_0_summarizedActivities.json": summary.encode(),
            f"{folder}/UploadedFiles_0-_Part1.zip": zipped({**inner, "deeper.zip": zipped(inner)}),
            f"{folder}/UploadedFiles_0-_Part2.zip": zipped({"ann_9.gpx": nth_gpx(9), "bad.fit": b"garbage"}),
            f"{folder}/torn.zip": b"PK\x03\x04 torn",
        }
    )
    archive = work_off(take(athlete, content))
    assert (archive.phase, archive.service, archive.total) == ("done", "garmin", 5)
    assert (archive.report["imported"], archive.report["refused"]) == (4, 1)
    assert archive.report["unopened"] == [f"{folder}/torn.zip"]
    with as_house():
        assert Activity.objects.order_by("start_at").values_list("title", flat=True)[0] == "Round the lake"
    assert not list((originals_disk / "archives").iterdir())


@pytest.mark.parametrize("content", [b"not a zip", b""])
def test_what_is_no_zip_is_refused(athlete: User, content: bytes) -> None:
    with pytest.raises(DomainError):
        take(athlete, content)
    assert count(ArchiveImport) == 0


@pytest.mark.parametrize(
    "content", [zipped({"photo.jpg": b"x"}), zipped({"a.gpx": b"x"})[:40]], ids=["no session", "torn"]
)
def test_archive_without_sessions_says_so(athlete: User, content: bytes) -> None:
    archive = work_off(take(athlete, content))
    assert archive.phase == "failed"
    assert archive.report["error_code"] in {"nothing_inside", "damaged"}


def test_few_archives_at_once(athlete: User) -> None:
    take(athlete, strava(1))
    take(athlete, strava(1))
    with pytest.raises(Conflict):
        take(athlete, strava(1))


def test_received_archive_is_kept_without_being_copied(athlete: User, originals_disk: Path) -> None:
    handler = ArchiveHandler(None)
    handler.new_file("file", "export.zip", "application/zip", None, None)
    content = strava(1)
    handler.receive_data_chunk(content, 0)
    file = handler.file_complete(len(content))
    assert file is not None
    (received,) = (originals_disk / "incoming").iterdir()
    number = received.stat().st_ino
    archive = take_archive(athlete_id=athlete.pk, file=file, actor=athlete, now=timezone.now())
    file.close()
    (kept,) = (originals_disk / "archives").iterdir()
    assert (kept.stat().st_ino, kept.stat().st_nlink) == (number, 1)
    assert work_off(archive).phase == "done"


def test_cleaning_up_leaves_archives_that_are_being_read(athlete: User, originals_disk: Path) -> None:
    archive = take(athlete, strava(1))
    later = timezone.now() + timedelta(days=3)
    assert clean_originals(now=later) == 0
    assert work_off(archive).phase == "done"


def test_pace_so_far_says_how_long_it_takes(athlete: User) -> None:
    archive = take(athlete, strava(4))
    now = timezone.now()
    assert eta_s(archive, 0, now) is None
    archive.phase, archive.total, archive.started_at = "reading", 100, now - timedelta(seconds=10)
    assert eta_s(archive, 20, now) == 40.0


def test_counts_follow_the_files(athlete: User) -> None:
    archive = take(athlete, strava(2, {"activities/x.fit": b"garbage"}))
    step()
    step()
    with as_house():
        assert counts_of([archive])[archive.pk]["read"] == 0
    read_waiting()
    with as_house():
        counts = counts_of([archive])[archive.pk]
    assert counts == {"imported": 2, "duplicate": 0, "refused": 1, "skipped": 0, "read": 3}


def test_stream_that_takes_long_is_said_to_be_read_still() -> None:
    told: list[int] = []
    stream = archive_steps._Telling(BytesIO(b"abc"), lambda: told.append(1))
    stream.next = 0
    assert (stream.read(1), stream.read(1), told) == (b"a", b"b", [1])
