"""Records are replayed in the order in which sessions happened, whenever they came in."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from accounts.models import User
from core.acting import acting_as, as_system
from tests.training.athletes import record, rider
from tests.training.recordings import BEGAN, ride, run
from training.badges import read_badges
from training.curves import read_curve
from training.editing import delete_activity
from training.formats.recording import Recording
from training.models import Activity
from training.passport import Reader
from training.records import ranks_at_time, read_records

pytestmark = pytest.mark.django_db


@pytest.fixture
def athlete() -> User:
    return rider()


def records(athlete: User, **options: Any) -> list[dict[str, Any]]:
    with acting_as(athlete):
        return read_records(athlete_id=athlete.pk, reader=Reader.OWNER, **options)


def line(athlete: User, kind: str, setting: str | None = None) -> list[tuple[float, int]]:
    """Value and day of March of each record that stood."""
    rows = [row for row in records(athlete, with_history=True) if row["kind"] == kind]
    return [(row["value"], row["achieved_on"].day) for row in rows if setting in {None, row["setting"]}]


def badges(athlete: User, kind: str) -> list[date]:
    with acting_as(athlete):
        rows = read_badges(athlete_id=athlete.pk, reader=Reader.OWNER)
    return [row["achieved_on"] for row in rows if row["kind"] == kind]


def ride_of(athlete: User, day: int, watts: float, **options: Any) -> Activity:
    return record(athlete, ride(began=BEGAN + timedelta(days=day - 1), seconds=600, watts=watts), **options).activity


def run_of(athlete: User, day: int, speed: float, sub_sport: str | None = None, seconds: int = 600) -> Activity:
    made = run(began=BEGAN + timedelta(days=day - 1), seconds=seconds, speed=speed)
    return record(athlete, replace(made, sub_sport=sub_sport)).activity


def test_each_better_mark_is_a_record_and_a_badge(athlete: User) -> None:
    for day, watts in ((1, 200), (2, 190), (3, 210), (4, 205), (5, 230)):
        ride_of(athlete, day, watts)
    assert line(athlete, "power_300_s") == [(200, 1), (210, 3), (230, 5)]
    assert [day.day for day in badges(athlete, "power_300_s")] == [5, 3]
    standing = next(row for row in records(athlete) if row["kind"] == "power_300_s")
    assert (standing["value"], standing["previous"]["value"]) == (230, 210)


def test_of_equal_marks_the_earliest_stands(athlete: User) -> None:
    later, earlier = ride_of(athlete, 2, 200), ride_of(athlete, 1, 200)
    standing = next(row for row in records(athlete) if row["kind"] == "power_60_s")
    assert (standing["activity_id"], standing["previous"]) == (earlier.pk, None)
    with acting_as(athlete):
        points = read_curve(
            athlete_id=athlete.pk, reader=Reader.OWNER, metric="power", sport=None, from_on=None, to_on=None
        )["data"]
    assert {point["activity_id"] for point in points} == {earlier.pk} != {later.pk}


def test_late_upload_revokes_what_was_no_record(athlete: User) -> None:
    for day, watts in ((1, 200), (3, 210), (5, 230)):
        ride_of(athlete, day, watts)
    ride_of(athlete, 2, 220)
    assert line(athlete, "power_300_s") == [(200, 1), (220, 2), (230, 5)]
    assert [day.day for day in badges(athlete, "power_300_s")] == [5, 2]


def test_deletion_gives_back_what_stood_before(athlete: User) -> None:
    ride_of(athlete, 1, 200)
    best = ride_of(athlete, 2, 250)
    ride_of(athlete, 3, 220)
    with acting_as(athlete):
        delete_activity(activity=best, actor=athlete)
    assert line(athlete, "power_300_s") == [(200, 1), (220, 3)]


def test_treadmill_and_virtual_are_disciplines_of_their_own(athlete: User) -> None:
    run_of(athlete, 1, 3.5)
    run_of(athlete, 2, 4.5, "treadmill")
    run_of(athlete, 3, 4.0, "virtual")
    for setting, speed, day in (("outdoor", 3.5, 1), ("indoor", 4.5, 2), ("virtual", 4.0, 3)):
        (found,) = line(athlete, "fastest_1000_m", setting)
        assert found == (pytest.approx(1000 / speed, abs=0.5), day)


def test_nobody_runs_faster_than_the_world(athlete: User) -> None:
    run_of(athlete, 1, 3.5)
    impossible = run_of(athlete, 2, 9.0)
    honest = run_of(athlete, 3, 3.4)
    assert [day for _value, day in line(athlete, "fastest_1000_m")] == [1]
    with as_system("test"):
        assert ranks_at_time(honest)[1000.0] == 2
        assert 1000.0 not in ranks_at_time(impossible)


def test_ebikes_set_no_records(athlete: User) -> None:
    made = replace(ride(seconds=600, watts=500), sub_sport="ebike")
    record(athlete, made)
    assert records(athlete) == []


def test_rank_counts_what_came_before_and_not_after(athlete: User) -> None:
    first, middle = run_of(athlete, 1, 4.0), run_of(athlete, 5, 3.8)
    between = run_of(athlete, 3, 3.9)
    after = run_of(athlete, 8, 4.2)
    with as_system("test"):
        ranks = [ranks_at_time(one)[1000.0] for one in (first, between, middle, after)]
    assert ranks == [1, 2, 3, 1]


def test_longest_and_highest_count_moving_sessions_of_their_setting(athlete: User) -> None:
    made = ride(seconds=600)
    hilly: Recording = replace(made, channels={**made.channels, "altitude_m": np.linspace(100, 300, 600)})
    record(athlete, hilly)
    ride_of(athlete, 2, 100)
    run_of(athlete, 3, 3.0, seconds=1200)
    found = {(row["sport"], row["kind"]): row["value"] for row in records(athlete)}
    assert found["ride", "longest_distance_m"] == pytest.approx(4800, abs=10)
    assert found["ride", "most_ascent_m"] == pytest.approx(200, abs=3)
    assert found["run", "longest_duration_s"] == pytest.approx(1200, abs=1)
    assert ("run", "most_ascent_m") not in found


def test_history_is_in_the_order_of_days(athlete: User) -> None:
    for day, watts in ((5, 230), (1, 200), (3, 210)):
        ride_of(athlete, day, watts)
    assert [day for _value, day in line(athlete, "power_60_s")] == [1, 3, 5]
