"""A plan arranged by forms, one act at a time: what the page does without a script. Each gives the items and weeks anew."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from core.errors import DomainError, NotFound
from core.ids import uuid7
from training.plans import MOST_WEEKS, Item
from training.web.plans.grids import DAYS
from training.web.plans.saving import items_arranged

Arranged = tuple[list[Item], int]


def arranged(
    act: str, sent: Mapping[str, Any], items: Sequence[Item], weeks: int, *, viewer_id: Any
) -> Arranged:  # fmt: skip
    if act in _WEEKS:
        return _WEEKS[act](list(items), weeks, sent["week"] - 1)
    day = ((sent["week"] or 1) - 1) * DAYS + (sent["day"] or 1) - 1  # what is removed needs none
    if act == "add":
        return _grown([*items, *_from_library(sent["source"], day, viewer_id)], weeks, day)
    named = next((item for item in items if item["id"] == str(sent["item"])), None)
    if named is None:
        raise NotFound
    others = [item for item in items if item is not named]
    if act == "remove":
        return others, weeks
    placed = {**named, "day": day}
    return _grown([*items, {**placed, "id": uuid7()}] if act == "copy" else [*others, placed], weeks, day)


def _from_library(source: str, day: int, viewer_id: Any) -> list[Item]:
    placed = {"id": str(uuid7()), "day": day, "source": f"library:{source}"}
    return items_arranged([placed], [], viewer_id=viewer_id)


def _grown(items: list[Item], weeks: int, day: int) -> Arranged:
    return items, max(weeks, day // DAYS + 1)


def _insert(items: list[Item], weeks: int, week: int) -> Arranged:
    """An empty week below this one."""
    if weeks >= MOST_WEEKS:
        raise DomainError(_("A plan lasts at most 104 weeks."), detail="too_long")
    return [item if _week(item) <= week else {**item, "day": item["day"] + DAYS} for item in items], weeks + 1


def _copy(items: list[Item], weeks: int, week: int) -> Arranged:
    parted, more = _insert(items, weeks, week)
    copies = [{**item, "id": uuid7(), "day": item["day"] + DAYS} for item in items if _week(item) == week]
    return [*parted, *copies], more


def _clear(items: list[Item], weeks: int, week: int) -> Arranged:
    return [item for item in items if _week(item) != week], weeks


def _drop(items: list[Item], weeks: int, week: int) -> Arranged:
    """What comes later moves up; the last week that is left is only emptied."""
    kept, _weeks = _clear(items, weeks, week)
    if weeks == 1:
        return kept, weeks
    return [item if _week(item) < week else {**item, "day": item["day"] - DAYS} for item in kept], weeks - 1


def _week(item: Item) -> int:
    return int(item["day"]) // DAYS


_WEEKS: dict[str, Callable[[list[Item], int, int], Arranged]] = {
    "copy_week": _copy,
    "insert_week": _insert,
    "clear_week": _clear,
    "remove_week": _drop,
}
ITEM_ACTS = ("move", "copy", "remove", "add")
ACTS = (*ITEM_ACTS, *_WEEKS)
