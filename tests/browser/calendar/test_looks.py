"""How the calendar looks: axe in all themes, small and wide, right to left, news and the panel."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.accounts.web.conftest import sign_in
from tests.browser.calendar.conftest import Plan, address, card, day, days_of, on_desk, open_calendar
from tests.browser.test_accounts_pages import enter

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(("size", "theme"), [("phone", "dark"), ("desktop", "light"), ("desktop", "contrast")])
def test_calendar_is_accessible(
    page: Page, coach: User, athlete: User, plan: Plan, size: str, theme: str, check_axe: Callable[[], None]
) -> None:
    plan("Intervals", key=True)
    plan("Later", 2, hidden_until="2100-01-01", locked=True)
    enter(page, coach, theme)
    for view in ("month", "week"):
        open_calendar(page, athlete, view)
        check_axe()
    card(page, "Intervals").click()
    expect(page.locator(".cal-panel h2")).to_be_focused()
    check_axe()
    page.locator(".cal-panel").get_by_role("link", name="Edit").click()
    expect(page.get_by_label("Title")).to_be_focused()
    expect(page.locator(".editor-preview.stale")).to_have_count(0)
    check_axe()


@pytest.mark.parametrize("size", ["phone"])
def test_calendar_reflows_at_320_pixels_and_from_right_to_left(
    page: Page, athlete: User, plan: Plan, size: str, check_axe: Callable[[], None]
) -> None:
    plan("Intervals")
    sign_in(athlete).post("/settings/profile", {
        "name": "Ada", "locale": "ar", "units": "imperial", "time_zone": "UTC", "week_starts_on": "0", "theme": "light",
    })  # fmt: skip
    page.set_viewport_size({"width": 320, "height": 640})
    enter(page, athlete, "light")
    for view in ("month", "week"):
        page.goto(f"{reverse('calendar')}?view={view}&on=2038-03-08")
        check_axe()


@on_desk
def test_address_opens_a_new_workout_on_its_day(page: Page, coach: User, athlete: User, plan: Plan, size: str) -> None:
    enter(page, coach, "dark")
    page.goto(f"{address(athlete)}&new=1")
    expect(page.get_by_label("Day", exact=True)).to_have_value("2038-03-08")
    expect(page.get_by_label("Title")).to_be_focused()
    page.keyboard.press("Escape")
    expect(day(page, 0)).to_have_attribute("tabindex", "0")


@pytest.mark.parametrize("size", ["phone"])
def test_panel_on_a_phone_covers_the_calendar_until_it_is_closed(
    page: Page, coach: User, athlete: User, plan: Plan, size: str
) -> None:
    plan("Intervals")
    enter(page, coach, "dark")
    open_calendar(page, athlete)
    card(page, "Intervals").click()
    expect(page.locator(".cal-panel h2")).to_be_focused()
    expect(page.locator("#calendar-main")).to_have_attribute("inert", "")
    page.locator(".cal-panel").get_by_role("button", name="Close").click()
    expect(card(page, "Intervals")).to_be_focused()
    expect(page.locator("#calendar-main")).not_to_have_attribute("inert", "")


@on_desk
def test_news_stays_clear_of_the_panel_and_what_was_undone_is_no_longer_read(
    page: Page, coach: User, athlete: User, plan: Plan, size: str
) -> None:
    enter(page, coach, "dark")
    open_calendar(page, athlete)
    for number, title in enumerate(("One", "Two")):
        day(page, number).focus()
        page.keyboard.press("n")
        expect(page.get_by_label("Title")).to_be_focused()
        page.keyboard.type(title)
        page.get_by_role("button", name="Plan it").click()
        expect(page.locator(".cal-panel h2")).to_be_focused()
    expect(page.locator(".toast")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(card(page, "Two")).to_be_focused()
    card(page, "Two").click()
    expect(page.locator(".cal-panel h2")).to_be_focused()
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(page.locator(".cal-panel")).to_be_hidden()
    assert days_of(athlete) == {"One": [0]}
