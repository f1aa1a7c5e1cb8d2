"""From files that are sent to sessions: once, whole, and with a reason where not."""

import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db.models.functions import Now
from django.utils import timezone, translation

from accounts.models import User
from core import work
from core.acting import acting_as
from tests.cast import as_house, make_person
from tests.training.files import gpx, gzipped, nth_gpx, read_waiting, sent, zipped
from training import intake
from training.formats.recording import Unreadable
from training.models import Activity, Original, Source, Upload, UploadFile, UploadItem
from training.originals import clean_originals
from training.uploads import Outcome, TooLarge, counts_of, outcomes_of, state_of, take_files

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("originals_disk")]


@pytest.fixture
def athlete() -> Iterator[User]:
    person = make_person("Ann")
    with acting_as(person):
        yield person


def send(athlete: User, files: dict[str, bytes], sport: str = "") -> Upload:
    parts = [sent(name, content) for name, content in files.items()]
    return take_files(athlete_id=athlete.pk, files=parts, sport=sport, actor=athlete, now=timezone.now())


def outcomes(upload: Upload) -> list[Outcome]:
    with as_house():
        return outcomes_of([upload])[upload.pk]


def state(upload: Upload) -> str:
    found = state_of(outcome.state for outcome in outcomes(upload))
    with as_house():
        counted = counts_of([upload])[upload.pk]
    assert found == state_of(name for name, count in counted.items() if count)
    return found


def count(model: Any) -> int:
    with as_house():
        return int(model.objects.count())


def test_file_becomes_an_activity(athlete: User) -> None:
    upload = send(athlete, {"ride.gpx": gpx()})
    assert (state(upload), outcomes(upload)) == ("queued", [Outcome("ride.gpx", "queued")])
    assert read_waiting() == 1
    (outcome,) = outcomes(upload)
    assert (state(upload), outcome.state, outcome.error) == ("done", "done", None)
    with as_house():
        activity = Activity.objects.get()
        assert (activity.pk, activity.athlete_id) == (outcome.activity_id, athlete.pk)
        assert Source.objects.get().original == Original.objects.get()


def test_tale_of_an_old_upload_goes_and_its_session_stays(athlete: User) -> None:
    send(athlete, {"ride.gpx": gpx()})
    clean_originals(now=timezone.now() + timedelta(days=179))
    clean_originals(now=timezone.now() + timedelta(days=181))
    assert (count(Upload), count(Activity)) == (1, 0)
    assert read_waiting() == 1
    clean_originals(now=timezone.now() + timedelta(days=179))
    assert count(Upload) == 1
    clean_originals(now=timezone.now() + timedelta(days=181))
    assert (count(Upload), count(Activity)) == (0, 1)


def test_same_file_sent_again_is_the_same_activity(athlete: User) -> None:
    first, second = send(athlete, {"ride.gpx": gpx()}), send(athlete, {"again.gpx": gpx()})
    read_waiting()
    (before,), (after,) = outcomes(first), outcomes(second)
    assert before.duplicate_of is None
    assert (after.state, after.activity_id, after.duplicate_of) == ("done", before.activity_id, before.activity_id)
    assert (count(Activity), count(Source), count(Original)) == (1, 1, 1)


def test_same_session_packed_is_another_source_of_the_same_activity(athlete: User) -> None:
    upload = send(athlete, {"ride.gpx": gpx(), "ride.gpx.gz": gzipped(gpx())})
    read_waiting()
    plain, packed = outcomes(upload)
    assert plain.activity_id == packed.activity_id == packed.duplicate_of
    assert (count(Activity), count(Source)) == (1, 2)


def test_garbage_is_told_apart_from_sessions(athlete: User) -> None:
    upload = send(athlete, {"ride.gpx": gpx(), "notes.txt": b"not a session", "empty.fit": b""})
    read_waiting()
    good, notes, empty = outcomes(upload)
    assert (state(upload), good.state) == ("partial", "done")
    assert (notes.state, notes.error_code, empty.error_code) == ("failed", "unknown_format", "empty")
    assert notes.error == "notes.txt: This is not a session in FIT, TCX or GPX."
    assert count(Activity) == 1


def test_refusals_are_told_in_the_language_of_the_reader(athlete: User) -> None:
    upload = send(athlete, {"empty.fit": b""})
    read_waiting()
    with translation.override("de"):
        (told,) = outcomes(upload)
    assert told.error is not None
    assert told.error.startswith("empty.fit: ")


def test_only_garbage_is_a_failed_upload(athlete: User) -> None:
    upload = send(athlete, {"notes.txt": b"not a session"})
    read_waiting()
    assert state(upload) == "failed"


