"""Whose calendars somebody may open, to switch between them."""

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from accounts.access import live_access
from accounts.models import Scope
from accounts.web.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Choice:
    id: UUID
    name: str
    url: str
    is_current: bool
    may_plan: bool


def choices_of(visitor: Visitor, *, current: UUID, query: str) -> list[Choice]:
    """Oneself first where one trains, then the others by name."""
    rows = live_access(visitor.user.pk).filter(scopes__contains=[Scope.VIEW_PLAN], athlete__person__isnull=False)
    named = rows.exclude(athlete_id=visitor.athlete.user_id).values_list(
        "athlete_id", "athlete__person__name", "scopes"
    )
    found: dict[UUID, tuple[str, bool]] = {}
    for athlete_id, name, scopes in named.order_by("athlete__person__name", "athlete_id"):
        may_plan = Scope.EDIT_PLAN in scopes or found.get(athlete_id, ("", False))[1]
        found[athlete_id] = (name, may_plan)
    own = {visitor.athlete.user_id: (visitor.athlete.name, True)} if visitor.is_athlete else {}
    return [
        Choice(pk, name, _address(pk, visitor) + (f"?{query}" if query else ""), pk == current, may_plan)
        for pk, (name, may_plan) in {**own, **found}.items()
    ]


def _address(athlete_id: UUID, visitor: Visitor) -> str:
    if athlete_id == visitor.athlete.user_id:
        return reverse("calendar")
    return reverse("athlete_training:calendar", kwargs={"athlete_id": athlete_id})
