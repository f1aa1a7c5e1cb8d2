"""Whom a feature flag is aimed at. The answer for a person is stable: it depends on the flag and on them, not on a cookie."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from uuid import UUID

from waffle.utils import get_cache

from accounts.models.person import Person
from accounts.models.team import Membership

if TYPE_CHECKING:
    from accounts.models.flag import Flag

PlanFinder = Callable[[UUID], set[str]]
_plan_finders: list[PlanFinder] = []

SLOTS = 1000


def register_plans(find_plans: PlanFinder) -> None:
    """Called by the app that sells plans, in its `ready()`: the plans of a person, by user id."""
    _plan_finders.append(find_plans)


class Traits:
    """What flags may ask about a person; each answer is looked up at most once, and only when a flag asks."""

    def __init__(self, user_id: UUID) -> None:
        self.user_id = user_id

    @cached_property
    def teams(self) -> dict[UUID, set[str]]:
        rows = Membership.objects.filter(user_id=self.user_id).values_list("team_id", "roles")
        return {team_id: set(roles) for team_id, roles in rows}

    @cached_property
    def roles(self) -> set[str]:
        return set().union(*self.teams.values())

    @cached_property
    def country(self) -> str:
        return Person.objects.filter(user_id=self.user_id).values_list("country", flat=True).first() or ""

    @cached_property
    def plans(self) -> set[str]:
        return set().union(*(find(self.user_id) for find in _plan_finders))


def is_targeted(flag: "Flag", user: Any) -> bool:
    return user.is_authenticated and any(_hits(flag, user.pk, _traits_of(user)))


def _hits(flag: "Flag", user_id: UUID, traits: Traits) -> Iterator[bool]:
    yield is_in_percentage(flag.name, user_id, flag.percent)
    yield bool(flag.team_roles) and not traits.roles.isdisjoint(flag.team_roles)
    yield bool(flag.countries) and traits.country in flag.countries
    yield bool(flag.plans) and not traits.plans.isdisjoint(flag.plans)
    aimed_at = _team_ids(flag)
    yield bool(aimed_at) and not aimed_at.isdisjoint(traits.teams)


def is_in_percentage(flag_name: str, user_id: UUID, percent: Decimal | None) -> bool:
    """Raising the percentage only ever adds people."""
    return percent is not None and slot_of(flag_name, user_id) < percent * SLOTS / 100


def slot_of(flag_name: str, user_id: UUID) -> int:
    return int.from_bytes(sha256(f"{flag_name}:{user_id}".encode()).digest()[:8]) % SLOTS


def team_ids_key(flag_name: str) -> str:
    return f"flag-teams:{flag_name}"


def _team_ids(flag: "Flag") -> set[UUID]:
    cache = get_cache()
    found: set[UUID] | None = cache.get(team_ids_key(flag.name))
    if found is None:
        found = set(flag.teams.through.objects.filter(flag_id=flag.pk).values_list("team_id", flat=True))
        cache.set(team_ids_key(flag.name), found)
    return found


def _traits_of(user: Any) -> Traits:
    # Kept on the user of this request: a page that asks ten flags looks a person up once.
    if not hasattr(user, "_flag_traits"):
        user._flag_traits = Traits(user.pk)
    return user._flag_traits  # type: ignore[no-any-return]
