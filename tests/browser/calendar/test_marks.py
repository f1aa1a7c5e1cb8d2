"""Notes and events are taken up like workouts: by mouse, keyboard and finger."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from core.acting import acting_as
from tests.accounts.web.conftest import sign_in
from tests.browser.calendar.conftest import MONDAY, Plan, card, day, days_of, drag, on_desk, open_calendar
from tests.browser.calendar.test_finger import touch
from tests.browser.test_accounts_pages import enter
from tests.cast import as_house
from training.goal_events import create_event
from training.models import CalendarNote, GoalEvent
from training.notes import write_note

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def note(coach: User, athlete: User) -> CalendarNote:
    with acting_as(coach):
        return write_note(athlete_id=athlete.pk, actor=coach, on=MONDAY, title="Bring lights")


@pytest.fixture
def race(coach: User, athlete: User) -> GoalEvent:
    on = MONDAY + timedelta(days=1)
    with acting_as(coach):
        return create_event(athlete_id=athlete.pk, actor=coach, on=on, title="Marathon", sport="run", priority="A")


@pytest.fixture
def tablet(browser: Browser, live_server: Any) -> Iterator[Page]:
    context = browser.new_context(
        base_url=live_server.url, viewport={"width": 820, "height": 1180}, has_touch=True, locale="en-GB"
    )
    yield context.new_page()
    context.close()


def places() -> dict[str, int]:
    """On which day from the Monday each of them stands, as the database has it."""
    with as_house():
        rows = [*CalendarNote.objects.values_list("title", "on"), *GoalEvent.objects.values_list("title", "on")]
    return {title: (on - MONDAY).days for title, on in rows}


@on_desk
def test_dragged_note_and_event_move_and_come_back(
    page: Page, coach: User, athlete: User, note: CalendarNote, race: GoalEvent, size: str
) -> None:
    enter(page, coach, "light")
    open_calendar(page, athlete)
    drag(page, card(page, "Bring lights"), day(page, 3))
    expect(page.locator(".toast")).to_contain_text("1 note moved")
    expect(day(page, 3)).to_contain_text("Bring lights")
    drag(page, card(page, "Marathon"), day(page, 9))
    expect(page.locator(".toast").last).to_contain_text("1 event moved")
    expect(day(page, 9)).to_contain_text("Marathon")
    assert places() == {"Bring lights": 3, "Marathon": 9}
    page.locator(".toast").last.get_by_role("button", name="Undo").click()
    expect(day(page, 1)).to_contain_text("Marathon")
    page.keyboard.press("Control+z")
    expect(day(page, 0)).to_contain_text("Bring lights")
    assert places() == {"Bring lights": 0, "Marathon": 1}


@on_desk
def test_note_of_some_days_is_dragged_by_any_of_them(
    page: Page, coach: User, athlete: User, size: str, check_axe: Callable[[], None]
) -> None:
    with acting_as(coach):
        write_note(athlete_id=athlete.pk, actor=coach, on=MONDAY, to_on=MONDAY + timedelta(days=2), title="Camp")
    enter(page, coach, "dark")
    open_calendar(page, athlete)
    drag(page, day(page, 2).locator(".cal-card"), day(page, 4))
    expect(page.locator(".toast")).to_contain_text("1 note moved")
    expect(card(page, "Camp")).to_have_count(3)
    expect(day(page, 4)).to_contain_text("Camp")
    with as_house():
        assert CalendarNote.objects.values_list("on", "to_on").get() == (
            MONDAY + timedelta(days=2), MONDAY + timedelta(days=4),
        )  # fmt: skip
    check_axe()


@on_desk
def test_all_kinds_are_chosen_carried_and_copied_by_keyboard(
    page: Page, coach: User, athlete: User, plan: Plan, note: CalendarNote, race: GoalEvent, size: str,
    check_axe: Callable[[], None],
) -> None:  # fmt: skip
    plan("Intervals", 2)
    enter(page, coach, "light")
    open_calendar(page, athlete)
    for title in ("Bring lights", "Marathon", "Intervals"):
        card(page, title).focus()
        page.keyboard.press("Space")
    expect(page.get_by_role("toolbar")).to_contain_text("3 chosen")
    expect(page.get_by_role("link", name="Bring lights, chosen")).to_be_visible()
    check_axe()
    card(page, "Bring lights").focus()
    for key in ("m", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    expect(page.locator(".toast")).to_contain_text("1 note moved. 1 event moved. 1 workout moved.")
    assert (places(), days_of(athlete)) == ({"Bring lights": 7, "Marathon": 8}, {"Intervals": [9]})
    card(page, "Marathon").focus()
    for key in ("c", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    expect(page.locator(".toast").last).to_contain_text("1 event copied")
    expect(card(page, "Marathon")).to_have_count(2)
    card(page, "Bring lights").focus()
    page.keyboard.press("Delete")
    expect(page.locator(".toast").last).to_contain_text("1 note deleted")
    expect(card(page, "Bring lights")).to_have_count(0)


def test_finger_holds_and_drags_a_note(tablet: Page, coach: User, athlete: User, note: CalendarNote) -> None:
    enter(tablet, coach, "dark")
    open_calendar(tablet, athlete)
    begin, end = card(tablet, "Bring lights").bounding_box(), day(tablet, 2).bounding_box()
    assert begin
    assert end
    finger = tablet.context.new_cdp_session(tablet)
    touch(finger, "touchStart", begin["x"] + 20, begin["y"] + 10)
    tablet.wait_for_timeout(500)
    for step in range(1, 6):
        touch(
            finger, "touchMove", begin["x"] + 20 + (end["x"] + 20 - begin["x"]) * step / 5, begin["y"] + 10 + 8 * step
        )
    touch(finger, "touchEnd")
    expect(tablet.locator(".toast")).to_contain_text("1 note moved")
    assert places() == {"Bring lights": 2}


@on_desk
def test_drag_of_an_event_that_somebody_else_has_changed_leaves_it(
    page: Page, coach: User, athlete: User, race: GoalEvent, size: str
) -> None:
    enter(page, coach, "dark")
    open_calendar(page, athlete)
    sign_in(athlete).patch(
        f"/api/v1/events/{race.pk}", {"goal": "Even splits"}, content_type="application/json",
        headers={"If-Match": f'"{race.version}"'},
    )  # fmt: skip
    drag(page, card(page, "Marathon"), day(page, 4))
    expect(page.locator(".toast.error")).to_contain_text("changed since")
    expect(day(page, 1)).to_contain_text("Even splits")
    assert places() == {"Marathon": 1}


@on_desk
def test_week_leaves_its_notes_and_events_where_they_are(
    page: Page, coach: User, athlete: User, plan: Plan, note: CalendarNote, race: GoalEvent, size: str
) -> None:
    plan("Intervals")
    enter(page, coach, "dark")
    open_calendar(page, athlete)
    drag(page, page.locator('[data-week="2038-03-08"] .cal-week-name'), page.locator('[data-week="2038-03-15"]'))
    expect(page.locator(".toast")).to_contain_text("1 workout moved")
    assert (places(), days_of(athlete)) == ({"Bring lights": 0, "Marathon": 1}, {"Intervals": [7]})
