import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import jwt as pyjwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings as configured
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import jwt
from accounts.models import TokenFamily, User
from core.acting import as_system
from tests.accounts.app_client import App, account, signed_in_app

pytestmark = pytest.mark.django_db


@pytest.fixture
def app() -> App:
    return signed_in_app(account())


def status(token: str) -> int:
    response = Client().get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})
    if response.status_code == 401:
        assert response.json()["error"]["code"] == "AUTHENTICATION_ERROR"
        assert response["WWW-Authenticate"] == 'Bearer realm="api"'
    return response.status_code


def new_key() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    ).decode()


def public_key() -> bytes:
    key = serialization.load_pem_private_key(configured.JWT_PRIVATE_KEY.encode(), None).public_key()
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def claims_of(token: str) -> dict[str, Any]:
    return pyjwt.decode(token, options={"verify_signature": False})


def signed(claims: dict[str, Any], *, key: str = "", algorithm: str = "RS256", kid: str = "") -> str:
    kid = kid or next(iter(jwt._private_keys(configured.JWT_PRIVATE_KEY)))
    return pyjwt.encode(claims, key or configured.JWT_PRIVATE_KEY, algorithm=algorithm, headers={"kid": kid})


def b64(value: Any) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def test_access_token_says_who_for_whom_and_for_how_long(app: App) -> None:
    claims = claims_of(app.access)
    family = TokenFamily.objects.get()
    assert claims["exp"] - claims["iat"] == 15 * 60
    assert (claims["sid"], claims["sub"]) == (str(family.pk), str(family.user_id))
    assert (claims["aud"], claims["iss"]) == ("paceline-api", configured.PUBLIC_URL)
    assert pyjwt.get_unverified_header(app.access)["alg"] == "RS256"
    assert family.session_key not in app.access


def test_access_token_lets_in(app: App) -> None:
    assert status(app.access) == 200


CHANGES: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "wrong audience": lambda claims: {**claims, "aud": "somebody-else"},
    "wrong issuer": lambda claims: {**claims, "iss": "https://evil.example"},
    "expired": lambda claims: {**claims, "exp": int(time.time()) - 1},
    "not yet valid": lambda claims: {**claims, "nbf": int(time.time()) + 90},
    "issued in the future": lambda claims: {**claims, "iat": int(time.time()) + 90},
    "other family": lambda claims: {**claims, "sid": str(uuid4())},
    "family is no id": lambda claims: {**claims, "sid": "' or true --"},
    "family is a list": lambda claims: {**claims, "sid": ["x"]},
    "other person": lambda claims: {**claims, "sub": str(uuid4())},
    "refresh token": lambda claims: {**claims, "token_use": "refresh"},
    **{
        f"without {name}": lambda claims, name=name: {key: value for key, value in claims.items() if key != name}
        for name in ("exp", "nbf", "iat", "sub", "sid", "aud", "iss", "token_use")
    },
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_access_token_with_other_claims_is_refused(
    app: App, change: Callable[[dict[str, Any]], dict[str, Any]]
) -> None:
    claims = claims_of(app.access)
    assert status(signed(claims)) == 200
    assert status(signed(change(claims))) == 401


def test_access_token_of_a_clock_thirty_seconds_ahead_lets_in(app: App) -> None:
    ahead = int(time.time()) + 25
    assert status(signed({**claims_of(app.access), "nbf": ahead, "iat": ahead})) == 200


def test_access_token_signed_by_others_is_refused(app: App) -> None:
    claims = claims_of(app.access)
    header, body, signature = app.access.split(".")
    none = b64({"alg": "none", "typ": "JWT", "kid": pyjwt.get_unverified_header(app.access)["kid"]})
    forged = [
        f"{none}.{body}.",
        f"{none}.{body}.{signature}",
        f"{header}.{b64({**claims, 'sub': str(uuid4())})}.{signature}",
        f"{header}.{body}.{signature[:-6]}AAAAAA",
        f"{header}.{body}",
        signed(claims, key=new_key()),
        signed(claims, kid="unknown"),
        signed(claims, algorithm="RS512"),
        signed(claims, algorithm="PS256"),
        signed(claims, key="x" * 40, algorithm="HS256"),
        "", ".", "..", "a.b.c", "eyJ" * 2000, b64({"alg": ["RS256"]}) + ".e30.", b64([]) + ".e30.x",
        b64(b'{"alg":"RS256","kid":{}}') + "." + body + "." + signature,
    ]  # fmt: skip
    assert [status(token) for token in forged] == [401] * len(forged)


