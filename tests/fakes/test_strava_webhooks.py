"""The simulated Strava keeps to Strava's rules, or tests against it would prove nothing."""

import time
from typing import Any

import pytest
import requests

from tests.fakes.asking import SCOPES
from tests.fakes.callback import Callback
from tests.fakes.strava import Simulator


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


def test_copies_of_an_event_can_arrive_at_once(sim: Simulator, callback: Callback) -> None:
    sim.subscribe(callback.address, "verify")
    sim.grant()
    callback.slow_s = 0.2
    sim.hold()
    sim.create_activity("Run")
    began = time.monotonic()
    sim.release(copies=10, at_once=True)
    assert (len(callback.events), time.monotonic() - began < 1.5) == (10, True)


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
