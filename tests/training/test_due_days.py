from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Absence, Person
from core.acting import acting_as, as_system
from tests.cast import make_cast, questions
from tests.training.comparing import settle
from tests.training.planned import DAY, fresh, planned, recorded, sums
from training.due_days import decide_days
from training.editing import delete_activity
from training.models import Workout
from training.planning import change_workout, excuse_workout

pytestmark = pytest.mark.django_db
AFTER = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)


@pytest.fixture
def athlete():
    return make_cast()["athlete"]


def live_in(athlete, zone):
    with as_system("test"):
        Person.objects.filter(pk=athlete.pk).update(time_zone=zone)


def test_workout_is_missed_when_its_day_is_over_and_not_before(athlete):
    workout, ahead = planned(athlete, planned_load=40), planned(athlete, on=DAY + timedelta(days=1))
    assert decide_days(now=AFTER - timedelta(seconds=1)) == 0
    assert decide_days(now=AFTER) == 1
    assert (fresh(workout).state, fresh(ahead).state) == ("missed", "planned")
    assert sums(athlete)[DAY, "ride"] == (40, 0)
    assert decide_days(now=AFTER) == 0


@pytest.mark.parametrize(
    ("zone", "day", "ends"),
    [
        ("Europe/Berlin", date(2026, 3, 29), datetime(2026, 3, 29, 22, 0, tzinfo=UTC)),
        ("Europe/Berlin", date(2026, 10, 25), datetime(2026, 10, 25, 23, 0, tzinfo=UTC)),
        ("Pacific/Kiritimati", date(2026, 12, 31), datetime(2026, 12, 31, 10, 0, tzinfo=UTC)),
        ("Pacific/Pago_Pago", date(2026, 12, 31), datetime(2027, 1, 1, 11, 0, tzinfo=UTC)),
        ("Asia/Kathmandu", date(2026, 3, 1), datetime(2026, 3, 1, 18, 15, tzinfo=UTC)),
        ("America/Santiago", date(2026, 9, 5), datetime(2026, 9, 6, 4, 0, tzinfo=UTC)),
    ],
)
def test_day_ends_where_the_athlete_lives_also_when_clocks_change(athlete, zone, day, ends):
    live_in(athlete, zone)
    workout = planned(athlete, on=day)
    decide_days(now=ends - timedelta(seconds=1))
    assert fresh(workout).state == "planned"
    decide_days(now=ends)
    assert fresh(workout).state == "missed"


def test_late_upload_makes_it_done_and_its_removal_missed_again(athlete):
    workout = planned(athlete)
    decide_days(now=AFTER)
    activity = recorded(athlete)
    settle()
    assert (fresh(workout).state, fresh(workout).activity_id) == ("done", activity.pk)
    decide_days(now=AFTER)
    assert fresh(workout).state == "done"
    with acting_as(athlete):
        delete_activity(activity=activity, actor=athlete)
    settle()
    assert fresh(workout).state == "missed"


def test_missed_workout_that_is_moved_ahead_is_open_again(athlete):
    workout = planned(athlete)
    decide_days(now=AFTER)
    with acting_as(athlete):
        change_workout(workout=fresh(workout), actor=athlete, now=AFTER, on=DAY + timedelta(days=3))
    assert fresh(workout).state == "planned"


def test_what_was_excused_stays_so(athlete):
    workout = planned(athlete)
    with acting_as(athlete):
        excuse_workout(workout=workout, actor=athlete, now=AFTER, excuse="work")
    assert decide_days(now=AFTER) == 0
    assert fresh(workout).state == "excused"


def test_day_of_an_illness_is_neutral(athlete):
    workouts = [planned(athlete, on=DAY + timedelta(days=day)) for day in range(3)]
    with acting_as(athlete):
        Absence.objects.create(
            athlete=athlete, kind="illness", from_on=DAY + timedelta(days=1), to_on=DAY + timedelta(days=1)
        )
    decide_days(now=AFTER + timedelta(days=5))
    found = [(fresh(workout).state, fresh(workout).excuse) for workout in workouts]
    assert found == [("missed", ""), ("excused", "ill"), ("missed", "")]


def test_many_athletes_are_decided_each_by_themselves():
    cast = make_cast()
    for name in ("athlete", "teammate", "other_athlete"):
        planned(cast[name])
    assert decide_days(now=AFTER, budget_s=0) == 1
    assert decide_days(now=AFTER) == 2
    with as_system("test"):
        assert set(Workout.objects.values_list("state", flat=True)) == {"missed"}


def test_asking_costs_one_question_when_nothing_is_due(athlete):
    planned(athlete, on=DAY + timedelta(days=30))
    with CaptureQueriesContext(connection) as asked:
        decide_days(now=AFTER)
    assert len(questions(asked)) == 1
