"""Opening an archive, step by step.

Each step is one short piece of work that ends in a transaction with its progress, so a worker may be killed between
any two of them. The steps: bring out the archives that lie inside (Garmin puts its files there), read the tables,
then hand the files over a batch at a time, never many ahead of the readers, and wait for the last of them.
"""

import time
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from io import BytesIO
from itertools import islice
from typing import IO, Any, BinaryIO, cast

from django.db import transaction
from django.utils import timezone

from core.models import WorkState
from core.tasks import wake
from core.work import Effect, Later, renew
from training.archive_reports import report_of
from training.archives import OPEN
from training.formats.archives import Entry, Limits, entries
from training.formats.recording import Unreadable
from training.intake import refusal
from training.models import ArchiveImport, ArchiveState, UploadFile, UploadItem
from training.originals import Stored, put, refusing_when_full, register, storage, store_bytes
from training.tables import SESSION, Tables, Told, read_tables
from training.tasks import read_uploads

LEASE = timedelta(seconds=20)
STEP_S = 2.0
BATCH = 50
AHEAD = 100
MB = 1024**2
GB = 1024 * MB
LIMITS = Limits(entries=200_000, entry_bytes=25 * MB, total_bytes=50 * GB, ratio=100)
LARGEST_INNER = 5 * GB
LARGEST_TABLE = 64 * MB


def go_on(archive: ArchiveImport) -> Effect:
    """The next step. All but the last end by asking to be called again, which costs no attempt."""
    try:
        if archive.phase == ArchiveState.RECEIVED:
            _lay_out(archive)
        elif archive.unpacked < archive.total:
            _hand_over(archive)
        return _close(archive)
    except Unreadable as error:
        return partial(_fail, archive, error)
    except FileNotFoundError:
        return partial(_fail, archive, Unreadable("lost", "The archive is no longer there. Please send it again."))


def _advance(archive: ArchiveImport, **changes: Any) -> None:
    """Progress, as long as the work is still ours."""
    renew(archive, lease=LEASE)
    ArchiveImport.objects.filter(pk=archive.pk).update(**changes)


# --- laying out ------------------------------------------------------------------------------------------------------
def _lay_out(archive: ArchiveImport) -> None:
    parts: list[dict[str, Any]] = archive.described.get("parts", [])
    with _opened(str(archive.file.name)) as whole:
        inner = [entry.name for entry in entries(whole, LIMITS) if entry.name.lower().endswith(".zip")]
        if len(parts) < len(inner):
            part = _bring_out(archive, whole, inner[len(parts)], number=len(parts) + 1)
            with transaction.atomic():
                _advance(archive, described={"parts": [*parts, part]})
            raise Later(timezone.now())
        sessions = [entry.name for entry in entries(whole, LIMITS) if SESSION.search(entry.name)]
        tables = _tables(archive, whole)
    rows = tables.plain()
    described = {
        "parts": [{"file": str(archive.file.name), "count": len(sessions)}, *parts],
        "rows": rows,
        "by_name": {row["name"]: at for at, row in enumerate(rows) if row.get("name")},
        "by_start": {str(round(row["start_s"])): row for row in rows if row.get("start_s") and "name" not in row},
    }
    total = sum(part["count"] for part in described["parts"])
    if not total:
        raise Unreadable("nothing_inside", "The archive holds no files of sessions.")
    with transaction.atomic():
        _advance(
            archive,
            described=described,
            service=tables.service,
            total=total,
            phase=ArchiveState.READING,
            started_at=timezone.now(),
        )
    raise Later(timezone.now())


def _bring_out(archive: ArchiveImport, whole: BinaryIO, name: str, *, number: int) -> dict[str, Any]:
    """An archive inside gets a file of its own: what is packed twice can't be read from the middle."""
    key = f"archives/{archive.pk}-{number}.zip"
    with zipfile.ZipFile(whole) as outer:
        info = next(info for info in outer.infolist() if info.filename.replace("\\", "/") == name)
        if info.file_size > LARGEST_INNER or info.file_size > max(MB, 1000 * info.compress_size):
            return {"file": "", "count": 0, "refused": name}
        try:
            with outer.open(info) as stream, refusing_when_full():
                put(key, cast(IO[bytes], _Telling(stream, partial(_still_at_it, archive))))
            with _opened(key) as part:
                count = sum(bool(SESSION.search(entry.name)) for entry in entries(part, LIMITS))
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, Unreadable):
            return {"file": key, "count": 0, "refused": name}
    return {"file": key, "count": count}


def _tables(archive: ArchiveImport, whole: BinaryIO) -> Tables:
    names = [entry.name for entry in entries(whole, LIMITS) if entry.refusal is None]
    with zipfile.ZipFile(whole) as outer:
        infos = {info.filename.replace("\\", "/"): info for info in outer.infolist()}

        def content(name: str) -> bytes:
            _still_at_it(archive)
            with outer.open(infos[name]) as stream:
                return stream.read(LARGEST_TABLE)

        return read_tables(names, content)


