"""A plan as weeks by days: what stands where, and what each week adds up to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from training.naming import sport_name
from training.plans import Item
from training.web.workouts.sheets import profile_of

DAYS = 7


@dataclass(frozen=True, slots=True)
class Chip:
    id: str
    day: int
    title: str | Promise
    sport: str
    duration_s: float | None
    load: float | None
    is_key: bool
    purpose: str
    profile: SafeString
    source: str = ""
    """What a new one is made of: for those that are not in the plan yet."""

    @property
    def library_id(self) -> str:
        return self.source.removeprefix("library:")


@dataclass(frozen=True, slots=True)
class Week:
    number: int
    days: list[list[Chip]]
    duration_s: float
    load: float
    share: float
    """Of the hardest week."""

    @property
    def first_day(self) -> int:
        return (self.number - 1) * DAYS


def weeks_of(items: Iterable[Item], weeks: int) -> list[Week]:
    by_day: dict[int, list[Chip]] = {}
    for item in items:
        by_day.setdefault(item["day"], []).append(chip_of(item))
    rows = [[by_day.get(week * DAYS + day, []) for day in range(DAYS)] for week in range(weeks)]
    loads = [_sum(days, "load") for days in rows]
    most = max([1.0, *loads])
    return [
        Week(number, days, _sum(days, "duration_s"), load, load / most)
        for number, (days, load) in enumerate(zip(rows, loads, strict=True), start=1)
    ]


def chip_of(item: Item) -> Chip:
    return Chip(
        id=str(item["id"]), day=item["day"], title=item["title"] or sport_name(item["sport"]), sport=item["sport"],
        duration_s=item["planned_duration_s"], load=item["planned_load"], is_key=bool(item.get("key")),
        purpose=item["purpose"], profile=_drawn(item),
    )  # fmt: skip


def chip_of_library(row: Any) -> Chip:
    return Chip(
        id="", day=0, title=row.title, sport=row.sport, duration_s=row.planned_duration_s, load=row.planned_load,
        is_key=False, purpose=row.purpose, profile=mark_safe(profile_of(row.structure, row.sport)),  # noqa: S308
        source=f"library:{row.pk}",
    )  # fmt: skip


def day_names() -> list[str]:
    """A plan begins on whatever day it is given from; its days are counted."""
    return [_("Day %(n)s") % {"n": number} for number in range(1, DAYS + 1)]


def loads_of(items: Sequence[Item], weeks: int) -> list[float]:
    """By week, for a small picture in a list."""
    sums = [0.0] * weeks
    for item in items:
        if item["day"] // DAYS < weeks:
            sums[item["day"] // DAYS] += item["planned_load"] or 0.0
    return sums


def _drawn(item: Item) -> SafeString:
    return mark_safe(profile_of(item["structure"], item["sport"]))  # noqa: S308 - drawn by us


def _sum(days: list[list[Chip]], name: str) -> float:
    return sum(getattr(chip, name) or 0.0 for day in days for chip in day)
