"""Files as they were sent: kept once, safe before they are spoken of, gone when nothing needs them."""

import hashlib
import os
import threading
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages
from django.db import connection
from django.utils import timezone

from accounts.models import User
from core.acting import acting_as
from tests.cast import as_house, make_person
from tests.training.files import sent
from training.models import Original, UploadFile
from training.originals import NoRoom, clean_originals, open_original, short_name, store_original
from training.uploads import take_files

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def disk(originals_disk: Path) -> Path:
    return originals_disk


@pytest.fixture
def athlete() -> Iterator[User]:
    person = make_person("Ann")
    with acting_as(person):
        yield person


def keep(athlete: User, content: bytes = b"bytes", name: str = "ride.fit") -> Original:
    return store_original(athlete_id=athlete.pk, content=BytesIO(content), filename=name)


def count() -> int:
    with as_house():
        return Original.objects.count()


def files_in(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def grow_old(folder: Path) -> None:
    with as_house():
        Original.objects.update(stored_at=timezone.now() - timedelta(days=2))
    for path in folder.rglob("*"):
        os.utime(path, (0, 0))


def test_original_is_kept_under_the_hash_of_its_bytes(athlete: User, disk: Path) -> None:
    kept = keep(athlete)
    digest = hashlib.sha256(b"bytes").hexdigest()
    assert (kept.sha256, kept.size_bytes, kept.filename) == (digest, 5, "ride.fit")
    assert files_in(disk) == [f"{athlete.pk}/{digest}"]
    with open_original(kept) as file:
        assert file.read() == b"bytes"


def test_same_bytes_are_kept_once(athlete: User, disk: Path) -> None:
    assert keep(athlete).pk == keep(athlete, name="other.fit").pk
    assert len(files_in(disk)) == 1


def test_same_bytes_of_two_athletes_are_two_originals(athlete: User, disk: Path) -> None:
    ben = make_person("Ben")
    keep(athlete)
    with acting_as(ben):
        keep(ben)
    assert len(files_in(disk)) == 2


def test_same_bytes_stored_by_many_at_once_end_as_one_row(athlete: User, disk: Path) -> None:
    found: list[Any] = []

    def store() -> None:
        try:
            with acting_as(athlete):
                found.append(keep(athlete).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=store) for _number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert (len(found), len(set(found)), len(files_in(disk))) == (6, 1, 1)


def test_full_disk_leaves_neither_row_nor_half_a_file(
    athlete: User, disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NoRoom):
        keep(athlete)
    assert (files_in(disk), count()) == ([], 0)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/tmp/ride.fit", "ride.fit"),
        ("C:\\rides\\ride.fit", "ride.fit"),
        ("../../etc/passwd", "passwd"),
        ("a\u202egpx.exe", "agpx.exe"),
        ("", "file"),
        ("/", "file"),
        ("x" * 300 + ".fit.gz", "x" * 200 + "x" * 48 + ".fit.gz"),
    ],
)
def test_only_the_last_part_of_a_path_is_a_name(path: str, name: str) -> None:
    assert short_name(path) == name


def test_original_that_no_session_stands_on_goes_after_a_while(athlete: User, disk: Path) -> None:
    keep(athlete)
    assert clean_originals(now=timezone.now()) == 0
    grow_old(disk)
    assert clean_originals(now=timezone.now()) == 1
    assert (files_in(disk), count()) == ([], 0)


def test_original_that_waits_to_be_read_stays(athlete: User, disk: Path) -> None:
    take_files(athlete_id=athlete.pk, files=[sent("ride.fit", b"bytes")], actor=athlete, now=timezone.now())
    grow_old(disk)
    assert clean_originals(now=timezone.now()) == 0
    assert count() == 1
    with as_house():
        UploadFile.objects.update(state="done")
    assert clean_originals(now=timezone.now()) == 1


def test_file_without_a_row_goes_after_a_while(athlete: User, disk: Path) -> None:
    keep(athlete)
    (disk / str(athlete.pk) / ".left.part").write_bytes(b"half")
    grow_old(disk)
    with as_house():
        Original.objects.update(stored_at=timezone.now())
    assert clean_originals(now=timezone.now()) == 1
    assert len(files_in(disk)) == 1


def test_storage_for_tests_is_the_one_of_the_test(disk: Path) -> None:
    assert Path(storages["originals"].path("")) == disk
