"""However grants, memberships, roles and guardians change: what is derived on the way equals what is derived at the end."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.access import derive_access
from accounts.grants import change_grant, give_grant, hand_over, revoke_grant
from accounts.models import Access, Grant, Membership, Role, Scope, Team, User
from accounts.teams import change_roles, remove_member
from core.acting import acting_as, as_system
from core.errors import DomainError
from tests.cast import Cast, join

STEPS = ("give", "change", "revoke", "hand_over", "promote", "remove", "rejoin")
scopes = st.sets(st.sampled_from(Scope.values), min_size=1)
steps = st.lists(
    st.tuples(
        st.sampled_from(STEPS),
        st.sampled_from(("athlete", "teammate")),
        st.sampled_from(("coach", "head_coach")),
        scopes,
    ),
    max_size=12,
)


class Undo(Exception):
    """Each example leaves the cast as it was."""


def rows() -> list[tuple[Any, ...]]:
    with as_system("test"):
        found = Access.objects.values_list("viewer_id", "athlete_id", "team_id", "scopes", "from_at", "until_at")
        return sorted((str(row[0]), str(row[1]), str(row[2]), tuple(row[3]), str(row[4]), str(row[5])) for row in found)


def take(step: str, athlete: User, coach: User, wanted: set[str], team: Team, lead: User) -> None:
    now = timezone.now()
    standing = Grant.objects.filter(athlete=athlete, team=team, until_at=None).first()
    if step == "give":
        give_grant(athlete=athlete, team=team, coach=coach, scopes=wanted, actor=athlete, now=now)
    elif step == "change" and standing:
        change_grant(grant=standing, scopes=wanted, until_at=now + timedelta(days=1), actor=athlete, now=now)
    elif step == "revoke" and standing:
        revoke_grant(grant=standing, actor=athlete, now=now)
    elif step == "rejoin":
        join(team, athlete, Role.ATHLETE, now, tuple(wanted))
    else:
        with acting_as(lead):
            lead_step(step, athlete, coach, team, lead)


def lead_step(step: str, athlete: User, coach: User, team: Team, lead: User) -> None:
    now = timezone.now()
    if step == "hand_over":
        hand_over(athlete=athlete, team=team, to=coach, actor=lead, now=now)
    member = Membership.objects.filter(team=team, user=coach if step == "promote" else athlete).first()
    if step == "promote" and member:
        change_roles(membership=member, roles=[Role.COACH, Role.HEAD_COACH], actor=lead, now=now)
    elif step == "remove" and member:
        remove_member(membership=member, actor=lead, now=now)


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_access_kept_up_on_the_way_is_access_worked_out_at_the_end(
    cast: Cast, taken: list[tuple[str, str, str, set[str]]]
) -> None:
    with pytest.raises(Undo), transaction.atomic():
        for step, athlete, coach, wanted in taken:
            try:
                with transaction.atomic(), acting_as(cast[athlete]):
                    take(step, cast[athlete], cast[coach], wanted, cast.teams["alpha"], cast["head_coach"])
            except DomainError:
                continue
        kept_up = rows()
        derive_access([user.pk for user in cast.people.values() if user.pk])
        assert rows() == kept_up
        raise Undo
