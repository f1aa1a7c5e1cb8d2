"""What was copied or computed from a session of Strava goes with it, wherever it was put meanwhile."""

from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from accounts.thresholds import set_threshold
from core.acting import acting_as, as_system
from core.events import deliver
from core.models import Delivery
from core.work import run_due
from strava.gear import take_gear
from strava.policies import set_policy
from tests.cast import Cast, make_cast
from tests.strava.test_policies import follow, from_strava, outdoors, uploaded, write
from tests.training.planned import planned
from tests.training.recordings import BEGAN, run
from training.editing import delete_activity
from training.equipment import save_gear
from training.merging import merge_activities
from training.models import Activity, Gear, LoadChange
from training.recording import record_session
from training.sources import remove_source

pytestmark = pytest.mark.django_db
BIKE = {"gear": {"name": "Zanzibar bike"}}


@pytest.fixture
def cast() -> Cast:
    cast = make_cast()
    athlete = cast["athlete"]
    with acting_as(athlete):
        set_threshold(
            athlete_id=athlete.pk, sport="ride", kind="ftp_w", value=250, effective_on=date(2026, 1, 1), actor=athlete,
            now=timezone.now(),
        )  # fmt: skip
    return cast


def ridden(cast: Cast, number: int = 1, **options: Any) -> Activity:
    found = from_strava(cast, outdoors(day=number, **options), number).activity
    with as_system("test"):
        take_gear(found, BIKE)
    return found


def remove(activity: Activity) -> None:
    with as_system("test"):
        remove_source(source=activity.sources.get(kind="strava"))


def settle() -> None:
    run_due(Delivery, deliver, limit=10_000, budget_s=600)


def names() -> list[str]:
    with as_system("test"):
        return sorted(Gear.objects.values_list("name", flat=True))


# --- the name of a bike ------------------------------------------------------------------------------------------------
def test_name_of_gear_goes_with_the_last_session_that_told_it(cast: Cast) -> None:
    write("full")
    first, second = ridden(cast, 1), ridden(cast, 2)
    remove(first)
    assert names() == ["Zanzibar bike"]
    remove(second)
    assert names() == []


def test_session_with_a_file_keeps_no_name_that_only_strava_told(cast: Cast) -> None:
    write("full")
    activity = ridden(cast)
    assert uploaded(cast, outdoors(day=1)).activity.pk == activity.pk
    remove(activity)
    assert names() == []
    with as_system("test"):
        activity.refresh_from_db()
        assert (activity.gear_id, activity.avg_power_w) == (None, 200)


def test_name_goes_when_the_policy_no_longer_lets_it_be_copied(cast: Cast) -> None:
    write("full")
    ridden(cast)
    with as_system("test"):
        set_policy("coach_view")
    follow()
    assert names() == []


def test_gear_that_a_person_named_stays(cast: Cast) -> None:
    write("full")
    athlete = cast["athlete"]
    with acting_as(athlete):
        Gear.objects.create(athlete=athlete, name="Zanzibar bike", sport="ride")
    remove(ridden(cast))
    assert names() == ["Zanzibar bike"]


def test_gear_that_was_renamed_is_the_athletes(cast: Cast) -> None:
    write("full")
    activity = ridden(cast)
    with as_system("test"):
        save_gear(gear=Gear.objects.get(), actor=cast["athlete"], name="Steed")
    remove(activity)
    assert names() == ["Steed"]


def test_name_goes_when_the_athlete_deletes_the_session(cast: Cast) -> None:
    write("full")
    activity = ridden(cast)
    with as_system("test"):
        delete_activity(activity=activity, actor=cast["athlete"])
    assert names() == []


# --- the journal of load -----------------------------------------------------------------------------------------------
def test_journal_forgets_a_session_of_strava_that_the_athlete_deleted(cast: Cast) -> None:
    write("full")
    activity = ridden(cast)
    with as_system("test"):
        assert LoadChange.objects.exists()
        delete_activity(activity=activity, actor=cast["athlete"])
        assert not LoadChange.objects.exists()


def test_journal_keeps_what_was_deleted_of_the_athletes_own_files(cast: Cast) -> None:
    activity = uploaded(cast, outdoors()).activity
    with as_system("test"):
        delete_activity(activity=activity, actor=cast["athlete"])
        assert sum(row.delta for row in LoadChange.objects.all()) == 0
        assert LoadChange.objects.count() == 2


def test_journal_forgets_a_session_of_strava_that_was_joined_to_another(cast: Cast) -> None:
    write("full")
    told = from_strava(cast, outdoors(seconds=3000), 1).activity
    with as_system("test"):
        other = record_session(
            athlete_id=cast["athlete"].pk, recording=run(began=BEGAN, seconds=1200), kind="file",
            original=None, now=timezone.now(),
        ).activity  # fmt: skip
        assert other.pk != told.pk
        merge_activities(into=other, others=[told], actor=None)
        assert not LoadChange.objects.filter(activity_id=told.pk).exists()


# --- everything there is -----------------------------------------------------------------------------------------------
def test_no_table_holds_anything_of_a_session_that_has_gone(cast: Cast) -> None:
    """Looked for in each column of each table, as the database itself sees it."""
    write("full")
    planned(cast["athlete"], by=cast["coach"], on=BEGAN.date(), planned_duration_s=1800.0)
    made = outdoors(watts=377)
    activity = from_strava(cast, made, 987654321987).activity
    with as_system("test"):
        take_gear(activity, BIKE)
        secrets = [str(activity.load), str(activity.normalized_power_w), "Zanzibar", "987654321987", str(activity.pk)]
    settle()
    assert found_anywhere(secrets) >= {"training_activity", "training_source", "training_gear", "training_loadchange"}
    remove(activity)
    settle()
    assert found_anywhere(secrets) <= ONLY_IDS


ONLY_IDS = {"core_change", "core_event", "core_delivery"}
"""That a row with this id came and went; a random number, and no more."""


def found_anywhere(secrets: list[str]) -> set[str]:
    found = set()
    with as_system("test"), connection.cursor() as cursor:
        for model in apps.get_models():
            table = model._meta.db_table
            cursor.execute(f'select to_jsonb(t)::text from "{table}" t')
            text = "\n".join(row[0] for row in cursor.fetchall())
            if any(secret in text for secret in secrets):
                found.add(table)
    return found
