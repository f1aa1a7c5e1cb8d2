"""Files as they were sent: kept under the hash of their bytes, never changed, gone when nothing needs them.

The bytes are on the disk before a row speaks of them; a crash in between leaves a file without a row, which
`clean_originals` finds.
"""

import errno
import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any, ClassVar
from uuid import UUID, uuid4

from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.acting import as_system
from core.errors import DomainError
from core.models import WorkState
from core.text import clean_line
from training.models import ArchiveImport, Original, Source, Upload, UploadFile

CHUNK = 256 * 1024
KEPT_UNUSED = timedelta(days=1)
KEPT_UPLOADS = timedelta(days=180)
INCOMING = "incoming"
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class NoRoom(DomainError):
    status: ClassVar[int] = 503
    code: ClassVar[str] = "SERVICE_UNAVAILABLE"

    def __init__(self) -> None:
        super().__init__(_("There is no room for files just now. Please try again later."))


@dataclass(frozen=True, slots=True)
class Stored:
    """Bytes that are safe, and not yet in the table."""

    sha256: str
    size_bytes: int
    filename: str
    key: str


def storage() -> Storage:
    return storages["originals"]


def store_original(*, athlete_id: UUID, content: IO[bytes] | File[bytes], filename: str) -> Original:
    stored = store_bytes(athlete_id=athlete_id, content=content, filename=filename)
    return register(athlete_id=athlete_id, stored=[stored])[stored.sha256]


def store_bytes(*, athlete_id: UUID, content: IO[bytes] | File[bytes], filename: str) -> Stored:
    sha256, size = _hash_of(content)
    key = f"{athlete_id}/{sha256}"
    content.seek(0)
    with refusing_when_full():
        put(key, content)
    return Stored(sha256, size, short_name(filename), key)


def register(*, athlete_id: UUID, stored: Sequence[Stored]) -> dict[str, Original]:
    """One row for each of the bytes, by their hash: also when two requests bring the same at once.

    In the order of the hashes, so that two requests never wait for each other.
    """
    distinct = {one.sha256: one for one in sorted(stored, key=lambda one: one.sha256)}
    rows = [
        Original(
            athlete_id=athlete_id,
            sha256=sha256,
            size_bytes=one.size_bytes,
            filename=one.filename,
            file=one.key,
            stored_at=timezone.now(),
        )
        for sha256, one in distinct.items()
    ]
    with transaction.atomic():
        # Touching a row that is there holds it: cleaning up waits, and then sees that it is wanted again.
        Original.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["athlete", "sha256"], update_fields=["stored_at"]
        )
        found = Original.objects.filter(athlete_id=athlete_id, sha256__in=list(distinct))
        return {row.sha256: row for row in found}


def open_original(original: Original) -> File[bytes]:
    """Raises FileNotFoundError when the file is gone."""
    return storage().open(str(original.file.name), "rb")


def short_name(filename: str) -> str:
    """The last part of a path, as it may be shown; the end stays, for it says what the file is."""
    name = clean_line(filename.replace("\\", "/").rstrip("/").rpartition("/")[2]) or "file"
    return name if len(name) <= 255 else name[:200] + name[-55:]


# --- bytes -------------------------------------------------------------------------------------------------------
def put(key: str, content: IO[bytes] | File[bytes]) -> None:
    where = storage()
    if isinstance(where, FileSystemStorage):
        _put_on_disk(where, key, content)
    else:
        where.save(key, content if isinstance(content, File) else File(content))


def incoming_folder() -> str | None:
    """Where large uploads are received, on the same disk as they stay; None when files do not stay on a disk."""
    where = storage()
    if not isinstance(where, FileSystemStorage):
        return None
    folder = Path(where.path(INCOMING))
    folder.mkdir(parents=True, exist_ok=True)
    return str(folder)


@contextmanager
def refusing_when_full() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise NoRoom from error
        raise


def _put_on_disk(where: FileSystemStorage, key: str, content: IO[bytes] | File[bytes]) -> None:
    path = Path(where.path(key))
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{uuid4().hex}.part")
    draft.touch(mode=0o600)
    try:
        with draft.open("wb") as file:
            for chunk in _chunks(content):
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _hash_of(content: IO[bytes] | File[bytes]) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    content.seek(0)
    for chunk in _chunks(content):
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size


def _chunks(content: IO[bytes] | File[bytes]) -> Iterator[bytes]:
    while chunk := content.read(CHUNK):
        yield chunk


# --- what nothing needs any more -----------------------------------------------------------------------------------
def clean_originals(*, now: datetime) -> int:
    """Rows that no session and no waiting file stands on, then files that no row stands for."""
    before = now - KEPT_UNUSED
    _remove_old_uploads(now - KEPT_UPLOADS)
    return _remove_unused_rows(before) + _remove_unknown_files(before)


def _remove_old_uploads(before: datetime) -> None:
    """The tale of a sending, not what was sent: sessions and originals stay."""
    waiting = UploadFile.objects.exclude(state__in=(WorkState.DONE, WorkState.DEAD)).exclude(upload=None)
    with as_system("retention"), transaction.atomic():
        old = Upload.objects.filter(created_at__lt=before).exclude(pk__in=waiting.values("upload_id"))
        Upload.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:1000])).delete()


def _remove_unused_rows(before: datetime) -> int:
    waiting = UploadFile.objects.exclude(state=WorkState.DONE).exclude(original=None)
    with as_system("retention"), transaction.atomic():
        unused = (
            Original.objects.filter(stored_at__lt=before)
            .exclude(pk__in=Source.objects.exclude(original=None).values("original_id"))
            .exclude(pk__in=waiting.values("original_id"))
        )
        rows = list(unused.select_for_update()[:1000])
        Original.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return _delete_files((str(row.file.name) for row in rows), before)


def _delete_files(names: Iterable[str], before: datetime) -> int:
    """After the row: a file that cannot be removed now is one without a row, and found the next time."""
    outdated = [name for name in names if _is_older(name, before)]
    for name in outdated:
        storage().delete(name)
    return len(outdated)


def _is_older(name: str, before: datetime) -> bool:
    """A file that was stored again meanwhile is about to get a row."""
    try:
        return storage().get_modified_time(name) < before
    except FileNotFoundError:
        return False


def _remove_unknown_files(before: datetime) -> int:
    return sum(_remove_unknown_in(folder, before) for folder in _listed("")[0])


def _remove_unknown_in(folder: str, before: datetime) -> int:
    old = [name for name in (f"{folder}/{name}" for name in _listed(folder)[1]) if _is_older(name, before)]
    with as_system("retention"), transaction.atomic():
        known = set(Original.objects.filter(file__in=old).values_list("file", flat=True))
        known |= _of_archives() if old else set()
    return _delete_files((name for name in old if name not in known), before)


def _of_archives() -> set[str]:
    """Archives that are being read, with the archives inside of them."""
    rows = ArchiveImport.objects.exclude(file="").values_list("file", "described__parts")
    return {name for file, parts in rows for name in [file, *(part["file"] for part in parts or [])]}


def _listed(folder: str) -> tuple[list[str], list[str]]:
    try:
        found: tuple[Any, Any] = storage().listdir(folder)
    except FileNotFoundError:
        return [], []
    return list(found[0]), list(found[1])
