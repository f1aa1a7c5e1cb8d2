"""What is put into calendars: the items of an edition or of a stretch of days, made ready once for many athletes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from functools import cached_property
from typing import Any, Literal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from training.applied import digest
from training.contents import CONTENT, resolved
from training.models import PlanEdition
from training.plans import Item
from training.scaling import LEAST, MOST, scale
from training.science.metrics import Thresholds
from training.structures import structure_of
from training.workouts.resolving import PACED
from training.workouts.structure import Repeat, Step

Anchor = Literal["start", "end"]
Figures = Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Options:
    """How a plan is put into calendars. A mapped weekday counts from the first day of the plan's weeks."""

    on: date
    anchor: Anchor = "start"
    scale: float = 1.0
    weekday_map: Mapping[int, int] = field(default_factory=dict)
    keep_availability: bool = True

    def starts_on(self, weeks: int) -> date:
        """By its end the last day of the last week falls on the day."""
        return self.on if self.anchor == "start" else self.on - timedelta(days=weeks * 7 - 1)

    def day(self, day: int) -> int:
        week, weekday = divmod(day, 7)
        return week * 7 + self.weekday_map.get(weekday, weekday)

    def to_json(self) -> dict[str, Any]:
        return {
            "on": self.on.isoformat(),
            "anchor": self.anchor,
            "scale": self.scale,
            "weekday_map": {str(old): new for old, new in self.weekday_map.items()},
            "keep_availability": self.keep_availability,
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> "Options":
        days = {int(old): new for old, new in told.get("weekday_map", {}).items()}
        on, anchor = date.fromisoformat(told["on"]), told.get("anchor", "start")
        return cls(on, anchor, told.get("scale", 1.0), days, told.get("keep_availability", True))


@dataclass(frozen=True)
class Slot:
    """One session of a template: on which of its days, and what."""

    key: UUID
    day: int
    content: Mapping[str, Any]
    start_time: str | None
    is_key: bool
    digest: str

    @property
    def starts_at(self) -> time | None:
        return time.fromisoformat(self.start_time) if self.start_time else None

    @cached_property
    def is_same_for_all(self) -> bool:
        """Its figures follow from shares of the threshold alone, whatever the threshold is."""
        structure = structure_of(self.content["structure"])
        return structure is None or (self.content["sport"] not in PACED and _is_relative(structure.steps))

    @cached_property
    def kind(self) -> tuple[Any, ...]:
        """Sessions with the same figures: the weeks of a plan repeat themselves."""
        content = self.content
        typed = tuple((name, content[name]) for name in content["typed"])
        return (content["sport"], content["structure_text"], repr(content["structure"]), typed)


class Template:
    """Slots of an edition, scaled. Figures are computed once for all athletes, or once per thresholds."""

    def __init__(self, items: Iterable[Item], weeks: int, options: Options, edition: PlanEdition | None = None) -> None:
        self.options, self.weeks, self.edition = options, weeks, edition
        scaled = _scaling(options.scale)
        self.slots = [_slot(item, options, scaled) for item in items]
        self._figures: dict[Any, Figures] = {}

    @property
    def starts_on(self) -> date:
        return self.options.starts_on(self.weeks)

    @property
    def ends_on(self) -> date:
        return self.starts_on + timedelta(days=self.weeks * 7 - 1)

    def figures(self, slot: Slot, thresholds: Thresholds) -> Figures:
        key = slot.kind if slot.is_same_for_all else (slot.kind, repr(thresholds))
        if key not in self._figures:
            self._figures[key] = resolved(slot.content, thresholds)
        return self._figures[key]


def template_of(edition: PlanEdition, options: Options) -> Template:
    return Template(edition.items, edition.weeks, options, edition)


def check_options(options: Options, weeks: int) -> None:
    """Years that the calendar does not know are nobody's plan."""
    first = options.starts_on(weeks)
    if not 1950 <= first.year <= (first + timedelta(weeks=weeks)).year <= 2150:
        raise DomainError(_("This day is too far away."), field="on", detail="too_far")
    if not LEAST <= options.scale <= MOST:
        raise DomainError(_("Scale it by 0.2 to 3."), field="scale", detail="out_of_range")
    days = {*options.weekday_map, *options.weekday_map.values()}
    if not days <= set(range(7)):
        raise DomainError(_("Days of the week are numbered from 0 to 6."), field="weekday_map", detail="out_of_range")


def _slot(item: Item, options: Options, scaled: Callable[[Item], dict[str, Any]]) -> Slot:
    content = scaled(item)
    start = item.get("start_time")
    marks = {"start_time": start, "key": item["key"]}
    return Slot(UUID(str(item["id"])), options.day(item["day"]), content, start, item["key"], digest(content, **marks))


def _scaling(factor: float) -> Callable[[Item], dict[str, Any]]:
    return lambda item: scale({name: item[name] for name in CONTENT}, factor)


def _is_relative(parts: Sequence[Step | Repeat]) -> bool:
    return all(
        _is_relative(part.steps)
        if isinstance(part, Repeat)
        else part.length.kind != "distance" and (part.target is None or part.target.unit in {"percent_ftp", "rpe"})
        for part in parts
    )
