import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.training.science.tracks import START, raw, track
from training.science import cleaning
from training.science.grids import grids, timer_grid, wall_grid
from training.science.preparation import prepare

NAN = np.nan


def codes(prepared):
    return [code for code, _ in prepared.notes]


def test_records_out_of_order_are_sorted():
    prepared = track([0, 2, 1, 3], power_w=[1, 3, 2, 4])
    assert prepared.time_s.tolist() == [0, 1, 2, 3]
    assert prepared.channels["power_w"].tolist() == [1, 2, 3, 4]


def test_records_of_one_second_keep_the_last_value_that_is_known():
    prepared = track([0, 1, 1, 2], power_w=[1, 5, NAN, 3], heart_rate_bpm=[100, 101, 102, 103])
    assert prepared.channels["power_w"].tolist() == [1, 5, 3]
    assert prepared.channels["heart_rate_bpm"].tolist() == [100, 102, 103]


def test_fractions_of_a_second_are_floored():
    assert track([0.2, 0.9, 1.4], power_w=[1, 2, 3]).time_s.tolist() == [0, 1]


def test_a_record_days_away_is_left_out_and_told():
    prepared = track([0, 1, 20 * 86_400, 2], power_w=[1, 2, 9, 3])
    assert prepared.channels["power_w"].tolist() == [1, 2, 3]
    assert codes(prepared) == ["time_jump"]


def test_a_clock_that_starts_in_the_past_does_not_move_the_start():
    prepared = track([-600_000, 0, 1, 2], power_w=[9, 1, 2, 3])
    assert prepared.start_s == START
    assert prepared.time_s.size == 3


def test_a_span_of_weeks_never_becomes_a_grid():
    prepared = track(np.arange(40) * 80_000.0, power_w=np.ones(40))
    assert prepared.time_s[-1] <= 10 * 86_400
    assert codes(prepared) == ["time_jump"]


def test_impossible_values_become_null_and_are_told():
    prepared = track(
        power_w=[100, 3001, 200, 100], heart_rate_bpm=[0, 120, 255, 130], altitude_m=[10, 9001, -501, 12],
        cadence_rpm=[80, 256, 0, 90], speed_mps=[5, 46, 5, 5],
    )  # fmt: skip
    assert np.isnan(prepared.channels["power_w"]).tolist() == [False, True, False, False]
    assert np.isnan(prepared.channels["heart_rate_bpm"]).tolist() == [True, False, True, False]
    assert np.isnan(prepared.channels["altitude_m"]).tolist() == [False, True, True, False]
    assert np.isnan(prepared.channels["cadence_rpm"]).tolist() == [False, True, False, False]
    assert np.isnan(prepared.channels["speed_mps"]).tolist() == [False, True, False, False]
    assert codes(prepared) == ["impossible_values"] * 5


def test_a_heart_rate_of_zero_is_null_without_a_note():
    prepared = track(heart_rate_bpm=[0, 120])
    assert np.isnan(prepared.channels["heart_rate_bpm"][0])
    assert codes(prepared) == []


def test_a_place_without_a_fix_is_none():
    prepared = track(lat=[0, 50, 50.001], lng=[0, 8, NAN])
    assert np.isnan(prepared.channels["lat"]).tolist() == [True, False, True]
    assert np.isnan(prepared.channels["lng"]).tolist() == [True, False, True]


def test_a_channel_that_is_null_throughout_is_no_channel():
    assert set(track(power_w=[1, 2], heart_rate_bpm=[NAN, NAN]).channels) == {"power_w"}


def test_a_lone_power_spike_is_told_and_kept():
    prepared = track(power_w=[*[200] * 10, 1800, *[200] * 10])
    assert codes(prepared) == ["power_spikes"]
    assert prepared.channels["power_w"].max() == 1800


def test_a_sprint_is_no_spike():
    assert codes(track(power_w=[*[300] * 10, 900, 1100, 1200, 1100, 1000, 900, *[300] * 10])) == []