# --- handing over ------------------------------------------------------------------------------------------------------
def _hand_over(archive: ArchiveImport) -> None:
    with transaction.atomic():
        waiting = UploadFile.objects.filter(archive=archive, state__in=OPEN).count()
    room = min(BATCH, AHEAD - waiting)
    if room <= 0:
        raise Later(timezone.now() + timedelta(seconds=1))
    batch = _next_batch(archive, room)
    with transaction.atomic():
        _advance(archive, unpacked=archive.unpacked + len(batch))
        _write(archive, batch)
    raise Later(timezone.now())


@dataclass(frozen=True, slots=True)
class _Found:
    name: str
    stored: Stored | None
    error: Unreadable | None


def _next_batch(archive: ArchiveImport, most: int) -> list[_Found]:
    until, batch = time.monotonic() + STEP_S, []
    for entry in islice(_sessions_from(archive), most):
        batch.append(_found(archive, entry))
        if time.monotonic() > until:
            break
    return batch


def _sessions_from(archive: ArchiveImport) -> Iterator[Entry]:
    """The files not handed over yet, in the order of the archive and of those inside of it."""
    skip = archive.unpacked
    for part in archive.described["parts"]:
        if skip >= part["count"]:
            skip -= part["count"]
            continue
        with _opened(part["file"]) as file:
            yield from islice((entry for entry in entries(file, LIMITS) if SESSION.search(entry.name)), skip, None)
        skip = 0


def _found(archive: ArchiveImport, entry: Entry) -> _Found:
    try:
        content = BytesIO(entry.read())
    except Unreadable as error:
        return _Found(entry.name, None, error)
    return _Found(entry.name, store_bytes(athlete_id=archive.athlete_id, content=content, filename=entry.name), None)


def _write(archive: ArchiveImport, batch: list[_Found]) -> None:
    originals = register(athlete_id=archive.athlete_id, stored=[found.stored for found in batch if found.stored])
    files, items = [], []
    for position, found in enumerate(batch, start=archive.unpacked):
        file = UploadFile(
            archive=archive,
            athlete_id=archive.athlete_id,
            position=position,
            filename=found.name[-255:],
            original=originals[found.stored.sha256] if found.stored else None,
            state=WorkState.WAITING if found.stored else WorkState.DONE,
            described=_said(archive, found.name),
        )
        files.append(file)
        if found.error:
            items.append(refusal(file, 0, found.error, found.name))
    UploadFile.objects.bulk_create(files)
    UploadItem.objects.bulk_create(items)
    transaction.on_commit(lambda: wake(read_uploads))


def _said(archive: ArchiveImport, name: str) -> Mapping[str, Any]:
    at = archive.described["by_name"].get(name)
    return {} if at is None else archive.described["rows"][at]


# --- the end -----------------------------------------------------------------------------------------------------------
def _close(archive: ArchiveImport) -> Effect:
    with transaction.atomic():
        if UploadFile.objects.filter(archive=archive, state__in=OPEN).exists():
            raise Later(timezone.now() + timedelta(seconds=1))
    return partial(_end, archive)


def _end(archive: ArchiveImport) -> None:
    rows = [Told(**row) for row in archive.described["rows"]]
    report = report_of(archive, rows)
    _finish(archive, ArchiveState.DONE, {**report, "unopened": _refused_parts(archive)})


def _fail(archive: ArchiveImport, error: Unreadable) -> None:
    _finish(archive, ArchiveState.FAILED, {"error_code": error.code, "error": error.message})


def _finish(archive: ArchiveImport, phase: str, report: Mapping[str, Any]) -> None:
    names = {str(archive.file.name), *(part["file"] for part in archive.described.get("parts", []))} - {""}
    ArchiveImport.objects.filter(pk=archive.pk).update(phase=phase, report=report, described={}, file="")
    transaction.on_commit(lambda: [storage().delete(name) for name in names])  # type: ignore[func-returns-value]


def _refused_parts(archive: ArchiveImport) -> list[str]:
    return [part["refused"] for part in archive.described["parts"] if part.get("refused")]


# --- files -------------------------------------------------------------------------------------------------------------
@contextmanager
def _opened(key: str) -> Iterator[BinaryIO]:
    with storage().open(key, "rb") as file:
        yield cast(BinaryIO, file)


def _still_at_it(archive: ArchiveImport) -> None:
    with transaction.atomic():
        renew(archive, lease=LEASE)


class _Telling:
    """A stream that says every few seconds that somebody is still reading it."""

    def __init__(self, stream: IO[bytes], tell: Any) -> None:
        self.stream, self.tell, self.next = stream, tell, time.monotonic() + 5

    def read(self, size: int = -1) -> bytes:
        if time.monotonic() > self.next:
            self.tell()
            self.next = time.monotonic() + 5
        return self.stream.read(size)
