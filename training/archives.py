"""A person's whole archive of another service: taken in once, and how far it is."""

import os
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.files import File
from django.core.files.storage import FileSystemStorage
from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Conflict, DomainError
from core.ids import uuid7
from core.models import WorkState
from core.tasks import wake
from training.formats.archives import is_zip
from training.models import ArchiveImport, ArchiveState, UploadFile, UploadItem
from training.originals import put, refusing_when_full, short_name, storage, sync_folder
from training.tasks import unpack_archives

AT_ONCE = 2
OPEN = (WorkState.WAITING, WorkState.LEASED)


def keep_archive(file: File[bytes]) -> str:
    """Where the bytes are now safe. Done while nobody waits in a transaction: it takes as long as gigabytes take."""
    file.seek(0)
    if not is_zip(file.read(4)):
        raise DomainError(_("Send the zip archive as you got it from the other service."), field="file")
    key, where, name = f"archives/{uuid7()}.zip", storage(), getattr(file.file, "name", None)
    file.seek(0)
    with refusing_when_full():
        if isinstance(where, FileSystemStorage) and isinstance(name, str) and Path(name).is_absolute():
            _link(file, Path(name), Path(where.path(key)))
        else:
            put(key, file)
    return key


def _link(file: File[bytes], received: Path, path: Path) -> None:
    """Received on the same disk, it only gets its name."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file.flush()
    os.fsync(file.fileno())
    path.hardlink_to(received)
    sync_folder(path.parent)


@transaction.atomic
def take_archive(*, athlete_id: UUID, file: File[bytes], actor: User, now: datetime) -> ArchiveImport:
    """The bytes are safe before the row speaks of them."""
    key = getattr(file, "kept_as", "") or keep_archive(file)
    if ArchiveImport.objects.filter(athlete_id=athlete_id, state__in=OPEN).count() >= AT_ONCE:
        raise Conflict(_("Other archives are being read; please wait for them."))
    row = ArchiveImport.objects.create(
        athlete_id=athlete_id, filename=short_name(file.name or ""), size_bytes=file.size, file=key
    )
    transaction.on_commit(lambda: wake(unpack_archives))
    return row


def counts_of(archives: list[ArchiveImport]) -> dict[Any, dict[str, int]]:
    """What has become of the files, for each archive."""
    ids = [archive.pk for archive in archives]
    found = {pk: {"imported": 0, "duplicate": 0, "refused": 0, "skipped": 0, "read": 0} for pk in ids}
    is_failed, is_other = Q(state="failed"), Q(error_code="not_a_session")
    items = UploadItem.objects.filter(file__archive__in=ids).values_list("file__archive_id")
    for pk, *numbers in items.annotate(
        imported=Count("pk", filter=~is_failed & Q(duplicate_of=None)),
        duplicate=Count("pk", filter=~is_failed & ~Q(duplicate_of=None)),
        refused=Count("pk", filter=is_failed & ~is_other),
        skipped=Count("pk", filter=is_failed & is_other),
    ):
        found[pk] |= dict(zip(("imported", "duplicate", "refused", "skipped"), numbers, strict=True))
    files = UploadFile.objects.filter(archive__in=ids).exclude(state__in=OPEN).values_list("archive_id", "state")
    for pk, state, number in files.annotate(Count("pk")):
        found[pk]["read"] += number
        found[pk]["refused"] += number if state == WorkState.DEAD else 0
    return found


def eta_s(archive: ArchiveImport, read: int, now: datetime) -> float | None:
    """By the pace so far; None before there is one."""
    if archive.phase != ArchiveState.READING or not read or archive.started_at is None:
        return None
    return (archive.total - read) * (now - archive.started_at).total_seconds() / read
