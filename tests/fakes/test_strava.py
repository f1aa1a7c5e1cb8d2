"""The simulated Strava keeps to Strava's rules, or tests against it would prove nothing."""

import json
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import pytest
import requests

from tests.fakes.strava import Simulator, strava_simulator
from tests.fakes.strava.entries import SPORTS, UNKNOWN_SPORT

AN_EVENING = datetime(2026, 7, 14, 18, tzinfo=UTC)
SCOPES = "read,activity:read_all,profile:read_all"


class Callback(ThreadingHTTPServer):
    """The app's side: gives challenges back, answers events as told."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), CallbackHandler)
        self.events: list[dict[str, Any]] = []
        self.answers: list[int] = []
        self.slow_s = 0.0

    def handle_error(self, request: Any, client_address: Any) -> None:
        """The simulator hangs up after two seconds."""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/webhooks/strava/secret"


class CallbackHandler(BaseHTTPRequestHandler):
    server: Callback

    def do_GET(self) -> None:
        asked = dict(parse_qsl(urlsplit(self.path).query))
        right = asked["hub.verify_token"] == "verify"
        self._send(200 if right else 403, b'{"hub.challenge": "%s"}' % asked["hub.challenge"].encode())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        time.sleep(self.server.slow_s)
        self.server.events.append(json.loads(body))
        self._send(self.server.answers.pop(0) if self.server.answers else 200, b"")

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Quiet."""


