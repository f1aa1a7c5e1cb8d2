"""The tables inside a person's whole archive of another service: what it says of each session beside its file.

Strava translates the headers of its table, so its columns are found by what stands in them and where they are;
Garmin keeps JSON summaries without file names, found again by their start; TrainingPeaks brings a plain CSV.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from core.text import clean_block, clean_line
from training.sport_names import sport_of

STRAVA, GARMIN, TRAININGPEAKS = "strava", "garmin", "trainingpeaks"
MOST_ROWS = 100_000
SESSION = re.compile(r"\.(fit|tcx|gpx)(\.gz)?$", re.IGNORECASE)
_GARMIN = re.compile(r"summarizedActivities.*\.json$", re.IGNORECASE)
_TRAININGPEAKS = {"WorkoutDay", "TimeTotalInHours", "DistanceInMeters"}

Opened = Callable[[str], bytes]


@dataclass(frozen=True, slots=True)
class Told:
    """A session as the archive's table tells it."""

    name: str = ""
    title: str = ""
    notes: str = ""
    gear: str = ""
    sport: str = ""
    start_s: float | None = None
    distance_m: float | None = None
    duration_s: float | None = None


@dataclass(frozen=True, slots=True)
class Tables:
    service: str = ""
    rows: tuple[Told, ...] = field(default=())

    def plain(self) -> list[dict[str, Any]]:
        """As JSON keeps them: without what is not said."""
        return [{name: value for name, value in asdict(row).items() if value not in {"", None}} for row in self.rows]


def read_tables(names: Sequence[str], opened: Opened) -> Tables:
    """Whose archive it is, by the names in it, and its sessions."""
    for reads in (_strava, _garmin, _trainingpeaks):
        found = reads(names, opened)
        if found is not None:
            return found
    is_garmin = any("DI_CONNECT" in name or "DI-Connect" in name for name in names)
    return Tables(GARMIN if is_garmin else "")


# --- Strava ----------------------------------------------------------------------------------------------------------
def _strava(names: Sequence[str], opened: Opened) -> Tables | None:
    known = {name.lower() for name in names}
    for table in (name for name in names if name.lower().endswith(".csv") and name.count("/") <= 1):
        folder = table.rpartition("/")[0]
        header, rows = _csv(opened(table))
        at = _column_of_files(rows, known, folder)
        if at is not None and len(header) >= 10:
            told = (_strava_row(row, at, folder) for row in rows if len(row) > at)
            return Tables(STRAVA, tuple(told))
    return None


def _column_of_files(rows: Sequence[Sequence[str]], names: set[str], folder: str) -> int | None:
    """The column whose values are files of the archive."""
    for row in rows:
        for at, value in enumerate(row):
            if SESSION.search(value) and _joined(folder, value).lower() in names:
                return at
    return None


def _strava_row(row: Sequence[str], files: int, folder: str) -> Told:
    """Before the file: id, date, name, kind, description, elapsed, distance (km) …, gear. Behind it, in newer
    tables: weights, elapsed, moving, and the distance in metres."""

    def cell(at: int) -> str:
        return row[at].strip() if at < len(row) else ""

    metres = number_in(cell(files + 5)) if len(row) > files + 5 else None
    kilometres = number_in(cell(6))
    notes = [cell(4), cell(files - 2) if files >= 12 else ""]
    return Told(
        name=_joined(folder, cell(files)) if cell(files) else "",
        title=clean_line(cell(2))[:200],
        notes=clean_block("\n\n".join(note for note in notes if note))[:10_000],
        gear=clean_line(cell(files - 1))[:100],
        sport=sport_of(cell(3)),
        distance_m=metres if metres is not None else kilometres * 1000 if kilometres is not None else None,
        duration_s=number_in(cell(5)),
    )


