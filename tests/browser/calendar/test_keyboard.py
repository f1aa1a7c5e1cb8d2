"""The calendar by keyboard alone."""

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Scope, Team, User
from core.acting import acting_as
from tests.accounts.web.conftest import join, make_person
from tests.browser.calendar.conftest import Plan, card, day, days_of, on_desk, open_calendar
from tests.browser.test_accounts_pages import enter
from tests.cast import as_house
from training.contents import settled
from training.library import create_workout

pytestmark = pytest.mark.django_db(transaction=True)


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
def test_key_pressed_twice_goes_two_athletes_on(page: Page, coach: User, athlete: User, plan: Plan, size: str) -> None:
    with as_house():
        team = Team.objects.get()
    for name in ("Bea", "Cleo"):
        join(team, make_person(name), scopes=list(Scope.values))
    enter(page, coach, "light")
    open_calendar(page, athlete)
    press = "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'j', bubbles: true}));"
    page.evaluate(f"() => {{ {press} {press} }}")
    expect(page.locator(".cal-switch-name")).to_have_text("Cleo")
    page.keyboard.press("k")
    expect(page.locator(".cal-switch-name")).to_have_text("Bea")
