"""The staff's side in a real browser: nothing is refused by the policy on content, and it looks like ours."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from django.db import transaction
from django_celery_beat.models import PeriodicTask
from playwright.sync_api import Page

from accounts.models import Person, StaffRole, User
from core.acting import as_system
from tests.accounts.staffing import at_desk, login_of, staff_member

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(page: Page, live_server: Any) -> Page:
    client = at_desk(staff_member(StaffRole.SUPER_ADMIN))
    name, morsel = next(iter(client.cookies.items()))
    page.context.add_cookies([{"name": name, "value": morsel.value, "url": live_server.url}])
    return page


@pytest.fixture
def ann() -> User:
    return login_of("ann@example.com")


def pages_for(person: User) -> list[str]:
    with as_system("test"), transaction.atomic():
        call_command("seed_schedules")
    return [
        "/admin/",
        "/admin/accounts/user/",
        f"/admin/accounts/user/{person.pk}/change/",
        f"/admin/accounts/user/{person.pk}/impersonate/",
        f"/admin/accounts/person/{person.pk}/change/",
        "/admin/accounts/auditevent/",
        "/admin/accounts/flag/add/",
        "/admin/core/delivery/",
        f"/admin/django_celery_beat/periodictask/{PeriodicTask.objects.first().pk}/change/",
    ]


def test_pages_of_the_admin_work_under_the_policy(desk: Page, ann: User) -> None:
    for path in pages_for(ann):
        answer = desk.goto(path)
        assert (answer.status, path) == (200, path)
        desk.wait_for_load_state("networkidle")


def test_pages_of_the_admin_are_accessible(desk: Page, ann: User) -> None:
    for path in pages_for(ann):
        desk.goto(path)
        # Preloading would put stylesheets inline, which the policy rightly refuses.
        found = Axe().run(desk, options={"preload": False}).response["violations"]
        assert [
            (one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in {"serious", "critical"}
        ] == [], path
        assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} is wider than the window"


@pytest.mark.parametrize(("theme", "ground"), [("dark", "rgb(14, 18, 17)"), ("light", "rgb(246, 247, 245)")])
def test_admin_wears_the_theme_of_its_reader(desk: Page, theme: str, ground: str) -> None:
    with as_system("test"), transaction.atomic():
        Person.objects.update(theme=theme)
    desk.goto("/admin/")
    assert desk.evaluate("getComputedStyle(document.body).backgroundColor") == ground


def test_flag_is_aimed_at_a_person_by_typing(desk: Page, ann: User) -> None:
    desk.goto("/admin/accounts/flag/add/")
    desk.locator(".field-users .select2-search__field").fill("ann@")
    desk.locator(".select2-results__option--highlighted").click()
    desk.fill("#id_name", "new_calendar")
    desk.click("input[name=_save]")
    desk.wait_for_selector(".messagelist .success")


def test_impersonation_shows_a_banner_and_the_way_back(desk: Page, ann: User) -> None:
    desk.goto(f"/admin/accounts/user/{ann.pk}/impersonate/")
    desk.fill("textarea[name=reason]", "Cannot find the calendar, ticket 4711")
    desk.click("input[type=submit]")
    banner = desk.locator("aside.impersonation")
    assert "reading only" in banner.inner_text()
    banner.get_by_role("button").click()
    desk.wait_for_url("**/admin/")


def test_old_proof_of_identity_is_asked_for_and_the_act_goes_on(page: Page, live_server: Any, ann: User) -> None:
    admin = staff_member(StaffRole.ADMIN)
    client = at_desk(admin, proved_seconds_ago=1000)
    name, morsel = next(iter(client.cookies.items()))
    page.context.add_cookies([{"name": name, "value": morsel.value, "url": live_server.url}])
    page.goto("/admin/accounts/user/")
    page.locator(f"input[name=_selected_action][value='{ann.pk}']").check()
    page.select_option("select[name=action]", "suspend")
    page.fill("input[name=reason]", "Spam on the wall")
    page.click("button[name=index]")
    page.fill("input[name=password]", "correct horse battery")
    page.locator("main form button[type=submit], main form input[type=submit]").first.click()
    page.wait_for_url("**/admin/accounts/user/")
    ann.refresh_from_db()
    assert ann.suspended_at is not None
