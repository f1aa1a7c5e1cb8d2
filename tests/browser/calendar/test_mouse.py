"""The calendar by mouse: workouts, weeks and the library are dragged."""

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from core.acting import acting_as
from tests.browser.calendar.conftest import Plan, card, day, days_of, drag, on_desk, open_calendar
from tests.browser.test_accounts_pages import enter
from training.contents import settled
from training.library import create_workout

pytestmark = pytest.mark.django_db(transaction=True)


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
