"""The webhook's door: one statement, quick answers, nothing believed."""

import json
from io import BytesIO
from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.acting import as_system
from strava.inbox import NoEvent, parse
from strava.models import InboxEvent

pytestmark = pytest.mark.django_db
EVENT = {
    "aspect_type": "create", "event_time": 1516126040, "object_id": 2**60, "object_type": "activity", "owner_id": 134815,
    "subscription_id": 120475, "updates": {},
}  # fmt: skip


def address() -> str:
    return f"/webhooks/strava/{configured.STRAVA_WEBHOOK_SECRET}"


def post(body: Any, path: str = "") -> int:
    content = body if isinstance(body, (bytes, str)) else json.dumps(body)
    return int(
        Client(enforce_csrf_checks=True).post(path or address(), content, content_type="application/json").status_code
    )


def count() -> int:
    with as_system("test"):
        return int(InboxEvent.objects.count())


def test_event_is_kept_by_one_statement(
    django_assert_num_queries: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_assert_num_queries(1):
        assert post(EVENT) == 200
    with as_system("test"):
        kept = InboxEvent.objects.get()
    assert (kept.object_id, kept.owner_id, kept.aspect_type, kept.state) == (2**60, 134815, "create", "waiting")


def test_same_event_is_kept_once_and_two_updates_in_a_second_are_two() -> None:
    assert [post(EVENT) for _time in range(3)] == [200] * 3
    assert count() == 1
    for title in ("One", "Two"):
        post({**EVENT, "aspect_type": "update", "updates": {"title": title}})
    assert count() == 3


def test_half_a_letter_in_a_name_is_kept_like_any_other() -> None:
    assert (
        post(b'{"updates": {"\\ud800": "\\udfff"}, ' + json.dumps({**EVENT, "updates": 0})[1:-15].encode() + b"}")
        == 200
    )
    assert count() == 1


def test_event_that_does_not_say_how_long_it_is_is_kept_as_well() -> None:
    content = BytesIO(json.dumps(EVENT).encode())
    told = {"wsgi.input": content, "wsgi.input_terminated": True, "CONTENT_LENGTH": ""}
    assert Client().post(address(), content_type="application/json", **told).status_code == 200  # type: ignore[arg-type]
    assert count() == 1


def test_wrong_secret_finds_nothing() -> None:
    assert post(EVENT, "/webhooks/strava/guessed") == 404
    assert Client().get("/webhooks/strava/guessed", {"hub.mode": "subscribe"}).status_code == 404
    assert count() == 0


def test_without_a_secret_the_door_is_shut(settings: Any) -> None:
    settings.STRAVA_WEBHOOK_SECRET = ""
    assert post(EVENT, "/webhooks/strava/x") == 404


@pytest.mark.parametrize(
    "body",
    [
        b"", b"nonsense", b"[]", b"null", b"[" * 100_000, b"\xff\xfe", {}, {**EVENT, "object_id": "7"}, {**EVENT, "object_id": 2**63},
        {**EVENT, "owner_id": -1}, {**EVENT, "owner_id": True}, {**EVENT, "owner_id": 1.5}, {**EVENT, "aspect_type": "x" * 21},
        {**EVENT, "object_type": "acti\0vity"}, {**EVENT, "object_type": None}, b'{"owner_id": NaN}', b'{"owner_id": 1e999}',
    ],
)  # fmt: skip
def test_what_is_no_event_is_refused_and_not_kept(body: Any) -> None:
    assert post(body) in {400, 413}
    assert count() == 0


def test_new_title_is_not_kept_among_the_hints() -> None:
    post({**EVENT, "aspect_type": "update", "updates": {"title": "Zanzibar", "private": "true"}})
    assert InboxEvent.objects.get().updates == {"title": "", "private": "true"}


def test_odd_updates_do_no_harm() -> None:
    odd = {"title": "\ud800\0" + "x" * 1000, "n\0": {"a": [1]}, "b": None}
    assert post({**EVENT, "updates": odd}) == 200
    assert post({**EVENT, "updates": ["a"], "event_time": 2}) == 200
    assert post({**EVENT, "updates": {str(number): "" for number in range(100)}, "event_time": 3}) == 200
    assert count() == 3


def test_body_that_is_too_long_is_refused() -> None:
    assert post(json.dumps({**EVENT, "updates": {"title": "x" * 20_000}})) == 413


def test_challenge_is_answered_to_whom_knows_the_token() -> None:
    asked = {
        "hub.mode": "subscribe",
        "hub.challenge": "15f7d1a91c1f40f8a748fd134752feb3",
        "hub.verify_token": "verify-me",
    }
    answer = Client().get(address(), asked)
    assert (answer.status_code, answer.json()) == (200, {"hub.challenge": asked["hub.challenge"]})
    assert Client().get(address(), {**asked, "hub.verify_token": "guess"}).status_code == 403
    assert Client().get(address(), {**asked, "hub.mode": "other"}).status_code == 403


@pytest.mark.parametrize("length", ["abc", "-1", "1e3", "9" * 5000, "\u0665"])
def test_length_that_is_no_number_is_refused(length: str) -> None:
    answer = Client().generic("POST", address(), b"{}", "application/json", headers={"Content-Length": length})
    assert answer.status_code in {400, 413}
    assert count() == 0


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_not_answered(method: str) -> None:
    assert getattr(Client(), method)(address()).status_code == 405


@pytest.mark.parametrize(
    "query", [{}, {"state": "\0"}, {"state": "x" * 5000, "code": "y"}, {"state": "ü", "error": "\u202e"}]
)
def test_way_back_with_anything_else_ends_at_the_page(query: dict[str, str]) -> None:
    answer = Client().get("/strava/callback", query)
    assert (answer.status_code, answer["Location"]) == (302, "/settings/strava?strava=expired")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(sorted(EVENT)), json_values))
def test_parsing_refuses_or_gives_what_the_table_holds(odd: dict[str, Any]) -> None:
    try:
        told = parse(json.dumps({**EVENT, **odd}).encode())
    except NoEvent:
        return
    assert all(0 <= told[name] < 2**63 for name in ("object_id", "event_time", "owner_id", "subscription_id"))
    assert all("\0" not in told[name] and len(told[name]) <= 20 for name in ("object_type", "aspect_type"))
