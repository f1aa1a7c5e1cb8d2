import warnings
from datetime import UTC, datetime
from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Sport
from strava.mapping import (
    Unusable,
    digest_of,
    gear_name,
    has_same_records,
    narrowed_by,
    recording_of,
    started,
    time_zone_of,
)
from strava.sports import _SPORTS, sport_of
from training.models import SubSport
from training.passport import UNRESTRICTED

RIDE: dict[str, Any] = {
    "id": 2**53 + 1,
    "name": "Morning Ride",
    "sport_type": "GravelRide",
    "type": "Ride",
    "start_date": "2026-07-01T05:00:00Z",
    "start_date_local": "2026-07-01T07:00:00Z",
    "timezone": "(GMT+01:00) Europe/Berlin",
    "utc_offset": 7200.0,
    "elapsed_time": 3700,
    "moving_time": 3600,
    "distance": 30000.4,
    "total_elevation_gain": 321.0,
    "average_heartrate": 141.2,
    "device_watts": True,
    "average_watts": 201.5,
    "kilojoules": 725.4,
    "device_name": "Garmin Edge 530",
    "private": False,
}
BEGAN = datetime(2026, 7, 1, 5, tzinfo=UTC).timestamp()


def streams(**channels: list[Any]) -> dict[str, Any]:
    return {
        name: {"data": values, "series_type": "distance", "resolution": "high"} for name, values in channels.items()
    }


def test_summary_becomes_totals_without_records() -> None:
    made = recording_of(RIDE)
    assert (made.sport, made.sub_sport, made.title, made.device) == (
        "ride",
        "gravel",
        "Morning Ride",
        "Garmin Edge 530",
    )
    assert made.start_at == datetime(2026, 7, 1, 5, tzinfo=UTC)
    assert (made.totals.elapsed_s, made.totals.timer_s, made.totals.distance_m) == (3700, 3600, 30000.4)
    assert (made.totals.avg_power_w, made.totals.work_j, made.totals.avg_hr_bpm) == (201.5, 725400.0, 141.2)
    assert made.time_s.size == 0
    assert made.channels == {}


def test_streams_become_channels_at_their_seconds() -> None:
    told = streams(
        time=[0, 1, 5], latlng=[[52.5, 13.4], [52.6, 13.5], None], heartrate=[120, None, 130], watts=[200, 210, 0],
        velocity_smooth=[0.0, 5.0, 5.5], temp=[20, 20], moving=[False, True, True], grade_smooth=[0.1, 0.2, 0.3],
    )  # fmt: skip
    made = recording_of(RIDE, told)
    assert (made.time_s - BEGAN).tolist() == [0, 1, 5]
    assert set(made.channels) == {"lat", "lng", "heart_rate_bpm", "power_w", "speed_mps", "temperature_c"}
    np.testing.assert_array_equal(made.channels["heart_rate_bpm"], [120, np.nan, 130])
    np.testing.assert_array_equal(made.channels["lat"], [52.5, 52.6, np.nan])
    np.testing.assert_array_equal(made.channels["temperature_c"], [20, 20, np.nan])
    assert made.totals.timer_s is None


def test_estimated_power_is_no_power() -> None:
    told = streams(time=[0, 1], watts=[150, 160])
    made = recording_of({**RIDE, "device_watts": False}, told)
    assert "power_w" not in made.channels
    assert made.totals.avg_power_w is None
    assert made.totals.work_j is None
    assert "power_w" in recording_of(RIDE, told).channels


def test_trainer_without_places_tells_its_timer() -> None:
    made = recording_of({**RIDE, "sport_type": "Ride", "trainer": True}, streams(time=[0, 1], watts=[1, 2]))
    assert (made.sub_sport, made.totals.timer_s) == ("indoor", 3600)


