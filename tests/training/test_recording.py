from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import numpy as np
import pytest
from django.db import transaction

from accounts.models import User
from accounts.thresholds import set_threshold
from core.acting import acting_as, as_system
from core.models import Delivery, Event
from tests.cast import make_person
from tests.training.recordings import BEGAN, ride
from training.formats.recording import Totals
from training.models import Activity, LoadChange, LoadDay, Source, SourceKind
from training.recording import Recorded, record_session, recorded_together

pytestmark = pytest.mark.django_db
NOW = BEGAN + timedelta(hours=2)


@pytest.fixture
def athlete() -> User:
    person = make_person("Ida")
    with acting_as(person):
        set_threshold(
            athlete_id=person.pk,
            sport="ride",
            kind="ftp_w",
            value=250,
            effective_on=date(2026, 1, 1),
            actor=person,
            now=NOW,
        )
    return person


def record(athlete_id: UUID, recording, **options) -> Recorded:
    with as_system("test"):
        return record_session(
            athlete_id=athlete_id, recording=recording, kind=SourceKind.FILE, original=None, now=NOW, **options
        )


def test_recording_a_ride_measures_it_and_enters_the_ledger(athlete):
    recorded = record(athlete.pk, ride(watts=250))
    with acting_as(athlete):
        activity = Activity.objects.get(pk=recorded.activity.pk)
        day = LoadDay.objects.get()
    assert (activity.load_method, round(activity.load, 3)) == ("power", 100.0)
    assert (activity.timer_s, activity.normalized_power_w, activity.intensity) == (3600, 250.0, 1.0)
    assert (day.load, day.sessions, day.local_on) == (activity.load, 1, date(2026, 3, 1))
    assert day.inputs[0]["method"] == "power"


@pytest.mark.parametrize("seconds", [-5000.0, 1e300, 4e9])
def test_recording_totals_that_no_session_has_are_not_believed(athlete, seconds):
    told = replace(ride(), time_s=np.empty(0), channels={}, segments=np.empty(0), totals=Totals(elapsed_s=seconds))
    activity = record(athlete.pk, told).activity
    assert (activity.elapsed_s, activity.load, activity.end_at) == (None, None, activity.start_at)


def test_recording_a_session_told_twice_joins_the_sources(athlete):
    first = record(athlete.pk, ride(watts=250))
    second = record(athlete.pk, ride(watts=240, began=BEGAN + timedelta(seconds=20)))
    assert second.duplicate_of == first.activity.pk
    with as_system("test"):
        assert (Activity.objects.count(), Source.objects.count(), LoadDay.objects.get().sessions) == (1, 2, 1)


def test_recording_sessions_after_each_other_keeps_them_apart(athlete):
    record(athlete.pk, ride())
    record(athlete.pk, ride(began=BEGAN + timedelta(seconds=3500)))
    with as_system("test"):
        assert Activity.objects.count() == 2


def test_journal_adds_up_to_the_ledger(athlete):
    record(athlete.pk, ride())
    record(athlete.pk, ride(began=BEGAN + timedelta(days=1)))
    with as_system("test"):
        assert sum(LoadChange.objects.values_list("delta", flat=True)) == sum(
            LoadDay.objects.values_list("load", flat=True)
        )


def test_sessions_recorded_together_leave_what_they_leave_one_by_one(athlete):
    rides = [ride(began=BEGAN + timedelta(hours=12 * number), watts=180 + 10 * number) for number in range(4)]
    with as_system("test"), transaction.atomic(), recorded_together(athlete.pk):
        for one in rides:
            record(athlete.pk, one)
        assert not LoadDay.objects.exists()
    other = make_person("Otto")
    with acting_as(other):
        set_threshold(athlete_id=other.pk, sport="ride", kind="ftp_w", value=250, effective_on=date(2026, 1, 1),
                      actor=other, now=NOW)  # fmt: skip
    for one in rides:
        record(other.pk, one)
    with as_system("test"):
        assert left_of(athlete) == left_of(other)


def left_of(person: User) -> list[list[tuple]]:
    days = LoadDay.objects.filter(athlete_id=person.pk).order_by("local_on")
    changes = LoadChange.objects.filter(athlete_id=person.pk).order_by("local_on", "delta")
    told = Event.objects.filter(payload__athlete_id=str(person.pk), kind="training.activity_recorded")
    return [
        list(days.values_list("local_on", "sport", "load", "sessions", "timer_s")),
        list(changes.values_list("local_on", "sport", "delta", "cause")),
        [(told.count(), Delivery.objects.filter(event__in=told).count())],
    ]
