"""The simulated Strava keeps to Strava's rules, or tests against it would prove nothing."""

import time

import pytest
import requests

from tests.fakes.asking import asked_scopes, asking, fault, get, refreshed, token
from tests.fakes.callback import Callback
from tests.fakes.strava import Simulator


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
    sim.fail_next(trickle_s=0.4)
    began = time.monotonic()
    assert get(sim, "/athlete", access).json()["id"] == sim.athlete.id
    assert time.monotonic() - began > 0.35
    sim.lapse()
    assert fault(get(sim, "/athlete", access)) == (403, "Application", "Status", "Inactive")
