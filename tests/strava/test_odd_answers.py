"""Strava as it may be told by somebody else: what the documents leave open, and what nobody should ever send."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from django.utils import timezone

from core.acting import as_system
from core.work import Later
from strava import budget, oauth
from strava.asking import verdict
from strava.backfilling import begin_history, begin_sync
from strava.budget import Urgency
from strava.client import StravaApi
from strava.errors import AppInactive, Unreadable
from strava.ids import id_of
from strava.inbox import _is_withdrawn
from strava.mapping import recording_of
from strava.models import Backfill, BudgetWindow, Connection, ConnectionState, Fetch
from strava.tokens import token_of
from tests.strava.people import ida, work
from tests.strava.stub import Answer, Asked, stub
from training.models import Activity

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outside_transactions")]
ME = 77
GONE = Answer({"message": "Record Not Found"}, status=404)


@pytest.fixture
def answering(settings: Any) -> Any:
    """A Strava that says what the test says."""
    cache.clear()

    def made(answer: Callable[[Asked], Answer]) -> Any:
        server = stub(answer)
        opened = server.__enter__()
        settings.STRAVA_API_BASE, settings.STRAVA_OAUTH_BASE = opened.base, opened.base
        servers.append(server)
        return opened

    servers: list[Any] = []
    yield made
    for server in servers:
        server.__exit__(None, None, None)


def connected(**changes: Any) -> Connection:
    with as_system("test"):
        link = Connection(athlete=ida(), strava_athlete_id=ME, scopes=["read", "activity:read_all"])
        link.access_token, link.refresh_token = "access", "refresh"
        link.expires_at = timezone.now() + timedelta(hours=6)
        for name, value in changes.items():
            setattr(link, name, value)
        link.save()
        return link


def summary(number: int, *, days_ago: int = 1, **changes: Any) -> dict[str, Any]:
    start = (timezone.now() - timedelta(days=days_ago)).replace(microsecond=0)
    told = {"id": number, "start_date": start.isoformat(), "sport_type": "Ride", "elapsed_time": 600, "manual": True}
    return told | {"moving_time": 600, "distance": 4000.0, "athlete": {"id": ME}, "name": f"Ride {number}"} | changes


def library(summaries: list[dict[str, Any]], *, page: int = 200) -> Callable[[Asked], Answer]:
    """Lists in pages of any length, and each of them by its number."""

    def answer(asked: Asked) -> Answer:
        address = urlsplit(asked.path)
        if address.path != "/athlete/activities":
            number = address.path.split("/")[2] if address.path.startswith("/activities/") else ""
            found = [one for one in summaries if str(one["id"]) == number and not address.path.endswith("streams")]
            return Answer(found[0]) if found else GONE
        before = dict(part.split("=") for part in address.query.split("&")).get("before")
        until = timezone.now().timestamp() * 2 if before is None else int(before)
        return Answer([one for one in summaries if _second(one) < until][:page])

    return answer


def _second(told: dict[str, Any]) -> float:
    return timezone.datetime.fromisoformat(told["start_date"]).timestamp()  # type: ignore[attr-defined]


def history_of(link: Connection) -> Backfill:
    with as_system("test"):
        begin_history(athlete_id=link.athlete_id, now=timezone.now())
    work()
    with as_system("test"):
        return Backfill.objects.get(kind="history")


def titles() -> list[str]:
    with as_system("test"):
        return list(Activity.objects.order_by("-start_at").values_list("source_title", flat=True))


def test_pages_shorter_than_asked_for_are_not_the_end(answering: Any) -> None:
    told = [summary(number, days_ago=number) for number in range(1, 71)]
    asked = answering(library(told, page=30)).asked
    assert history_of(connected()).state == "done"
    assert titles() == [one["name"] for one in told]
    assert sum("/athlete/activities" in one.path for one in asked) == 3  # each begins where the one before ended


def test_activity_of_the_future_is_listed(answering: Any) -> None:
    answering(library([summary(1, days_ago=-9), summary(2)]))
    history_of(connected())
    assert titles() == ["Ride 1", "Ride 2"]


def test_one_impossible_activity_does_not_keep_the_others_out(answering: Any) -> None:
    odd = [summary(2, start_date="0001-01-01T00:00:00+00:00"), {"id": None}, {"id": 4}, "none"]
    usual = library([summary(1), summary(3, days_ago=2)])
    page = Answer([summary(1), *odd, summary(3, days_ago=2)])
    answering(lambda asked: page if "/athlete/activities" in asked.path else usual(asked))
    link = connected()
    with as_system("test"):
        begin_sync(athlete_id=link.athlete_id, now=timezone.now())
    work(rounds=1)
    assert sorted(titles()) == ["Ride 1", "Ride 3"]


def test_one_that_cannot_be_taken_is_left_out(answering: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(activity: Any) -> Any:
        if activity["id"] == 2:
            raise OverflowError
        return recording_of(activity)

    monkeypatch.setattr("strava.summaries.recording_of", fails)
    answering(library([summary(number, days_ago=number) for number in (1, 2, 3)]))
    assert history_of(connected()).state == "done"
    assert titles() == ["Ride 1", "Ride 3"]


def test_sessions_with_a_hidden_start_are_not_taken_for_one(answering: Any) -> None:
    hidden: dict[str, Any] = {
        "start_date": "2026-10-30T23:00:01+00:00",
        "timezone": "(GMT+01:00) Europe/Berlin",
        "moving_time": 1800,
    }
    answering(library([summary(1, **hidden, elapsed_time=1800), summary(2, **hidden, elapsed_time=1900)]))
    assert history_of(connected()).state == "done"
    assert sorted(titles()) == ["Ride 1", "Ride 2"]


def test_half_a_letter_costs_no_page(answering: Any) -> None:
    page = json.dumps([summary(1, name="Odd \ud800 ride")]).encode()
    answering(lambda asked: Answer(raw=page))
    assert [one["name"] for one in StravaApi("access", Urgency.LIST).activities()] == ["Odd \ud800 ride"]


def test_numbers_as_text_are_numbers(answering: Any) -> None:
    answering(lambda asked: Answer([summary(1) | {"id": "9007199254740993"}]))
    assert [one["id"] for one in StravaApi("access", Urgency.LIST).activities()] == [9007199254740993]


@pytest.mark.parametrize("told", [True, None, -1, 0, 1.5, "x", "1" * 30, 2**63, [1]])
def test_what_is_no_number_of_anything_is_none(told: Any) -> None:
    assert id_of(told) is None


def test_streams_as_a_list_are_the_same_streams(answering: Any) -> None:
    answering(lambda asked: Answer([{"type": "time", "data": [0, 1]}, {"type": "watts", "data": [1, 2]}]))
    assert StravaApi("access", Urgency.LIVE).streams(1)["watts"]["data"] == [1, 2]


def test_small_letters_in_headers_are_counted_as_well(answering: Any) -> None:
    headers = {"x-ratelimit-limit": "400, 4000", "x-ratelimit-usage": "30, 300"}
    answering(lambda asked: Answer({}, headers=headers))
    StravaApi("access", Urgency.LIVE).athlete()
    with as_system("test"):
        row = BudgetWindow.objects.get(name=budget.OVERALL)
    assert (row.short_limit, row.short_used, row.daily_used) == (400, 30, 300)


KEYS = {"access_token": "a", "refresh_token": "r"}


def test_token_that_tells_only_how_long_it_lasts_is_a_token(answering: Any) -> None:
    answering(lambda asked: Answer(KEYS | {"expires_in": 21600, "athlete": {"id": "77"}}))
    granted = oauth.exchange("code")
    assert abs(granted.expires_at - timezone.now().timestamp() - 21600) < 60
    assert id_of(granted.athlete["id"]) == ME


def test_renewal_without_a_new_key_keeps_the_old_one(answering: Any) -> None:
    answering(lambda asked: Answer({"access_token": "a", "expires_in": 60}))
    assert oauth.refresh("old").refresh_token == "old"


@pytest.mark.parametrize(
    "told",
    [{"expires_at": 1e30}, {"expires_at": "soon"}, {}, {"expires_in": 60, "access_token": None}, {"expires_at": -5}],
)
def test_token_answer_that_is_none_is_unreadable(answering: Any, told: dict[str, Any]) -> None:
    answering(lambda asked: Answer(KEYS | told))
    with pytest.raises(Unreadable):
        oauth.exchange("code")


def test_wrong_secret_of_the_app_costs_no_athlete_the_connection(answering: Any) -> None:
    errors = [{"resource": "Application", "field": "client_secret", "code": "invalid"}]
    answering(lambda asked: Answer({"message": "Authorization Error", "errors": errors}, status=401))
    link = connected(expires_at=timezone.now())
    with pytest.raises(AppInactive) as refused:
        token_of(link.athlete_id)
    assert isinstance(verdict(Fetch(), refused.value), Later)
    cache.clear()
    with as_system("test"):
        assert Connection.objects.get().state == ConnectionState.CONNECTED


def test_withdrawal_is_believed_only_when_the_key_cannot_be_renewed(answering: Any) -> None:
    def answer(asked: Asked) -> Answer:
        if asked.path == "/oauth/token":
            return Answer(renewed)
        return Answer({"id": ME}) if asked.headers.get("Authorization") == "Bearer a" else Answer({}, status=401)

    renewed: dict[str, Any] = KEYS | {"expires_in": 21600}
    answering(answer)
    link = connected()
    assert not _is_withdrawn(link.athlete_id)
    renewed.clear()
    with as_system("test"):
        link = Connection.objects.get()
        link.expires_at = timezone.now()
        link.save()
    with pytest.raises(Unreadable):  # in doubt it is asked again later
        _is_withdrawn(link.athlete_id)


def test_looks_at_a_list_are_few_however_often_they_are_asked_for(answering: Any) -> None:
    asked = answering(library([summary(1)])).asked
    link = connected()
    for _time in range(20):
        with as_system("test"):
            begin_sync(athlete_id=link.athlete_id, now=timezone.now())
        work(rounds=1)
        with as_system("test"):
            Backfill.objects.filter(state="waiting").update(run_at=timezone.now() + timedelta(minutes=9))
    assert sum("/athlete/activities" in one.path for one in asked) <= 10
