"""Calendars as other programs read them: iCalendar (RFC 5545), and nothing of Paceline in it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

LINE_BYTES = 75
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_ESCAPED = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}


@dataclass(frozen=True, slots=True)
class Entry:
    """On whole days, or from a moment on."""

    uid: str
    stamp: datetime
    sequence: int
    summary: str
    first: date
    last: date
    description: str = ""
    category: str = ""
    starts_at: datetime | None = None
    duration_s: float = 3600.0
    is_cancelled: bool = False


def write_calendar(name: str, entries: Iterable[Entry], *, refresh: str = "PT1H") -> bytes:
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Paceline//Plan//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}", f"REFRESH-INTERVAL;VALUE=DURATION:{refresh}", f"X-PUBLISHED-TTL:{refresh}",
    ]  # fmt: skip
    for entry in entries:
        lines += _entry(entry)
    return "".join(f"{folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"]).encode()


def escaped(text: str) -> str:
    plain = _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(_ESCAPED.get(sign, sign) for sign in plain)


def folded(line: str) -> str:
    """No line longer than 75 bytes, and no letter cut in two."""
    parts, room = [""], LINE_BYTES
    for sign in line:
        size = len(sign.encode())
        if size > room:
            parts.append("")
            room = LINE_BYTES - 1
        parts[-1] += sign
        room -= size
    return "\r\n ".join(parts)


def _entry(entry: Entry) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(entry.uid)}"
    yield f"DTSTAMP:{_moment(entry.stamp)}"
    yield f"SEQUENCE:{entry.sequence}"
    yield from _when(entry)
    yield f"SUMMARY:{escaped(entry.summary)}"
    if entry.description:
        yield f"DESCRIPTION:{escaped(entry.description)}"
    if entry.category:
        yield f"CATEGORIES:{escaped(entry.category)}"
    yield f"STATUS:{'CANCELLED' if entry.is_cancelled else 'CONFIRMED'}"
    yield "END:VEVENT"


def _when(entry: Entry) -> Iterator[str]:
    """Whole days block nobody's time; the last day of an iCalendar is the one after."""
    if entry.starts_at is not None:
        yield f"DTSTART:{_moment(entry.starts_at)}"
        yield f"DTEND:{_moment(entry.starts_at + timedelta(seconds=entry.duration_s))}"
        return
    yield f"DTSTART;VALUE=DATE:{entry.first:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{entry.last + timedelta(days=1):%Y%m%d}"
    yield "TRANSP:TRANSPARENT"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
