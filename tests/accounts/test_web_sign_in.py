import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import Person, TokenFamily, User
from core.acting import as_system
from tests.accounts.app_client import PASSWORD, account, code_in_mail, signed_in_app

pytestmark = pytest.mark.django_db
NEW = {"email": "new@example.com", "password1": PASSWORD, "time_zone": "America/Lima"}


def browser(user: User | None = None, password: str = PASSWORD) -> Client:
    client = Client(headers={"Accept-Language": "fr"})
    if user is not None:
        assert client.post("/accounts/login/", {"login": user.email, "password": password}).status_code == 302
    return client


def me(client: Client) -> int:
    return client.get("/api/v1/me").status_code


def test_sign_up_by_code_leads_to_the_first_steps() -> None:
    client = browser()
    assert client.post("/accounts/signup/", NEW)["Location"] == "/accounts/confirm-email/"
    assert client.post("/accounts/confirm-email/", {"code": code_in_mail()})["Location"] == "/welcome"
    with as_system("test"):
        assert Person.objects.values_list("locale", "time_zone").get() == ("fr", "America/Lima")
    assert me(client) == 200


def test_sign_up_closed_shows_no_form_and_makes_no_account(settings: Any) -> None:
    settings.SIGNUP_OPEN = False
    page = browser().post("/accounts/signup/", NEW)
    assert (page.status_code, User.objects.count()) == (200, 0)
    assert b'name="password1"' not in page.content


def test_sign_in_by_code() -> None:
    user = account()
    client = browser()
    client.post("/accounts/login/code/", {"email": user.email})
    assert client.post("/accounts/login/code/confirm/", {"code": code_in_mail()}).status_code == 302
    assert me(client) == 200


@pytest.mark.parametrize("change", [{"is_active": False}, {"suspended_at": "2026-01-01T00:00Z"}])
def test_closed_account_is_out_with_the_next_request_and_cannot_come_back(change: dict[str, Any]) -> None:
    user = account()
    client = browser(user)
    assert me(client) == 200
    User.objects.update(**change)
    assert me(client) == 401
    again = browser()
    assert (
        again.post("/accounts/login/", {"login": user.email, "password": PASSWORD})["Location"] == "/accounts/inactive/"
    )
    assert me(again) == 401


def test_password_change_keeps_this_browser_and_ends_everything_else() -> None:
    user = account()
    here, there, app = browser(user), browser(user), signed_in_app(user)
    changed = {"oldpassword": PASSWORD, "password1": "new horse battery 1", "password2": "new horse battery 1"}
    assert here.post("/accounts/password/change/", changed).status_code == 302
    assert (me(here), me(there), app.me(), app.rotate().status_code) == (200, 401, 401, 400)
    assert TokenFamily.objects.get().end_reason == "password_changed"


def test_password_reset_by_code_ends_everything() -> None:
    user = account()
    there, app, client = browser(user), signed_in_app(user), browser()
    client.post("/accounts/password/reset/", {"email": user.email})
    client.post("/accounts/password/reset/confirm/", {"code": code_in_mail()})
    changed = {"password1": "new horse battery 1", "password2": "new horse battery 1"}
    assert client.post("/accounts/password/reset/complete/", changed).status_code == 302
    assert (me(there), app.me()) == (401, 401)
    assert me(browser(user, "new horse battery 1")) == 200


def test_list_of_devices_ends_browsers_and_apps() -> None:
    user = account()
    here, there, app = browser(user), browser(user), signed_in_app(user)
    assert here.post("/accounts/sessions/").status_code == 302
    assert (me(here), me(there), app.me(), app.rotate().status_code) == (200, 401, 401, 400)


def test_session_survives_a_new_secret_key_and_keeps_its_name(settings: Any) -> None:
    user = account()
    client, app = browser(user), signed_in_app(user)
    name = client.cookies["session"].value
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a-key-of-tomorrow-that-nobody-has-seen-before"
    assert client.get("/accounts/sessions/").status_code in {200, 302}
    assert (me(client), client.cookies["session"].value, app.me()) == (200, name, 200)


@pytest.mark.parametrize("path", ["login/", "signup/", "logout/", "password/reset/", "login/code/", "sessions/"])
def test_form_without_its_token_is_refused(path: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(account())
    assert client.post(f"/accounts/{path}", {"email": "x@example.com"}).status_code == 403


def test_change_over_rest_by_browser_needs_the_token() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(account())
    assert client.patch("/api/v1/me", {"name": "X"}, content_type="application/json").status_code == 403


def test_passkey_sign_up_begins_with_a_code() -> None:
    client = browser()
    assert client.post("/accounts/signup/passkey/", {"email": "new@example.com"}).status_code == 302
    assert (
        client.post("/accounts/confirm-email/", {"code": code_in_mail()})["Location"]
        == "/accounts/2fa/webauthn/signup/"
    )
    page = client.get("/accounts/2fa/webauthn/signup/")
    assert page.status_code == 200
    assert not User.objects.get().has_usable_password()


@pytest.mark.parametrize("path", ["google/login/", "apple/login/", "google/login/callback/", "google/login/token/"])
def test_provider_that_is_not_configured_is_not_there(path: str) -> None:
    answers = {getattr(browser(), method)(f"/accounts/{path}").status_code for method in ("get", "post")}
    assert answers <= {404, 405}
    config = Client().get("/_allauth/app/v1/config").json()["data"]
    assert config["socialaccount"]["providers"] == []


def printed(capsys: Any, *arguments: str) -> str:
    call_command("create_super_admin", *arguments)
    text: str = capsys.readouterr().out
    return text


def test_first_super_admin_gets_a_link_that_sets_a_password_once(capsys: Any, settings: Any) -> None:
    settings.SIGNUP_OPEN = False
    found = re.search(r"http\S+", printed(capsys, "--email", "Boss@Example.com"))
    assert found is not None
    path = found.group().removeprefix(settings.PUBLIC_URL)
    chosen = {"new_password1": "new horse battery 1", "new_password2": "new horse battery 1"}
    assert Client().post(path, {**chosen, "new_password2": "x"}).status_code == 200
    assert Client().post(path, chosen)["Location"] == "/accounts/login/"
    assert Client().post(path, chosen).status_code == 404
    assert EmailAddress.objects.get().verified
    boss = User.objects.get()
    assert (boss.email, boss.staff_role) == ("boss@example.com", "super_admin")
    client = browser(boss, "new horse battery 1")
    assert client.get("/admin/")["Location"] == "/accounts/2fa/"
    assert mail.outbox == []


def test_second_super_admin_needs_force(capsys: Any) -> None:
    printed(capsys, "--email", "boss@example.com")
    with pytest.raises(CommandError):
        printed(capsys, "--email", "other@example.com")
    assert not User.objects.filter(email="other@example.com").exists()
    assert "super admin now" in printed(capsys, "--email", "other@example.com", "--force")


def test_somebody_who_signed_up_becomes_super_admin_without_a_link(capsys: Any) -> None:
    account("boss@example.com")
    assert "http" not in printed(capsys, "--email", "boss@example.com")


@pytest.mark.parametrize("path", ["00000000-0000-7000-8000-000000000000/x", "00000000-0000-7000-8000-000000000000/a-b"])
def test_link_nobody_printed_is_not_there(path: str) -> None:
    assert Client().get(f"/first-password/{path}").status_code == 404
