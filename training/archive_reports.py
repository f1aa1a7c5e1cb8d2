"""What came of an archive, held against what its own tables say."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from core.models import WorkState
from training.models import Activity, ArchiveImport, ItemState, UploadFile, UploadItem
from training.refusals import explain
from training.tables import Told

MOST = 500
"""Of each list in a report; the counts say how many there are."""
CLOSE_S = 60
_FIELDS = (
    "file__filename",
    "filename",
    "state",
    "error_code",
    "error",
    "duplicate_of",
    "source__activity_id",
    "source__start_at",
)

Item = Mapping[str, Any]


def report_of(archive: ArchiveImport, rows: Sequence[Told]) -> dict[str, Any]:
    items = list(UploadItem.objects.filter(file__archive=archive).order_by("file__position", "part").values(*_FIELDS))
    items += _given_up(archive)
    activities = Activity.objects.in_bulk({item["source__activity_id"] for item in items} - {None})
    failed = [item for item in items if item["state"] == ItemState.FAILED]
    refused = [item for item in failed if item["error_code"] != "not_a_session"]
    duplicates = [item for item in items if item["duplicate_of"] and item["state"] != ItemState.FAILED]
    differences = list(_differences(rows, items, activities))
    return {
        "imported": len(items) - len(failed) - len(duplicates),
        "duplicate": len(duplicates),
        "refused": len(refused),
        "skipped": len(failed) - len(refused),
        "refusals": [_refusal(item) for item in refused[:MOST]],
        "duplicates": [_duplicate(item) for item in duplicates[:MOST]],
        "totals": _totals(rows, activities.values()),
        "difference_count": len(differences),
        "differences": differences[:MOST],
    }


def in_words(report: Mapping[str, Any]) -> dict[str, Any]:
    """A report in the language of whoever reads it."""
    refusals = [
        {"filename": row["filename"], "code": row["code"], "error": explain(row["code"], row["filename"], row["told"])}
        for row in report.get("refusals", [])
    ]
    return {**report, "refusals": refusals}


def _given_up(archive: ArchiveImport) -> list[Item]:
    dead = UploadFile.objects.filter(archive=archive, state=WorkState.DEAD).values_list("filename", flat=True)
    blank = dict.fromkeys(_FIELDS)
    told = {"state": ItemState.FAILED, "error_code": "gave_up", "error": ""}
    return [{**blank, **told, "file__filename": name, "filename": name} for name in dead]


def _refusal(item: Item) -> dict[str, str]:
    return {"filename": item["file__filename"], "code": item["error_code"], "told": item["error"]}


def _duplicate(item: Item) -> dict[str, str]:
    return {"filename": item["file__filename"], "activity_id": str(item["source__activity_id"] or "")}


# --- totals ------------------------------------------------------------------------------------------------------------
def _totals(rows: Iterable[Told], activities: Iterable[Activity]) -> list[dict[str, Any]]:
    """By sport: what is here now, and what the archive says."""
    sums: dict[str, dict[str, Any]] = defaultdict(lambda: dict.fromkeys(_SUMS, 0))
    for activity in activities:
        _add(sums[activity.sport], "", activity.distance_m, activity.elapsed_s)
    for row in rows:
        _add(sums[row.sport or "other"], "archive_", row.distance_m, row.duration_s)
    return [{"sport": sport, **sums[sport]} for sport in sorted(sums)]


_SUMS = ("sessions", "distance_m", "duration_s", "archive_sessions", "archive_distance_m", "archive_duration_s")


def _add(into: dict[str, Any], whose: str, distance_m: float | None, duration_s: float | None) -> None:
    into[f"{whose}sessions"] += 1
    into[f"{whose}distance_m"] += distance_m or 0
    into[f"{whose}duration_s"] += duration_s or 0


# --- differences -------------------------------------------------------------------------------------------------------
def _differences(
    rows: Sequence[Told], items: Sequence[Item], activities: Mapping[UUID, Activity]
) -> Iterator[dict[str, Any]]:
    by_name: dict[str, list[Item]] = defaultdict(list)
    by_start: dict[int, list[Item]] = defaultdict(list)
    for item in items:
        by_name[item["file__filename"]].append(item)
        if item["source__start_at"]:
            by_start[int(item["source__start_at"].timestamp()) // CLOSE_S].append(item)
    for row in rows:
        if row.name:
            yield from _difference(row, by_name.get(row.name[-255:], []), activities)
        elif row.start_s is not None and row.start_s % 86400:
            yield from _difference(row, _near(by_start, row.start_s), activities)
        elif row.start_s is None:
            yield _told(row, "without_file")


def _near(by_start: Mapping[int, list[Item]], start_s: float) -> list[Item]:
    at = int(start_s) // CLOSE_S
    return [item for minute in (at - 1, at, at + 1) for item in by_start.get(minute, [])]


def _difference(row: Told, items: Sequence[Item], activities: Mapping[UUID, Activity]) -> Iterator[dict[str, Any]]:
    found = [activities[item["source__activity_id"]] for item in items if item["source__activity_id"] in activities]
    if not items:
        yield _told(row, "missing")
    elif not found:
        yield _told(row, "refused")
    else:
        yield from _compared(row, "distance_m", row.distance_m, sum(one.distance_m or 0 for one in found), slack=100)
        yield from _compared(row, "duration_s", row.duration_s, sum(one.elapsed_s or 0 for one in found), slack=60)


def _compared(row: Told, what: str, said: float | None, found: float, *, slack: float) -> Iterator[dict[str, Any]]:
    if said is not None and abs(said - found) > max(slack, 0.02 * said):
        yield {**_told(row, what), "archive": said, "found": found}


def _told(row: Told, kind: str) -> dict[str, Any]:
    return {"kind": kind, "filename": row.name, "title": row.title, "sport": row.sport, "archive": None, "found": None}
