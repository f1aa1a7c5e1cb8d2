"""The command palette in a real browser: by keyboard and by touch, on every page, for those one may see."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Team, User
from accounts.teams import found_team
from core.acting import acting_as
from tests.accounts.web.conftest import join, make_person
from tests.browser.test_accounts_pages import enter

pytestmark = pytest.mark.django_db(transaction=True)
EVERYWHERE = ("home", "athletes", "settings", "teams", "profile", "security", "account_email")


@pytest.fixture(autouse=True)
def nothing_under_way(page: Page) -> Iterator[None]:
    """What was asked while typing is answered before the tables are emptied."""
    yield
    page.wait_for_load_state("networkidle")


@pytest.fixture
def coach(transactional_db: None) -> User:
    return make_person("Cora")


@pytest.fixture
def team(coach: User) -> Team:
    with acting_as(coach):
        return found_team(name="Velo Club", founder=coach, now=timezone.now())


@pytest.fixture
def athlete(team: Team) -> User:
    user = make_person("Ada Lovelace")
    join(team, user)
    return user


def chosen(page: Page) -> str:
    return page.locator("#palette [aria-selected=true]").inner_text().split("\n")[0]


@pytest.mark.parametrize("size", ["desktop"])
def test_palette_opens_and_closes_everywhere_and_gives_the_focus_back(
    page: Page, coach: User, team: Team, size: str
) -> None:
    enter(page, coach, "dark")
    page.goto(reverse("home"))
    for name in EVERYWHERE:
        page.goto(reverse(name))
        link = page.locator("main a, main button, main input:visible").first
        link.focus()
        before = page.evaluate("document.activeElement.outerHTML")
        page.keyboard.press("Control+k")
        expect(page.locator("#palette input")).to_be_focused()
        expect(page.locator("#palette [role=option]").first).to_be_visible()
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        assert page.evaluate(
            "document.activeElement.closest('#palette') !== null || document.activeElement === document.body"
        )
        page.keyboard.press("Escape")
        expect(page.locator("#palette")).to_be_hidden()
        assert page.evaluate("document.activeElement.outerHTML") == before, name


@pytest.mark.parametrize("size", ["desktop"])
def test_person_and_a_page_of_theirs_are_a_few_letters_away(page: Page, coach: User, athlete: User, size: str) -> None:
    enter(page, coach, "dark")
    page.goto(reverse("home"))
    page.keyboard.press("Control+k")
    expect(page.locator("#palette [role=option]").first).to_be_visible()
    page.keyboard.type("adl")
    expect(page.locator("#palette [aria-selected=true] .palette-label")).to_have_text("Ada Lovelace")
    page.keyboard.type(" thresh")
    expect(page.locator("#palette [aria-selected=true] .palette-label")).to_have_text("Ada Lovelace › Thresholds")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{reverse('athlete:thresholds', args=[athlete.pk])}")


@pytest.mark.parametrize("size", ["desktop"])
def test_arrows_walk_through_the_results_and_round(page: Page, coach: User, athlete: User, size: str) -> None:
    enter(page, coach, "dark")
    page.goto(reverse("home"))
    page.keyboard.press("Control+k")
    options = page.locator("#palette [role=option]")
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    assert page.locator("#palette input").get_attribute("aria-activedescendant") == options.nth(1).get_attribute("id")


@pytest.mark.parametrize("size", ["desktop"])
def test_what_was_used_last_comes_first(page: Page, coach: User, athlete: User, size: str) -> None:
    enter(page, coach, "dark")
    page.goto(reverse("home"))
    page.keyboard.press("Control+k")
    expect(page.locator("#palette [role=option]").first).to_be_visible()
    page.keyboard.type("zones")
    page.keyboard.press("Enter")
    page.wait_for_url("**/zones")
    page.keyboard.press("Control+k")
    recent = page.get_by_role("group", name="Recent")
    expect(recent.get_by_role("option")).to_have_count(1)
    expect(recent).to_contain_text("Zones")


@pytest.mark.parametrize("size", ["desktop"])
def test_nothing_found_is_said(page: Page, coach: User, team: Team, size: str) -> None:
    enter(page, coach, "dark")
    page.goto(reverse("home"))
    page.keyboard.press("Control+k")
    expect(page.locator("#palette [role=option]").first).to_be_visible()
    page.keyboard.type("qqqqq")
    expect(page.get_by_text("Nothing is called that.").first).to_be_visible()
    expect(page.locator("#palette [data-said]")).to_have_text("Nothing is called that.")


@pytest.mark.parametrize("size", ["phone"])
def test_touch_has_a_button_for_it(page: Page, coach: User, athlete: User, size: str) -> None:
    enter(page, coach, "light")
    page.goto(reverse("home"))
    page.get_by_role("link", name="Search and commands").click()
    page.locator("#palette").get_by_role("option", name=re.compile("Ada Lovelace")).click()
    page.wait_for_url(f"**{reverse('athlete', args=[athlete.pk])}")


@pytest.mark.parametrize("size", ["desktop"])
def test_theme_is_changed_from_the_palette(page: Page, coach: User, team: Team, size: str) -> None:
    enter(page, coach, "dark")
    page.goto(reverse("home"))
    page.keyboard.press("Control+k")
    expect(page.locator("#palette [role=option]").first).to_be_visible()
    page.keyboard.type("theme light")
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("data-theme", "light")


@pytest.mark.parametrize(("size", "theme"), [("phone", "light"), ("desktop", "dark"), ("desktop", "contrast")])
def test_palette_is_accessible(
    page: Page, coach: User, athlete: User, size: str, theme: str, check_axe: Callable[[], None]
) -> None:
    enter(page, coach, theme)
    page.goto(reverse("home"))
    page.keyboard.press("Control+k")
    expect(page.locator("#palette [role=option]").first).to_be_visible()
    check_axe()
    page.keyboard.type("a")
    check_axe()
    page.goto(reverse("palette"))
    check_axe()
