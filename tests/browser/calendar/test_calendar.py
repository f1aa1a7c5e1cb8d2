"""The calendar in a real browser: by mouse, by keyboard, by finger and without script; two coaches at once; axe."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, CDPSession, Locator, Page, expect

from accounts.models import Scope, Team, User
from core.acting import acting_as
from tests.accounts.web.conftest import join, make_person, sign_in
from tests.browser.calendar.conftest import Asking, Plan, address, card, day, days_of, open_calendar
from tests.browser.test_accounts_pages import enter
from tests.cast import as_house
from training.contents import settled
from training.library import create_workout

pytestmark = pytest.mark.django_db(transaction=True)
on_desk = pytest.mark.parametrize("size", ["desktop"])


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


# --- looks and access ---------------------------------------------------------------------------------------------
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


# --- by mouse -----------------------------------------------------------------------------------------------------
@on_desk
def test_dragged_workout_moves_and_comes_back(page: Page, coach: User, athlete: User, plan: Plan, size: str) -> None:
    plan("Intervals")
    enter(page, coach, "dark")
    open_calendar(page, athlete)
    drag(page, card(page, "Intervals"), day(page, 2))
    expect(page.locator(".toast")).to_contain_text("1 workout moved")
    expect(day(page, 2).locator(".cal-card")).to_contain_text("Intervals")
    assert days_of(athlete) == {"Intervals": [2]}
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(day(page, 0).locator(".cal-card")).to_contain_text("Intervals")
    assert days_of(athlete) == {"Intervals": [0]}


@on_desk
def test_dragged_workouts_with_a_modifier_are_copied_together(
    page: Page, coach: User, athlete: User, plan: Plan, size: str
) -> None:
    plan("One")
    plan("Two", 1)
    enter(page, coach, "dark")
    open_calendar(page, athlete)
    card(page, "One").click(modifiers=["Control"])
    card(page, "Two").click(modifiers=["Control"])
    expect(page.get_by_role("toolbar")).to_contain_text("2 chosen")
    drag(page, card(page, "Two"), day(page, 8), key="Alt")
    expect(page.locator(".toast")).to_contain_text("2 workouts copied")
    assert days_of(athlete) == {"One": [0, 7], "Two": [1, 8]}


@on_desk
def test_week_is_dragged_by_its_sum(page: Page, coach: User, athlete: User, plan: Plan, size: str) -> None:
    plan("One")
    plan("Two", 3)
    enter(page, coach, "dark")
    open_calendar(page, athlete)
    sums = page.locator(".cal-sum")
    drag(page, page.locator('[data-week="2038-03-08"] .cal-week-name'), page.locator('[data-week="2038-03-15"]'))
    expect(page.locator(".toast")).to_contain_text("2 workouts moved")
    assert days_of(athlete) == {"One": [7], "Two": [10]}
    expect(sums.first).to_be_visible()


@on_desk
def test_library_is_dragged_onto_a_day(page: Page, coach: User, athlete: User, plan: Plan, size: str) -> None:
    with acting_as(coach):
        create_workout(
            actor=coach, **settled({"title": "Over-unders", "sport": "ride", "structure_text": "- 20m 95%\n"})
        )
    enter(page, coach, "dark")
    open_calendar(page, athlete)
    page.get_by_role("button", name="Library").click()
    drag(page, page.locator(".cal-library .cal-card"), day(page, 4))
    expect(page.locator(".toast")).to_contain_text("planned")
    assert days_of(athlete) == {"Over-unders": [4]}
    page.keyboard.press("Control+z")
    expect(page.locator(".toast").last).to_contain_text("undone")
    assert days_of(athlete) == {}


@on_desk
def test_library_is_planned_by_keyboard(page: Page, coach: User, athlete: User, plan: Plan, size: str) -> None:
    with acting_as(coach):
        create_workout(
            actor=coach, **settled({"title": "Over-unders", "sport": "ride", "structure_text": "- 20m 95%\n"})
        )
    enter(page, coach, "dark")
    open_calendar(page, athlete)
    page.keyboard.press("l")
    expect(page.locator(".cal-library .cal-card")).to_be_focused()
    press_all(page, "m", "ArrowDown", "ArrowRight", "Enter")
    expect(page.locator(".toast")).to_contain_text("1 workout planned")
    assert days_of(athlete) == {"Over-unders": [1]}


@on_desk
def test_next_athlete_is_a_key_away(page: Page, coach: User, athlete: User, plan: Plan, size: str) -> None:
    other = make_person("Bea")
    with as_house():
        team = Team.objects.get()
    join(team, other, scopes=list(Scope.values))
    enter(page, coach, "dark")
    open_calendar(page, athlete)
    with page.expect_navigation():
        page.keyboard.press("j")
    expect(page).to_have_url(re.compile(f"{other.pk}/calendar.*on=2038-03-08"))
    expect(page.locator(".cal-switch-name")).to_have_text("Bea")


@on_desk
def test_warning_is_overruled_with_a_reason(page: Page, coach: User, athlete: User, plan: Plan, size: str) -> None:
    for number in range(4):
        plan("Hard", number, key=True, structure_text="- 60m 100%")
    enter(page, coach, "dark")
    open_calendar(page, athlete)
    warnings = page.locator(".cal-warnings")
    warnings.locator("summary").click()
    before = warnings.locator("[data-warns]").count()
    expect(page.locator(".cal-warned").first).to_be_visible()
    warnings.get_by_label("Why it is all right").first.fill("Training camp")
    warnings.get_by_role("button", name="Overrule").first.click()
    expect(page.locator(".cal-warnings q")).to_have_text("Training camp")
    expect(page.locator("[data-warns]")).to_have_count(before - 1)


@on_desk
def test_what_cannot_be_saved_goes_back(page: Page, coach: User, athlete: User, plan: Plan, size: str) -> None:
    plan("Intervals")
    enter(page, coach, "dark")
    open_calendar(page, athlete)
    page.route("**/calendar/acts*", lambda route: route.abort())
    drag(page, card(page, "Intervals"), day(page, 2))
    expect(page.locator(".toast.error")).to_be_visible()
    expect(day(page, 0).locator(".cal-card")).to_contain_text("Intervals")
    expect(card(page, "Intervals")).to_have_count(1)


# --- by keyboard --------------------------------------------------------------------------------------------------
@on_desk
def test_month_is_planned_by_keyboard_alone(page: Page, coach: User, athlete: User, plan: Plan, size: str) -> None:
    enter(page, coach, "dark")
    open_calendar(page, athlete)
    day(page, 0).focus()
    page.keyboard.press("n")
    expect(page.get_by_label("Title")).to_be_focused()
    page.keyboard.type("Typed")
    page.locator("textarea[name=structure_text]").focus()
    page.keyboard.type("- 30m 75%")
    expect(page.locator(".editor-preview .profile")).to_be_visible()
    page.get_by_role("button", name="Plan it").press("Enter")
    expect(page.locator(".toast")).to_contain_text("planned")
    expect(card(page, "Typed")).to_be_visible()
    page.keyboard.press("Escape")
    expect(card(page, "Typed")).to_be_focused()
    assert days_of(athlete) == {"Typed": [0]}

    page.keyboard.press("m")
    expect(page.get_by_role("toolbar")).to_contain_text("Moving 1: arrows choose the day")
    press_all(page, "ArrowRight", "ArrowDown", "Enter")
    expect(page.locator(".toast").last).to_contain_text("moved")
    assert days_of(athlete) == {"Typed": [8]}

    expect(day(page, 8)).to_be_focused()
    press_all(page, "ArrowDown", "c", "ArrowRight", "Enter")
    expect(page.locator(".toast").last).to_contain_text("copied")
    assert days_of(athlete) == {"Typed": [8, 9]}

    press_all(page, "ArrowDown", "Delete")
    expect(page.locator(".toast").last).to_contain_text("deleted")
    assert days_of(athlete) == {"Typed": [8]}
    press_all(page, "u")
    expect(page.locator(".toast").last).to_contain_text("undone")
    assert days_of(athlete) == {"Typed": [8, 9]}


def press_all(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


@on_desk
def test_week_is_copied_and_moved_by_keyboard(page: Page, coach: User, athlete: User, plan: Plan, size: str) -> None:
    plan("One")
    plan("Two", 3)
    enter(page, coach, "dark")
    open_calendar(page, athlete)
    page.locator('[data-week="2038-03-08"]').focus()
    press_all(page, "c", "ArrowDown", "Enter")
    expect(page.locator(".toast").last).to_contain_text("2 workouts copied")
    assert days_of(athlete) == {"One": [0, 7], "Two": [3, 10]}
    expect(page.locator('[data-week="2038-03-15"]')).to_be_focused()
    press_all(page, "m", "ArrowDown", "Enter")
    expect(page.locator(".toast").last).to_contain_text("2 workouts moved")
    assert days_of(athlete) == {"One": [0, 14], "Two": [3, 17]}


@on_desk
def test_several_are_chosen_and_carried_into_another_month(
    page: Page, coach: User, athlete: User, plan: Plan, size: str
) -> None:
    plan("One")
    plan("Two", 1)
    enter(page, coach, "dark")
    open_calendar(page, athlete)
    card(page, "One").focus()
    page.keyboard.press("Space")
    card(page, "Two").focus()
    press_all(page, "Space", "x", "PageDown")
    expect(page.locator("h1")).to_contain_text("April")
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text("2 workouts moved")
    assert days_of(athlete) == {"One": [28], "Two": [29]}


@on_desk
def test_keys_are_explained_and_nothing_happens_while_typing(
    page: Page, coach: User, athlete: User, plan: Plan, size: str
) -> None:
    plan("Intervals")
    enter(page, coach, "dark")
    open_calendar(page, athlete)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Pick up what is chosen")
    page.keyboard.press("Escape")
    card(page, "Intervals").press("Enter")
    page.locator(".cal-panel").get_by_role("link", name="Edit").press("Enter")
    page.get_by_label("Title").press_sequentially(" mux")
    expect(page.get_by_label("Title")).to_have_value("Intervals mux")
    assert days_of(athlete) == {"Intervals": [0]}


# --- by finger ----------------------------------------------------------------------------------------------------
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


# --- two at once --------------------------------------------------------------------------------------------------
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


# --- as the athlete -----------------------------------------------------------------------------------------------
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


# --- without script -----------------------------------------------------------------------------------------------
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
