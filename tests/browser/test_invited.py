"""An athlete follows an invitation into a house that is closed to others, without scripts and without an account."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from accounts.invitations import invite
from accounts.models import Role, Scope
from accounts.teams import found_team
from core.acting import acting_as
from tests.accounts.web.conftest import make_person
from tests.browser.conftest import SIZES

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def plain_page(browser: Browser, live_server: Any) -> Iterator[Page]:
    context = browser.new_context(base_url=live_server.url, viewport=SIZES["phone"], java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.fixture
def link(transactional_db: None) -> str:
    coach = make_person("Cora")
    with acting_as(coach):
        team = found_team(name="Velo Club", founder=coach, now=timezone.now())
        _row, token = invite(team=team, role=Role.ATHLETE, actor=coach, now=timezone.now(), scopes=list(Scope.values))
    return f"/join/{token}"


def test_invited_athlete_signs_up_joins_and_is_welcomed(plain_page: Page, link: str, settings: Any) -> None:
    settings.SIGNUP_OPEN = False
    page = plain_page
    page.goto(link)
    page.get_by_role("link", name="Create an account").click()
    page.get_by_label("E-mail").fill("ada@example.org")
    page.get_by_label("Password").fill("a long password")
    page.locator("main button[type=submit]").first.click()
    code = re.search(r"^([A-Z0-9]{3,}-?[A-Z0-9]{3,})$", mail.outbox[-1].body, re.MULTILINE)
    assert code
    page.get_by_label("Code").fill(code[1])
    page.locator("main button[type=submit]").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Join Velo Club")
    page.get_by_label("Change the plan").uncheck()
    page.get_by_role("button", name="Join the team").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("About you")
    page.get_by_label("Name").fill("Ada")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("I agree to the terms").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Run").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Threshold pace").fill("4:05")
    page.get_by_role("button", name="Finish").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hello, Ada")
    expect(page.get_by_text("4:05")).to_be_visible()
    expect(page.get_by_text("Coaches of Velo Club")).to_be_visible()