def test_a_gap_over_ten_seconds_is_a_pause_that_spares_the_next_record():
    prepared = track([0, 1, 2, 3, 40, 41], power_w=[1, 1, 1, 1, 2, 2])
    assert prepared.pauses == ((3.0, 39.0),)
    assert timer_grid(prepared).seconds.tolist() == [0, 1, 2, 3, 40, 41]


def test_smart_recording_is_no_pause():
    prepared = track([0, 8, 16, 24, 50], power_w=[1, 1, 1, 1, 2])
    assert prepared.pause_source == "none"
    assert timer_grid(prepared).seconds.size == 51


def test_timer_events_rule_out_guesses():
    prepared = track([0, 1, 2, 60, 61], power_w=[1] * 5, stops=[])
    assert (prepared.pauses, prepared.pause_source) == ((), "timer_events")


def test_a_stop_cuts_the_seconds_up_to_the_start():
    prepared = track([0, 1, 2, 30, 31], power_w=[1] * 5, stops=[(2, 30)])
    assert timer_grid(prepared).seconds.tolist() == [0, 1, 2, 31]


def test_a_stop_without_a_start_is_no_pause():
    prepared = track(range(5), power_w=[1] * 5, stops=[(2, np.inf)])
    assert (prepared.pauses, codes(prepared)) == ((), [])


def test_a_stop_that_the_device_ignored_is_told():
    prepared = track(range(100), power_w=[1] * 100, stops=[(10, np.inf)])
    assert prepared.pauses == ()
    assert codes(prepared) == ["stop_ignored"]


def test_a_pool_swim_has_no_pause_between_lengths():
    assert track([0, 30, 60, 200], sport="swim", distance_m=[25, 50, 75, 100]).pauses == ()


def test_an_indoor_session_whose_device_counted_on_has_no_pause():
    given = {"power_w": [100] * 4, "device": {"timer_s": 100.0}}
    whole = track([0, 1, 2, 100], **given)
    assert (whole.pauses, whole.pause_source) == ((), "device_timer")
    assert timer_grid(whole).channels["power_w"].sum() == 400
    assert track([0, 1, 2, 100], **given | {"device": {"timer_s": 40.0}}).pauses == ((2.0, 99.0),)


def test_a_record_stands_for_the_interval_that_ends_at_it():
    grid = timer_grid(track([0, 3, 5], power_w=[100, 200, 300], altitude_m=[0, 3, 5]))
    assert grid.channels["power_w"].tolist() == [100, 200, 200, 200, 300, 300]
    assert grid.channels["altitude_m"].tolist() == [0, 1, 2, 3, 4, 5]


def test_speed_that_the_device_left_out_comes_from_the_distance():
    grid = timer_grid(track(speed_mps=[5, NAN, 5], distance_m=[0, 4, 9]))
    assert grid.channels["speed_mps"].tolist() == [5, 4, 5]


def test_a_sensor_may_hand_in_the_way_it_held_back():
    prepared = track(distance_m=[0, 5, 5, 5, 305, 310], sport="run")
    assert prepared.channels["distance_m"][-1] == 310


def test_a_pool_swim_counts_at_the_end_of_each_length_and_rests_between():
    distance = np.full(121, NAN)
    distance[[30, 60, 90, 120]] = [25, 50, 50, 75]
    swim = track(sport="swim", distance_m=distance)
    assert swim.channels["distance_m"][[0, 15, 30, 75, 105]].tolist() == [0, 12.5, 25, 50, 62.5]
    assert np.count_nonzero(timer_grid(swim).channels["speed_mps"] > 0.3) == 91


def test_null_power_in_a_power_file_is_zero_and_no_power_is_no_channel():
    assert timer_grid(track(power_w=[100, NAN])).channels["power_w"].tolist() == [100, 0]
    assert "power_w" not in timer_grid(track(heart_rate_bpm=[100, 101])).channels


def test_wall_time_has_zeros_in_pauses_and_wide_gaps():
    grid = wall_grid(track([0, 1, 2, 30, 31], power_w=[9] * 5, heart_rate_bpm=[100] * 5, stops=[(2, 30)]))
    assert grid.channels["power_w"].sum() == 36
    assert np.isnan(grid.channels["heart_rate_bpm"]).sum() == 28
    wide = wall_grid(track([0, 1, 2, 20, 21], power_w=[9] * 5, stops=[]))
    assert wide.channels["power_w"].sum() == 45


