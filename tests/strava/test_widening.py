"""What a wider policy lets come is fetched, what a narrower one forbids goes."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.checks import run_checks
from django.utils import timezone

from core.acting import as_system
from core.events import deliver
from core.models import Delivery
from core.work import run_due
from strava.backfilling import begin_history
from strava.models import KnownActivity
from strava.policies import PRESETS, set_policy
from strava.retention import expire
from tests.strava.people import connect, ida, work
from training import repolicing
from training.models import Activity, PolicyChange, Source, SourcePolicy

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outside_transactions")]


def write(preset: str) -> None:
    with as_system("test"):
        SourcePolicy.objects.filter(pk="strava").delete()
        PRESETS[preset].row().save()


def change_to(preset: str) -> None:
    with as_system("test"):
        set_policy(preset)
    run_due(PolicyChange, call=repolicing.run, budget_s=60)
    run_due(Delivery, deliver, limit=1000, budget_s=60)
    expire(now=timezone.now())


def test_preset_decides_how_much_comes_and_a_wider_one_brings_the_rest(sim: Any) -> None:
    write("athlete_only")
    now, person = timezone.now(), ida()
    recent = [sim.create_activity(start=now - timedelta(days=day), silent=True) for day in (2, 20)]
    old = sim.create_activity(start=now - timedelta(days=60), silent=True)
    connect(person, sim)
    with as_system("test"):
        begin_history(athlete_id=person.pk, now=now)
    work()
    with as_system("test"):
        found = Source.objects.filter(kind="strava")
        assert {int(one.external_id) for one in found} == set(recent)
        assert {(one.visible_to, one.geo_stored, one.record_count) for one in found} == {("owner", False, 0)}
        assert all(one.keep_until == one.fetched_at + timedelta(days=6) for one in found)
    change_to("full")
    work()
    with as_system("test"):
        found = Source.objects.filter(kind="strava")
        assert {int(one.external_id) for one in found} == {*recent, old}
        assert all(one.record_count and "lat" in one.channels and one.keep_until is None for one in found)
        assert {one.visible_to for one in Activity.objects.all()} == {"team"}
    calls = len(sim.calls)
    change_to("coach_view")
    work()
    assert len(sim.calls) == calls  # nothing more could come


def test_narrower_preset_lets_go_what_was_kept_too_long_and_a_wider_one_fetches_it_again(sim: Any) -> None:
    write("full")
    now, person = timezone.now(), ida()
    made = [sim.create_activity(start=now - timedelta(days=day), silent=True) for day in (2, 20)]
    connect(person, sim)
    with as_system("test"):
        begin_history(athlete_id=person.pk, now=now)
    work()
    with as_system("test"):
        Source.objects.filter(external_id=str(made[1])).update(fetched_at=now - timedelta(days=6, hours=1))
    change_to("athlete_only")
    with as_system("test"):
        assert [int(one.external_id) for one in Source.objects.all()] == [made[0]]
        assert KnownActivity.objects.get(strava_id=made[1]).state == "expired"
    change_to("full")
    work()
    with as_system("test"):
        found = Source.objects.all()
        assert {int(one.external_id) for one in found} == set(made)
        assert all("lat" in one.channels for one in found)


def test_check_says_when_table_and_setting_differ(settings: Any) -> None:
    write("full")

    def told() -> list[str]:
        return [str(one.msg) for one in run_checks(databases=["default"]) if one.id == "paceline.W054"]

    assert told() == []
    settings.STRAVA_DATA_POLICY = "athlete_only"
    assert told() == ["STRAVA_DATA_POLICY is athlete_only, but the table says full."]
    with as_system("test"):
        SourcePolicy.objects.filter(pk="strava").update(keep_days=3)
    assert told() == ["STRAVA_DATA_POLICY is athlete_only, but the table says rules of its own."]
    settings.STRAVA_APP_ID = ""
    assert told() == []