@pytest.fixture
def callback() -> Iterator[Callback]:
    found = Callback()
    thread = threading.Thread(target=found.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield found
    found.shutdown()
    found.server_close()
    thread.join()


@pytest.fixture
def sim() -> Iterator[Simulator]:
    with strava_simulator(history=0) as found:
        yield found


def asking(sim: Simulator, scope: str = SCOPES, **more: str) -> str:
    asked = {"client_id": sim.app_id, "redirect_uri": "http://localhost:8000/strava/callback", "response_type": "code",
             "scope": scope, "state": "s+1/ä", "approval_prompt": "auto", **more}  # fmt: skip
    return f"{sim.oauth_base}/oauth/authorize?{urlencode(asked)}"


def token(sim: Simulator, **form: str) -> requests.Response:
    app = {"client_id": sim.app_id, "client_secret": sim.app_secret}
    return requests.post(f"{sim.oauth_base}/oauth/token", data=app | form, timeout=10)


def refreshed(sim: Simulator, refresh_token: str) -> requests.Response:
    return token(sim, grant_type="refresh_token", refresh_token=refresh_token)


def get(sim: Simulator, path: str, access: str, **query: Any) -> requests.Response:
    headers = {"Authorization": f"Bearer {access}"}
    return requests.get(sim.api_base + path, query, headers=headers, timeout=10)


def fault(response: requests.Response) -> tuple[int, str, str, str]:
    (only,) = response.json()["errors"]
    return response.status_code, only["resource"], only["field"], only["code"]


def asked_scopes(address: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(address).query)


# --- permission ---------------------------------------------------------------------------------------------------
def test_unticked_scope_is_missing_in_the_redirect_and_in_the_token(sim: Simulator) -> None:
    back = asked_scopes(sim.authorize(asking(sim), untick=["activity:read_all"]))
    assert (back["scope"], back["state"]) == (["read,profile:read_all"], ["s+1/ä"])
    given = token(sim, grant_type="authorization_code", code=back["code"][0]).json()
    assert given["athlete"]["id"] == sim.athlete.id
    missing = get(sim, "/athlete/activities", given["access_token"])
    assert fault(missing) == (401, "Activity", "activity:read_permission", "missing")


def test_code_can_be_exchanged_once(sim: Simulator) -> None:
    code = asked_scopes(sim.authorize(asking(sim)))["code"][0]
    answers = [token(sim, grant_type="authorization_code", code=code).status_code for _ in range(2)]
    assert answers == [200, 400]


def test_denied_permission_comes_back_as_access_denied(sim: Simulator) -> None:
    assert asked_scopes(sim.authorize(asking(sim), deny=True))["error"] == ["access_denied"]


def test_consent_page_offers_every_scope_and_escapes_what_it_was_given(sim: Simulator) -> None:
    page = requests.get(asking(sim, state='"><script>'), timeout=10).text
    assert page.count('type="checkbox"') == 3
    assert "<script>" not in page


def test_capacity_keeps_further_athletes_out(sim: Simulator) -> None:
    sim.capacity = 1
    other = sim.add_athlete("Bo")
    assert sim.authorize(asking(sim), athlete=other) != ""
    sim.grant(other)
    assert sim.authorize(asking(sim)) == ""


# --- tokens -------------------------------------------------------------------------------------------------------
def test_refresh_with_more_than_an_hour_left_changes_nothing(sim: Simulator) -> None:
    first = sim.grant()
    again = refreshed(sim, first["refresh_token"]).json()
    assert {name: again[name] for name in first if name != "expires_in"} == {
        name: first[name] for name in first if name != "expires_in"
    }


def test_refresh_in_the_last_hour_kills_the_old_refresh_token_at_once_but_not_the_access_token(sim: Simulator) -> None:
    first = sim.grant()
    sim.advance(5 * 3600 + 1)
    second = refreshed(sim, first["refresh_token"]).json()
    assert second["refresh_token"] != first["refresh_token"]
    assert fault(refreshed(sim, first["refresh_token"])) == (400, "RefreshToken", "refresh_token", "invalid")
    assert get(sim, "/athlete", first["access_token"]).status_code == 200
    sim.advance(3600)
    assert get(sim, "/athlete", first["access_token"]).status_code == 401
    assert get(sim, "/athlete", second["access_token"]).status_code == 200


def test_revoking_one_token_kills_both_and_may_be_repeated(sim: Simulator, callback: Callback) -> None:
    sim.subscribe(callback.address, "verify")
    given = sim.grant()
    asked = {"token": given["refresh_token"], "token_type_hint": "refresh_token"}
    address = f"{sim.oauth_base}/oauth/revoke"
    answers = [requests.post(address, asked, auth=(sim.app_id, sim.app_secret), timeout=10) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert requests.post(address, asked, auth=(sim.app_id, "wrong"), timeout=10).status_code == 401
    assert fault(get(sim, "/athlete", given["access_token"])) == (401, "Athlete", "access_token", "invalid")
    assert sim.drain()
    assert [event["updates"] for event in callback.events] == [{"authorized": "false"}]


# --- limits and trouble -------------------------------------------------------------------------------------------
def test_refused_calls_count_and_the_quarter_of_an_hour_frees_only_its_own_budget(sim: Simulator) -> None:
    sim.advance(86_400 - sim.now() % 86_400)
    access = sim.grant()["access_token"]
    sim.limits(overall=(200, 2000), read=(2, 5))
    answers = [get(sim, "/athlete", access) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].headers["X-ReadRateLimit-Usage"] == "3,3"
    assert answers[2].headers["X-RateLimit-Limit"] == "200,2000"
    assert fault(answers[2]) == (429, "Application", "rate limit", "exceeded")
    sim.advance(900)
    assert [get(sim, "/athlete", access).status_code for _ in range(2)] == [200, 200]
    sim.advance(900)
    assert get(sim, "/athlete", access).status_code == 429
    sim.advance(86_400)
    assert get(sim, "/athlete", sim.grant()["access_token"]).headers["X-ReadRateLimit-Usage"] == "1,1"


def test_ordered_trouble_comes_to_the_calls_it_is_for_and_then_ends(sim: Simulator) -> None:
    access = sim.grant()["access_token"]
    sim.fail_next(1, status=502, path="/zones")
    assert [get(sim, path, access).status_code for path in ("/athlete", "/athlete/zones", "/athlete/zones")] == [
        200,
        502,
        200,
    ]
    sim.fail_next(half=True)
    with pytest.raises((requests.exceptions.ChunkedEncodingError, requests.exceptions.ConnectionError)):
        get(sim, "/athlete", access)
    sim.lapse()
    assert fault(get(sim, "/athlete", access)) == (403, "Application", "Status", "Inactive")


# --- activities ---------------------------------------------------------------------------------------------------
def test_lists_run_newest_first_and_with_after_oldest_first() -> None:
    with strava_simulator(history=450, until=AN_EVENING.timestamp()) as sim:
        access = sim.grant()["access_token"]
        pages = [get(sim, "/athlete/activities", access, per_page=200, page=page).json() for page in (1, 2, 3, 4)]
        assert [len(page) for page in pages] == [200, 200, 50, 0]
        starts = [one["start_date"] for page in pages for one in page]
        assert starts == sorted(starts, reverse=True)
        border = int(datetime.fromisoformat(starts[10]).timestamp())
        after = get(sim, "/athlete/activities", access, after=border, per_page=200).json()
        assert [one["start_date"] for one in after] == sorted(starts[:10])
        assert get(sim, "/athlete/activities", access, per_page=201).status_code == 400


def test_history_holds_every_sport_and_what_is_hard_about_strava() -> None:
    with strava_simulator(history=480, until=AN_EVENING.timestamp()) as sim:
        entries = [sim.entry(number) for number in sim.activities()]
        assert {entry.sport_type for entry in entries} == {*SPORTS, UNKNOWN_SPORT}
        assert min(entry.id for entry in entries) > 2**53
        summer = next(e for e in entries if e.hides_start and e.zone == "Europe/Berlin")
        shown = sim.activity(summer.id)
        assert shown["start_date_local"].endswith("T00:00:01Z")
        assert shown["timezone"] == "(GMT+01:00) Europe/Berlin"
        with strava_simulator(history=480, until=AN_EVENING.timestamp()) as again:
            assert again.activities() == sim.activities()


def test_streams_agree_with_summary_and_laps_and_absent_ones_are_left_out(sim: Simulator) -> None:
    access = sim.grant()["access_token"]
    number = sim.create_activity("Run", minutes=50, km=10, heartrate=150, pause_s=60)
    keys = "time,distance,latlng,altitude,velocity_smooth,heartrate,cadence,watts,temp,moving,grade_smooth"
    streams = get(sim, f"/activities/{number}/streams", access, keys=keys, key_by_type="True").json()
    detail = get(sim, f"/activities/{number}", access).json()
    assert "watts" not in streams
    assert streams["time"]["data"][-1] == detail["elapsed_time"] == 3060
    assert streams["distance"]["data"][-1] == pytest.approx(detail["distance"])
    mean = sum(streams["heartrate"]["data"]) / len(streams["heartrate"]["data"])
    assert mean == pytest.approx(detail["average_heartrate"], abs=1)
    laps = get(sim, f"/activities/{number}/laps", access).json()
    assert sum(lap["distance"] for lap in laps) == pytest.approx(detail["distance"])
    typed = sim.create_activity("Run", manual=True)
    assert get(sim, f"/activities/{typed}/streams", access, keys=keys).status_code == 404


def test_small_scope_hides_private_activities_and_privacy_zones(sim: Simulator) -> None:
    private = sim.create_activity("Run", visibility="only_me")
    public = sim.create_activity("Run")
    small = sim.grant(scopes="read,activity:read")["access_token"]
    assert get(sim, f"/activities/{private}", small).status_code == 404
    assert [one["id"] for one in get(sim, "/athlete/activities", small).json()] == [public]
    cut = get(sim, f"/activities/{public}/streams", small, keys="latlng", key_by_type="true").json()
    assert cut["distance"]["data"][0] >= 200
    assert get(sim, f"/activities/{public}", small).json()["start_latlng"] == []
    large = sim.grant()["access_token"]
    assert get(sim, f"/activities/{private}", large).json()["private"] is True


# --- webhooks -----------------------------------------------------------------------------------------------------
def test_subscription_needs_an_answered_challenge_and_there_is_one(sim: Simulator, callback: Callback) -> None:
    app = {"client_id": sim.app_id, "client_secret": sim.app_secret}
    address = f"{sim.api_base}/push_subscriptions"
    wrong = requests.post(address, app | {"callback_url": callback.address, "verify_token": "no"}, timeout=10)
    assert wrong.status_code == 400
    asked = app | {"callback_url": callback.address, "verify_token": "verify"}
    number = requests.post(address, asked, timeout=10).json()["id"]
    assert requests.post(address, asked, timeout=10).status_code == 400
    assert [one["id"] for one in requests.get(address, app, timeout=10).json()] == [number]
    assert requests.delete(f"{address}/{number}", params=app, timeout=10).status_code == 204
    assert requests.get(address, app, timeout=10).json() == []


def test_event_is_tried_three_times_and_then_lost(sim: Simulator, callback: Callback) -> None:
    sim.subscribe(callback.address, "verify")
    sim.grant()
    callback.answers = [500, 503, 302]
    lost = sim.create_activity("Run")
    kept = sim.create_activity("Run")
    assert sim.drain()
    assert [event["object_id"] for event in callback.events] == [lost, lost, lost, kept]
    assert [delivery.is_delivered for delivery in sim.deliveries] == [False, True]


def test_answer_after_two_seconds_comes_too_late(sim: Simulator, callback: Callback) -> None:
    sim.subscribe(callback.address, "verify")
    sim.grant()
    callback.slow_s = 2.3
    sim.create_activity("Run")
    deadline = time.monotonic() + 5
    while not (sim.deliveries and sim.deliveries[0].attempts) and time.monotonic() < deadline:
        time.sleep(0.05)
    callback.slow_s = 0
    assert sim.drain()
    assert sim.deliveries[0].attempts == ["timeout", 200]


def test_events_can_come_in_disorder_and_twice(sim: Simulator, callback: Callback) -> None:
    sim.subscribe(callback.address, "verify")
    sim.grant()
    sim.hold()
    number = sim.create_activity("Run")
    sim.edit(number, name="New", description="no event for this")
    sim.delete(number)
    sim.release(backwards=True, copies=2)
    assert sim.drain()
    assert [event["aspect_type"] for event in callback.events] == ["delete"] * 2 + ["update"] * 2 + ["create"] * 2
    assert callback.events[2]["updates"] == {"title": "New"}


@pytest.mark.parametrize(
    ("scopes", "told"),
    [
        (SCOPES, [("create", {}), ("update", {"private": "true"}), ("update", {"private": "false"})]),
        ("read,activity:read", [("create", {}), ("delete", {}), ("create", {})]),
    ],
)
def test_change_of_privacy_is_told_by_scope(sim: Simulator, callback: Callback, scopes: str, told: list[Any]) -> None:
    sim.subscribe(callback.address, "verify")
    sim.grant(scopes=scopes)
    number = sim.create_activity("Run")
    sim.edit(number, visibility="only_me")
    sim.edit(number, visibility="everyone")
    assert sim.drain()
    assert [(event["aspect_type"], event["updates"]) for event in callback.events] == told


# --- development --------------------------------------------------------------------------------------------------
def test_connections_and_edits_outlive_a_restart(tmp_path: Path) -> None:
    kept = tmp_path / "strava.json"
    with strava_simulator(history=20, kept_in=kept) as sim:
        given = sim.grant()
        edited, deleted = sim.activities()[:2]
        for action, told in (("edit", {"number": str(edited), "name": "New"}), ("delete", {"number": str(deleted)})):
            assert requests.post(f"{sim.base}/control/{action}", json=told, timeout=10).status_code == 200
    again = Simulator(kept_in=kept, app_secret=sim.app_secret)
    again.start()
    assert get(again, f"/activities/{edited}", given["access_token"]).json()["name"] == "New"
    assert get(again, f"/activities/{deleted}", given["access_token"]).status_code == 404
    again.stop()


def test_control_takes_no_forms_of_other_pages(sim: Simulator) -> None:
    sim.grant()
    answer = requests.post(f"{sim.base}/control/revoke", data="{}", headers={"Content-Type": "text/plain"}, timeout=10)
    assert (answer.status_code, sim.strava.permissions.grants.keys()) == (404, {sim.athlete.id})
