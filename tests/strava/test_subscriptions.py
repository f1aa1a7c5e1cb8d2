from io import StringIO
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command

from strava import subscriptions
from strava.subscriptions import is_ours

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outside_transactions")]


def said(*arguments: str) -> str:
    out = StringIO()
    call_command("strava_subscription", *arguments, stdout=out)
    return out.getvalue()


def test_command_makes_lists_checks_and_deletes(settings: Any, sim: Any, live_server: Any) -> None:
    settings.PUBLIC_URL = live_server.url
    with pytest.raises(CommandError, match="there is none"):
        said("check")
    assert "is made" in said("create")
    assert "leads here" in said("check")
    listed = said("list")
    assert live_server.url in listed
    assert settings.STRAVA_WEBHOOK_SECRET not in listed
    with pytest.raises(CommandError):
        said("create")
    assert "is deleted" in said("delete")
    assert "no subscription" in said("list")


def test_subscription_that_leads_elsewhere_is_noticed(settings: Any, sim: Any, live_server: Any) -> None:
    settings.PUBLIC_URL = live_server.url
    said("create")
    settings.PUBLIC_URL = "https://elsewhere.example"
    with pytest.raises(CommandError, match="No subscription leads here"):
        said("check")


def test_command_needs_the_connector(settings: Any) -> None:
    settings.STRAVA_APP_ID = ""
    with pytest.raises(CommandError):
        said("list")


def test_numbers_of_strangers_are_compared_with_what_strava_says(settings: Any, sim: Any, live_server: Any) -> None:
    assert is_ours(99)  # there is none to compare with
    sim.forget_calls()
    assert is_ours(99)
    assert sim.calls == []


def test_events_of_another_subscription_are_dropped(settings: Any, sim: Any, live_server: Any) -> None:
    settings.PUBLIC_URL = live_server.url
    said("create")
    ours = sim.subscription
    number = getattr(ours, "id", ours)
    assert is_ours(int(number))
    sim.forget_calls()
    assert [is_ours(int(number) + 1) for _time in range(5)] == [False] * 5
    assert sim.count(path="/push_subscriptions") <= 1


def test_made_up_numbers_cost_a_call_in_two_hours(sim: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.set(subscriptions._KNOWN, [7], 60)
    pauses: list[float] = []
    monkeypatch.setattr(subscriptions.cache, "add", lambda _key, _value, pause: bool(pauses.append(pause)))
    assert is_ours(7)
    assert [is_ours(number) for number in (8, 9)] == [False, False]
    assert pauses == [7200.0, 7200.0]
