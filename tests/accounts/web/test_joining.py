from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.access import scopes_on
from accounts.invitations import invite, revoke_invitation
from accounts.models import Invitation, JoinCode, JoinRequest, Membership, Role, Scope, Team, User
from core.acting import acting_as, as_system
from tests.accounts.web.conftest import make_person, sign_in


@pytest.fixture
def invited(team: Team, coach: User) -> tuple[Invitation, str]:
    with acting_as(coach):
        return invite(team=team, role=Role.ATHLETE, actor=coach, now=timezone.now(), scopes=list(Scope.values))


def test_invitation_for_nobody_names_team_and_inviter(client: Client, invited: tuple[Invitation, str]) -> None:
    page = client.get(f"/join/{invited[1]}").content.decode()
    assert "Cora invites you to the team Velo Club" in page
    assert f"/accounts/signup/?next=/join/{invited[1]}" in page


def test_invitation_opens_a_closed_sign_up(client: Client, invited: tuple[Invitation, str], settings: object) -> None:
    settings.SIGNUP_OPEN = False  # type: ignore[attr-defined]
    client.get(f"/join/{invited[1]}")
    assert client.session["invitation"] == str(invited[0].pk)


def test_accepting_grants_what_was_ticked(
    as_stranger: Client, stranger: User, coach: User, invited: tuple[Invitation, str]
) -> None:
    response = as_stranger.post(f"/join/{invited[1]}", {"scopes": ["view_plan", "message"]})
    assert response["Location"] == "/"
    with acting_as(coach):
        assert scopes_on(viewer_id=coach.pk, athlete_id=stranger.pk) == {"view_plan", "message"}
    assert as_stranger.get(f"/join/{invited[1]}").status_code == 410


def test_accepting_with_nothing_ticked_grants_nothing(
    as_stranger: Client, stranger: User, team: Team, invited: tuple[Invitation, str]
) -> None:
    as_stranger.post(f"/join/{invited[1]}", {"accept": "yes"})
    with acting_as(stranger):
        assert Membership.objects.filter(user=stranger, team=team).exists()
        assert scopes_on(viewer_id=team.founder_id, athlete_id=stranger.pk) == frozenset()  # type: ignore[arg-type]


def test_revoked_invitation_says_so_kindly(client: Client, coach: User, invited: tuple[Invitation, str]) -> None:
    with acting_as(coach):
        revoke_invitation(invitation=invited[0], actor=coach, now=timezone.now())
    response = client.get(f"/join/{invited[1]}")
    assert response.status_code == 410
    assert "Ask the coach" in response.content.decode()


def test_expired_invitation_says_so_kindly(client: Client, invited: tuple[Invitation, str]) -> None:
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1))
    assert client.get(f"/join/{invited[1]}").status_code == 410


def test_unknown_invitation_is_not_there(client: Client, db: None) -> None:
    assert client.get("/join/abcdefghijklmnopqrstuvwxyz").status_code == 404


def test_invitation_of_another_address_explains_itself(as_stranger: Client, coach: User, team: Team) -> None:
    with acting_as(coach):
        _row, token = invite(team=team, role=Role.ATHLETE, actor=coach, now=timezone.now(), email="nia@example.org")
    page = as_stranger.get(f"/join/{token}").content.decode()
    assert "This invitation is for nia@example.org" in page
    assert 'name="accept"' not in page


def test_invitation_before_onboarding_can_be_accepted(invited: tuple[Invitation, str]) -> None:
    client = sign_in(make_person("Nia", is_onboarded=False))
    assert client.get(f"/join/{invited[1]}").status_code == 200


def test_asking_with_a_code_waits_for_the_coach(
    as_stranger: Client, as_coach: Client, stranger: User, team: Team
) -> None:
    with as_system("test"):
        code = JoinCode.objects.get(team=team).code
    sent = {"code": code, "role": "athlete", "scopes": ["view_plan"]}
    assert as_stranger.post("/join", sent)["Location"] == "/teams"
    with acting_as(stranger):
        request = JoinRequest.objects.get()
    assert "Otto" in as_coach.get("/").content.decode()
    as_coach.post(f"/teams/{team.pk}/requests/{request.pk}", {"answer": "accept"})
    with acting_as(stranger):
        assert Membership.objects.filter(user=stranger, team=team).exists()


def test_asking_with_a_wrong_code_is_refused_beside_it(as_stranger: Client) -> None:
    response = as_stranger.post("/join", {"code": "WRONG", "role": "athlete"})
    assert response.context["form"].errors == {"code": ["No team has this code."]}


def test_asking_with_a_link_leads_to_the_invitation(as_stranger: Client, invited: tuple[Invitation, str]) -> None:
    response = as_stranger.post("/join", {"code": f"http://x/join/{invited[1]}", "role": "athlete"})
    assert response["Location"] == f"/join/{invited[1]}"


def test_invite_shows_the_link_once(as_coach: Client, team: Team) -> None:
    sent = {"email": "", "role": "athlete", "days": "7", "scopes": ["view_plan"]}
    page = as_coach.post(f"/teams/{team.pk}/admission", sent).content.decode()
    assert "/join/" in page
    assert "/join/" not in as_coach.get(f"/teams/{team.pk}/admission").content.decode()
