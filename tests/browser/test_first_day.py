"""Somebody new signs up, secures the account, invites an athlete and changes the theme: by keyboard alone."""

import re
from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from playwright.sync_api import Page, expect

from tests.browser.keyboard import fill, press, tab_to, tick

pytestmark = pytest.mark.django_db(transaction=True)
Check = Callable[[], None]


def test_first_day_of_a_coach_by_keyboard(passkeys: Page, check_axe: Check) -> None:
    page = passkeys
    page.goto("/")
    check_axe()
    sign_up(page, check_axe)
    take_first_steps(page, check_axe)
    add_passkey(page, check_axe)
    set_up_totp(page, check_axe)
    invite_an_athlete(page, check_axe)
    change_theme(page, check_axe)


def sign_up(page: Page, check_axe: Check) -> None:
    press(page, "Create an account")
    check_axe()
    fill(page, "E-mail", "nia@example.org")
    fill(page, "Password", "a long password")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    check_axe()
    code = re.search(r"^([A-Z0-9]{3,}-?[A-Z0-9]{3,})$", mail.outbox[-1].body, re.MULTILINE)
    assert code, mail.outbox[-1].body
    fill(page, "Code", code[1])
    with page.expect_navigation():
        page.keyboard.press("Enter")


def take_first_steps(page: Page, check_axe: Check) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("About you")
    check_axe()
    tab_to(page, "I train")
    page.keyboard.press("ArrowDown")
    fill(page, "Name", "Nia")
    press(page, "Continue")
    check_axe()
    tick(page, "I agree to the terms")
    press(page, "Continue")
    check_axe()
    fill(page, "Name of the new team", "Velo Club")
    press(page, "Finish")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hello, Nia")
    check_axe()


def open_settings(page: Page) -> None:
    """Narrow screens have them in the menu of the account only."""
    if not page.get_by_role("navigation").get_by_role("link", name="Settings").first.is_visible():
        tab_to(page, "Account and theme")
        page.keyboard.press("Enter")
    press(page, "Settings")


def add_passkey(page: Page, check_axe: Check) -> None:
    open_settings(page)
    check_axe()
    press(page, "Security")
    check_axe()
    press(page, "Add a passkey")
    check_axe()
    fill(page, "Password", "a long password")
    press(page, "Confirm")
    check_axe()
    fill(page, "Name", "Phone")
    tab_to(page, "Add")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    check_axe()


def set_up_totp(page: Page, check_axe: Check) -> None:
    page.goto("/settings/security")
    expect(page.get_by_text("1 passkey", exact=True)).to_be_visible()
    press(page, "Set up app")
    check_axe()
    secret = page.locator("#authenticator_secret, [name=secret]").first.input_value()
    fill(page, "Authenticator code", code_of(secret))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    check_axe()


def code_of(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time()))))


def invite_an_athlete(page: Page, check_axe: Check) -> None:
    page.goto("/")
    press(page, "Invite an athlete")
    check_axe()
    fill(page, "E-mail", "ada@example.org")
    press(page, "Invite")
    expect(page.get_by_role("heading", level=1)).to_have_text("The invitation is ready")
    assert "/join/" in page.get_by_label("Link").input_value()
    check_axe()


def change_theme(page: Page, check_axe: Check) -> None:
    tab_to(page, "Account and theme")
    page.keyboard.press("Enter")
    tab_to(page, "Light")
    with page.expect_response("**/settings/theme"):
        page.keyboard.press("Enter")
    assert page.locator("html").get_attribute("data-theme") == "light"
    check_axe()
    page.keyboard.press("Escape")
    page.goto("/")
    assert page.locator("html").get_attribute("data-theme") == "light"
    check_axe()
