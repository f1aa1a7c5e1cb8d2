import hashlib
import threading
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import AthleteProfile, AuditEvent, Invitation, Person, Team, TokenFamily, User
from core.acting import as_system
from tests.accounts.app_client import BASE, PASSWORD, App, account, code_in_mail, signed_in_app

pytestmark = pytest.mark.django_db

NEW = {"email": "New@Example.com", "password": PASSWORD}
JSON = {"content_type": "application/json"}


def invitation(token: str, **changes: Any) -> None:
    with as_system("test"):
        coach = account("coach@example.com")
        fields = {"role": "athlete", "created_by": coach, "expires_at": timezone.now() + timedelta(days=1), **changes}
        Invitation.objects.create(
            team=Team.objects.create(name="Team", founder=coach),
            token_hash=hashlib.sha256(token.encode()).digest(),
            **fields,
        )


def test_sign_up_with_code_opens_an_account_in_language_and_zone() -> None:
    app = App()
    headers = {"Accept-Language": "de-AT,en;q=0.5", "Time-Zone": "Europe/Vienna"}
    assert app.auth("auth/signup", NEW, **headers).status_code == 401
    assert mail.outbox[-1].to == ["new@example.com"]
    verified = app.auth("auth/email/verify", {"key": code_in_mail()}, as_session=True, **headers)
    assert verified.status_code == 200
    me = app.send("get", "/api/v1/me").json()
    assert (me["email"], me["locale"], me["time_zone"], me["teams"]) == ("new@example.com", "de", "Europe/Vienna", [])
    with as_system("test"):
        assert (Person.objects.count(), AthleteProfile.objects.count()) == (1, 1)


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../../etc/passwd", "x" * 5000, "Factory"])
def test_sign_up_from_a_strange_time_zone_falls_back(zone: str) -> None:
    App().auth("auth/signup", NEW, **{"Time-Zone": zone, "Accept-Language": "xx"})
    with as_system("test"):
        assert Person.objects.values_list("time_zone", "locale").get() == ("UTC", "en")


def test_sign_up_gives_no_tokens_before_the_address_is_verified() -> None:
    app = App()
    app.auth("auth/signup", NEW)
    assert (app.access, app.refresh, TokenFamily.objects.count()) == ("", "", 0)
    assert app.send("get", "/api/v1/me", as_session=True).status_code == 401


def test_sign_up_with_a_known_address_answers_like_any_other() -> None:
    account("new@example.com")
    known, unknown = App().auth("auth/signup", NEW), App().auth("auth/signup", {**NEW, "email": "other@example.com"})
    assert (known.status_code, known.json()["data"]) == (unknown.status_code, unknown.json()["data"])
    assert User.objects.count() == 2


@pytest.mark.parametrize(
    ("path", "body"), [("auth/password/request", {"email": "{}"}), ("auth/code/request", {"email": "{}"})]
)
def test_request_of_a_code_does_not_tell_who_has_an_account(path: str, body: dict[str, str]) -> None:
    account("known@example.com")
    known, unknown = (
        App().auth(path, {key: value.format(email) for key, value in body.items()})
        for email in ("known@example.com", "unknown@example.com")
    )
    assert (known.status_code, known.json()["data"]) == (unknown.status_code, unknown.json()["data"])


def test_sign_up_is_closed_but_for_the_invited(settings: Any) -> None:
    settings.SIGNUP_OPEN = False
    invitation("let-me-in")
    assert App().auth("auth/signup", NEW).status_code == 403
    assert App().auth("auth/signup", {**NEW, "invitation": "wrong"}).status_code == 403
    assert App().auth("auth/signup", {**NEW, "invitation": ["x"]}).status_code == 403
    assert App().auth("auth/signup", {**NEW, "invitation": "let-me-in"}).status_code == 401
    assert User.objects.filter(email="new@example.com").exists()


