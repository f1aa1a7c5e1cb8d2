"""Files that people send, and what has become of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.db.models import Case, Count, F, Value, When
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.models.visibility import AthleteOwned
from core.errors import DomainError
from core.models import WorkState
from core.tasks import wake
from training.models import ItemState, Original, Upload, UploadFile, UploadItem
from training.originals import Stored, register, short_name, store_bytes
from training.refusals import explain
from training.tasks import read_uploads

QUEUED, PROCESSING = "queued", "processing"
STATES = (QUEUED, PROCESSING, *ItemState.values)
STEP = 1000
"""Between the positions of two files: what an archive among them holds is put in between."""


class TooLarge(DomainError):
    status: ClassVar[int] = 413
    code: ClassVar[str] = "PAYLOAD_TOO_LARGE"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What has become of one session of a file, or of a file that has not been read yet."""

    filename: str
    state: str
    activity_id: UUID | None = None
    duplicate_of: UUID | None = None
    error_code: str | None = None
    error: str | None = None


def take_files(
    *, athlete_id: UUID, files: Sequence[File[bytes]], sport: str = "", actor: User, now: datetime
) -> Upload:
    """The bytes are safe before anything is promised; reading them is the work of others."""
    refuse_unfit(files)
    stored = [store_bytes(athlete_id=athlete_id, content=file, filename=name_of(file)) for file in files]
    with transaction.atomic():
        upload = Upload.objects.create(athlete_id=athlete_id, sport=sport)
        originals = register(athlete_id=athlete_id, stored=stored)
        queue(upload, stored, originals, positions=[index * STEP for index in range(len(stored))])
    return upload


def queue(
    upload: Upload, stored: Sequence[Stored], originals: Mapping[str, Original], positions: Sequence[int]
) -> None:
    UploadFile.objects.bulk_create(
        UploadFile(
            upload=upload,
            athlete_id=upload.athlete_id,
            position=position,
            filename=one.filename,
            original=originals[one.sha256],
        )
        for position, one in zip(positions, stored, strict=True)
    )
    transaction.on_commit(lambda: wake(read_uploads))


def refuse_unfit(files: Sequence[File[bytes]]) -> None:
    if not files:
        raise DomainError(_("Send at least one file."), field="file", detail="required")
    if len(files) > settings.MAX_UPLOAD_FILES:
        message = _("Send at most %(count)s files at once.") % {"count": settings.MAX_UPLOAD_FILES}
        raise TooLarge(message, field="file", detail="too_many")
    for index, file in enumerate(files):
        if file.size > settings.MAX_UPLOAD_BYTES:
            raise too_large(name_of(file), index)


def too_large(filename: str, index: int) -> TooLarge:
    message = _("%(filename)s is larger than 25 MB.") % {"filename": short_name(filename)}
    return TooLarge(message, field=f"file.{index}", detail="too_large")


def name_of(file: File[bytes]) -> str:
    return short_name(file.name or "")


# --- what has become of them ---------------------------------------------------------------------------------------
def uploads_of(athlete_id: UUID) -> "AthleteOwned[Upload]":
    return AthleteOwned(Upload).of(athlete_id)


def outcomes_of(uploads: Iterable[Upload]) -> dict[UUID, list[Outcome]]:
    """Of each upload, in the order the files were sent. Two questions, however many there are."""
    files = UploadFile.objects.filter(upload__in=[upload.pk for upload in uploads]).defer("described")
    rows = list(files.order_by("upload_id", "position"))
    items: dict[UUID, list[UploadItem]] = defaultdict(list)
    found = UploadItem.objects.filter(file__in=[row.pk for row in rows]).annotate(activity_id=F("source__activity_id"))
    for item in found.order_by("file_id", "part"):
        items[item.file_id].append(item)
    outcomes: dict[UUID, list[Outcome]] = defaultdict(list)
    for row in rows:
        if row.upload_id:
            outcomes[row.upload_id] += _outcomes(row, items[row.pk])
    return outcomes


def _outcomes(file: UploadFile, items: Sequence[Any]) -> list[Outcome]:
    if file.state == WorkState.DEAD and not items:
        return [_failed(file.filename, "gave_up")]
    if file.state in {WorkState.WAITING, WorkState.LEASED}:
        # Tried before and waiting for the next attempt is still on its way.
        is_waiting = file.state == WorkState.WAITING and not file.attempts
        return [Outcome(file.filename, QUEUED if is_waiting else PROCESSING)]
    return [outcome_of(item) for item in items]


def outcome_of(item: Any) -> Outcome:
    return Outcome(
        filename=item.filename,
        state=item.state,
        activity_id=item.activity_id,
        duplicate_of=item.duplicate_of,
        error_code=item.error_code or None,
        error=explain(item.error_code, item.filename, item.error) if item.error_code else None,
    )


def _failed(filename: str, code: str) -> Outcome:
    return Outcome(filename, ItemState.FAILED, error_code=code, error=explain(code, filename))


def state_of(states: Iterable[str]) -> str:
    """Of an upload, by the states of what is in it."""
    found = set(states)
    if found == {QUEUED}:
        return QUEUED
    if found & {QUEUED, PROCESSING}:
        return PROCESSING
    if found == {ItemState.DONE}:
        return ItemState.DONE
    return ItemState.FAILED if found <= {ItemState.FAILED} else ItemState.PARTIAL


def counts_of(uploads: Iterable[Upload]) -> dict[UUID, dict[str, int]]:
    """How many outcomes of each state; without reading the outcomes."""
    ids = [upload.pk for upload in uploads]
    found: dict[UUID, dict[str, int]] = {pk: dict.fromkeys(STATES, 0) for pk in ids}
    files = UploadFile.objects.filter(upload__in=ids).exclude(state=WorkState.DONE)
    by_state = files.annotate(outcome=_STATE_OF_FILE).values_list("upload_id", "outcome").annotate(Count("pk"))
    items = UploadItem.objects.filter(file__upload__in=ids).values_list("file__upload_id", "state")
    for upload_id, state, count in [*by_state, *items.annotate(Count("pk"))]:
        found[upload_id][state] += count
    return found


_STATE_OF_FILE = Case(
    When(state=WorkState.DEAD, then=Value(ItemState.FAILED)),
    When(state=WorkState.WAITING, attempts=0, then=Value(QUEUED)),
    default=Value(PROCESSING),
)
