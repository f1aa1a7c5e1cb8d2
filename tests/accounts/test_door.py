import threading
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import get_resolver

from accounts.web.door import CALLS_OUT, KNOCKS, NOT_OURS, Door
from core import redis, throttling
from tests.accounts.app_client import BASE, PASSWORD, account

pytestmark = pytest.mark.django_db

LOGIN = f"{BASE}/auth/login"


@pytest.fixture
def limits(settings: Any) -> None:
    settings.RATE_LIMITS = "login=6,login_account=4"


def new_address() -> str:
    """Buckets outlive a test."""
    return f"10.{uuid4().int % 250}.{uuid4().int % 250}.{uuid4().int % 250}"


def knock(email: str, *, password: str = "wrong", address: str = "", path: str = LOGIN, **headers: str) -> Any:
    client = Client(REMOTE_ADDR=address or new_address(), headers=headers)
    return client.post(path, {"email": email, "password": password}, content_type="application/json")


def names_of(resolver: Any) -> set[str]:
    found: set[str] = set()
    for pattern in resolver.url_patterns:
        found |= names_of(pattern) if hasattr(pattern, "url_patterns") else {pattern.name}
    return found


def test_door_names_only_addresses_that_exist() -> None:
    doors = [pattern for pattern in get_resolver().url_patterns if isinstance(pattern, Door)]
    assert len(doors) == 2
    known = names_of(doors[0]) | names_of(doors[1])
    assert known >= KNOCKS | CALLS_OUT | NOT_OURS


def test_door_counts_an_address_whatever_it_says_of_itself(limits: None) -> None:
    address = new_address()
    answers = [
        knock(f"{uuid4().hex}@example.com", address=address, **{"X-Forwarded-For": f"198.51.100.{number}"})
        for number in range(8)
    ]
    assert [response.status_code for response in answers] == [400] * 6 + [429] * 2
    assert answers[-1].json() == {"status": 429}
    assert int(answers[-1]["Retry-After"]) > 0


def test_door_counts_all_ways_in_together(limits: None) -> None:
    address = new_address()
    paths = ["auth/login", "auth/signup", "auth/code/request", "auth/password/request", "auth/2fa/authenticate"]
    for number, path in enumerate([*paths, "auth/login"]):
        knock(f"{number}-{uuid4().hex}@example.com", address=address, path=f"{BASE}/{path}")
    assert knock("x@example.com", address=address, path=f"{BASE}/auth/signup").status_code == 429
    page = Client(REMOTE_ADDR=address).post("/accounts/login/", {"login": "x@example.com", "password": "x"})
    assert (page.status_code, page["Content-Type"].partition(";")[0]) == (429, "text/html")


def test_door_counts_an_account_over_all_addresses_and_spellings(limits: None) -> None:
    email = f"rider-{uuid4().hex}@example.com"
    account(email)
    spellings = [email, email.upper(), f"  {email} ", email.replace("rider", "RIDER"), email]
    assert [knock(spelled).status_code for spelled in spellings] == [400, 400, 400, 400, 429]
    assert knock(email, password=PASSWORD).status_code == 429
    assert knock("other@example.com").status_code == 400


def test_door_does_not_count_sign_ins_that_succeed_against_the_account(limits: None) -> None:
    email = f"rider-{uuid4().hex}@example.com"
    account(email)
    assert [knock(email, password=PASSWORD).status_code for _device in range(9)] == [200] * 9


def test_door_is_closed_while_nobody_can_count(limits: None) -> None:
    email = f"rider-{uuid4().hex}@example.com"
    account(email)
    with patch.object(redis, "ask", side_effect=redis.Away):
        assert knock(email, password=PASSWORD).status_code == 429
        assert Client().get("/accounts/login/").status_code == 200


def test_door_leaves_refreshing_open_while_nobody_can_count(limits: None) -> None:
    with patch.object(redis, "ask", side_effect=redis.Away):
        assert (
            Client().post(f"{BASE}/tokens/refresh", {"refresh_token": "x"}, content_type="application/json").status_code
            == 400
        )


def test_door_knows_no_telephones() -> None:
    assert Client().get(f"{BASE}/account/phone").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_door_is_exact_with_fifty_at_once(settings: Any) -> None:
    settings.RATE_LIMITS = "login=1/10,login_account=0"
    throttling.forget_staff_limits()
    answers: list[int] = []
    gate = threading.Barrier(50)
    address = new_address()

    def try_once() -> None:
        gate.wait()
        answers.append(knock(f"{uuid4().hex}@example.com", address=address).status_code)
        connection.close()

    threads = [threading.Thread(target=try_once) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [400] * 10 + [429] * 40
