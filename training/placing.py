"""On which days of an athlete's life the sessions of a template fall, and which have to give way to what is there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from training.free_time import FreeTime, week_around
from training.plan_templates import Figures, Slot, Template
from training.science.metrics import Thresholds
from training.thresholds import ThresholdBook


@dataclass(frozen=True, slots=True)
class Placed:
    """`wanted_on` is the plan's day; `reason` says why it is another one, or what speaks against it."""

    slot: Slot
    on: date
    wanted_on: date
    figures: Figures
    reason: str = ""

    @property
    def is_shifted(self) -> bool:
        return self.on != self.wanted_on

    def told(self) -> dict[str, Any]:
        days = {"on": self.on.isoformat(), "wanted_on": self.wanted_on.isoformat()}
        return {"item_id": str(self.slot.key), "title": self.slot.content["title"], **days, "reason": self.reason}


def place(
    template: Template, athlete_id: UUID, slots: Sequence[Slot] | None = None, *, book: ThresholdBook | None = None,
    without: Sequence[UUID] = (), earliest: date = date.min, pinned: Mapping[UUID, date] | None = None,
) -> list[Placed]:  # fmt: skip
    """Key sessions first, so that the others make room for them; pinned ones stay on their day. In order of the days."""
    wanted = template.slots if slots is None else slots
    thresholds = ThresholdsOfDay(book or ThresholdBook(athlete_id))
    free = FreeTime(athlete_id, template.starts_on, template.ends_on, without=without)
    fixed = pinned or {}
    ranked = sorted(wanted, key=lambda slot: (slot.key not in fixed, slot.day // 7, not slot.is_key, slot.day))
    found = [_placed(slot, template, thresholds, free, earliest, fixed.get(slot.key)) for slot in ranked]
    order = {slot.key: number for number, slot in enumerate(wanted)}
    return sorted(found, key=lambda one: (one.on, order[one.slot.key]))


class ThresholdsOfDay:
    """Opens the book once for a sport and a stretch of days in which nothing changes."""

    def __init__(self, book: ThresholdBook) -> None:
        self._book = book
        self._known: dict[tuple[str, int], Thresholds] = {}

    def at(self, sport: str, on: date) -> Thresholds:
        key = (sport, self._book.stretch(on))
        if key not in self._known:
            self._known[key] = self._book.at(sport, on).values
        return self._known[key]


def _placed(
    slot: Slot, template: Template, thresholds: ThresholdsOfDay, free: FreeTime, earliest: date, fixed: date | None
) -> Placed:
    wanted = template.starts_on + timedelta(days=slot.day)
    on = fixed or wanted
    figures = template.figures(slot, thresholds.at(slot.content["sport"], on))
    seconds = figures["planned_duration_s"]
    reason = free.refuses(on, seconds)
    if reason and not fixed and template.options.keep_availability:
        days = [day for day in week_around(wanted, template.starts_on) if day >= earliest]
        on = free.nearest(wanted, seconds, days) or wanted
        figures = template.figures(slot, thresholds.at(slot.content["sport"], on))
    free.use(on, seconds)
    return Placed(slot, on, wanted, figures, reason)