def test_hint_serves_files_that_do_not_know_their_sport(athlete: User) -> None:
    send(athlete, {"a.gpx": nth_gpx(1, kind=""), "b.gpx": nth_gpx(2, kind="running")}, sport="ski")
    read_waiting()
    with as_house():
        assert list(Activity.objects.order_by("start_at").values_list("sport", flat=True)) == ["ski", "run"]


def test_zip_gives_what_is_in_it(athlete: User) -> None:
    content = zipped({"a/one.gpx": nth_gpx(1), "two.gpx.gz": gzipped(nth_gpx(2)), "a/bad.fit": b"garbage"})
    upload = send(athlete, {"rides.zip": content})
    read_waiting()
    assert [(each.filename, each.state) for each in outcomes(upload)] == [
        ("one.gpx", "done"),
        ("two.gpx.gz", "done"),
        ("bad.fit", "failed"),
    ]
    assert (state(upload), count(Activity)) == ("partial", 2)


def test_zip_with_nothing_inside_says_so(athlete: User) -> None:
    upload = send(athlete, {"rides.zip": zipped({})})
    read_waiting()
    assert [(each.filename, each.error_code) for each in outcomes(upload)] == [("rides.zip", "nothing_inside")]


def test_too_many_files_are_refused_before_anything_is_kept(athlete: User, settings: Any) -> None:
    settings.MAX_UPLOAD_FILES = 2
    with pytest.raises(TooLarge):
        send(athlete, {f"{number}.gpx": b"x" for number in range(3)})
    assert (count(Upload), count(Original)) == (0, 0)


