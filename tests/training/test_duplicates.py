"""The same session told twice becomes one; different ones stay apart, however they arrive."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from threading import Barrier

import pytest
from django.db import connection

from accounts.models import User
from core.acting import acting_as, as_system
from tests.cast import as_house
from tests.training import comparing
from tests.training.athletes import record, rider
from tests.training.recordings import BEGAN, ride, run
from training.formats.recording import Recording
from training.models import Activity, Source

pytestmark = pytest.mark.django_db


@pytest.fixture
def athlete() -> User:
    return rider()


def count() -> int:
    with as_system("test"):
        return Activity.objects.count()


def shifted(seconds: int, *, length: int = 1001, sport: str = "ride") -> Recording:
    return replace(ride(began=BEGAN + timedelta(seconds=seconds), seconds=length), sport=sport)


@pytest.mark.parametrize(("shift", "sessions"), [(0, 1), (100, 1), (199, 1), (200, 2), (500, 2), (1000, 2), (5000, 2)])
def test_more_than_four_fifths_in_common_is_the_same_session(athlete: User, shift: int, sessions: int) -> None:
    record(athlete, shifted(0))
    record(athlete, shifted(shift))
    assert count() == sessions


def test_overlap_is_measured_by_the_shorter_of_the_two(athlete: User) -> None:
    record(athlete, shifted(0, length=3601))
    record(athlete, shifted(600, length=601))
    assert count() == 1


@pytest.mark.parametrize(
    ("first", "second", "sessions"),
    [("run", "walk", 1), ("ride", "run", 2), ("ride", "strength", 2), ("other", "ride", 2), ("swim", "swim", 1)],
)
def test_only_the_same_family_of_sports_is_one_session(athlete: User, first: str, second: str, sessions: int) -> None:
    record(athlete, shifted(0, sport=first))
    record(athlete, shifted(10, sport=second))
    assert count() == sessions


def test_other_athletes_sessions_are_never_joined(athlete: User) -> None:
    from tests.cast import make_person  # noqa: PLC0415

    record(athlete, shifted(0))
    record(make_person("Ole"), shifted(0))
    assert count() == 2


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_better_source_leads_in_whatever_order_they_come(athlete: User, order: tuple[int, ...]) -> None:
    watch = ride(began=BEGAN + timedelta(seconds=4), seconds=1200, watts=200)
    del watch.channels["power_w"]
    unit = replace(ride(seconds=1200, watts=210), device="Head unit")
    phone = ride(began=BEGAN + timedelta(seconds=9), seconds=1190)
    for name in ("power_w", "heart_rate_bpm"):
        del phone.channels[name]
    for at in order:
        record(athlete, (watch, unit, phone)[at])
    with as_system("test"):
        activity = Activity.objects.get()
        assert (activity.device, activity.avg_power_w, activity.sources.count()) == ("Head unit", 210, 3)
    comparing.assert_measured(athlete.pk)


def test_the_very_same_recording_twice_has_one_leader(athlete: User) -> None:
    first = record(athlete, ride(seconds=700))
    second = record(athlete, replace(ride(seconds=700), device="Another name"))
    with as_system("test"):
        activity = Activity.objects.get()
    assert second.duplicate_of == first.activity.pk
    assert (activity.leader_id, activity.device) == (first.source.pk, "Test device")


def test_what_nobody_said_is_filled_and_what_somebody_said_stays(athlete: User) -> None:
    from training.editing import change_activity  # noqa: PLC0415
    from training.recording import record_session  # noqa: PLC0415

    first = record(athlete, ride(seconds=700)).activity
    with acting_as(athlete):
        change_activity(activity=first, actor=athlete, load_override=0.0, notes="mine")
    with as_system("test"):
        record_session(
            athlete_id=athlete.pk, recording=ride(began=BEGAN + timedelta(seconds=5), seconds=700), kind="file",
            original=None, now=BEGAN, described={"title": "Theirs", "notes": "theirs", "load_override": 50.0},
        )  # fmt: skip
        activity = Activity.objects.get()
    assert (activity.title, activity.notes, activity.load, activity.load_override) == ("Theirs", "mine", 0, 0)


def test_a_source_that_does_not_lead_still_makes_a_new_version(athlete: User) -> None:
    first = record(athlete, ride(seconds=700)).activity
    with as_system("test"):
        before = Activity.objects.get().version
    weak = run(seconds=690)
    del weak.channels["speed_mps"]
    record(athlete, replace(weak, sport="ride"))
    with as_system("test"):
        assert Activity.objects.get(pk=first.pk).version > before
        assert Source.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_tellings_that_arrive_together_are_one_session() -> None:
    athlete = rider()
    together = Barrier(4)

    def tell(shift: int) -> None:
        try:
            together.wait(10)
            record(athlete, ride(began=BEGAN + timedelta(seconds=shift), seconds=700, watts=200 + shift))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(tell, range(0, 40, 10)))
    with as_house():
        assert (Activity.objects.count(), Source.objects.count()) == (1, 4)
        comparing.assert_measured(athlete.pk)
        comparing.assert_journal_adds_up(athlete.pk)
