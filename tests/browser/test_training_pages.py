"""The pages of sessions in a real browser: axe in every theme, narrow and wide, charts by keyboard, files by drop."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Scope, User
from accounts.teams import found_team
from accounts.thresholds import set_threshold
from core.acting import acting_as
from tests.accounts.web.conftest import join, make_person, sign_in
from tests.browser.test_accounts_pages import enter, visit
from tests.training.conftest import originals_disk, readers_end  # noqa: F401 - fixtures
from tests.training.files import nth_gpx, read_waiting
from tests.training.recordings import run
from tests.training.web.conftest import varied_ride
from training.models import Activity, SourceKind
from training.recording import record_session

pytestmark = pytest.mark.django_db(transaction=True)
OWN = ("activities", "activity_add", "fitness_chart", "records", "upload", "import", "gear", "gear_add")
OF_ONE = ("activity", "activity_edit", "activity_correct", "activity_sources", "activity_delete")


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
def activity(athlete: User) -> Activity:
    now = timezone.now()
    with acting_as(athlete):
        for ago in (9, 6):
            told = run(began=now - timedelta(days=ago))
            record_session(athlete_id=athlete.pk, recording=told, kind=SourceKind.FILE, original=None, now=now)
        told = varied_ride(began=now - timedelta(days=3))
        return record_session(
            athlete_id=athlete.pk, recording=told, kind=SourceKind.FILE, original=None, now=now
        ).activity


def addresses(activity: Activity) -> list[str]:
    return [reverse(name) for name in OWN] + [reverse(name, args=[activity.pk]) for name in OF_ONE]


@pytest.mark.parametrize(("size", "theme"), [("phone", "dark"), ("desktop", "light"), ("desktop", "contrast")])
def test_pages_are_accessible(
    page: Page, athlete: User, activity: Activity, size: str, theme: str, check_axe: Callable[[], None]
) -> None:
    enter(page, athlete, theme)
    visit(page, addresses(activity), check_axe)


@pytest.mark.parametrize("size", ["desktop"])
def test_pages_of_athlete_for_coach_are_accessible(
    page: Page, coach: User, athlete: User, activity: Activity, size: str, check_axe: Callable[[], None]
) -> None:
    enter(page, coach, "dark")
    whose = {"athlete_id": athlete.pk}
    names = ("activities", "fitness_chart", "records")
    own = [reverse(f"athlete_training:{name}", kwargs=whose) for name in names]
    visit(page, [*own, reverse("athlete_training:activity", kwargs={**whose, "pk": activity.pk})], check_axe)


@pytest.mark.parametrize("size", ["phone"])
def test_pages_reflow_at_320_pixels_and_from_right_to_left(
    page: Page, athlete: User, activity: Activity, size: str, check_axe: Callable[[], None]
) -> None:
    sign_in(athlete).post("/settings/profile", {
        "name": "Ada", "locale": "ar", "units": "imperial", "time_zone": "UTC", "week_starts_on": "0", "theme": "light",
    })  # fmt: skip
    page.set_viewport_size({"width": 320, "height": 640})
    enter(page, athlete, "light")
    visit(page, addresses(activity), check_axe)


@pytest.mark.parametrize("size", ["desktop"])
def test_charts_of_a_session_are_read_by_keyboard(page: Page, athlete: User, activity: Activity, size: str) -> None:
    enter(page, athlete, "dark")
    page.goto(reverse("activity", args=[activity.pk]))
    charts = page.locator("session-charts[data-state=ready]")
    expect(charts.locator("canvas")).to_have_count(5)
    handle = charts.get_by_role("slider")
    handle.focus()
    page.keyboard.press("ArrowRight")
    expect(handle).to_have_attribute("aria-valuetext", re.compile(r"Power 150 W"))
    page.keyboard.press("+")
    expect(charts.locator(".selection")).to_contain_text("Duration30:00")
    page.keyboard.press("Escape")
    expect(charts.locator(".selection")).to_be_hidden()
    charts.get_by_role("button", name="Show as table").click()
    expect(charts.get_by_role("table")).to_contain_text("130")


@pytest.mark.parametrize("size", ["desktop"])
def test_lap_is_shown_in_the_charts_with_its_figures(page: Page, athlete: User, activity: Activity, size: str) -> None:
    enter(page, athlete, "dark")
    page.goto(reverse("activity", args=[activity.pk]))
    expect(page.locator("session-charts[data-state=ready] canvas").first).to_be_visible()
    page.get_by_role("button", name="2 Show in the charts").click()
    expect(page.locator(".selection")).to_contain_text("Duration10:00")
    expect(page.locator(".selection")).to_contain_text("Distance4.80 km")


@pytest.mark.parametrize("size", ["desktop"])
def test_day_of_the_fitness_chart_explains_itself(page: Page, athlete: User, activity: Activity, size: str) -> None:
    enter(page, athlete, "dark")
    page.goto(reverse("fitness_chart"))
    handle = page.locator("fitness-chart[data-state=ready]").get_by_role("slider")
    handle.focus()
    for _day in range(3):
        page.keyboard.press("ArrowLeft")
    expect(handle).to_have_attribute("aria-valuetext", re.compile("Fitness"))
    page.keyboard.press("Enter")
    expect(page.locator("#explain-to")).to_have_value(activity.local_on.isoformat())
    expect(page.locator("#explained li").first).to_contain_text("+")


@pytest.mark.usefixtures("originals_disk")
@pytest.mark.parametrize("size", ["desktop"])
def test_chosen_files_are_sent_read_and_reported(page: Page, athlete: User, tmp_path: Path, size: str) -> None:
    for number in range(3):
        (tmp_path / f"{number}.gpx").write_bytes(nth_gpx(number))
    (tmp_path / "notes.txt").write_text("hello")
    enter(page, athlete, "dark")
    page.goto(reverse("upload"))
    page.set_input_files("#files", sorted(tmp_path.iterdir()))
    expect(page.locator(".file")).to_have_count(4)
    expect(page.get_by_text("Neither FIT, TCX, GPX nor ZIP.")).to_be_visible()
    expect(page.get_by_text("Being read")).to_have_count(3)
    read_waiting()
    expect(page.get_by_role("link", name="Open")).to_have_count(3, timeout=10_000)
    expect(page.get_by_text("3 new, 0 already here, 0 in part, 1 not taken")).to_be_visible()
    expect(page.get_by_role("link", name="See what it does to your fitness")).to_be_visible()


@pytest.mark.parametrize("size", ["phone"])
def test_list_is_narrowed_down_while_typing(page: Page, athlete: User, activity: Activity, size: str) -> None:
    with acting_as(athlete), transaction.atomic():
        Activity.objects.filter(pk=activity.pk).update(title="River loop")
    enter(page, athlete, "dark")
    page.goto(reverse("activities"))
    expect(page.locator(".session-name")).to_have_count(3)
    page.get_by_role("textbox", name="Search").press_sequentially("riv")
    expect(page.locator(".session-name")).to_have_count(1)
    expect(page).to_have_url(re.compile("q=riv"))