@pytest.mark.parametrize("change", ["expires_at", "revoked_at", "accepted_at"])
def test_sign_up_with_an_invitation_that_is_over_is_closed(change: str, settings: Any) -> None:
    settings.SIGNUP_OPEN = False
    invitation("let-me-in", **{change: timezone.now() - timedelta(seconds=1)})
    assert App().auth("auth/signup", {**NEW, "invitation": "let-me-in"}).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_sign_up_twice_at_once_makes_one_account_and_no_fault() -> None:
    answers: list[int] = []
    gate = threading.Barrier(4)

    def sign_up() -> None:
        gate.wait()
        answers.append(App().auth("auth/signup", NEW).status_code)
        connection.close()

    threads = [threading.Thread(target=sign_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert User.objects.count() == 1
    assert set(answers) <= {401, 409}


def test_sign_in_with_wrong_password_is_refused_and_recorded() -> None:
    user = account()
    assert App().auth("auth/login", {"email": user.email, "password": "wrong"}).status_code == 400
    with as_system("test"):
        assert AuditEvent.objects.get(action="login.failed").subject_id == user.pk


def test_sign_in_of_suspended_person_gives_nothing() -> None:
    user = account()
    User.objects.update(suspended_at=timezone.now())
    app = App()
    assert app.auth("auth/login", {"email": user.email, "password": PASSWORD}).status_code == 401
    assert (app.access, TokenFamily.objects.count()) == ("", 0)


def test_sign_in_by_code_gives_tokens() -> None:
    user = account()
    app = App()
    app.auth("auth/code/request", {"email": user.email})
    assert app.auth("auth/code/confirm", {"code": code_in_mail()}, as_session=True).status_code == 200
    assert app.me() == 200


def test_sign_in_code_allows_three_guesses() -> None:
    user = account()
    app = App()
    app.auth("auth/code/request", {"email": user.email})
    right = code_in_mail()
    guesses = [app.auth("auth/code/confirm", {"code": "AAAA-AAAA"}, as_session=True).status_code for _guess in range(3)]
    assert guesses == [400, 400, 400]
    assert app.auth("auth/code/confirm", {"code": right}, as_session=True).status_code == 409


def test_second_factor_is_asked_for_and_kept_sealed() -> None:
    user = account()
    app = signed_in_app(user)
    app.auth("auth/reauthenticate", {"password": PASSWORD})
    secret = app.send("get", f"{BASE}/account/authenticators/totp").json()["meta"]["secret"]
    assert app.auth("account/authenticators/totp", {"code": totp(secret)}).status_code == 200
    kept = Authenticator.objects.get(type="totp").data["secret"]
    assert secret not in kept
    codes = app.send("get", f"{BASE}/account/authenticators/recovery-codes").json()["data"]["unused_codes"]
    fresh = App()
    assert fresh.auth("auth/login", {"email": user.email, "password": PASSWORD}).status_code == 401
    assert fresh.access == ""
    assert fresh.auth("auth/2fa/authenticate", {"code": codes[0]}, as_session=True).status_code == 200
    assert fresh.me() == 200
    again = App()
    again.auth("auth/login", {"email": user.email, "password": PASSWORD})
    assert again.auth("auth/2fa/authenticate", {"code": codes[0]}, as_session=True).status_code == 400


def totp(secret: str) -> str:
    code: str = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    return code


def test_password_change_ends_every_other_app_and_keeps_this_one() -> None:
    user = account()
    here, there = signed_in_app(user), signed_in_app(user)
    old = here.access
    changed = here.auth(
        "account/password/change", {"current_password": PASSWORD, "new_password": "new horse battery 1"}
    )
    assert changed.status_code == 200
    assert (there.me(), there.rotate().status_code) == (401, 400)
    assert Client().get("/api/v1/me", headers={"Authorization": f"Bearer {old}"}).status_code == 401
    assert (here.me(), here.rotate().status_code) == (200, 200)


def test_password_reset_by_code_ends_every_app() -> None:
    user = account()
    lost = signed_in_app(user)
    app = App()
    app.auth("auth/password/request", {"email": user.email})
    reset = {"key": code_in_mail(), "password": "new horse battery 1"}
    assert app.auth("auth/password/reset", reset, as_session=True).status_code == 401
    assert (lost.me(), lost.rotate().status_code) == (401, 400)
    assert signed_in_app(user, "new horse battery 1").me() == 200


def test_sign_out_ends_this_app_alone() -> None:
    user = account()
    here, there = signed_in_app(user), signed_in_app(user)
    assert here.send("delete", f"{BASE}/auth/session").status_code == 401
    assert (here.me(), here.rotate().status_code) == (401, 400)
    assert there.me() == 200


def test_device_list_ends_another_app() -> None:
    user = account()
    here, there = signed_in_app(user), signed_in_app(user)
    others = [row["id"] for row in here.send("get", f"{BASE}/auth/sessions").json()["data"] if not row["is_current"]]
    assert len(others) == 1
    assert here.send("delete", f"{BASE}/auth/sessions", {"sessions": others}).status_code == 200
    assert (there.me(), there.rotate().status_code, here.me()) == (401, 400, 200)


HOSTILE = [
    b"\xff", b"[]", b'"x"', b"null", b"{", b"[" * 100_000, b'{"email": ' + b"9" * 6000 + b"}", b'{"email": NaN}',
    b'{"email": {"a": [1]}, "password": ["x"]}', b'{"email": "\\ud800@example.com", "password": "\\ud800"}',
    b'{"email": "a\\u0000@example.com", "password": "\\u0000", "key": "\\u0000", "refresh_token": "\\u0000"}',
    b'{"email": true, "password": 1, "code": 1, "key": [], "refresh_token": {}}',
    b'{"email": "' + b"a" * 70_000 + b'@x.com"}',
    b'{"email": "x@example.com", "email": "y@example.com"}', b"",
]  # fmt: skip
PATHS = (
    "auth/login", "auth/signup", "auth/code/request", "auth/code/confirm", "auth/password/request",
    "auth/password/reset",
    "auth/email/verify", "auth/2fa/authenticate", "auth/webauthn/login", "auth/webauthn/signup", "auth/provider/token",
    "auth/provider/signup", "tokens/refresh", "auth/reauthenticate", "account/email", "account/phone",
)  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_app_client_survives_hostile_bodies(path: str) -> None:
    account()
    statuses = {Client().post(f"{BASE}/{path}", body, **JSON).status_code for body in HOSTILE}
    assert statuses <= {200, 400, 401, 403, 404, 409, 410}
