"""Who sees whom, as rows for pages."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from accounts.access import live_access
from accounts.models import Access, Grant, Person, Team
from accounts.web.subjects import names_of
from accounts.web.visitor import Visitor


@dataclass(slots=True)
class SeenAthlete:
    person: Person
    teams: list[Team] = field(default_factory=list)
    scopes: set[str] = field(default_factory=set)

    @property
    def may(self) -> list[str]:
        return names_of(self.scopes)


def athletes_of(visitor: Visitor) -> list[SeenAthlete]:
    rows: dict[UUID, SeenAthlete] = {}
    for access in _known(visitor):
        seen = rows.setdefault(access.athlete_id, SeenAthlete(access.athlete.person))
        seen.scopes.update(access.scopes)
        if access.team and access.team not in seen.teams:
            seen.teams.append(access.team)
    return list(rows.values())


def _known(visitor: Visitor) -> list[Access]:
    others = live_access(visitor.user.pk).exclude(athlete_id=visitor.user.pk).filter(athlete__person__isnull=False)
    return list(others.select_related("athlete__person", "team").order_by("athlete__person__name", "athlete_id", "id"))


def viewers_of(athlete_id: UUID, now: datetime) -> list[Grant]:
    """Standing consents, the team's before those for one coach."""
    standing = Grant.objects.filter(athlete_id=athlete_id).not_over(now)
    return list(standing.select_related("team", "coach__person").order_by("team__name", "coach__person__name", "id"))
