"""Webhook to session, against the simulated Strava."""

from datetime import timedelta
from typing import Any

import orjson
import pytest
from django.utils import timezone

from core.acting import as_system
from strava.inbox import settle, store
from strava.models import Connection, Fetch, InboxEvent, KnownActivity, KnownState
from tests.strava.people import connect, ida, work
from training.models import Activity, Source, SourcePolicy

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outside_transactions")]


def told(sim: Any, strava_id: int, aspect: str = "create", **changes: Any) -> bytes:
    event = {
        "object_type": "activity", "object_id": strava_id, "aspect_type": aspect, "owner_id": sim.athlete.id,
        "event_time": int(timezone.now().timestamp()), "subscription_id": 1, "updates": {},
    }  # fmt: skip
    return orjson.dumps(event | changes)


def activities() -> list[Activity]:
    with as_system("test"):
        return list(Activity.objects.order_by("start_at"))


def sources() -> list[Source]:
    with as_system("test"):
        return list(Source.objects.order_by("start_at"))


def state_of(strava_id: int) -> str | None:
    with as_system("test"):
        return KnownActivity.objects.filter(strava_id=strava_id).values_list("state", flat=True).first()


def test_new_activity_is_there_with_its_records_for_two_calls(sim: Any) -> None:
    connect(ida(), sim)
    one = sim.create_activity(sport_type="TrailRun", name="Up and down", silent=True, extra={})
    sim.forget_calls()
    store(told(sim, one))
    work()
    (activity,) = activities()
    assert (activity.source_title, activity.sport, activity.sub_sport) == ("Up and down", "run", "trail")
    assert activity.time_zone == "Europe/Berlin"
    assert sources()[0].record_count > 100
    assert state_of(one) == KnownState.FETCHED
    assert [call.path.rpartition("/v3")[2] for call in sim.calls if "push" not in call.path] == [
        f"/activities/{one}",
        f"/activities/{one}/streams",
    ]


def test_same_news_ten_times_is_one_activity_and_two_calls(sim: Any) -> None:
    connect(ida(), sim)
    one = sim.create_activity(silent=True)
    sim.forget_calls()
    news = told(sim, one)
    assert [store(news) for _time in range(10)] == [True, *[False] * 9]
    for later in range(5):
        store(told(sim, one, event_time=later))
    work()
    assert len(activities()) == 1
    assert sim.count(path=str(one)) == 2


def test_changed_title_costs_one_call_and_keeps_the_records(sim: Any) -> None:
    connect(ida(), sim)
    one = sim.create_activity(name="Before", silent=True)
    store(told(sim, one))
    work()
    before = activities()[0]
    sim.edit(one, name="After", silent=True)
    sim.forget_calls()
    store(told(sim, one, "update", updates={"title": "After"}))
    work()
    (after,) = activities()
    assert (after.pk, after.source_title) == (before.pk, "After")
    assert after.distance_m == before.distance_m
    assert sim.count(path=str(one)) == 1


def test_changed_sport_is_measured_again(sim: Any) -> None:
    connect(ida(), sim)
    one = sim.create_activity(sport_type="Run", silent=True)
    store(told(sim, one))
    work()
    sim.edit(one, sport_type="Walk", silent=True)
    store(told(sim, one, "update", updates={"type": "Walk"}))
    work()
    assert [activity.sport for activity in activities()] == ["walk"]


@pytest.mark.parametrize(
    "order", [("delete", "create", "update"), ("update", "create", "delete"), ("create", "delete")]
)
def test_deleted_activity_is_gone_in_whatever_order_it_was_told(sim: Any, order: tuple[str, ...]) -> None:
    connect(ida(), sim)
    one = sim.create_activity(silent=True)
    if order[0] != "delete":
        store(told(sim, one, order[0]))
        work()
        assert len(activities()) == 1
    sim.delete(one, silent=True)
    for aspect in order:
        store(told(sim, one, aspect, event_time=len(aspect)))
        work()
    assert activities() == []
    assert state_of(one) == KnownState.GONE


def test_forged_deletion_deletes_nothing(sim: Any) -> None:
    connect(ida(), sim)
    one = sim.create_activity(silent=True)
    store(told(sim, one))
    work()
    store(told(sim, one, "delete"))
    work()
    assert len(activities()) == 1


def test_strangers_are_not_asked_for(sim: Any) -> None:
    connect(ida(), sim)
    one = sim.create_activity(silent=True)
    sim.forget_calls()
    store(told(sim, one, owner_id=sim.athlete.id + 1))
    work()
    assert sim.calls == []
    with as_system("test"):
        assert list(InboxEvent.objects.values_list("state", flat=True)) == ["done"]


def test_strangers_and_repeated_news_are_settled_together(sim: Any) -> None:
    connect(ida(), sim)
    for second in range(20):
        store(told(sim, 77, "update", event_time=second))
        store(told(sim, 78, owner_id=5, event_time=second))
    store(told(sim, 77, "delete"))
    assert settle() == 39
    assert settle() == 0


def test_flood_about_one_object_becomes_one_question_a_minute(sim: Any) -> None:
    connect(ida(), sim)
    sim.forget_calls()
    for second in range(200):
        store(told(sim, 77, "update", event_time=second))
        if second % 50 == 0:
            work()
    work()
    assert sim.count(path="/activities/77") == 1


