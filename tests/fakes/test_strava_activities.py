"""The simulated Strava keeps to Strava's rules, or tests against it would prove nothing."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest

from tests.fakes.asking import get
from tests.fakes.strava import Simulator, strava_simulator
from tests.fakes.strava.entries import SPORTS, UNKNOWN_SPORT

AN_EVENING = datetime(2026, 7, 14, 18, tzinfo=UTC)


def test_lists_run_newest_first_and_with_after_oldest_first() -> None:
    with strava_simulator(history=450, until=AN_EVENING.timestamp()) as sim:
        access = sim.grant()["access_token"]
        pages = [get(sim, "/athlete/activities", access, per_page=200, page=page).json() for page in (1, 2, 3, 4)]
        assert [len(page) for page in pages] == [200, 200, 50, 0]
        starts = [one["start_date"] for page in pages for one in page]
        assert starts == sorted(starts, reverse=True)
        border = int(datetime.fromisoformat(starts[10]).timestamp())
        after = get(sim, "/athlete/activities", access, after=border, per_page=200).json()
        assert [one["start_date"] for one in after] == sorted(starts[:10])
        assert get(sim, "/athlete/activities", access, per_page=201).status_code == 400


def test_history_holds_every_sport_and_what_is_hard_about_strava() -> None:
    with strava_simulator(history=480, until=AN_EVENING.timestamp()) as sim:
        entries = [sim.entry(number) for number in sim.activities()]
        assert {entry.sport_type for entry in entries} == {*SPORTS, UNKNOWN_SPORT}
        assert min(entry.id for entry in entries) > 2**53
        summer = next(e for e in entries if e.hides_start and e.zone == "Europe/Berlin")
        shown = sim.activity(summer.id)
        assert shown["start_date_local"].endswith("T00:00:01Z")
        assert shown["timezone"] == "(GMT+01:00) Europe/Berlin"
        with strava_simulator(history=480, until=AN_EVENING.timestamp()) as again:
            assert again.activities() == sim.activities()


def test_streams_agree_with_summary_and_laps_and_absent_ones_are_left_out(sim: Simulator) -> None:
    access = sim.grant()["access_token"]
    number = sim.create_activity("Run", minutes=50, km=10, heartrate=150, pause_s=60)
    keys = "time,distance,latlng,altitude,velocity_smooth,heartrate,cadence,watts,temp,moving,grade_smooth"
    streams = get(sim, f"/activities/{number}/streams", access, keys=keys, key_by_type="True").json()
    detail = get(sim, f"/activities/{number}", access).json()
    assert "watts" not in streams
    assert streams["time"]["data"][-1] == detail["elapsed_time"] == 3060
    assert streams["distance"]["data"][-1] == pytest.approx(detail["distance"])
    mean = sum(streams["heartrate"]["data"]) / len(streams["heartrate"]["data"])
    assert mean == pytest.approx(detail["average_heartrate"], abs=1)
    laps = get(sim, f"/activities/{number}/laps", access).json()
    assert sum(lap["distance"] for lap in laps) == pytest.approx(detail["distance"])
    typed = sim.create_activity("Run", manual=True)
    assert get(sim, f"/activities/{typed}/streams", access, keys=keys).status_code == 404


def test_small_scope_hides_private_activities_and_privacy_zones(sim: Simulator) -> None:
    private = sim.create_activity("Run", visibility="only_me")
    public = sim.create_activity("Run")
    small = sim.grant(scopes="read,activity:read")["access_token"]
    assert get(sim, f"/activities/{private}", small).status_code == 404
    assert [one["id"] for one in get(sim, "/athlete/activities", small).json()] == [public]
    cut = get(sim, f"/activities/{public}/streams", small, keys="latlng", key_by_type="true").json()
    assert cut["distance"]["data"][0] >= 200
    assert get(sim, f"/activities/{public}", small).json()["start_latlng"] == []
    large = sim.grant()["access_token"]
    assert get(sim, f"/activities/{private}", large).json()["private"] is True


def test_season_is_the_past_of_somebody_who_trains() -> None:
    """Two years with a rhythm, races, and nothing at the same time as something else."""
    with strava_simulator() as sim:
        athlete = sim.add_athlete("Ada", 480, shape="season", until=AN_EVENING.timestamp())
        entries = list(sim.strava.past(athlete.id).values())
    weeks = {entry.start // (7 * 86_400) for entry in entries}
    assert len(entries) == 480
    assert len(weeks) > 95
    assert sum(entry.name in {"10 km race", "Half marathon", "Gran fondo"} for entry in entries) >= 4
    assert all(one.start + one.elapsed_s <= other.start for one, other in pairwise(entries))