def test_laps_keep_their_instants() -> None:
    lap = {
        "start_date": "2026-07-01T05:10:00Z",
        "start_date_local": "2026-07-01T07:10:00Z",
        "elapsed_time": 300,
        "moving_time": 290,
        "distance": 2000.0,
    }
    made = recording_of({**RIDE, "laps": [lap, {"elapsed_time": 5}, "nonsense"]}, streams(time=[0, 1]))
    assert [(one.start_s - BEGAN, one.end_s - BEGAN, one.timer_s, one.distance_m) for one in made.laps] == [
        (600, 900, 290, 2000.0)
    ]


@pytest.mark.parametrize(
    ("told", "zone"),
    [
        ("(GMT+01:00) Europe/Berlin", "Europe/Berlin"),
        ("(GMT-08:00) America/Los_Angeles", "America/Los_Angeles"),
        ("(GMT+05:45) Asia/Kathmandu", "Asia/Kathmandu"),
        ("(GMT+00:00) Nowhere/Atlantis", ""),
        ("(GMT+00:00) ../../etc/passwd", ""),
        ("", ""),
    ],
)
def test_zone_stands_behind_the_bracket(told: str, zone: str) -> None:
    assert time_zone_of({"timezone": told}) == zone


def test_sports_are_all_known_and_ours() -> None:
    with warnings.catch_warnings():
        from stravalib.strava_model import SportType  # noqa: PLC0415 - its import changes the filters of warnings
    names = set(get_args(SportType.model_fields["root"].annotation))
    assert names - set(_SPORTS) == set()
    for sport, sub_sport in _SPORTS.values():
        assert sport in Sport.values
        assert sub_sport is None or sub_sport in SubSport.values


def test_unknown_sport_is_told_and_the_older_type_helps() -> None:
    assert sport_of("Yodeling") == ("other", None, False)
    made = recording_of({**RIDE, "sport_type": "Yodeling"})
    assert [note.code for note in made.notes] == ["unknown_sport"]
    assert recording_of({**RIDE, "sport_type": None}).sport == "ride"


@pytest.mark.parametrize("secret", [{"private": True}, {"visibility": "only_me"}])
def test_private_there_is_private_here(secret: dict[str, Any]) -> None:
    assert narrowed_by({**RIDE, **secret}).visible_to == "owner"
    assert narrowed_by(RIDE) == UNRESTRICTED
    assert [note.code for note in recording_of({**RIDE, **secret}).notes] == ["private"]


def test_digest_tells_words_from_records() -> None:
    plain = digest_of(RIDE)
    assert digest_of({**RIDE, "distance": 30000.4, "kudos_count": 9, "elapsed_time": 3700.0}) == plain
    renamed = digest_of({**RIDE, "name": "Evening Ride"})
    assert renamed != plain
    assert has_same_records(renamed, plain)
    assert not has_same_records(digest_of({**RIDE, "elapsed_time": 3000}), plain)
    assert not has_same_records("", "")


def test_gear_is_told_by_name() -> None:
    assert gear_name({"gear": {"id": "b1", "name": "Canyon"}}) == "Canyon"
    assert gear_name({"gear": None}) == gear_name({"gear_id": "b1"}) == gear_name({"gear": {"name": 7}}) == ""


@pytest.mark.parametrize("told", [{}, {"start_date": None}, {"start_date": "yesterday"}])
def test_activity_without_a_beginning_is_unusable(told: dict[str, Any]) -> None:
    with pytest.raises(Unusable):
        started(told)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.dictionaries(
        st.sampled_from(sorted(set(RIDE) - {"start_date"} | {"laps", "gear", "visibility", "trainer"})), json_values
    ),
    st.dictionaries(
        st.sampled_from(["time", "latlng", "watts", "distance"]),
        json_values | st.fixed_dictionaries({"data": json_values}),
    ),
)
def test_whatever_strava_says_no_mapping_fails(odd: dict[str, Any], odd_streams: dict[str, Any]) -> None:
    told = {**RIDE, **odd}
    recording_of(told, odd_streams)
    digest_of(told), narrowed_by(told), gear_name(told), time_zone_of(told)
