"""Every page of the accounts, in both themes, narrow and wide: axe finds nothing serious and nothing sticks out."""

from collections.abc import Callable
from datetime import date

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from accounts.api_keys import create_key
from accounts.invitations import invite
from accounts.models import Role, Scope, Team, User
from accounts.teams import found_team
from accounts.thresholds import set_threshold, set_zones
from core.acting import acting_as
from tests.accounts.web.conftest import join, make_person, sign_in

pytestmark = pytest.mark.django_db(transaction=True)

OWN = (
    "home", "settings", "profile", "thresholds", "zones", "availability", "absence_add", "fitness", "security", "api_keys",
    "privacy", "consents", "history", "juniors", "teams", "team_new", "join_ask", "athletes",
)  # fmt: skip
OF_TEAM = ("team", "team_edit", "admission", "team_leave")
OF_ATHLETE = ("athlete", "athlete:thresholds", "athlete:zones", "athlete:availability", "athlete:fitness")


@pytest.fixture
def coach(transactional_db: None) -> User:
    return make_person("Cora")


@pytest.fixture
def team(coach: User) -> Team:
    with acting_as(coach):
        team = found_team(name="Velo Club of the Long and Winding Road", founder=coach, now=timezone.now())
        invite(
            team=team,
            role=Role.ATHLETE,
            actor=coach,
            now=timezone.now(),
            email="somebody.with.a.long.address@example.org",
        )
        create_key(user=coach, name="Server", scopes=["read"], now=timezone.now())
    return team


@pytest.fixture
def athlete(team: Team) -> User:
    user = make_person("Ada")
    join(team, user, scopes=list(Scope.values))
    with acting_as(user):
        day, now = date(2026, 3, 1), timezone.now()
        set_threshold(
            athlete_id=user.pk, sport="run", kind="threshold_pace_mps", value=4, effective_on=day, actor=user, now=now
        )
        set_zones(athlete_id=user.pk, sport="ride", metric="power", effective_on=day, boundaries=[100, 200], actor=user)
    return user


@pytest.mark.parametrize(("size", "theme"), [("phone", "dark"), ("desktop", "light"), ("desktop", "contrast")])
def test_pages_of_coach_are_accessible(
    page: Page, athlete: User, team: Team, size: str, theme: str, check_axe: Callable[[], None]
) -> None:
    assert team.founder is not None
    enter(page, team.founder, theme)
    addresses = [reverse(name) for name in OWN] + [reverse(name, args=[team.pk]) for name in OF_TEAM]
    addresses += [reverse(name, kwargs={"athlete_id": athlete.pk}) for name in OF_ATHLETE]
    visit(page, addresses, check_axe)


@pytest.mark.parametrize("size", ["phone"])
def test_pages_of_athlete_are_accessible(page: Page, athlete: User, size: str, check_axe: Callable[[], None]) -> None:
    enter(page, athlete, "dark")
    visit(page, [reverse(name) for name in OWN], check_axe)


@pytest.mark.parametrize("size", ["phone"])
def test_pages_reflow_at_320_pixels_and_from_right_to_left(
    page: Page, athlete: User, size: str, check_axe: Callable[[], None]
) -> None:
    sign_in(athlete).post("/settings/profile", {
        "name": "Ada", "locale": "ar", "units": "metric", "time_zone": "UTC", "week_starts_on": "0", "theme": "light",
    })  # fmt: skip
    page.set_viewport_size({"width": 320, "height": 640})
    enter(page, athlete, "light")
    visit(page, [reverse(name) for name in OWN], check_axe)
    assert page.locator("html").get_attribute("dir") == "rtl"


def enter(page: Page, user: User, theme: str) -> None:
    client = sign_in(user)
    client.post("/settings/theme", {"theme": theme})
    name = settings.SESSION_COOKIE_NAME
    page.goto("/")
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": page.url}])


def visit(page: Page, addresses: list[str], check_axe: Callable[[], None]) -> None:
    for address in addresses:
        response = page.goto(address)
        assert response
        assert response.status == 200, address
        check_axe()
