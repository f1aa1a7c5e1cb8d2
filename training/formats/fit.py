"""FIT files: one or several in a row, whole, cut off or damaged."""

from dataclasses import dataclass

import numpy as np

from training.formats.crc import checksum
from training.formats.fit_clock import heart_rate_samples
from training.formats.fit_messages import Messages, find_messages
from training.formats.fit_records import Beats
from training.formats.fit_sessions import recordings
from training.formats.recording import Note, Reading, Recording, Unreadable

FILE_ID = 0
MARK_AT = 8  # of ".FIT" in a header
MAX_PARTS = 100
WANTED = frozenset({0, 12, 18, 19, 20, 21, 23, 26, 34, 101, 132, 206})
# what file_id.type may say of files that hold no session
_KINDS = {
    1: "a list of what a device can do",
    2: "device settings",
    3: "sport settings",
    5: "a planned workout",
    6: "a course to follow",
    7: "a schedule of workouts",
    9: "weight measurements",
    10: "totals of a device",
    11: "goals",
    14: "blood pressure measurements",
    15: "all-day monitoring",
    28: "all-day monitoring",
    32: "all-day monitoring",
    34: "a segment",
    35: "a list of segments",
    40: "display settings",
    44: "body metrics",
    49: "sleep",
    68: "heart rate variability",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One of the files in a chain."""

    messages: Messages
    notes: list[Note]
    next_at: int
    is_partial: bool
    kind: int | None


def is_fit(content: bytes, at: int = 0) -> bool:
    return content[at + MARK_AT : at + MARK_AT + 4] == b".FIT" and 12 <= content[at] <= 64


def read_fit(content: bytes) -> Reading:
    """All sessions of a file and of those chained behind it."""
    if not is_fit(content):
        raise Unreadable("unknown_format", "This is not a FIT file: its first bytes say something else.", "byte 0")
    parts = _chain(content)
    beats = _beats(parts)
    sessions = [_sessions(part, beats) for part in parts]
    found = tuple(recording for those, _ in sessions for recording in those)
    notes = [note for part, (_, about) in zip(parts, sessions, strict=True) for note in part.notes + about]
    notes += _behind(content, parts[-1].next_at)
    if not found:
        raise _nothing(parts, notes)
    is_partial = any(part.is_partial for part in parts) or any(note.code == "trailing" for note in notes)
    return Reading(found, "fit", is_partial, tuple(notes))


def _chain(content: bytes) -> list[Part]:
    """The files in a row, also behind bytes between them that belong to none."""
    parts: list[Part] = []
    at = 0
    while at >= 0:
        if len(parts) >= MAX_PARTS:
            raise Unreadable("too_large", f"The file is a chain of more than {MAX_PARTS} files.", f"byte {at}")
        parts.append(_part(content, at))
        at = _next(content, parts[-1].next_at)
    return parts


def _next(content: bytes, at: int) -> int:
    """Where the next file begins, -1 if none does."""
    while (mark := content.find(b".FIT", at + MARK_AT)) >= 0:
        if is_fit(content, mark - MARK_AT):
            return mark - MARK_AT
        at = mark
    return -1


def _part(content: bytes, at: int) -> Part:
    start, end, notes = _extent(content, at)
    messages = find_messages(content, start, end, WANTED)
    if messages.damage:
        notes.append(messages.damage)
    is_partial = bool(messages.damage) or any(note.code == "unfinished" for note in notes)
    return Part(messages, notes, end + 2, is_partial, _kind(messages))


def _extent(content: bytes, at: int) -> tuple[int, int, list[Note]]:
    """Where a file's messages begin and end, by its header if that can be."""
    header, size = content[at], int.from_bytes(content[at + 4 : at + 8], "little")
    start, end = at + header, at + header + size
    is_unfinished = size == 0 and not is_fit(content, start + 2) and len(content) > start + 2
    if is_unfinished or end > len(content):
        words = f"The file ends at byte {len(content)} and was never closed by its device."
        return start, len(content), [Note("unfinished", words)]
    if not checksum(memoryview(content)[at : end + 2]):
        return start, end, []
    if not at and len(content) > end + 2 and not checksum(content):
        return start, len(content) - 2, [Note("size", f"The file goes on behind byte {end}, where its header ends it.")]
    return start, end, [Note("crc", f"The checksum at byte {end} does not fit: something in the file was changed.")]


def _kind(messages: Messages) -> int | None:
    table = messages.table(FILE_ID)
    kind = table.value(0, 0) if len(table) else None
    return None if kind is None else int(kind)


def _beats(parts: list[Part]) -> Beats:
    """A strap's heart rate, which may come as a file of its own behind the session's."""
    told = [heart_rate_samples(part.messages) for part in parts]
    return np.concatenate([seconds for seconds, _ in told]), np.concatenate([bpm for _, bpm in told])


def _sessions(part: Part, beats: Beats) -> tuple[list[Recording], list[Note]]:
    if part.kind in _KINDS:
        return [], [Note("not_a_session", f"A part of the file holds {_KINDS[part.kind or 0]}, not a session.")]
    return [recording for recording in recordings(part.messages, beats) if recording.start_at], []


def _behind(content: bytes, at: int) -> list[Note]:
    rest = content[at:]
    if not rest.strip(b"\0\n\r"):
        return []
    return [Note("trailing", f"After byte {at} follow {len(rest)} bytes that belong to no FIT file.")]


def _nothing(parts: list[Part], notes: list[Note]) -> Unreadable:
    """Why a file gave no session."""
    kinds = [part.kind for part in parts if part.kind in _KINDS]
    if kinds:
        return Unreadable("not_a_session", f"This FIT file holds {_KINDS[kinds[0] or 0]}, not a session.")
    if any(part.is_partial for part in parts):
        place = next((note.text for note in notes if note.code in ("damaged", "truncated", "unfinished")), "")
        return Unreadable("damaged", f"The file is damaged before its first record. {place}".strip(), place)
    return Unreadable("no_records", "This FIT file holds neither records nor a summary of a session.")
