import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Team, User

OWN = (
    "home", "settings", "profile", "thresholds", "zones", "availability", "absence_add", "fitness", "security",
    "api_keys",    "privacy", "consents", "history", "juniors", "teams", "team_new", "join_ask", "athletes",
)  # fmt: skip


@pytest.mark.parametrize("name", OWN)
def test_page_for_athlete_opens(as_athlete: Client, name: str) -> None:
    assert as_athlete.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", OWN)
def test_page_for_coach_opens(as_coach: Client, athlete: User, name: str) -> None:
    assert as_coach.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", [name for name in OWN if name != "home"])
def test_page_for_nobody_asks_to_sign_in(client: Client, db: None, name: str) -> None:
    response = client.get(reverse(name))
    assert (response.status_code, response["Location"]) == (302, f"/accounts/login/?next={reverse(name)}")


def test_home_for_nobody_offers_both_doors(client: Client, db: None) -> None:
    page = client.get("/").content.decode()
    assert "/accounts/signup/" in page
    assert "/accounts/login/" in page


def test_home_with_closed_sign_up_says_so(client: Client, db: None, settings: object) -> None:
    settings.SIGNUP_OPEN = False  # type: ignore[attr-defined]
    page = client.get("/").content.decode()
    assert "/accounts/signup/" not in page
    assert "by invitation" in page


@pytest.mark.parametrize("name", ["team", "team_leave"])
def test_team_page_for_member_opens(as_athlete: Client, team: Team, name: str) -> None:
    assert as_athlete.get(reverse(name, args=[team.pk])).status_code == 200


@pytest.mark.parametrize("name", ["team", "team_edit", "admission", "team_leave"])
def test_team_page_for_head_coach_opens(as_coach: Client, team: Team, name: str) -> None:
    assert as_coach.get(reverse(name, args=[team.pk])).status_code == 200


@pytest.mark.parametrize("name", ["team_edit", "admission"])
def test_team_page_of_coaches_for_athlete_is_not_there(as_athlete: Client, team: Team, name: str) -> None:
    assert as_athlete.get(reverse(name, args=[team.pk])).status_code == 404


@pytest.mark.parametrize("name", ["team", "team_edit", "admission", "team_leave"])
def test_team_page_for_stranger_is_not_there(as_stranger: Client, team: Team, name: str) -> None:
    assert as_stranger.get(reverse(name, args=[team.pk])).status_code == 404


ATHLETE = (
    "athlete",
    "athlete:thresholds",
    "athlete:zones",
    "athlete:availability",
    "athlete:fitness",
    "athlete:absence_add",
)


@pytest.mark.parametrize("name", ATHLETE)
def test_athlete_page_for_coach_with_scope_opens(as_coach: Client, athlete: User, name: str) -> None:
    assert as_coach.get(reverse(name, kwargs={"athlete_id": athlete.pk})).status_code == 200


@pytest.mark.parametrize("name", ATHLETE)
def test_athlete_page_for_stranger_is_not_there(as_stranger: Client, athlete: User, name: str) -> None:
    assert as_stranger.get(reverse(name, kwargs={"athlete_id": athlete.pk})).status_code == 404
