import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import api_keys
from accounts.models import ApiKey, User
from core.errors import Conflict, DomainError
from tests.accounts.app_client import PASSWORD, account, signed_in_app

pytestmark = pytest.mark.django_db


def made(user: User, *scopes: str, **options: Any) -> str:
    return api_keys.create_key(user=user, name="watch", scopes=scopes or ("read",), now=timezone.now(), **options)[1]


def call(key: str, method: str = "get", path: str = "/api/v1/me", body: Any = None) -> int:
    options = {"data": body, "content_type": "application/json"} if body is not None else {}
    return getattr(Client(), method)(path, headers={"Authorization": f"Bearer {key}"}, **options).status_code


def test_key_lets_in_and_is_kept_as_a_hash() -> None:
    key = made(account())
    row = ApiKey.objects.get()
    assert (call(key), len(key) >= 46, key.startswith(row.hint), len(bytes(row.key_hash))) == (200, True, True, 32)
    assert key.encode() not in bytes(row.key_hash)


@pytest.mark.parametrize(("scopes", "expected"), [(("read",), 403), (("write",), 200), (("upload",), 403)])
def test_key_changes_only_with_the_scope(scopes: tuple[str, ...], expected: int) -> None:
    key = made(account(), *scopes)
    assert call(key, "patch", body={"name": "New"}) == expected


def test_key_cannot_make_see_or_revoke_keys() -> None:
    key = made(account(), "read", "write", "upload")
    path = "/api/v1/me/api-keys"
    assert call(key, "post", path, {"name": "x", "scopes": ["read"]}) == 403
    assert call(key, "get", path) == 403
    assert call(key, "delete", f"{path}/{ApiKey.objects.get().pk}") == 403
    assert ApiKey.objects.count() == 1


def test_key_is_nothing_to_the_app_client() -> None:
    key = made(account(), "write")
    assert call(key, "get", "/_allauth/app/v1/auth/session") == 401
    assert call(key, "post", "/_allauth/app/v1/account/password/change", {"new_password": "x"}) == 401


def test_key_expired_revoked_or_of_a_suspended_person_is_refused() -> None:
    user = account()
    key = made(user, expires_at=timezone.now() + timedelta(days=1))
    assert call(key) == 200
    ApiKey.objects.update(expires_at=timezone.now() - timedelta(days=1))
    assert call(key) == 401
    other = made(user)
    api_keys.revoke_key(key=ApiKey.objects.latest("created_at"), actor=user, now=timezone.now())
    assert call(other) == 401
    third = made(user)
    User.objects.update(suspended_at=timezone.now())
    assert call(third) == 401
    User.objects.update(suspended_at=None, is_active=False)
    assert call(third) == 401


@pytest.mark.parametrize("key", ["pk_", "pk_x", "pk_" + "A" * 43, "pk_" + "A" * 5000, "PK_x", "pk_'--"])
def test_key_nobody_made_is_refused(key: str) -> None:
    assert call(key) == 401


def test_key_survives_a_change_of_password() -> None:
    user = account()
    key = made(user)
    user.set_password("another horse battery")
    user.save()
    assert call(key) == 200


def test_keys_are_at_most_twenty() -> None:
    user = account()
    for _number in range(20):
        made(user)
    with pytest.raises(Conflict):
        made(user)


def test_key_that_has_expired_already_is_not_made() -> None:
    with pytest.raises(DomainError):
        made(account(), expires_at=timezone.now() - timedelta(seconds=1))


def test_key_needs_a_browser_that_signed_in_lately() -> None:
    user, body = account(), {"name": "watch", "scopes": ["read"]}
    stale, fresh = Client(), Client()
    stale.force_login(user, backend="accounts.signing_in.SignInBackend")
    fresh.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    path = "/api/v1/me/api-keys"
    answers = [client.post(path, body, content_type="application/json").status_code for client in (stale, fresh)]
    assert answers == [403, 201]
    assert stale.get(path).status_code == 200


def test_key_is_made_and_shown_once_over_rest() -> None:
    app = signed_in_app(account())
    made_over_rest = app.send("post", "/api/v1/me/api-keys", {"name": "watch", "scopes": ["read"]})
    assert made_over_rest.status_code == 201
    key = made_over_rest.json()["key"]
    assert call(key) == 200
    assert key not in app.send("get", "/api/v1/me/api-keys").content.decode()


@pytest.mark.django_db(transaction=True)
def test_key_use_is_noted_once_a_minute_in_one_statement() -> None:
    key = made(account())
    with CaptureQueriesContext(connection) as asked:
        assert call(key) == 200
    statements = [query["sql"] for query in asked if query["sql"] not in {"BEGIN", "COMMIT"}]
    assert [statement[:30] for statement in statements if "core_switch" not in statement] == [
        "select accounts_sign_in_by_key"
    ]
    first = ApiKey.objects.get().last_used_at
    assert first is not None
    call(key)
    assert ApiKey.objects.get().last_used_at == first
    ApiKey.objects.update(last_used_at=first - timedelta(minutes=2))
    call(key)
    assert ApiKey.objects.get().last_used_at > first - timedelta(seconds=1)


@pytest.mark.django_db(transaction=True)
def test_key_used_twice_at_once_does_not_wait() -> None:
    key = made(account())
    answers: list[int] = []

    def use() -> None:
        answers.append(call(key))
        connection.close()

    with transaction.atomic():
        ApiKey.objects.select_for_update().get()
        thread = threading.Thread(target=use)
        thread.start()
        thread.join(timeout=3)
        assert answers == [200]