# --- Garmin ----------------------------------------------------------------------------------------------------------
def _garmin(names: Sequence[str], opened: Opened) -> Tables | None:
    tables = [name for name in names if _GARMIN.search(name)]
    if not tables:
        return None
    rows = (_garmin_row(row) for name in tables for row in _garmin_rows(opened(name)))
    return Tables(GARMIN, tuple(islice(rows, MOST_ROWS)))


def _garmin_rows(content: bytes) -> Iterator[Mapping[str, Any]]:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return
    for part in found if isinstance(found, list) else [found]:
        rows = part.get("summarizedActivitiesExport", [part]) if isinstance(part, dict) else []
        yield from (row for row in rows if isinstance(row, dict))


def _garmin_row(row: Mapping[str, Any]) -> Told:
    """Centimetres and milliseconds."""
    kind = row.get("activityType")
    start = _figure(row.get("beginTimestamp", row.get("startTimeGmt")))
    distance, duration = _figure(row.get("distance")), _figure(row.get("elapsedDuration", row.get("duration")))
    return Told(
        title=clean_line(str(row.get("name") or ""))[:200],
        notes=clean_block(str(row.get("description") or ""))[:10_000],
        sport=sport_of(str(kind.get("typeKey", "") if isinstance(kind, dict) else kind or "")),
        start_s=start / 1000 if start is not None else None,
        distance_m=distance / 100 if distance is not None else None,
        duration_s=duration / 1000 if duration is not None else None,
    )


# --- TrainingPeaks -----------------------------------------------------------------------------------------------------
def _trainingpeaks(names: Sequence[str], opened: Opened) -> Tables | None:
    rows: list[Told] = []
    is_found = False
    for name in names:
        if not name.lower().endswith(".csv"):
            continue
        header, cells = _csv(opened(name))
        if set(header) >= _TRAININGPEAKS:
            is_found = True
            rows += _done(dict(zip(header, row, strict=False)) for row in cells)
    return Tables(TRAININGPEAKS, tuple(rows)) if is_found else None


def _done(rows: Iterable[Mapping[str, str]]) -> Iterator[Told]:
    """What was only planned has no time."""
    for row in rows:
        hours = number_in(row.get("TimeTotalInHours", ""))
        if hours:
            yield Told(
                title=clean_line(row.get("Title", ""))[:200],
                notes=clean_block(row.get("WorkoutDescription", ""))[:10_000],
                sport=sport_of(row.get("WorkoutType", "")),
                start_s=_day(row.get("WorkoutDay", "")),
                distance_m=number_in(row.get("DistanceInMeters", "")),
                duration_s=hours * 3600,
            )


# --- cells -------------------------------------------------------------------------------------------------------------
def _csv(content: bytes) -> tuple[list[str], list[list[str]]]:
    text = content.decode("utf-8-sig", "replace").replace("\0", "")
    try:
        delimiter = csv.Sniffer().sniff(text[:4096].partition("\n")[0], ",;\t").delimiter
    except csv.Error:
        delimiter = ","
    try:
        rows = list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), MOST_ROWS))
    except csv.Error:
        return [], []
    return ([cell.strip() for cell in rows[0]], rows[1:]) if rows else ([], [])


def number_in(text: str) -> float | None:
    """`12.3`, `1,234.5`, and the `12,3` and `1.234,5` of many languages."""
    plain = text.strip().replace("\u00a0", "").replace(" ", "")
    thousands = "," if plain.rfind(",") < plain.rfind(".") else "."
    if "," in plain:
        plain = plain.replace(thousands, "").replace(",", ".")
    return _figure(plain) if re.fullmatch(r"-?\d{1,15}(\.\d{1,15})?(e[+-]?\d{1,2})?", plain, re.IGNORECASE) else None


def _figure(value: Any) -> float | None:
    try:
        found = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return found if abs(found) < 1e15 else None


def _day(text: str) -> float | None:
    try:
        return datetime.fromisoformat(text.strip()).replace(tzinfo=UTC).timestamp()
    except ValueError:
        return None


def _joined(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name