def test_distance_is_the_first_value_and_the_positive_steps():
    swim = track([0, 30, 60], sport="swim", distance_m=[25, 50, 75])
    assert swim.channels["distance_m"].tolist() == [25, 50, 75]
    reset = track(distance_m=[0, 5, 10, 0, 5])
    assert reset.channels["distance_m"].tolist() == [0, 5, 10, 10, 15]


def test_distance_that_goes_on_from_an_earlier_session_starts_at_nothing():
    later = track(distance_m=[10_000, 10_005, 10_010], device={"distance_m": 10.0})
    assert later.channels["distance_m"].tolist() == [0, 5, 10]


def test_distance_without_a_count_is_the_way_between_places():
    prepared = track(lat=[0.001, 0.002, 0.0025], lng=[0.5, 0.5, 0.5], sport="run", times=[0, 100, 150])
    assert np.allclose(prepared.channels["distance_m"], [0, 111.195, 166.792], atol=0.001)
    assert codes(prepared) == ["distance_gps"]


def test_the_way_is_not_measured_across_a_stop_or_a_segment():
    lat, lng = [50.0, 50.0001, 50.01, 50.0101], [8.0] * 4
    stopped = track([0, 1, 300, 301], lat=lat, lng=lng, stops=[(1, 300)])
    broken = track([0, 1, 300, 301], lat=lat, lng=lng, segments=[0, 0, 1, 1])
    for prepared in (stopped, broken):
        assert round(prepared.channels["distance_m"][-1], 1) == 22.2


def test_a_teleport_is_no_way():
    prepared = track(lat=[50, 50.0001, 60, 50.0002], lng=[8.0] * 4)
    assert prepared.channels["distance_m"][-1] < 25
    assert "teleports" in codes(prepared)


def test_a_file_without_times_has_a_way_but_no_grid():
    given = raw([NAN] * 3, lat=[50, 50.001, 50.002], lng=[8, 8, 8], altitude_m=[1, 2, 3])
    prepared = prepare(given)
    assert not prepared.has_time
    assert round(prepared.channels["distance_m"][-1]) == 222
    assert [grid.seconds.size for grid in grids(prepared)] == [0, 0]


def test_a_session_without_records_is_prepared():
    prepared = prepare(raw(sport="strength", device={"timer_s": 1800.0}))
    assert codes(prepared) == ["no_records"]
    assert prepared.totals.timer_s == 1800.0


def test_laps_count_from_the_start_of_the_track():
    assert track(power_w=[1] * 10, laps=[(-5, 4), (4, 30), (50, 60)]).laps == ((0.0, 4.0), (4.0, 9.0))


times = st.lists(st.one_of(st.integers(0, 500), st.just(None)), min_size=1, max_size=80)


@given(times)
def test_any_order_of_records_becomes_rising_whole_seconds(given):
    values = np.array([np.nan if value is None else float(value) for value in given])
    prepared = prepare(raw(values, power_w=np.ones(values.size)))
    if not prepared.has_time:
        return
    assert prepared.time_s[0] == 0
    assert (np.diff(prepared.time_s) > 0).all()
    timer, wall = grids(prepared)
    paused = sum(end - begin for begin, end in prepared.pauses)
    assert wall.seconds.size == prepared.time_s[-1] + 1
    assert timer.seconds.size == wall.seconds.size - paused


@given(st.lists(st.one_of(st.floats(0, 2600), st.just(float("nan"))), min_size=1, max_size=60).map(np.array))
def test_spikes_are_those_a_plain_loop_finds(power):
    found = []
    for index, value in enumerate(power):
        around = power[max(index - 5, 0) : index + 6]
        usual = np.median(around[~np.isnan(around)]) if not np.isnan(value) else 0.0
        found.append(bool(value > 800 and (value > 4 * max(usual, 150) or value > 2200)))
    assert cleaning.spikes(power).tolist() == found
