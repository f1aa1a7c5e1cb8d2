import numpy as np
import pytest

from tests.training.science.tracks import series, track
from training.science import corrections
from training.science.metrics import Thresholds, measure


@pytest.fixture
def ride():
    return track(
        power_w=[*[200.0] * 50, 1900.0, *[200.0] * 49], distance_m=np.arange(100) * 8.0 + 8, speed_mps=series((100, 8)),
        altitude_m=np.arange(100) * 1.0, stops=[(20, 30)], laps=[(0, 49), (49, 99)], device={"timer_s": 90.0},
    )  # fmt: skip


def test_a_crop_begins_anew_and_keeps_pauses_and_laps(ride):
    part = corrections.crop(ride, 10, 59)
    assert part.start_s == ride.start_s + 10
    assert (part.time_s[0], part.time_s[-1]) == (0, 49)
    assert part.pauses == ((10, 20),)
    assert part.laps == ((0, 39), (39, 49))
    assert part.channels["distance_m"][[0, -1]].tolist() == [0, 392]
    assert part.totals.timer_s is None
    assert measure(part, Thresholds()).timer_s == 40


def test_a_crop_leaves_the_track_it_came_from(ride):
    before = ride.channels["distance_m"].copy()
    corrections.crop(ride, 10, 59)
    assert (ride.channels["distance_m"] == before).all()


def test_a_crop_from_the_start_keeps_the_first_metres(ride):
    assert corrections.crop(ride, 0, 9).channels["distance_m"].tolist() == [8.0 * n for n in range(1, 11)]


def test_a_crop_to_nothing_is_refused(ride):
    with pytest.raises(corrections.NothingLeft):
        corrections.crop(ride, 200, 300)


def test_spikes_become_null_and_the_note_changes(ride):
    assert "power_spikes" in [code for code, _ in ride.notes]
    clean = corrections.remove_spikes(ride)
    assert np.flatnonzero(np.isnan(clean.channels["power_w"])).tolist() == [50]
    assert [code for code, _ in clean.notes] == ["spikes_removed"]
    assert measure(clean, Thresholds()).max_power_w == 200


def test_without_spikes_or_the_channel_nothing_changes(ride):
    clean = corrections.remove_spikes(ride)
    assert corrections.remove_spikes(clean) is clean
    assert corrections.remove_spikes(ride, "heart_rate_bpm") is ride


def test_outliers_of_other_channels_are_removed():
    beats = 140 + np.sin(np.arange(200) / 9)
    beats[100] = 240
    clean = corrections.remove_spikes(track(heart_rate_bpm=beats), "heart_rate_bpm")
    assert np.flatnonzero(np.isnan(clean.channels["heart_rate_bpm"])).tolist() == [100]


def test_distance_is_scaled_by_a_factor_or_to_a_total(ride):
    half = corrections.scale_distance(ride, factor=0.5)
    assert half.channels["distance_m"][-1] == 400
    assert half.channels["speed_mps"][0] == 4
    assert measure(corrections.scale_distance(ride, total_m=1000), Thresholds()).distance_m == pytest.approx(1000)


def test_a_track_without_a_distance_takes_a_total():
    assert measure(corrections.scale_distance(track(power_w=[1.0, 2.0]), total_m=1000), Thresholds()).distance_m == 1000


def test_a_track_whose_distance_stayed_at_nothing_takes_a_total():
    still = track(power_w=[1.0, 2.0, 3.0], distance_m=[0.0, 0.0, 0.0])
    assert measure(corrections.scale_distance(still, total_m=1000), Thresholds()).distance_m == 1000


def test_altitude_is_moved_made_level_or_turned(ride):
    moved = corrections.offset_altitude(ride, 50)
    assert measure(moved, Thresholds()).ascent_m == pytest.approx(measure(ride, Thresholds()).ascent_m)
    assert measure(corrections.flatten_altitude(ride), Thresholds()).ascent_m == 0
    turned = corrections.level_drift(ride).channels["altitude_m"]
    assert turned[-1] == pytest.approx(turned[0])


def test_altitude_that_is_not_there_is_not_corrected():
    flat = track(power_w=[1.0])
    assert corrections.flatten_altitude(flat) is flat


def test_a_part_without_a_value_of_a_channel_has_no_such_channel():
    whole = track(power_w=[*[np.nan] * 20, *[200.0] * 20], heart_rate_bpm=series((40, 120)))
    assert set(corrections.crop(whole, 0, 10).channels) == {"heart_rate_bpm"}
