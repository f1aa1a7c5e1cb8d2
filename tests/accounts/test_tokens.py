import threading
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from allauth.usersessions.models import UserSession
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts import tokens
from accounts.models import AuditEvent, RefreshToken, TokenFamily
from core.acting import as_system
from core.models import Event
from tests.accounts.app_client import BASE, account, signed_in_app

pytestmark = pytest.mark.django_db


def answer(response: Any) -> tuple[int, str | None]:
    return response.status_code, response.json().get("data", {}).get("refresh_token")


def later(seconds: float) -> Any:
    return patch("django.utils.timezone.now", return_value=timezone.now() + timedelta(seconds=seconds))


def test_refresh_unused_token_gives_a_successor_that_works() -> None:
    app = signed_in_app(account())
    first = app.rotate()
    assert first.status_code == 200
    assert set(first.json()["data"]) == {"access_token", "refresh_token"}
    assert app.rotate(first.json()["data"]["refresh_token"]).status_code == 200


def test_refresh_repeated_within_grace_gives_the_same_successor() -> None:
    app = signed_in_app(account())
    first = app.rotate()
    with later(9):
        assert answer(app.rotate()) == answer(first)
    assert RefreshToken.objects.count() == 2


def test_refresh_after_grace_ends_the_family_with_audit_and_news() -> None:
    user = account()
    app = signed_in_app(user)
    successor = answer(app.rotate())[1]
    with later(11):
        assert app.rotate().json() == {"status": 400}
    assert app.rotate(successor).status_code == 400
    assert app.me() == 401
    family = TokenFamily.objects.get()
    assert (family.end_reason, family.ended_at is not None) == ("replayed", True)
    with as_system("test"):
        assert AuditEvent.objects.filter(action="token.replayed", subject_id=user.pk).count() == 1
        assert [event.payload for event in Event.objects.filter(kind="accounts.token_replayed")] == [
            {"user_id": str(user.pk)}
        ]


def test_refresh_by_grandparent_within_grace_ends_the_family() -> None:
    app = signed_in_app(account())
    successor = answer(app.rotate())[1]
    assert app.rotate(successor).status_code == 200
    assert app.rotate().status_code == 400
    assert TokenFamily.objects.get().end_reason == "replayed"


def test_refresh_ended_family_is_told_only_once() -> None:
    app = signed_in_app(account())
    successor = answer(app.rotate())[1]
    app.rotate(successor)
    for _repeat in range(3):
        assert app.rotate().status_code == 400
    with as_system("test"):
        assert Event.objects.filter(kind="accounts.token_replayed").count() == 1


def test_refresh_leaves_other_sign_ins_of_the_person_alone() -> None:
    user = account()
    phone, watch = signed_in_app(user), signed_in_app(user)
    phone.rotate(answer(phone.rotate())[1])
    assert phone.rotate().status_code == 400
    assert watch.rotate().status_code == 200
    assert watch.me() == 200


def test_refresh_lasts_seven_days_sliding() -> None:
    app = signed_in_app(account())
    with later(6.9 * 86_400):
        successor = answer(app.rotate())[1]
    with later(13.8 * 86_400):
        assert app.rotate(successor).status_code == 200
    with later(7.1 * 86_400):
        assert signed_in_app(account("late@example.com")).rotate().status_code == 200


def test_refresh_unused_for_seven_days_is_refused() -> None:
    app = signed_in_app(account())
    with later(7 * 86_400 + 1):
        assert app.rotate().status_code == 400


def test_refresh_ends_ninety_days_after_sign_in() -> None:
    now = timezone.now()
    app = signed_in_app(account())
    opened = tokens.open_family(
        user=account("b@example.com"), session_key=UserSession.objects.get().session_key, now=now
    )
    assert opened.family.expires_at == now + timedelta(days=90)
    RefreshToken.objects.update(expires_at=now + timedelta(days=200))
    with later(90 * 86_400 + 1):
        assert app.rotate(opened.token).status_code == 400


def test_refresh_keeps_hashes_only() -> None:
    app = signed_in_app(account())
    app.rotate()
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from accounts_refreshtoken where encode(token_hash, 'escape') like %s", [app.refresh]
        )
        assert cursor.fetchone() == (0,)
        cursor.execute("select min(length(token_hash)), max(length(token_hash)) from accounts_refreshtoken")
        assert cursor.fetchone() == (32, 32)


def test_refresh_retry_survives_a_new_secret_key(settings: Any) -> None:
    app = signed_in_app(account())
    first = app.rotate()
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a-key-of-tomorrow-that-nobody-has-seen-before"
    assert answer(app.rotate()) == answer(first)
    assert app.me() == 200
    assert app.send("get", "/_allauth/app/v1/auth/session").status_code == 200
    assert app.rotate(answer(first)[1]).status_code == 200
    assert app.me() == 200


def test_refresh_tells_the_list_of_devices() -> None:
    app = signed_in_app(account())
    UserSession.objects.update(last_seen_at=timezone.now() - timedelta(days=3))
    app.rotate()
    assert UserSession.objects.get().last_seen_at > timezone.now() - timedelta(minutes=1)


GARBAGE = ["", "x", "rt_", "rt_" + "A" * 43, "ü" * 50, "\u0000", "a" * 100_000, None, 7, [], {}, True]


@pytest.mark.parametrize("token", GARBAGE)
def test_refresh_garbage_is_refused_in_the_words_of_the_app_client(token: Any) -> None:
    response = Client().post(f"{BASE}/tokens/refresh", {"refresh_token": token}, content_type="application/json")
    assert (response.status_code, response.json()["status"]) == (400, 400)


@pytest.mark.django_db(transaction=True)
def test_refresh_eight_at_once_gives_one_successor_to_all() -> None:
    app = signed_in_app(account())
    answers: list[tuple[int, str | None]] = []
    gate = threading.Barrier(8)

    def refresh() -> None:
        gate.wait()
        answers.append(answer(app.rotate()))
        connection.close()

    threads = [threading.Thread(target=refresh) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 8
    assert len(set(answers)) == 1
    assert answers[0][0] == 200
    assert RefreshToken.objects.count() == 2
    assert TokenFamily.objects.get().ended_at is None
