"""Who else there is: two coaches at once, the athlete, and browsers without script."""

import re
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from tests.accounts.web.conftest import sign_in
from tests.browser.calendar.conftest import Asking, Plan, address, card, day, days_of, drag, on_desk, open_calendar
from tests.browser.test_accounts_pages import enter

pytestmark = pytest.mark.django_db(transaction=True)


@on_desk
def test_two_who_edit_the_same_field_choose(
    page: Page, browser: Browser, live_server: Any, coach: User, athlete: User, plan: Plan, size: str
) -> None:
    plan("Intervals", description="Old")
    enter(page, coach, "dark")
    open_calendar(page, athlete)
    card(page, "Intervals").click()
    page.locator(".cal-panel").get_by_role("link", name="Edit").click()
    page.get_by_label("Title").fill("Mine")
    other = browser.new_context(base_url=live_server.url, locale="en-GB").new_page()
    asking = Asking(other)
    enter(other, athlete, "dark")
    other.goto(f"{reverse('calendar')}?on=2038-03-08")
    card(other, "Intervals").click()
    other.locator(".cal-panel").get_by_role("link", name="Edit").click()
    other.get_by_label("Title").fill("Theirs")
    other.get_by_label("Description").fill("New")
    other.get_by_role("button", name="Save").click()
    expect(other.locator(".toast")).to_contain_text("changed")
    asking.end()
    other.context.close()

    page.get_by_role("button", name="Save", exact=True).click()
    merge = page.locator(".cal-merge")
    expect(merge).to_contain_text("Mine")
    expect(merge).to_contain_text("Theirs")
    merge.get_by_role("button", name="Save what I chose").click()
    expect(page.locator(".toast")).to_contain_text("changed")
    expect(page.locator(".cal-panel")).to_contain_text("New")
    assert days_of(athlete) == {"Mine": [0]}


@on_desk
def test_drag_of_what_somebody_else_has_changed_leaves_it(
    page: Page, coach: User, athlete: User, plan: Plan, size: str
) -> None:
    row = plan("Intervals")
    enter(page, coach, "dark")
    open_calendar(page, athlete)
    sign_in(athlete).patch(
        f"/api/v1/workouts/{row.pk}", {"title": "Changed"}, content_type="application/json",
        headers={"If-Match": f'"{row.version}"'},
    )  # fmt: skip
    drag(page, card(page, "Intervals"), day(page, 2))
    expect(page.locator(".toast.error")).to_contain_text("changed since")
    expect(day(page, 0)).to_contain_text("Changed")
    assert days_of(athlete) == {"Changed": [0]}


@on_desk
def test_athlete_sees_neither_what_is_hidden_nor_drags_what_is_locked(
    page: Page, coach: User, athlete: User, plan: Plan, size: str
) -> None:
    plan("Locked one", locked=True)
    plan("Hidden one", 1, hidden_until="2100-01-01")
    enter(page, athlete, "dark")
    page.goto(f"{reverse('calendar')}?on=2038-03-08")
    expect(card(page, "Locked one")).to_be_visible()
    expect(card(page, "Hidden one")).to_have_count(0)
    drag(page, card(page, "Locked one"), day(page, 2))
    page.wait_for_timeout(300)
    assert days_of(athlete)["Locked one"] == [0]


@on_desk
def test_coach_looks_as_the_athlete_and_switches_between_athletes(
    page: Page, coach: User, athlete: User, plan: Plan, size: str
) -> None:
    plan("Hidden one", 1, hidden_until="2100-01-01")
    enter(page, coach, "dark")
    open_calendar(page, athlete)
    expect(card(page, "Hidden one")).to_be_visible()
    page.get_by_label("More").click()
    page.get_by_role("link", name="As the athlete sees it").click()
    expect(page.get_by_text("This is what Ada sees.")).to_be_visible()
    expect(card(page, "Hidden one")).to_have_count(0)
    expect(page.get_by_role("link", name=re.compile("^New on"))).to_have_count(0)


def test_everything_works_by_forms_without_script(
    browser: Browser, live_server: Any, coach: User, athlete: User, plan: Plan
) -> None:
    plan("Intervals")
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    enter(page, coach, "dark")
    page.goto(address(athlete))
    card(page, "Intervals").click()
    page.get_by_role("link", name="Move or copy", exact=True).click()
    page.get_by_label("Goes to").fill("2038-03-10")
    page.get_by_role("button", name="Move", exact=True).click()
    assert days_of(athlete) == {"Intervals": [2]}
    page.goto(address(athlete))
    page.get_by_role("button", name="Undo").click()
    assert days_of(athlete) == {"Intervals": [0]}
    context.close()