def test_flood_about_many_objects_becomes_a_look_at_the_list(sim: Any) -> None:
    connect(ida(), sim)
    sim.limits(overall=(2000, 20000), read=(1000, 10000))
    sim.forget_calls()
    for number in range(300):
        store(told(sim, 1000 + number))
    work()
    assert sim.count(path="/activities/") == 120
    assert sim.count(path="/athlete/activities") == 1


def test_activity_of_somebody_else_is_not_taken(sim: Any) -> None:
    connect(ida(), sim)
    other = sim.add_athlete(firstname="Bo")
    one = sim.create_activity(athlete=other, silent=True)
    store(told(sim, one))
    work()
    assert activities() == []


def test_what_the_athlete_deleted_here_stays_deleted(sim: Any) -> None:
    connect(ida(), sim)
    one = sim.create_activity(silent=True)
    store(told(sim, one))
    work()
    with as_system("test"):
        Activity.objects.all().delete()
    store(told(sim, one, "update", updates={"title": "Again"}))
    work()
    assert activities() == []


def test_private_activity_is_the_athletes_alone(sim: Any) -> None:
    connect(ida(), sim)
    one = sim.create_activity(visibility="only_me", silent=True)
    store(told(sim, one))
    work()
    assert [activity.visible_to for activity in activities()] == ["owner"]
    sim.edit(one, visibility="everyone", silent=True)
    store(told(sim, one, "update", updates={"private": "false"}))
    work()
    assert [activity.visible_to for activity in activities()] == ["team"]


def test_typed_activity_needs_no_streams(sim: Any) -> None:
    connect(ida(), sim)
    one = sim.create_activity(manual=True, minutes=30, km=5, silent=True)
    sim.forget_calls()
    store(told(sim, one))
    work()
    (activity,) = activities()
    assert (activity.timer_s, activity.distance_m) == (1800, 5000)
    assert sim.count(path="/streams") == 0


def test_policy_is_the_passport_of_what_comes(sim: Any) -> None:
    with as_system("test"):
        SourcePolicy.objects.update_or_create(
            kind="strava",
            defaults={
                "visible_to": "owner",
                "ai_allowed": False,
                "combinable": False,
                "geo_stored": False,
                "keep_days": 6,
            },
        )
    connect(ida(), sim)
    store(told(sim, sim.create_activity(silent=True)))
    work()
    (activity,) = activities()
    assert (activity.visible_to, activity.ai_allowed, activity.combinable, activity.polyline) == (
        "owner",
        False,
        False,
        "",
    )
    assert sources()[0].keep_until is not None
    assert "lat" not in sources()[0].channels


def test_lost_key_is_told_once_and_what_waits_goes_on_later(sim: Any, mailoutbox: list[Any]) -> None:
    person = ida()
    link = connect(person, sim)
    one = sim.create_activity(silent=True)
    with as_system("test"):
        Connection.objects.update(expires_at=timezone.now() - timedelta(hours=1))
        stale = Connection.objects.get()
        stale.refresh_token = "long gone"
        stale.save()
    for second in range(3):
        store(told(sim, one, event_time=second))
        work()
    with as_system("test"):
        link.refresh_from_db()
        assert link.state == "needs_reauth"
        assert [mail.subject for mail in mailoutbox] == ["Please connect Strava again"]
        assert Fetch.objects.filter(state="waiting").count() == 1
        link.delete()
    connect(person, sim)
    with as_system("test"):
        Fetch.objects.update(run_at=timezone.now() - timedelta(seconds=1))
    work()
    assert len(activities()) == 1


def test_outage_costs_no_attempt(sim: Any) -> None:
    connect(ida(), sim)
    one = sim.create_activity(silent=True)
    sim.fail_next(n=1, status=503, path="/activities/")
    store(told(sim, one))
    work()
    with as_system("test"):
        waiting = Fetch.objects.get()
        assert (waiting.state, waiting.attempts) == ("waiting", 0)
        Fetch.objects.update(run_at=timezone.now() - timedelta(seconds=1))
    work()
    assert len(activities()) == 1


@pytest.mark.usefixtures("one_quarter")
def test_refused_for_too_many_calls_waits_for_the_window(sim: Any) -> None:
    connect(ida(), sim)
    one = sim.create_activity(silent=True)
    sim.use_up("read", window="short")
    sim.forget_calls()
    store(told(sim, one))
    work()
    work()
    assert sim.count(path="/activities/") == 0
    assert [call.status for call in sim.calls] == [429]
    with as_system("test"):
        waiting = Fetch.objects.get()
        assert (waiting.state, waiting.attempts) == ("waiting", 0)


def test_gear_is_taken_where_the_passport_lets_it(sim: Any) -> None:
    connect(ida(), sim)
    one = sim.create_activity(
        sport_type="Ride", extra={"gear_id": "b9", "gear": {"id": "b9", "name": "Old Peugeot"}}, silent=True
    )
    store(told(sim, one))
    work()
    (activity,) = activities()
    with as_system("test"):
        assert activity.gear is not None
        assert activity.gear.name == "Old Peugeot"
