"""Who looks at a page: the person, their teams, those they look after, and for whom they act right now."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from accounts.models import COACHING_ROLES, Guardianship, Membership, Person, Role, Team, User

ACTING_FOR = "acting_for"
TEAM = "team"


@dataclass(frozen=True, slots=True)
class Visitor:
    user: User
    person: Person
    memberships: tuple[Membership, ...] = ()
    wards: tuple[Person, ...] = ()
    acting_for: Person | None = None
    team: Team | None = None

    @property
    def athlete(self) -> Person:
        return self.acting_for or self.person

    @property
    def teams(self) -> tuple[Team, ...]:
        return tuple(membership.team for membership in self.memberships)

    @property
    def is_coaching(self) -> bool:
        return any(membership.is_coaching() for membership in self.memberships)

    @property
    def is_athlete(self) -> bool:
        """Who coaches and does not train in any team has no use for the pages of athletes."""
        trains = any(Role.ATHLETE in membership.roles for membership in self.memberships)
        return trains or self.acting_for is not None or not self.is_coaching

    @property
    def has_finished_onboarding(self) -> bool:
        return self.person.onboarded_at is not None

    def membership_of(self, team_id: UUID) -> Membership | None:
        return next((membership for membership in self.memberships if membership.team_id == team_id), None)


class PageRequest(HttpRequest):
    """A request after PersonMiddleware, of somebody who is signed in."""

    user: User
    visitor: Visitor
    htmx: Any


def load_visitor(user: User, session: SessionBase) -> Visitor:
    memberships = tuple(Membership.objects.filter(user=user).select_related("team").order_by("team__name", "id"))
    guardianships = (
        Guardianship.objects.filter(guardian=user).select_related("athlete__person").order_by("athlete__person__name")
    )
    wards = tuple(guardianship.athlete.person for guardianship in guardianships)
    return Visitor(
        user=user,
        person=Person.objects.filter(pk=user.pk).first() or Person(user=user),
        memberships=memberships,
        wards=wards,
        acting_for=_chosen(wards, session.get(ACTING_FOR)),
        team=_team(memberships, session.get(TEAM)),
    )


def _chosen(people: Iterable[Person], key: str | None) -> Person | None:
    return next((person for person in people if str(person.pk) == key), None)


def _team(memberships: tuple[Membership, ...], key: str | None) -> Team | None:
    """The team of the session; else one they coach, else their first."""
    ordered = sorted(memberships, key=lambda row: (str(row.team_id) != key, COACHING_ROLES.isdisjoint(row.roles)))
    return ordered[0].team if ordered else None
