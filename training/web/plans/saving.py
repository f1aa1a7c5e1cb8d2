"""A plan as it was arranged on the page: which sessions stand on which day, by their names, and what new ones are made of."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from core.errors import DomainError
from training.contents import content_of
from training.models import LibraryWorkout
from training.plans import MOST_ITEMS, MOST_WEEKS, Item

LAST_DAY = MOST_WEEKS * 7 - 1
Placed = Mapping[str, Any]


def items_arranged(placed: Sequence[Placed], before: Sequence[Item], *, viewer_id: UUID) -> list[Item]:
    """Nothing of a session's content comes from the page: it is the plan's own, or the library's."""
    if len(placed) > MOST_ITEMS:
        raise DomainError(_("A plan holds at most 3,000 items."), detail="too_many")
    known = {item["id"]: item for item in before}
    library = _library([str(one.get("source", "")) for one in placed], viewer_id)
    return [_item(one, known, library) for one in placed]


def _item(one: Placed, known: Mapping[str, Item], library: Mapping[str, Item]) -> Item:
    try:
        key, day = str(UUID(str(one["id"]))), int(one["day"])
    except (KeyError, TypeError, ValueError) as error:
        raise DomainError(_("This cannot be read."), detail="invalid") from error
    source = str(one.get("source") or key)
    found = known.get(source) or library.get(source)
    if found is None:
        raise DomainError(_("One of these workouts is no longer there."), detail="gone")
    if not 0 <= day <= LAST_DAY:
        raise DomainError(_("A plan lasts at most 104 weeks."), detail="too_long")
    is_key = one.get("key", found.get("key", False))
    return {**found, "id": key, "day": day, "key": bool(is_key)}


def _library(sources: Sequence[str], viewer_id: UUID) -> dict[str, Item]:
    wanted = {text for text in sources if text.startswith("library:")}
    ids = [pk for text in wanted if (pk := _uuid(text.removeprefix("library:")))]
    rows = LibraryWorkout.objects.visible_to(viewer_id).filter(pk__in=ids) if ids else ()
    return {f"library:{row.pk}": {**content_of(row), "start_time": None, "key": False} for row in rows}


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