# --- what may go wrong on the way ------------------------------------------------------------------------------------
@pytest.fixture
def breaking(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Recording fails from the so many-th call on."""

    def begin(after: int) -> None:
        calls: list[int] = []
        record = intake.record_session

        def recorded(**given: Any) -> Any:
            calls.append(1)
            if len(calls) > after:
                raise RuntimeError("killed")
            return record(**given)

        monkeypatch.setattr(intake, "record_session", recorded)

    return begin


def hurry() -> None:
    with as_house():
        UploadFile.objects.filter(state="waiting").update(run_at=Now())


def test_file_that_fails_in_the_middle_leaves_nothing_half_written(
    athlete: User, breaking: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    two = intake.read_in_sandbox(gpx(), "a.gpx").recordings + intake.read_in_sandbox(nth_gpx(3), "b.gpx").recordings
    reading = intake.Reading(two, "fit")
    monkeypatch.setattr(intake, "read_in_sandbox", lambda *given, **options: reading)
    upload = send(athlete, {"triathlon.fit": b"two sessions"})
    with monkeypatch.context() as patch:
        patch.setattr(intake, "record_session", intake.record_session)
        breaking(1)
        read_waiting()
        assert (count(Activity), count(Source), count(UploadItem), state(upload)) == (0, 0, 0, "processing")
    monkeypatch.undo()
    monkeypatch.setattr(intake, "read_in_sandbox", lambda *given, **options: reading)
    hurry()
    read_waiting()
    assert (count(Activity), count(Source), state(upload)) == (2, 2, "done")
    assert [outcome.filename for outcome in outcomes(upload)] == ["triathlon.fit"] * 2


def test_file_of_a_killed_worker_is_read_by_the_next(athlete: User) -> None:
    upload = send(athlete, {"ride.gpx": gpx()})
    with as_house():
        lost = work.claim(UploadFile, lease=intake.LEASE)
    assert lost is not None
    assert (read_waiting(), state(upload)) == (0, "processing")
    with as_house():
        UploadFile.objects.update(lease_until=Now() - timedelta(seconds=1))
    assert (read_waiting(), state(upload)) == (1, "done")


def test_worker_that_comes_back_late_changes_nothing(athlete: User) -> None:
    upload = send(athlete, {"ride.gpx": gpx()})
    slow = work.claim(UploadFile)
    assert slow is not None
    with as_house():
        UploadFile.objects.update(lease_until=Now() - timedelta(seconds=1))
    read_waiting()
    before = outcomes(upload)
    work.run(slow, call=intake.read_file)
    assert (outcomes(upload), count(Activity), count(Source)) == (before, 1, 1)


def test_file_that_kills_each_worker_is_given_up_with_a_reason(athlete: User) -> None:
    upload = send(athlete, {"evil.fit": b"evil"})
    for _life in range(work.MAX_ATTEMPTS):
        assert work.claim(UploadFile) is not None
        with as_house():
            UploadFile.objects.update(lease_until=Now() - timedelta(seconds=1))
    read_waiting()
    (told,) = outcomes(upload)
    assert (state(upload), told.state, told.error_code) == ("failed", "failed", "gave_up")
    assert told.error == "evil.fit: The file could not be read in several attempts."


def test_session_that_cannot_be_recorded_does_not_take_the_others_along(
    athlete: User, breaking: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    two = intake.read_in_sandbox(gpx(), "a.gpx").recordings + intake.read_in_sandbox(nth_gpx(3), "b.gpx").recordings
    monkeypatch.setattr(intake, "read_in_sandbox", lambda *given, **options: intake.Reading(two, "fit"))
    upload = send(athlete, {"triathlon.fit": b"two sessions"})
    with as_house():
        UploadFile.objects.update(attempts=work.MAX_ATTEMPTS - 1)
    breaking(1)
    read_waiting()
    assert [(each.state, each.error_code) for each in outcomes(upload)] == [("done", None), ("failed", "gave_up")]
    assert count(Activity) == 1


def test_original_that_is_gone_is_told(athlete: User, originals_disk: Path) -> None:
    upload = send(athlete, {"ride.gpx": gpx()})
    for path in originals_disk.rglob("*"):
        if path.is_file():
            path.unlink()
    read_waiting()
    assert [each.error_code for each in outcomes(upload)] == ["lost"]


def test_file_that_demands_too_much_is_refused(athlete: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*given: Any, **options: Any) -> Any:
        raise Unreadable("too_demanding", "Reading the file takes too long.")

    monkeypatch.setattr(intake, "read_in_sandbox", refuse)
    upload = send(athlete, {"slow.gpx": gpx()})
    read_waiting()
    assert [each.error for each in outcomes(upload)] == ["slow.gpx: Reading the file takes too long."]


@pytest.mark.parametrize(
    ("states", "whole"),
    [
        (["queued", "queued"], "queued"),
        (["queued", "done"], "processing"),
        (["processing"], "processing"),
        (["done", "done"], "done"),
        (["done", "failed"], "partial"),
        (["partial"], "partial"),
        (["failed"], "failed"),
        ([], "failed"),
    ],
)
def test_state_of_an_upload_follows_from_its_files(states: list[str], whole: str) -> None:
    assert state_of(states) == whole


# --- hostile zips ----------------------------------------------------------------------------------------------------
def hostile(**entry: Any) -> bytes:
    """A zip of one good file and one that is not."""
    into = BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("good.gpx", gpx())
        info = zipfile.ZipInfo(entry.get("name", "bad.gpx"))
        info.external_attr = entry.get("attributes", 0)
        info.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(info, entry.get("content", b"x"))
    return into.getvalue()


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ({"name": "../../../etc/cron.d/evil.gpx"}, "unsafe_name"),
        ({"name": "/etc/passwd"}, "unsafe_name"),
        ({"attributes": 0o120777 << 16, "content": b"/etc/passwd"}, "link"),
        ({"name": "inner.zip", "content": zipped({"a.gpx": gpx()})}, "nested"),
        ({"content": b"\0" * 20_000_000}, "bomb"),
        ({"name": "renamed.gpx", "content": zipped({"a.gpx": gpx()})}, "nested"),
    ],
)
def test_hostile_entry_is_refused_and_its_neighbour_is_read(athlete: User, entry: dict[str, Any], code: str) -> None:
    upload = send(athlete, {"rides.zip": hostile(**entry)})
    read_waiting()
    found = {(each.state, each.error_code) for each in outcomes(upload)}
    assert found == {("done", None), ("failed", code)}
    assert (count(Activity), state(upload)) == (1, "partial")


def test_zip_of_ten_thousand_files_is_refused_as_a_whole(athlete: User) -> None:
    upload = send(athlete, {"many.zip": zipped({f"{number}.gpx": b"" for number in range(10_000)})})
    read_waiting()
    assert [(each.filename, each.error_code) for each in outcomes(upload)] == [("many.zip", "too_many")]
    assert count(UploadFile) == 1


def test_zip_that_unpacks_to_far_too_much_is_refused_as_a_whole(athlete: User) -> None:
    upload = send(athlete, {"bomb.zip": zipped({f"{number}.gpx": b"\0" * 6_000_000 for number in range(10)})})
    read_waiting()
    assert [each.error_code for each in outcomes(upload)] == ["bomb"]


def test_torn_zip_is_a_failed_file(athlete: User) -> None:
    whole = zipped({"ride.gpx": gpx()})
    upload = send(athlete, {"torn.zip": whole[: len(whole) // 2]})
    read_waiting()
    assert [each.error_code for each in outcomes(upload)] == ["damaged"]
