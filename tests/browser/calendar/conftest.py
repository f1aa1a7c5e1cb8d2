"""A coach, an athlete and a month to plan, for browser tests of the calendar."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Locator, Page, Request, expect

from accounts.models import Scope, User
from accounts.teams import found_team
from accounts.thresholds import set_threshold
from core.acting import acting_as
from tests.accounts.web.conftest import join, make_person
from tests.cast import as_house
from training.models import Workout
from training.planning import plan_workout

MONDAY = date(2038, 3, 8)
"""In a month to come, so that nothing of it is over."""
Plan = Callable[..., Workout]
on_desk = pytest.mark.parametrize("size", ["desktop"])


class Asking:
    """What a page is still asking the server for: the database goes away at the end of a test, not under a request."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.open: set[Request] = set()
        page.on("request", self.began)
        page.on("requestfinished", self.ended)
        page.on("requestfailed", self.ended)

    def began(self, asked: Request) -> None:
        self.open.add(asked)

    def ended(self, asked: Request) -> None:
        self.open.discard(asked)

    def end(self) -> None:
        self.page.evaluate("document.getElementById('calendar-warnings')?.remove()")  # which it asks for a little later
        for _turn in range(100):
            if not self.open:
                break
            self.page.wait_for_timeout(50)
        self.page.wait_for_timeout(100)


@pytest.fixture(autouse=True)
def asked_to_the_end(request: pytest.FixtureRequest) -> Iterator[None]:
    names = [name for name in ("page", "tablet") if name in request.fixturenames]
    asking = [Asking(request.getfixturevalue(name)) for name in names]
    yield
    for each in asking:
        each.end()


@pytest.fixture
def coach(transactional_db: None) -> User:
    return make_person("Cora")


@pytest.fixture
def athlete(coach: User) -> User:
    user = make_person("Ada")
    with acting_as(coach):
        team = found_team(name="Velo Club", founder=coach, now=timezone.now())
    join(team, user, scopes=list(Scope.values))
    with acting_as(user):
        set_threshold(
            athlete_id=user.pk, sport="ride", kind="ftp_w", value=200, effective_on=date(2026, 1, 1), actor=user,
            now=timezone.now(),
        )  # fmt: skip
    return user


@pytest.fixture
def plan(coach: User, athlete: User) -> Plan:
    def one(title: str, day: int = 0, *, by: User | None = None, **fields: Any) -> Workout:
        actor = by or coach
        given = {"structure_text": "- 10m 60%\n4x\n- 4m 105%\n- 2m 50%", **fields}
        with acting_as(actor):
            return plan_workout(
                athlete_id=athlete.pk, actor=actor, now=timezone.now(), on=MONDAY + timedelta(days=day), sport="ride",
                title=title, **given,
            )  # fmt: skip

    return one


def address(athlete: User, view: str = "month") -> str:
    return f"{reverse('athlete_training:calendar', args=[athlete.pk])}?view={view}&on={MONDAY}"


def open_calendar(page: Page, athlete: User, view: str = "month") -> None:
    page.goto(address(athlete, view))
    expect(page.locator("#calendar-grid [tabindex='0']")).to_have_count(1)


def day(page: Page, number: int) -> Locator:
    return page.locator(f"#day-{MONDAY + timedelta(days=number)}")


def card(page: Page, title: str) -> Locator:
    return page.locator("#calendar-grid .cal-item:not(.gone) .cal-card", has_text=title)


def days_of(athlete: User) -> dict[str, list[int]]:
    """On which days from the Monday each workout stands, as the database has it."""
    with as_house():
        rows = Workout.objects.filter(athlete_id=athlete.pk).order_by("on", "position").values_list("title", "on")
        found: dict[str, list[int]] = {}
        for title, on in rows:
            found.setdefault(title, []).append((on - MONDAY).days)
        return found


def drag(page: Page, source: Locator, target: Locator, *, key: str = "") -> None:
    source.scroll_into_view_if_needed()
    begin, end = source.bounding_box(), target.bounding_box()
    assert begin
    assert end
    if key:
        page.keyboard.down(key)
    page.mouse.move(begin["x"] + 20, begin["y"] + 8)
    page.mouse.down()
    page.mouse.move(end["x"] + 30, end["y"] + end["height"] - 12, steps=8)
    page.mouse.up()
    if key:
        page.keyboard.up(key)
