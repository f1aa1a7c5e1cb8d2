"""The calendar by finger, on a tablet."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from accounts.models import User
from tests.browser.calendar.conftest import Plan, card, day, days_of, open_calendar
from tests.browser.test_accounts_pages import enter

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def tablet(browser: Browser, live_server: Any) -> Iterator[Page]:
    context = browser.new_context(
        base_url=live_server.url, viewport={"width": 820, "height": 1180}, has_touch=True, locale="en-GB"
    )
    yield context.new_page()
    context.close()


def touch(session: CDPSession, kind: str, x: float = 0, y: float = 0) -> None:
    points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
    session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


def test_finger_holds_and_drags(tablet: Page, coach: User, athlete: User, plan: Plan) -> None:
    plan("Intervals")
    enter(tablet, coach, "dark")
    open_calendar(tablet, athlete)
    begin, end = card(tablet, "Intervals").bounding_box(), day(tablet, 2).bounding_box()
    assert begin
    assert end
    finger = tablet.context.new_cdp_session(tablet)
    touch(finger, "touchStart", begin["x"] + 20, begin["y"] + 10)
    tablet.wait_for_timeout(500)
    for step in range(1, 6):
        share = step / 5
        x = begin["x"] + 20 + (end["x"] + 40 - begin["x"] - 20) * share
        touch(finger, "touchMove", x, begin["y"] + 10 + 40 * share)
    touch(finger, "touchEnd")
    expect(tablet.locator(".toast")).to_contain_text("1 workout moved")
    assert days_of(athlete) == {"Intervals": [2]}


def test_finger_holds_and_chooses(tablet: Page, coach: User, athlete: User, plan: Plan) -> None:
    plan("One")
    plan("Two", 1)
    enter(tablet, coach, "dark")
    open_calendar(tablet, athlete)
    finger = tablet.context.new_cdp_session(tablet)
    for title in ("One", "Two"):
        box = card(tablet, title).bounding_box()
        assert box
        touch(finger, "touchStart", box["x"] + 20, box["y"] + 10)
        tablet.wait_for_timeout(500)
        touch(finger, "touchEnd")
    expect(tablet.get_by_role("toolbar")).to_contain_text("2 chosen")
    tablet.get_by_role("button", name="Move or copy to…").tap()
    tablet.get_by_label("The first goes to").fill("2038-03-15")
    tablet.get_by_role("button", name="Move", exact=True).tap()
    expect(tablet.locator(".toast")).to_contain_text("2 workouts moved")
    assert days_of(athlete) == {"One": [7], "Two": [8]}


def test_finger_moves_by_menu_without_dragging(tablet: Page, coach: User, athlete: User, plan: Plan) -> None:
    plan("Intervals")
    enter(tablet, coach, "dark")
    open_calendar(tablet, athlete)
    card(tablet, "Intervals").tap()
    tablet.get_by_role("link", name="Move or copy", exact=True).tap()
    tablet.get_by_label("Goes to").fill("2038-03-12")
    tablet.get_by_role("button", name="Copy", exact=True).tap()
    expect(tablet.locator(".toast")).to_contain_text("1 workout copied")
    assert days_of(athlete) == {"Intervals": [0, 4]}
