"""The connection to Strava in a real browser: before, while the history comes, and on the way out."""

import os
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from core.acting import as_system
from strava.models import Backfill, Connection, Fetch
from strava.policies import PRESETS
from tests.accounts.web.conftest import make_person
from tests.browser.test_accounts_pages import enter
from training.models import SourcePolicy

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/settings/strava"


@pytest.fixture
def athlete(transactional_db: None, settings: Any) -> User:
    settings.STRAVA_APP_ID = "54321"
    with as_system("test"), transaction.atomic():
        SourcePolicy.objects.filter(pk="strava").delete()
        PRESETS["full"].row().save()
    return make_person("Ada")


def connected(athlete: User) -> None:
    now = timezone.now()
    with as_system("test"), transaction.atomic():
        Connection.objects.create(
            athlete=athlete, strava_athlete_id=7, athlete_name="Ada Lovelace", scopes=["read", "activity:read"],
            last_event_at=now - timedelta(minutes=4), last_sync_at=now,
        )  # fmt: skip
        Backfill.objects.create(athlete=athlete, is_listed=True, total=1240, run_at=now + timedelta(days=1))
        Fetch.objects.bulk_create(
            Fetch(athlete=athlete, strava_id=number, run_at=now + timedelta(days=1)) for number in range(700)
        )


def test_pages_of_the_connection_can_be_used_by_everybody(
    page: Page, athlete: User, size: str, check_axe: Callable[[], None]
) -> None:
    enter(page, athlete, "dark" if size == "phone" else "light")
    page.goto(PAGE)
    expect(page.get_by_role("button", name="Connect with Strava")).to_be_visible()
    check_axe()
    shown(page, f"before-{size}")
    connected(athlete)
    page.goto(PAGE)
    expect(page.get_by_text(re.compile("540 of 1.?240 have their records"))).to_be_visible()
    expect(page.get_by_text("that box was not ticked")).to_be_visible()
    check_axe()
    shown(page, f"connected-{size}")
    page.get_by_role("link", name="Disconnect").click()
    check_axe()
    page.get_by_role("button", name="Disconnect").click()
    expect(page.get_by_text("What came from it is being deleted")).to_be_visible()


def shown(page: Page, name: str) -> None:
    if os.environ.get("SHOTS"):
        page.screenshot(path=f"{os.environ['SHOTS']}/strava-{name}.png", full_page=True)
