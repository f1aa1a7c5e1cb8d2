"""Calls to Strava against a server that behaves badly, and the habits of stravalib that must not show."""

import logging
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction

from core.outbound import OutboundError
from core.work import Later
from strava import budget, client, transport
from strava.budget import Urgency
from strava.client import StravaApi
from strava.errors import AppInactive, Missing, Refused, Unauthorized, Unreadable
from strava.models import BudgetWindow
from tests.strava.stub import Answer, Asked, Stub, stub

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outside_transactions")]
TOKEN = "token-of-ida"


@contextmanager
def served(settings: Any, answer: Callable[[Asked], Answer] | Answer) -> Iterator[tuple[StravaApi, Stub]]:
    with stub(answer if callable(answer) else lambda asked: answer) as server:
        settings.STRAVA_API_BASE = f"{server.base}/elsewhere/v3"
        yield StravaApi(TOKEN, Urgency.LIVE), server


def error(resource: str, field: str, code: str) -> dict[str, Any]:
    return {"message": "No", "errors": [{"resource": resource, "field": field, "code": code}]}


def test_call_goes_to_the_base_of_the_settings_with_the_token_in_its_header(settings: Any) -> None:
    with served(settings, Answer({"id": 7, "sport_type": "Yodeling"})) as (api, server):
        assert api.activity(7) == {"id": 7, "sport_type": "Yodeling"}
    assert [one.path for one in server.asked] == ["/elsewhere/v3/activities/7?include_all_efforts=false"]
    assert server.asked[0].headers["Authorization"] == f"Bearer {TOKEN}"
    assert TOKEN not in server.asked[0].path


def test_answers_feed_the_budget(settings: Any) -> None:
    headers = {"X-RateLimit-Limit": "400,4000", "X-RateLimit-Usage": "30,300"}
    read = {"X-ReadRateLimit-Limit": "200,2000", "X-ReadRateLimit-Usage": "20,200"}
    with served(settings, Answer([], headers=headers | read)) as (api, _server):
        assert api.activities(before=1_700_000_000) == []
    rows = {row.name: (row.short_limit, row.short_used, row.daily_used) for row in BudgetWindow.objects.all()}
    assert rows == {"overall": (400, 30, 300), "read": (200, 20, 200)}


def test_too_many_calls_close_the_window_without_sleeping_and_nothing_is_asked_in_it(settings: Any) -> None:
    with served(settings, Answer({"message": "Rate Limit Exceeded"}, status=429)) as (api, server):
        began = time.monotonic()
        for _attempt in range(3):
            with pytest.raises(Later):
                api.athlete()
        assert time.monotonic() - began < 5
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (401, error("Athlete", "access_token", "invalid"), Unauthorized),
        (404, error("Activity", "id", "not found"), Missing),
        (404, error("resource", "path", "invalid"), Unreadable),
        (404, "<html>no such host</html>", Unreadable),
        (403, error("Application", "Status", "Inactive"), AppInactive),
        (403, {"message": "Forbidden"}, Refused),
        (400, None, Refused),
        (422, "plain text", Refused),
        (503, {"message": "down"}, OutboundError),
    ],
)
def test_refusals_are_told_apart(settings: Any, status: int, body: Any, expected: type[Exception]) -> None:
    with served(settings, Answer(body, status=status)) as (api, _server), pytest.raises(expected) as refused:
        api.activity(7)
    assert type(refused.value) is expected


def test_missing_scope_is_told_from_a_dead_token(settings: Any) -> None:
    body = error("Activity", "activity:read_permission", "missing")
    with served(settings, Answer(body, status=401)) as (api, _server), pytest.raises(Unauthorized) as refused:
        api.activity(7)
    assert refused.value.lacks_scope


@pytest.mark.parametrize(
    "answer",
    [
        Answer(raw=b"<html>maintenance</html>", headers={"Content-Type": "text/html"}),
        Answer(raw=b'{"id": 7, "name": "trunc'),
        Answer(["a", "list"]),
    ],
)
def test_answer_that_is_no_object_is_an_error_of_the_service(settings: Any, answer: Answer) -> None:
    with served(settings, answer) as (api, _server), pytest.raises(Unreadable):
        api.activity(7)


def test_half_a_body_is_an_error_of_the_service(settings: Any) -> None:
    cut = Answer(raw=b'{"id": 7', headers={"Content-Length": "500"})
    with served(settings, cut) as (api, _server), pytest.raises(OutboundError):
        api.activity(7)


def test_body_that_drips_is_given_up(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "WHOLE_S", 0.3)
    with served(settings, Answer({"id": 7, "name": "x" * 200}, drips_s=0.05)) as (api, _server):
        began = time.monotonic()
        with pytest.raises(OutboundError):
            api.activity(7)
        assert time.monotonic() - began < 3


def test_redirect_is_not_followed(settings: Any) -> None:
    elsewhere = Answer(None, status=302, headers={"Location": "http://169.254.169.254/"})
    with served(settings, elsewhere) as (api, server), pytest.raises(OutboundError):
        api.activity(7)
    assert len(server.asked) == 1


def test_nobody_listening_is_an_error_of_the_service() -> None:
    with pytest.raises(OutboundError):
        StravaApi(TOKEN, Urgency.LIVE).athlete()


def test_secrets_are_in_no_error_and_no_log(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with (
        served(settings, Answer({"message": "no"}, status=401)) as (api, _server),
        pytest.raises(Unauthorized) as refused,
    ):
        api.activity(7)
    told = f"{refused.value!r} {refused.value.__cause__!r} {caplog.text}"
    assert TOKEN not in told
    assert settings.STRAVA_APP_SECRET not in told


def test_nothing_is_asked_inside_a_transaction(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "connection", connection)
    with served(settings, Answer({})) as (api, server), transaction.atomic(), pytest.raises(RuntimeError):
        api.athlete()
    assert server.asked == []


def test_tokens_are_never_refreshed_behind_our_back(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRAVA_CLIENT_ID", "1")
    monkeypatch.setenv("STRAVA_CLIENT_SECRET", "2")
    with served(settings, Answer({"id": 1})) as (api, server):
        api.athlete()
    assert [one.path for one in server.asked] == ["/elsewhere/v3/athlete"]


def test_activities_without_streams_have_none(settings: Any) -> None:
    body = error("Activity", "id", "not found")
    with served(settings, Answer(body, status=404)) as (api, _server):
        assert api.streams(7) == {}


def test_filters_of_warnings_are_as_before(settings: Any) -> None:
    before = list(warnings.filters)
    with served(settings, Answer({})) as (api, _server):
        api.athlete()
    assert list(warnings.filters) == before


def test_site_does_not_load_the_library() -> None:
    code = (
        "import os, sys; os.environ['DJANGO_SETTINGS_MODULE'] = 'config.settings';"
        "import django; django.setup(); from django.urls import get_resolver; get_resolver().url_patterns;"
        "import strava.client, strava.tokens, strava.budget;"
        "print([name for name in ('stravalib', 'pydantic', 'pint') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip().splitlines()[-1] == "[]"


def test_gauge_counts_each_call(settings: Any) -> None:
    with served(settings, Answer({})) as (api, _server):
        api.athlete()
        api.athlete()
    assert budget.left(Urgency.LIVE).calls == 98
