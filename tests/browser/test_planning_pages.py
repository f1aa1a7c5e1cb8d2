"""Library, plans and workouts in a real browser: axe in every theme, narrow and wide, by mouse and by keyboard."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Scope, Team, User
from accounts.teams import found_team
from accounts.thresholds import set_threshold
from core.acting import acting_as, as_system
from core.ids import uuid7
from tests.accounts.web.conftest import join, make_person, sign_in
from tests.browser.test_accounts_pages import enter, visit
from training.contents import settled
from training.goal_events import create_event
from training.library import create_folder, create_workout
from training.models import LibraryWorkout, Plan, PlanEdition, Workout
from training.plan_runs import apply_plan
from training.plan_templates import Options
from training.planning import plan_workout
from training.plans import create_plan
from training.season_plans import create_season

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = "Warm up\n- 15m 55-75%\n\n4x\n- 8m 95-100% 90rpm\n- recovery 3m 50%\n\nCool down\n- ramp 10m 60-40%\n"


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
    user = make_person("Ada")
    join(team, user, scopes=list(Scope.values))
    with acting_as(user):
        set_threshold(
            athlete_id=user.pk, sport="ride", kind="ftp_w", value=240, effective_on=timezone.now().date(), actor=user,
            now=timezone.now(),
        )  # fmt: skip
    return user


@pytest.fixture
def library(coach: User, team: Team) -> LibraryWorkout:
    with acting_as(coach):
        box = create_folder(actor=coach, title="Bike", team_id=team.pk)
        for title, sport, text in (("Long ride", "ride", "- 3h 60-70%"), ("Strides", "run", "- 30m 70%")):
            create_workout(
                actor=coach, **settled({"title": title, "sport": sport, "structure_text": text}), tags=["easy"]
            )
        content = settled({"title": "Four by eight", "sport": "ride", "structure_text": TEXT, "purpose": "threshold"})
        return create_workout(actor=coach, **content, folder_id=box.pk, tags=["key"])


@pytest.fixture
def plan(coach: User, team: Team) -> Plan:
    items = [
        {"day": day, "sport": "ride", "title": title, "structure_text": text, "key": day % 7 == 1}
        for day, title, text in (
            (0, "Easy", "- 1h 60%"),
            (1, "Threshold", TEXT),
            (5, "Long", "- 3h 65%"),
            (8, "Again", TEXT),
        )
    ]
    with acting_as(coach):
        return create_plan(actor=coach, title="Build", items=items, weeks=3, team_id=team.pk)


@pytest.fixture
def workout(athlete: User, coach: User) -> Workout:
    with acting_as(coach):
        return plan_workout(
            athlete_id=athlete.pk, actor=coach, now=timezone.now(), on=timezone.now().date(), sport="ride", key=True,
            title="Threshold", structure_text=TEXT, purpose="threshold", description="Steady from the first minute.",
        )  # fmt: skip


def addresses(library: LibraryWorkout, plan: Plan, workout: Workout) -> list[str]:
    with as_system("test"), transaction.atomic():
        item = PlanEdition.objects.get(plan=plan).items[0]["id"]
    names = ("library", "library_add", "library_import", "folder_add", "plans", "plan_add", "plan_from_calendar")
    of_library = ("library_workout", "library_schedule", "library_delete")
    of_plan = ("plan", "plan_edit", "plan_apply", "plan_rebase", "plan_delete", "plan_item_add")
    return [
        *(reverse(name) for name in names), *(reverse(name, args=[library.pk]) for name in of_library),
        *(reverse(name, args=[plan.pk]) for name in of_plan), reverse("plan_item", args=[plan.pk, item]),
        reverse("workout", args=[workout.pk]),
    ]  # fmt: skip


@pytest.mark.parametrize(("size", "theme"), [("phone", "dark"), ("desktop", "light"), ("desktop", "contrast")])
def test_pages_are_accessible(
    page: Page, coach: User, athlete: User, library: LibraryWorkout, plan: Plan, workout: Workout, size: str, theme: str,
    check_axe: Callable[[], None],
) -> None:  # fmt: skip
    enter(page, coach, theme)
    visit(page, addresses(library, plan, workout), check_axe)


@pytest.mark.parametrize("size", ["phone"])
def test_pages_reflow_at_320_pixels_and_from_right_to_left(
    page: Page, coach: User, athlete: User, library: LibraryWorkout, plan: Plan, workout: Workout, size: str,
    check_axe: Callable[[], None],
) -> None:  # fmt: skip
    sign_in(coach).post("/settings/profile", {
        "name": "Cora", "locale": "ar", "units": "imperial", "time_zone": "UTC", "week_starts_on": "0", "theme": "light",
    })  # fmt: skip
    page.set_viewport_size({"width": 320, "height": 640})
    enter(page, coach, "light")
    visit(page, addresses(library, plan, workout), check_axe)


@pytest.mark.parametrize("size", ["phone"])
def test_workout_for_its_athlete_is_accessible(
    page: Page, athlete: User, workout: Workout, size: str, check_axe: Callable[[], None]
) -> None:
    enter(page, athlete, "dark")
    visit(page, [reverse("workout", args=[workout.pk])], check_axe)
    expect(page.get_by_text("228–240 W").last).to_be_visible()
    page.get_by_label("A word about it").fill("Fever")
    page.get_by_role("button", name="Ill").click()
    expect(page.get_by_text("Ill: Fever")).to_be_visible()


@pytest.fixture
def goals(athlete: User, workout: Workout) -> list[str]:
    """The addresses of pages about what training leads to."""
    today = timezone.now().date()
    phases = [{"kind": "build", "from_on": today, "to_on": today + timedelta(days=20), "weekly_load": 380.0}]
    with acting_as(athlete), transaction.atomic():
        season = create_season(
            athlete_id=athlete.pk, actor=athlete, title="Spring", from_on=today - timedelta(days=14),
            to_on=today + timedelta(days=40), phases=phases,
        )  # fmt: skip
        race = create_event(
            athlete_id=athlete.pk, actor=athlete, on=today + timedelta(days=30), title="Marathon", sport="run", priority="A",
            distance_m=42_195.0, goal_time_s=11_700.0, goal="Even splits",
        )  # fmt: skip
    rows = {
        "season_edit": season,
        "season_delete": season,
        "event_edit": race,
        "event_delete": race,
        "workout_swap": workout,
    }
    names = ("seasons", "season_add", "events", "event_add", "week_print")
    return [*map(reverse, names), *(reverse(name, args=[row.pk]) for name, row in rows.items())]


@pytest.mark.parametrize(("size", "theme"), [("phone", "dark"), ("desktop", "light"), ("desktop", "contrast")])
def test_pages_of_goals_are_accessible(
    page: Page, athlete: User, goals: list[str], size: str, theme: str, check_axe: Callable[[], None]
) -> None:
    enter(page, athlete, theme)
    visit(page, goals, check_axe)


@pytest.mark.parametrize("size", ["phone"])
def test_pages_of_goals_reflow_at_320_pixels_and_from_right_to_left(
    page: Page, athlete: User, goals: list[str], size: str, check_axe: Callable[[], None]
) -> None:
    sign_in(athlete).post("/settings/profile", {
        "name": "Ada", "locale": "ar", "units": "imperial", "time_zone": "UTC", "week_starts_on": "0", "theme": "light",
    })  # fmt: skip
    page.set_viewport_size({"width": 320, "height": 640})
    enter(page, athlete, "light")
    visit(page, goals, check_axe)


@pytest.mark.parametrize("size", ["desktop"])
def test_week_is_printed_black_on_white_on_one_sheet(page: Page, athlete: User, workout: Workout, size: str) -> None:
    enter(page, athlete, "dark")
    page.goto(reverse("week_print"))
    page.emulate_media(media="print")
    expect(page.locator(".topbar")).to_be_hidden()
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
    colours = page.evaluate("['color', 'backgroundColor'].map((name) => getComputedStyle(document.body)[name])")
    assert colours == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    expect(page.locator(".print-workout")).to_contain_text("228–240 W")
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))) == 1


@pytest.mark.parametrize("size", ["phone"])
def test_athlete_swaps_a_workout_under_a_finger(page: Page, athlete: User, workout: Workout, size: str) -> None:
    enter(page, athlete, "dark")
    page.goto(reverse("workout", args=[workout.pk]))
    page.get_by_role("link", name="Find something that fits").click()
    page.get_by_label("Minutes you have").fill("40")
    page.get_by_role("button", name="Show what fits").click()
    page.get_by_role("button", name="Take this").first.click()
    expect(page.get_by_text("Swapped. What was planned is excused.")).to_be_visible()


@pytest.mark.parametrize("size", ["desktop"])
def test_workout_is_drawn_while_it_is_typed_and_mistakes_are_found(
    page: Page, coach: User, team: Team, size: str
) -> None:
    enter(page, coach, "dark")
    page.goto(reverse("library_add"))
    page.get_by_label("Title").fill("Typed")
    page.get_by_role("textbox", name="Steps").click()
    for line in ("- 10m 50%", "", "4x", "8m 95%", "recovery 3m 50%"):
        page.keyboard.type(line)
        page.keyboard.press("Enter")
    text = page.get_by_role("textbox", name="Steps")
    expect(text).to_have_value("- 10m 50%\n4x\n- 8m 95%\n- recovery 3m 50%\n- ")
    page.keyboard.type("5m 50% 70%")
    fault = page.get_by_role("button", name=re.compile("Line 5, column 10"))
    expect(fault).to_be_visible()
    expect(text).to_have_attribute("aria-invalid", "true")
    fault.click()
    assert page.evaluate("[document.activeElement.selectionStart, document.activeElement.selectionEnd]") == [49, 52]
    page.keyboard.press("Backspace")
    expect(fault).to_have_count(0)
    expect(page.locator(".editor-preview")).to_contain_text("1:14:00")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Typed")).to_be_visible()


@pytest.mark.parametrize("size", ["desktop"])
def test_plan_is_arranged_by_mouse_and_saved_once(
    page: Page, coach: User, plan: Plan, library: LibraryWorkout, size: str
) -> None:
    enter(page, coach, "dark")
    page.goto(reverse("plan", args=[plan.pk]))
    days = page.locator("[data-day]")
    page.locator(".plan-chip", has_text="Easy").drag_to(days.nth(3))
    expect(days.nth(3)).to_contain_text("Easy")
    days.nth(16).get_by_role("button").click()
    page.get_by_role("dialog").get_by_role("button", name=re.compile("Four by eight")).click()
    expect(days.nth(16)).to_contain_text("Four by eight")
    page.locator("[data-week='2'] summary").click()
    page.get_by_role("button", name="Copy below").last.click()
    expect(page.locator("[data-week]")).to_have_count(4)
    expect(page.get_by_text("3 changes, not saved yet")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("[data-week]")).to_have_count(3)
    page.get_by_role("button", name="Save as a new edition").click()
    expect(page.get_by_text("Edition 2")).to_be_visible()
    with as_system("test"), transaction.atomic():
        items = {item["title"]: item["day"] for item in PlanEdition.objects.get(plan=plan, number=2).items}
    assert items == {"Easy": 3, "Threshold": 1, "Long": 5, "Again": 8, "Four by eight": 16}


@pytest.mark.parametrize("size", ["desktop"])
def test_plan_is_arranged_by_keyboard_alone(page: Page, coach: User, plan: Plan, size: str) -> None:
    enter(page, coach, "dark")
    page.goto(reverse("plan", args=[plan.pk]))
    days = page.locator("[data-day]")
    page.locator(".plan-chip", has_text="Easy").focus()
    for key in ("m", "ArrowRight", "ArrowRight", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    expect(days.nth(9)).to_contain_text("Easy")
    expect(page.locator(".plan-chip", has_text="Easy")).to_be_focused()
    for key in ("c", "ArrowUp", "Enter"):
        page.keyboard.press(key)
    expect(page.locator(".plan-chip", has_text="Easy")).to_have_count(2)
    page.keyboard.press("m")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Escape")
    page.keyboard.press("Delete")
    expect(page.locator(".plan-chip", has_text="Easy")).to_have_count(1)
    expect(page.get_by_text("3 changes, not saved yet")).to_be_visible()


@pytest.mark.parametrize("size", ["phone"])
def test_session_of_a_plan_is_moved_under_a_finger(page: Page, coach: User, plan: Plan, size: str) -> None:
    enter(page, coach, "light")
    page.goto(reverse("plan", args=[plan.pk]))
    page.locator(".plan-chip", has_text="Long").click()
    page.get_by_role("button", name="Move", exact=True).click()
    page.locator("[data-day]").nth(6).click()
    expect(page.locator("[data-day]").nth(6)).to_contain_text("Long")
    page.locator(".plan-chip", has_text="Long").click()
    page.get_by_label("Week", exact=True).fill("3")
    page.get_by_label("Day", exact=True).fill("2")
    page.get_by_role("button", name="Move there").click()
    expect(page.locator("[data-day]").nth(15)).to_contain_text("Long")


@pytest.mark.parametrize("size", ["desktop"])
def test_two_who_save_the_same_plan_lose_nothing(page: Page, coach: User, plan: Plan, size: str) -> None:
    from training.plans import change_plan  # noqa: PLC0415

    enter(page, coach, "dark")
    page.goto(reverse("plan", args=[plan.pk]))
    with acting_as(coach), transaction.atomic():
        change_plan(plan=Plan.objects.get(pk=plan.pk), actor=coach, title="Theirs")
    page.locator(".plan-chip", has_text="Easy").focus()
    page.keyboard.press("Delete")
    page.get_by_role("button", name="Save as a new edition").click()
    expect(page.get_by_text("Somebody else has saved this plan since.")).to_be_visible()
    with as_system("test"), transaction.atomic():
        assert PlanEdition.objects.filter(plan=plan).count() == 1


@pytest.mark.parametrize(("size", "theme"), [("phone", "light"), ("desktop", "dark")])
def test_plan_is_previewed_given_and_taken_back(
    page: Page, coach: User, athlete: User, plan: Plan, size: str, theme: str, check_axe: Callable[[], None]
) -> None:
    enter(page, coach, theme)
    page.goto(reverse("plan_apply", args=[plan.pk]))
    page.get_by_label("Ada").check()
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("region", name="Ada")).to_contain_text("Sessions4")
    check_axe()
    page.get_by_role("button", name="Put it into the calendars").click()
    expect(page.get_by_role("heading", name="In the calendars")).to_be_visible()
    check_axe()
    page.get_by_role("button", name="Undo for Ada").click()
    expect(page.get_by_text("Undone", exact=True)).to_be_visible()
    with as_system("test"), transaction.atomic():
        assert not Workout.objects.filter(athlete=athlete).exists()


@pytest.mark.parametrize("size", ["desktop"])
def test_newer_edition_is_previewed_accessibly(
    page: Page, coach: User, athlete: User, plan: Plan, size: str, check_axe: Callable[[], None]
) -> None:
    options = Options(timezone.now().date() + timedelta(days=7))
    with acting_as(coach), transaction.atomic():
        apply_plan(plan=plan, options=options, athlete_ids=[athlete.pk], actor=coach, now=timezone.now(), batch=uuid7())
    enter(page, coach, "light")
    page.goto(reverse("plan", args=[plan.pk]))
    page.locator(".plan-chip", has_text="Long").focus()
    page.keyboard.press("Delete")
    page.get_by_role("button", name="Save as a new edition").click()
    page.get_by_role("link", name="See what the newest would change").click()
    expect(page.get_by_role("region", name="Ada")).to_contain_text("Removed1")
    check_axe()
    page.get_by_role("button", name="Bring it to those chosen").click()
    expect(page.get_by_text("Brought up to date")).to_be_visible()
