from datetime import datetime, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed

from accounts.access import derive_access, scopes_on
from accounts.grants import give_grant, hand_over, revoke_grant
from accounts.models import Access, Grant, Membership, Role, Scope, Threshold, User
from accounts.teams import change_roles, change_team, leave_team, remove_member
from core.acting import acting_as, as_system
from core.errors import Conflict, NotAllowed, NotFound
from tests.cast import EVERYTHING, Cast


def access_rows() -> set[tuple[Any, ...]]:
    with as_system("test"):
        rows = Access.objects.values_list("viewer_id", "athlete_id", "team_id", "scopes", "from_at", "until_at")
        return {(*row[:3], tuple(row[3]), *row[4:]) for row in rows}


def seen_by(viewer: User, athlete: User) -> int:
    """What the database itself lets through, whatever the code asks for."""
    with acting_as(viewer):
        return Threshold.objects.filter(athlete=athlete).count()


@pytest.fixture
def ftp(cast: Cast) -> Threshold:
    with acting_as(cast["athlete"]):
        return Threshold.objects.create(athlete=cast["athlete"], kind="ftp_w", value=250, effective_on="2026-01-01")


def test_access_of_a_cast_is_what_its_members_were_granted(cast: Cast, ftp: Threshold) -> None:
    watchers = ("head_coach", "coach", "narrow_coach")
    assert {role for role in cast.people if role != "deleted" and seen_by(cast[role], cast["athlete"])} == {
        *watchers,
        "athlete",
    }


def test_derive_access_run_again_changes_nothing(cast: Cast) -> None:
    before = access_rows()
    derive_access([user.pk for user in cast.people.values()])
    assert access_rows() == before


def test_revoked_grant_closes_the_database_at_once(cast: Cast, ftp: Threshold, now: datetime) -> None:
    with acting_as(cast["athlete"]):
        grant = Grant.objects.get(team=cast.teams["alpha"], athlete=cast["athlete"])
        revoke_grant(grant=grant, actor=cast["athlete"], now=now)
    assert seen_by(cast["coach"], cast["athlete"]) == 0
    with acting_as(cast["coach"]):
        assert scopes_on(viewer_id=cast["coach"].pk, athlete_id=cast["athlete"].pk) == frozenset()


def test_revoke_grant_by_the_coach_is_refused(cast: Cast, now: datetime) -> None:
    with as_system("test"):
        grant = Grant.objects.get(team=cast.teams["alpha"], athlete=cast["athlete"])
    with acting_as(cast["coach"]), pytest.raises(NotAllowed):
        revoke_grant(grant=grant, actor=cast["coach"], now=now)


def test_removed_coach_sees_nothing_and_the_athlete_keeps_everything(cast: Cast, ftp: Threshold, now: datetime) -> None:
    with acting_as(cast["head_coach"]):
        membership = Membership.objects.get(team=cast.teams["alpha"], user=cast["coach"])
        remove_member(membership=membership, actor=cast["head_coach"], now=now)
    assert seen_by(cast["coach"], cast["athlete"]) == 0
    assert seen_by(cast["athlete"], cast["athlete"]) == 1


def test_leaving_athlete_takes_back_what_was_granted(cast: Cast, ftp: Threshold, now: datetime) -> None:
    with acting_as(cast["athlete"]):
        leave_team(
            membership=Membership.objects.get(team=cast.teams["alpha"], user=cast["athlete"]),
            actor=cast["athlete"],
            now=now,
        )
    assert seen_by(cast["coach"], cast["athlete"]) == 0
    assert seen_by(cast["narrow_coach"], cast["athlete"]) == 1


def test_last_head_coach_can_neither_leave_nor_step_down(cast: Cast, now: datetime) -> None:
    with acting_as(cast["head_coach"]):
        membership = Membership.objects.get(team=cast.teams["alpha"], user=cast["head_coach"])
        with pytest.raises(Conflict):
            leave_team(membership=membership, actor=cast["head_coach"], now=now)
        with pytest.raises(Conflict):
            change_roles(membership=membership, roles=[Role.COACH], actor=cast["head_coach"], now=now)


def test_coach_who_becomes_head_coach_lets_the_first_one_go(cast: Cast, now: datetime) -> None:
    with acting_as(cast["head_coach"]):
        coach = Membership.objects.get(team=cast.teams["alpha"], user=cast["coach"])
        change_roles(membership=coach, roles=[Role.HEAD_COACH], actor=cast["head_coach"], now=now)
        mine = Membership.objects.get(team=cast.teams["alpha"], user=cast["head_coach"])
        leave_team(membership=mine, actor=cast["head_coach"], now=now)
    with acting_as(cast["coach"]):
        assert scopes_on(viewer_id=cast["coach"].pk, athlete_id=cast["athlete"].pk) == set(EVERYTHING)


def test_handed_over_athlete_is_seen_by_the_new_coach_from_that_moment(
    cast: Cast, ftp: Threshold, now: datetime
) -> None:
    at = now + timedelta(days=1)
    with acting_as(cast["head_coach"]):
        grant = hand_over(
            athlete=cast["athlete"],
            team=cast.teams["alpha"],
            to=cast["coach"],
            actor=cast["head_coach"],
            now=now,
            at=at,
        )
    assert (grant.coach_id, grant.from_at, set(grant.scopes)) == (cast["coach"].pk, at, set(EVERYTHING))
    assert seen_by(cast["head_coach"], cast["athlete"]) == 1
    with as_system("test"):
        ends = Access.objects.filter(viewer=cast["head_coach"], athlete=cast["athlete"]).values_list(
            "until_at", flat=True
        )
        assert list(ends) == [at]


def test_hand_over_of_a_stranger_is_not_found(cast: Cast, now: datetime) -> None:
    with acting_as(cast["head_coach"]), pytest.raises(NotFound):
        hand_over(
            athlete=cast["other_athlete"], team=cast.teams["alpha"], to=cast["coach"], actor=cast["head_coach"], now=now
        )


def test_second_open_grant_to_the_same_team_is_refused(cast: Cast, now: datetime) -> None:
    with acting_as(cast["athlete"]), pytest.raises(Conflict):
        give_grant(
            athlete=cast["athlete"], team=cast.teams["alpha"], scopes=[Scope.MESSAGE], actor=cast["athlete"], now=now
        )


def test_team_that_insists_on_a_second_factor_closes_to_coaches_without_one(cast: Cast, ftp: Threshold) -> None:
    with acting_as(cast["head_coach"]):
        change_team(team=cast.teams["alpha"], actor=cast["head_coach"], coaches_need_mfa=True)
    assert seen_by(cast["coach"], cast["athlete"]) == 0


def test_team_that_insists_on_a_second_factor_opens_when_the_coach_adds_one(cast: Cast, ftp: Threshold) -> None:
    with acting_as(cast["head_coach"]):
        change_team(team=cast.teams["alpha"], actor=cast["head_coach"], coaches_need_mfa=True)
    added = Authenticator.objects.create(user=cast["coach"], type=Authenticator.Type.TOTP, data={"secret": "none"})
    authenticator_added.send(sender=Authenticator, request=None, user=cast["coach"], authenticator=added)
    assert seen_by(cast["coach"], cast["athlete"]) == 1
    added.delete()
    authenticator_removed.send(sender=Authenticator, request=None, user=cast["coach"], authenticator=added)
    assert seen_by(cast["coach"], cast["athlete"]) == 0
