"""From a stored file to sessions: read apart, written together, or not at all."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from io import BytesIO
from typing import Any
from uuid import UUID

import numpy as np
import structlog
from django.db import OperationalError, transaction
from django.utils import timezone

from core.work import MAX_ATTEMPTS, Effect, renew
from training.formats.archives import UPLOAD, entries, is_zip
from training.formats.recording import Reading, Recording, Unreadable
from training.models import ArchiveImport, Gear, ItemState, Original, SourceKind, UploadFile, UploadItem
from training.originals import Stored, open_original, register, short_name, store_bytes
from training.reading import read_in_sandbox
from training.recording import Recorded, record_session
from training.science import cleaning
from training.uploads import STEP, queue

logger = structlog.get_logger(__name__)

LEASE = timedelta(seconds=15)
MOST_S = 90 * 86_400.0  # of sessions in one file; a year's history of rides has less
_DAMAGE = {"truncated", "unfinished", "crc", "damaged", "trailing"}


def read_file(file: UploadFile) -> Effect:
    """The slow part, outside of any transaction; what it returns writes."""
    try:
        original, content = _content_of(file)
        if is_zip(content):
            return _unpack(file, content)
        reading = read_in_sandbox(content, file.filename, tell=partial(_still_at_it, file))
        if not reading.recordings:
            raise Unreadable("no_records", "The file holds no session.")
        _require_bearable(reading)
    except Unreadable as error:
        return partial(_refuse, file, error)
    return partial(_record, file, original, reading)


def _content_of(file: UploadFile) -> tuple[Original, bytes]:
    with transaction.atomic():
        original = file.original
    try:
        if original is None:
            raise FileNotFoundError
        with open_original(original) as stored:
            return original, stored.read()
    except FileNotFoundError:
        raise Unreadable("lost", "The file is no longer there. Please send it again.") from None


def _require_bearable(reading: Reading) -> None:
    """All sessions of a file are written in one go, which must end before somebody else takes the work over."""
    spans = [np.ptp(one.time_s[np.isfinite(one.time_s)]) for one in reading.recordings if np.isfinite(one.time_s).any()]
    if sum(min(float(span), cleaning.LONGEST_S) for span in spans) > MOST_S:
        raise Unreadable("too_demanding", "The file's sessions last longer than 90 days together.")


def _still_at_it(file: UploadFile) -> None:
    with transaction.atomic():
        renew(file, lease=LEASE)


# --- a file ----------------------------------------------------------------------------------------------------------
def _refuse(file: UploadFile, error: Unreadable) -> None:
    _write(file, [refusal(file, 0, error, file.filename)])


def refusal(file: UploadFile, part: int, error: Unreadable, name: str) -> UploadItem:
    told = f"{error.message}\n{error.place}" if error.place else error.message
    item = _item(file, part, state=ItemState.FAILED, error_code=error.code[:40], error=told)
    item.filename = short_name(name)
    return item


def _record(file: UploadFile, original: Original, reading: Reading) -> None:
    _write(file, [_recorded(file, original, reading, part) for part in range(len(reading.recordings))])


def _recorded(file: UploadFile, original: Original, reading: Reading, part: int) -> UploadItem:
    if file.attempts < MAX_ATTEMPTS:
        return _outcome(file, part, reading, _take(file, original, reading, part))
    try:
        with transaction.atomic():
            return _outcome(file, part, reading, _take(file, original, reading, part))
    except OperationalError:
        raise
    except Exception:
        # A session that cannot be recorded does not take the others of the file with it.
        logger.exception("session given up", work=str(file.pk), part=part)
        return _item(file, part, state=ItemState.FAILED, error_code="gave_up")


def _outcome(file: UploadFile, part: int, reading: Reading, found: Recorded) -> UploadItem:
    reason = _reason(reading) if found.is_partial else {}
    state = ItemState.PARTIAL if found.is_partial else ItemState.DONE
    return _item(file, part, state=state, source=found.source, duplicate_of=found.duplicate_of, **reason)


def _take(file: UploadFile, original: Original, reading: Reading, part: int) -> Recorded:
    recording = reading.recordings[part]
    recording = replace(recording, notes=(*reading.notes, *recording.notes))
    said = _said_of(file, recording)
    chosen = _hint(file, said, recording)
    return record_session(
        athlete_id=file.athlete_id,
        recording=recording,
        kind=SourceKind.FILE,
        original=original,
        part=part,
        described=_answered(recording) | _typed(file.athlete_id, said, chosen or recording.sport),
        chosen_sport=chosen,
        is_partial=reading.is_partial,
        now=timezone.now(),
    )


def _said_of(file: UploadFile, recording: Recording) -> Mapping[str, Any]:
    """What the archive a file came in says of it; some say it by the file's name, some by the session's start."""
    if file.archive_id is None:
        return {}
    if file.described or recording.start_at is None:
        return dict(file.described)
    key = f"described__by_start__{round(recording.start_at.timestamp())}"
    said = ArchiveImport.objects.filter(pk=file.archive_id).values_list(key, flat=True).first()
    return dict(said or {})


def _answered(recording: Recording) -> dict[str, Any]:
    """What the person told the device afterwards: effort of 1 to 10, and a feel in percent."""
    rpe, feel = recording.totals.rpe, recording.totals.feel_pct
    answered = {"rpe": rpe, "feel": None if feel is None else 1 + round(feel / 25)}
    bounds = {"rpe": 10, "feel": 5}
    return {name: value for name, value in answered.items() if value and 1 <= value <= bounds[name]}


def _typed(athlete_id: UUID, said: Mapping[str, Any], sport: str) -> dict[str, Any]:
    """What a person once typed into the other service."""
    typed = {name: said[name] for name in ("title", "notes") if said.get(name)}
    if said.get("gear"):
        gear, _is_new = Gear.objects.get_or_create(athlete_id=athlete_id, name=said["gear"], sport=sport)
        typed["gear_id"] = gear.pk
    return typed


def _hint(file: UploadFile, said: Mapping[str, Any], recording: Recording) -> str:
    """What the sender or the archive takes it for, where the file itself does not know."""
    is_unknown = recording.sport in {"", "other"} or any(note.code == "unknown_sport" for note in recording.notes)
    if not is_unknown:
        return ""
    sport: str = file.upload.sport if file.upload else said.get("sport", "")
    return sport


def _reason(reading: Reading) -> dict[str, str]:
    notes = [*reading.notes, *(note for recording in reading.recordings for note in recording.notes)]
    first = next((note for note in notes if note.code in _DAMAGE), None)
    return {"error_code": first.code[:40], "error": first.text} if first else {"error_code": "damaged_in_part"}


def _item(file: UploadFile, part: int, **what: Any) -> UploadItem:
    return UploadItem(file=file, athlete_id=file.athlete_id, part=part, filename=file.filename, **what)


def _write(file: UploadFile, items: list[UploadItem]) -> None:
    UploadItem.objects.filter(file=file).delete()  # a row that staff gave another life
    UploadItem.objects.bulk_create(items)


# --- a zip of files --------------------------------------------------------------------------------------------------
def _unpack(file: UploadFile, content: bytes) -> Effect:
    if file.upload_id is None or file.position % STEP:
        raise Unreadable("nested", "An archive inside of an archive is not opened.")
    stored: list[Stored] = []
    refused: list[tuple[str, Unreadable]] = []
    for entry in entries(BytesIO(content), UPLOAD):
        try:
            stored.append(store_bytes(athlete_id=file.athlete_id, content=BytesIO(entry.read()), filename=entry.name))
        except Unreadable as error:
            refused.append((entry.name, error))
        if len(stored) % 20 == 19:
            _still_at_it(file)
    if not stored and not refused:
        raise Unreadable("nothing_inside", "The archive holds no files of sessions.")
    return partial(_spread, file, stored, refused)


def _spread(file: UploadFile, stored: list[Stored], refused: list[tuple[str, Unreadable]]) -> None:
    if file.upload is None:
        return
    originals = register(athlete_id=file.athlete_id, stored=stored)
    first = file.position + 1
    queue(file.upload, stored, originals, positions=range(first, first + len(stored)))
    _write(file, [refusal(file, part, error, name) for part, (name, error) in enumerate(refused)])