def test_access_token_by_hmac_with_our_public_key_is_refused(app: App) -> None:
    kid = pyjwt.get_unverified_header(app.access)["kid"]
    start = f"{b64({'alg': 'HS256', 'typ': 'JWT', 'kid': kid})}.{app.access.split('.')[1]}"
    assert status(f"{start}.{b64(hmac.new(public_key(), start.encode(), hashlib.sha256).digest())}") == 401


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic dTpw", "bearer x y", "Token abc", "Bearer \u00fc", "pk_x"]
)
def test_authorization_header_that_says_nothing_is_refused(header: str) -> None:
    assert Client().get("/api/v1/me", headers={"Authorization": header}).status_code == 401


def end_session(user: User) -> None:
    Session.objects.all().delete()


def let_session_expire(user: User) -> None:
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))


def change_password(user: User) -> None:
    user.set_password("another horse battery")
    user.save()


ENDS: dict[str, Callable[[User], Any]] = {
    "suspended": lambda user: User.objects.filter(pk=user.pk).update(suspended_at=timezone.now()),
    "inactive": lambda user: User.objects.filter(pk=user.pk).update(is_active=False),
    "password changed": change_password,
    "session revoked": end_session,
    "session expired": let_session_expire,
    "family ended": lambda user: TokenFamily.objects.update(ended_at=timezone.now()),
    "family over": lambda user: TokenFamily.objects.update(expires_at=timezone.now() - timedelta(days=1)),
}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_access_ends_with_the_next_request(app: App, end: Callable[[User], Any]) -> None:
    assert app.me() == 200
    end(User.objects.get())
    assert app.me() == 401
    assert app.rotate().status_code == 400
    assert app.send("get", "/_allauth/app/v1/auth/session").status_code in {401, 410}


def test_access_of_a_deleted_person_is_refused(app: App) -> None:
    with as_system("test"):
        User.objects.all().delete()
    assert app.me() == 401
    assert app.rotate().status_code == 400
    assert app.send("get", "/_allauth/app/v1/auth/session").status_code == 401


@pytest.mark.django_db(transaction=True)
def test_access_costs_one_statement(app: App) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert status(app.access) == 200
    statements = [query["sql"] for query in asked if query["sql"] not in {"BEGIN", "COMMIT"}]
    # Whether there is maintenance is asked every few seconds, whoever calls.
    assert [text[:32] for text in statements if "core_switch" not in text] == ["select accounts_sign_in_by_token"]


def test_bearer_is_not_looked_up_by_its_cookies(app: App) -> None:
    client = Client()
    client.force_login(account("other@example.com"))
    response = client.get("/api/v1/me", headers={"Authorization": f"Bearer {app.access}"})
    assert response.json()["email"] == "rider@example.com"
    assert "Set-Cookie" not in response.headers
    assert client.get("/api/v1/me", headers={"Authorization": "Bearer nonsense"}).status_code == 401


def test_new_signing_key_is_used_and_the_old_one_still_verifies(app: App, settings: Any) -> None:
    old = settings.JWT_PRIVATE_KEY
    settings.JWT_PRIVATE_KEY = f"{new_key()}{old}"
    assert status(app.access) == 200
    fresh = app.rotate().json()["data"]["access_token"]
    kids = [pyjwt.get_unverified_header(token)["kid"] for token in (app.access, fresh)]
    assert kids[0] != kids[1]
    assert status(fresh) == 200
    settings.JWT_PRIVATE_KEY = settings.JWT_PRIVATE_KEY.removesuffix(old)
    assert (status(app.access), status(fresh)) == (401, 200)


def test_staff_without_second_factor_reach_nothing_by_token(app: App) -> None:
    User.objects.update(is_staff=True, staff_role="admin")
    assert app.me() == 403
