"""A plan is made, arranged and given where no script runs."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from accounts.models import Scope, User
from accounts.teams import found_team
from core.acting import acting_as, as_system
from tests.accounts.web.conftest import join, make_person
from tests.browser.test_accounts_pages import enter
from training.contents import settled
from training.library import create_workout
from training.models import Plan, PlanEdition, Workout
from training.plans import create_plan

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def coach(transactional_db: None) -> User:
    return make_person("Cora")


@pytest.fixture
def athlete(coach: User) -> User:
    user = make_person("Ada")
    with acting_as(coach):
        team = found_team(name="Velo Club", founder=coach, now=timezone.now())
        create_workout(actor=coach, **settled({"title": "Strides", "sport": "run", "structure_text": "- 30m 70%"}))
    join(team, user, scopes=list(Scope.values))
    return user


@pytest.fixture
def plan(coach: User) -> Plan:
    items = [
        {"day": day, "sport": "ride", "title": title, "structure_text": "- 1h 60%"}
        for day, title in ((0, "Easy"), (5, "Long"), (8, "Again"))
    ]
    with acting_as(coach):
        return create_plan(actor=coach, title="Build", items=items, weeks=2)


@pytest.fixture
def plain(browser: Browser, live_server: Any) -> Iterator[Page]:
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False, locale="en-GB")
    yield context.new_page()
    context.close()


def days(plan: Plan) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    with as_system("test"), transaction.atomic():
        for item in PlanEdition.objects.filter(plan=plan).latest("number").items:
            found.setdefault(item["title"], []).append(item["day"])
    return found


def test_plan_is_arranged_and_given_by_forms(plain: Page, coach: User, athlete: User, plan: Plan) -> None:
    enter(plain, coach, "light")
    plain.goto(reverse("plan", args=[plan.pk]))
    expect(plain.locator("[data-add]").first).to_be_hidden()
    plain.get_by_role("link", name="Edit or move Easy").click()
    plain.get_by_label("Day", exact=True).fill("4")
    plain.get_by_role("button", name="Move there").click()
    expect(plain.get_by_text("Saved as edition 2.")).to_be_visible()
    plain.get_by_role("link", name="Add to week 2, day 7").click()
    plain.get_by_role("button", name="Put Strides there").click()
    assert days(plan) == {"Easy": [3], "Long": [5], "Again": [8], "Strides": [13]}

    plain.locator("[data-week='1'] summary").click()
    plain.get_by_role("button", name="Copy below").first.click()
    assert days(plan) == {"Easy": [3, 10], "Long": [5, 12], "Again": [15], "Strides": [20]}
    plain.locator("[data-week='2'] summary").click()
    plain.locator("[data-week='2']").get_by_role("button", name="Remove the week").click()
    assert days(plan) == {"Easy": [3], "Long": [5], "Again": [8], "Strides": [13]}

    plain.get_by_role("link", name="Give to athletes").click()
    plain.get_by_label("Ada").check()
    plain.get_by_role("button", name="Put it into the calendars").click()
    expect(plain.get_by_role("heading", name="In the calendars")).to_be_visible()
    with as_system("test"), transaction.atomic():
        assert Workout.objects.filter(athlete=athlete).count() == 4


@pytest.mark.parametrize(("size", "theme"), [("phone", "dark"), ("desktop", "light")])
def test_page_of_a_session_moves_it_with_a_script_as_well(
    page: Page, coach: User, athlete: User, plan: Plan, size: str, theme: str, check_axe: Callable[[], None]
) -> None:
    enter(page, coach, theme)
    page.goto(reverse("plan_item_add", args=[plan.pk]))
    expect(page.get_by_role("button", name="Put Strides there")).to_be_visible()
    check_axe()
    with as_system("test"), transaction.atomic():
        item = PlanEdition.objects.get(plan=plan).items[0]["id"]
    page.goto(reverse("plan_item", args=[plan.pk, item]))
    check_axe()
    page.get_by_label("Week", exact=True).fill("3")
    page.get_by_role("button", name="Copy there").click()
    expect(page.locator("[data-week]")).to_have_count(3)
    assert days(plan) == {"Easy": [0, 14], "Long": [5], "Again": [8]}
    page.locator("[data-week='2'] summary").click()
    page.locator("[data-week='2']").get_by_role("button", name="Empty it").click()
    expect(page.get_by_text("1 change, not saved yet")).to_be_visible()
    assert days(plan)["Again"] == [8]
