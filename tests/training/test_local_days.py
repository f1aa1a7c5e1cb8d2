"""The day of a session is the day it was where the athlete was."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Person, User
from core.acting import acting_as, as_system
from tests.training.athletes import record, rider
from tests.training.recordings import recording
from training.formats.recording import Recording
from training.local_days import local_day, time_zone_of, today, zone_of
from training.models import Activity, LoadDay
from training.passport import Reader
from training.totals import read_totals

HOUR = 3600
PLACES = {
    "Berlin": (52.52, 13.40), "Kiritimati": (1.87, -157.40), "Honolulu": (21.31, -157.86), "Auckland": (-36.85, 174.76),
    "Los Angeles": (34.05, -118.24), "Kathmandu": (27.72, 85.32),
}  # fmt: skip


def made(start_at: datetime, *, offset_h: float | None = None, place: str = "", hours: float = 0.2) -> Recording:
    clock = start_at.timestamp() + np.arange(int(hours * HOUR))
    channels = {"heart_rate_bpm": np.full(clock.size, 140.0)}
    if place:
        lat, lng = PLACES[place]
        channels |= {"lat": np.full(clock.size, lat), "lng": np.full(clock.size, lng)}
    offset = None if offset_h is None else round(offset_h * HOUR)
    return replace(recording("ride", start_at, clock, channels), utc_offset_s=offset)


def day_of(told: Recording, *, home: str = "UTC") -> tuple[str, date]:
    assert told.start_at is not None
    zone = time_zone_of(told, home=home, start_at=told.start_at)
    return zone, local_day(told.start_at, zone)


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("told", "home", "wanted"),
    [
        (made(at(2026, 7, 1, 23, 30)), "Europe/Berlin", ("Europe/Berlin", date(2026, 7, 2))),
        (made(at(2026, 7, 1, 23, 30)), "America/New_York", ("America/New_York", date(2026, 7, 1))),
        (made(at(2026, 7, 1, 23, 30), place="Kathmandu"), "UTC", ("Asia/Kathmandu", date(2026, 7, 2))),
        (made(at(2026, 7, 1, 10, 30), place="Kiritimati"), "UTC", ("Pacific/Kiritimati", date(2026, 7, 2))),
        (made(at(2026, 7, 1, 9, 59), place="Kiritimati"), "UTC", ("Pacific/Kiritimati", date(2026, 7, 1))),
        (made(at(2026, 7, 1, 10, 30), place="Honolulu"), "UTC", ("Pacific/Honolulu", date(2026, 7, 1))),
        (made(at(2026, 7, 1, 10, 30), offset_h=14), "UTC", ("Etc/GMT-14", date(2026, 7, 2))),
        (made(at(2026, 7, 1, 10, 30), offset_h=-12), "UTC", ("Etc/GMT+12", date(2026, 6, 30))),
        (made(at(2026, 7, 1, 18, 30), offset_h=5.75), "UTC", ("Asia/Kathmandu", date(2026, 7, 2))),
        (made(at(2026, 1, 1, 10, 30), offset_h=13.75), "UTC", ("Pacific/Chatham", date(2026, 1, 2))),
        (made(at(2026, 7, 1, 22, 30), offset_h=2 - 1 / HOUR), "Europe/Berlin", ("Europe/Berlin", date(2026, 7, 2))),
        (made(at(2026, 7, 1, 22, 30), offset_h=30), "Europe/Berlin", ("Europe/Berlin", date(2026, 7, 2))),
        (made(at(2026, 7, 1, 22, 30), offset_h=2.02), "UTC", ("UTC", date(2026, 7, 1))),
    ],
)
def test_zone_is_told_by_clock_place_or_home(told: Recording, home: str, wanted: tuple[str, date]) -> None:
    assert day_of(told, home=home) == wanted


@pytest.mark.parametrize("place", ["Berlin", ""])
@pytest.mark.parametrize(
    ("start_at", "offset_h", "wanted"),
    [
        (at(2026, 3, 28, 22, 30), 2, date(2026, 3, 28)),  # into summer: the device says +2 when it is saved
        (at(2026, 3, 28, 22, 30), 1, date(2026, 3, 28)),
        (at(2026, 10, 24, 21, 30), 1, date(2026, 10, 24)),  # into winter
        (at(2026, 10, 24, 22, 30), 2, date(2026, 10, 25)),
    ],
)
def test_clocks_that_change_on_the_way_do_not_move_the_day(
    place: str, start_at: datetime, offset_h: float, wanted: date
) -> None:
    told = made(start_at, offset_h=offset_h, place=place, hours=4)
    assert day_of(told, home="Europe/Berlin") == ("Europe/Berlin", wanted)


@pytest.mark.parametrize(
    ("moment", "wanted"),
    [
        (at(2026, 3, 29, 0, 59), date(2026, 3, 29)),
        (at(2026, 3, 29, 1, 0), date(2026, 3, 29)),
        (at(2026, 3, 29, 21, 59), date(2026, 3, 29)),
        (at(2026, 3, 29, 22, 0), date(2026, 3, 30)),
        (at(2026, 10, 25, 22, 59), date(2026, 10, 25)),
        (at(2026, 10, 25, 23, 0), date(2026, 10, 26)),
        (at(2024, 2, 29, 22, 59), date(2024, 2, 29)),
        (at(2024, 2, 29, 23, 0), date(2024, 3, 1)),
        (at(2026, 12, 31, 23, 0), date(2027, 1, 1)),
    ],
)
def test_days_of_23_and_25_hours_and_leap_days(moment: datetime, wanted: date) -> None:
    assert local_day(moment, "Europe/Berlin") == today(moment, "Europe/Berlin") == wanted


@pytest.mark.parametrize("name", ["", "Nowhere/City", "../etc/passwd", "\0", "Europe"])
def test_a_zone_nobody_knows_is_utc(name: str) -> None:
    assert zone_of(name).key == "UTC"


@given(
    st.integers(800_000_000, 2_800_000_000).map(lambda second: datetime.fromtimestamp(second, UTC)),
    st.sampled_from([h / 4 for h in range(-48, 57)]),
    st.sampled_from(["UTC", "Europe/Berlin", "Pacific/Auckland", "America/St_Johns"]),
)
def test_a_told_offset_is_kept_or_a_known_zone_stands_in(start_at: datetime, offset_h: float, home: str) -> None:
    zone, day = day_of(made(start_at, offset_h=offset_h), home=home)
    offset = start_at.astimezone(zone_of(zone)).utcoffset()
    whole = float(offset_h).is_integer()
    assert zone_of(zone).key == zone
    if whole:
        assert offset == timedelta(hours=offset_h)
        assert day == (start_at + timedelta(hours=offset_h)).date()


@pytest.fixture
def athlete(db: None) -> User:
    return rider()


def test_session_over_midnight_belongs_to_the_day_it_began(athlete: User) -> None:
    record(athlete, made(at(2026, 7, 1, 21, 30), place="Berlin", hours=2))
    with as_system("test"):
        assert LoadDay.objects.get().local_on == date(2026, 7, 1)


def test_flight_over_the_dateline_has_its_sessions_on_the_days_they_were(athlete: User) -> None:
    before = record(athlete, made(at(2026, 6, 30, 20, 0), place="Auckland")).activity
    after = record(athlete, made(at(2026, 7, 1, 20, 0), place="Los Angeles")).activity
    again = record(athlete, made(at(2026, 7, 2, 2, 0), place="Los Angeles")).activity
    days = [activity.local_on for activity in (before, after, again)]
    assert days == [date(2026, 7, 1)] * 3
    with acting_as(athlete):
        totals = read_totals(
            athlete_id=athlete.pk, reader=Reader.OWNER, from_on=date(2026, 6, 1), to_on=date(2026, 7, 31), by="day"
        )
    assert [(row["from_on"], row["sessions"]) for row in totals] == [(date(2026, 7, 1), 3)]


def test_moving_house_moves_no_session(athlete: User) -> None:
    record(athlete, made(at(2026, 7, 1, 23, 30)))
    with acting_as(athlete):
        Person.objects.filter(pk=athlete.pk).update(time_zone="Asia/Tokyo")
    record(athlete, made(at(2026, 7, 2, 23, 30)))
    with as_system("test"):
        days = list(Activity.objects.order_by("start_at").values_list("time_zone", "local_on"))
    assert days == [("UTC", date(2026, 7, 1)), ("Asia/Tokyo", date(2026, 7, 3))]


@pytest.mark.parametrize(
    ("by", "starts", "wanted"),
    [
        ("week", 0, [(date(2026, 12, 28), 2), (date(2027, 1, 4), 1)]),
        ("week", 6, [(date(2026, 12, 27), 1), (date(2027, 1, 3), 2)]),
        ("month", 0, [(date(2026, 12, 1), 1), (date(2027, 1, 1), 2)]),
        ("year", 0, [(date(2026, 1, 1), 1), (date(2027, 1, 1), 2)]),
    ],
)
def test_weeks_over_the_turn_of_the_year_add_up(
    athlete: User, by: str, starts: int, wanted: list[tuple[date, int]]
) -> None:
    for moment in (at(2026, 12, 31, 12), at(2027, 1, 3, 12), at(2027, 1, 4, 12)):
        record(athlete, made(moment))
    with acting_as(athlete):
        totals = read_totals(
            athlete_id=athlete.pk, reader=Reader.OWNER, from_on=date(2026, 12, 1), to_on=date(2027, 1, 31), by=by,
            week_starts_on=starts,
        )  # fmt: skip
    assert [(row["from_on"], row["sessions"]) for row in totals] == wanted
