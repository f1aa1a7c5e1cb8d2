"""Whoever an API request speaks for, as the database knows them: read by the statement that lets them in."""

import hashlib
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, User
from core.acting import become
from core.errors import NotAllowed

ALL_SCOPES = frozenset({"read", "write", "upload"})


class LacksSecondFactor(NotAllowed):
    """Staff prove themselves twice, or reach nothing but the pages to set that up."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What let the request in, and what may be done with it."""

    person: dict[str, Any]
    teams: list[dict[str, Any]]
    scopes: frozenset[str] = ALL_SCOPES
    is_api_key: bool = False
    is_recent: bool = True
    """Whether this is fresh enough for what opens further doors; a session grows stale, tokens are renewed."""
    family_id: UUID | None = field(default=None)


def by_token(*, family: UUID, person: UUID) -> tuple[User, SignedIn] | None:
    me = _ask("select accounts_sign_in_by_token(%s, %s)", [family, person])
    if me is None:
        return None
    return _user(me), SignedIn(person=me["person"], teams=me["teams"], family_id=family)


def by_key(key: str) -> tuple[User, SignedIn] | None:
    me = _ask("select accounts_sign_in_by_key(%s)", [hashlib.sha256(key.encode()).digest()])
    if me is None:
        return None
    scopes = frozenset(me["scopes"])
    return _user(me), SignedIn(person=me["person"], teams=me["teams"], scopes=scopes, is_api_key=True)


def by_session(user: User, *, is_recent: bool) -> SignedIn | None:
    """A browser's session was checked already; this reads what goes with the person."""
    if not connection.in_atomic_block:
        with transaction.atomic():
            return by_session(user, is_recent=is_recent)
    become(user)
    person = Person.objects.filter(pk=user.pk).values().first()
    if person is None:
        return None
    memberships = user.memberships.select_related("team").order_by("team__name", "team_id")
    teams = [{"id": str(row.team_id), "name": row.team.name, "roles": row.roles} for row in memberships]
    return SignedIn(person=dict(person), teams=teams, is_recent=is_recent)


def _ask(sql: str, parameters: list[Any]) -> dict[str, Any] | None:
    if not connection.in_atomic_block:
        with transaction.atomic():
            return _ask(sql, parameters)
    with connection.cursor() as cursor:
        cursor.execute(f"{sql}::text", parameters)
        (found,) = cursor.fetchone()
    me: dict[str, Any] | None = None if found is None else orjson.loads(found)
    if me is not None and me.get("lacks_second_factor"):
        become(None)
        raise LacksSecondFactor(_("Staff need a second factor: add one first."))
    return me


def _user(me: dict[str, Any]) -> User:
    facts = me["user"]
    user = User(id=UUID(facts["id"]), email=facts["email"], is_staff=facts["is_staff"], staff_role=facts["staff_role"])
    user._state.adding = False
    user._state.db = "default"
    become(user, is_declared=True)
    return user
