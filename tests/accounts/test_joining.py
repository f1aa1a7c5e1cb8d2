import threading
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts.guardianship import claim, create_ward, invite_to_claim
from accounts.invitations import MOST_A_DAY, accept_invitation, invite, look_up, revoke_invitation
from accounts.models import Guardianship, Invitation, Membership, Role, Scope, User
from core.acting import acting_as, as_system
from core.crypto import open_sealed
from core.errors import Conflict, DomainError, Gone, NotAllowed, NotFound
from core.models import Event
from tests.cast import Cast, make_cast, make_person


def open_invitation(cast: Cast, now: datetime, **fields: object) -> str:
    with acting_as(cast["head_coach"]):
        return invite(
            **{"team": cast.teams["alpha"], "role": Role.ATHLETE, "actor": cast["head_coach"], "now": now, **fields}
        )[1]


def test_accepted_invitation_makes_a_member_with_the_scopes_agreed_to(cast: Cast, now: datetime) -> None:
    token = open_invitation(cast, now, scopes=Scope.values)
    guest = make_person("Guest")
    with acting_as(guest):
        accept_invitation(token=token, actor=guest, now=now, scopes=[Scope.VIEW_PLAN])
        assert [grant.scopes for grant in guest.grants.all()] == [["view_plan"]]
        assert Membership.objects.get(user=guest).roles == ["athlete"]


def test_invitation_used_revoked_or_expired_is_gone(cast: Cast, now: datetime) -> None:
    guest, used = make_person("Guest"), open_invitation(cast, now)
    revoked, expired = open_invitation(cast, now), open_invitation(cast, now, lasting=timedelta(hours=1))
    with acting_as(guest):
        accept_invitation(token=used, actor=guest, now=now)
    with acting_as(cast["head_coach"]):
        revoke_invitation(invitation=look_up(revoked, now=now), actor=cast["head_coach"], now=now)
    for token, moment in ((used, now), (revoked, now), (expired, now + timedelta(hours=2))):
        with pytest.raises(Gone):
            look_up(token, now=moment)
    with pytest.raises(NotFound):
        look_up("never made", now=now)


def test_invitation_to_an_address_opens_only_to_who_owns_it(cast: Cast, now: datetime) -> None:
    token = open_invitation(cast, now, email="Guest@example.org")
    stranger, guest = make_person("Stranger"), make_person("Guest")
    with acting_as(stranger), pytest.raises(NotAllowed):
        accept_invitation(token=token, actor=stranger, now=now)
    with acting_as(guest):
        assert accept_invitation(token=token, actor=guest, now=now).roles == ["athlete"]


def test_coach_invites_athletes_but_no_coaches(cast: Cast, now: datetime) -> None:
    with acting_as(cast["coach"]):
        invite(team=cast.teams["alpha"], role=Role.ATHLETE, actor=cast["coach"], now=now)
        with pytest.raises(NotAllowed):
            invite(team=cast.teams["alpha"], role=Role.COACH, actor=cast["coach"], now=now)


def test_invite_beyond_the_daily_cap_is_refused(cast: Cast, now: datetime) -> None:
    Invitation.objects.bulk_create(
        Invitation(
            team=cast.teams["alpha"],
            token_hash=bytes([number]),
            role=Role.ATHLETE,
            created_by=cast["head_coach"],
            expires_at=now,
        )
        for number in range(MOST_A_DAY)
    )
    with pytest.raises(Conflict):
        open_invitation(cast, now)


@pytest.mark.parametrize("lasting", [timedelta(0), timedelta(days=31)])
def test_invite_for_no_time_or_too_long_is_refused(cast: Cast, now: datetime, lasting: timedelta) -> None:
    with pytest.raises(DomainError):
        open_invitation(cast, now, lasting=lasting)


@pytest.mark.django_db(transaction=True)
def test_invitation_accepted_by_two_at_once_lets_one_in() -> None:
    cast = make_cast()
    token = open_invitation(cast, timezone.now())
    guests = [make_person("Guest One"), make_person("Guest Two")]
    outcomes: list[str] = []

    def try_it(guest: User) -> None:
        try:
            with acting_as(guest):
                accept_invitation(token=token, actor=guest, now=timezone.now())
            outcomes.append("in")
        except Gone:
            outcomes.append("gone")
        finally:
            connection.close()

    threads = [threading.Thread(target=try_it, args=(guest,)) for guest in guests]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(outcomes) == ["gone", "in"]


def test_ward_is_run_by_the_guardian_until_claimed(cast: Cast, now: datetime) -> None:
    coach = cast["coach"]
    with acting_as(coach):
        ward = create_ward(name="Kim", guardian=coach, team=cast.teams["alpha"], now=now - timedelta(minutes=1)).user
        url = invite_to_claim(ward=ward, email="kim@example.org", actor=coach, now=now)
    claimed = claim(token=url.rsplit("/", 1)[1], password="another long password", now=now)
    assert (claimed.pk, claimed.email, claimed.check_password("another long password")) == (
        ward.pk,
        "kim@example.org",
        True,
    )
    with as_system("test"):
        assert not Guardianship.objects.filter(athlete=ward).exists()
    with pytest.raises(NotFound):
        claim(token=url.rsplit("/", 1)[1], password="another long password", now=now)


def test_claim_of_an_address_that_has_an_account_is_refused(cast: Cast, now: datetime) -> None:
    coach = cast["coach"]
    with acting_as(coach):
        ward = create_ward(name="Kim", guardian=coach, now=now).user
        url = invite_to_claim(ward=ward, email=cast["athlete"].email or "", actor=coach, now=now)
    with pytest.raises(Conflict):
        claim(token=url.rsplit("/", 1)[1], password="another long password", now=now)


def test_link_of_an_invitation_is_not_readable_in_the_events(cast: Cast, now: datetime) -> None:
    token = open_invitation(cast, now, email="guest@example.org")
    with as_system("test"):
        told = Event.objects.get(kind="accounts.invited")
    assert token not in str(told.payload)
    assert open_sealed(told.payload["sealed_url"], told.payload["invitation_id"]).endswith(token)
