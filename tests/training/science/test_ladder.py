from dataclasses import replace

import pytest

from training.science import ladder
from training.science.ladder import Evidence, Limits
from training.science.reasons import REASONS

NOTHING = Evidence("ride", 3600, 3600, None, None, False, None, None, False, False, None)
UNKNOWN = Limits(None, None, None, None, None, None, 60, "")
KNOWN = Limits(250, 240, 4.0, 1.2, 165, 190, 60, "")
RIDE = replace(NOTHING, normalized_power_w=250, has_power=True, trimp=100, has_heart_rate=True, rpe=5)
RUN = replace(NOTHING, sport="run", graded_speed_mps=4.0, distance_m=14_000, trimp=100, has_heart_rate=True, rpe=5)
SWIM = replace(NOTHING, sport="swim", distance_m=4320, trimp=100, has_heart_rate=True, rpe=5)


@pytest.mark.parametrize(
    ("evidence", "limits", "method", "reason"),
    [
        (RIDE, KNOWN, "power", "power_ftp"),
        (RIDE, replace(KNOWN, ftp_w=None), "power", "power_cp"),
        (RIDE, replace(KNOWN, ftp_w=None, cp_w=None), "heart_rate", "no_ftp_used_hr"),
        (replace(RIDE, has_power=False, normalized_power_w=None), KNOWN, "heart_rate", "no_power_used_hr"),
        (RIDE, UNKNOWN, "rpe", "no_ftp_used_rpe"),
        (replace(RIDE, rpe=None), UNKNOWN, "none", "no_ftp"),
        (
            replace(RIDE, rpe=None, trimp=None, has_heart_rate=False, normalized_power_w=None),
            KNOWN,
            "none",
            "too_short",
        ),
        (RUN, KNOWN, "run_pace", "run_pace"),
        (RUN, replace(KNOWN, threshold_pace_mps=None), "heart_rate", "no_threshold_pace_used_hr"),
        (replace(RUN, graded_speed_mps=None), KNOWN, "heart_rate", "no_speed_used_hr"),
        (RUN, UNKNOWN, "rpe", "no_lthr_used_rpe"),
        (replace(RUN, rpe=None, trimp=None, has_heart_rate=False), UNKNOWN, "none", "no_threshold_pace"),
        (SWIM, KNOWN, "swim_pace", "swim_pace"),
        (SWIM, replace(KNOWN, css_mps=None), "heart_rate", "no_css_used_hr"),
        (replace(SWIM, rpe=None, trimp=None, has_heart_rate=False), UNKNOWN, "none", "no_css"),
        (replace(RIDE, sport="strength", has_power=False, normalized_power_w=None), KNOWN, "heart_rate", "heart_rate"),
        (
            replace(RIDE, is_average_hr=True, normalized_power_w=None, has_power=False),
            KNOWN,
            "heart_rate",
            "average_hr",
        ),
        (replace(NOTHING, rpe=5), KNOWN, "rpe", "rpe"),
        (replace(NOTHING, has_heart_rate=True), UNKNOWN, "none", "no_max_hr"),
        (replace(NOTHING, has_heart_rate=True), replace(UNKNOWN, max_hr_bpm=190), "none", "no_lthr"),
        (NOTHING, KNOWN, "none", "no_input"),
    ],
)
def test_ladder_stands_on_the_first_rung_that_holds_and_says_why(evidence, limits, method, reason):
    load = ladder.climb(evidence, limits)
    assert (load.method, load.reason) == (method, reason)
    assert reason in REASONS
    assert (load.value is None) == (method == "none")


def test_every_rung_is_kept_beside_the_chosen_one():
    load = ladder.climb(RIDE, KNOWN)
    assert (load.power, load.pace, load.rpe) == (100, None, 60)
    assert load.heart_rate == pytest.approx(load.heart_rate)
    assert load.value == load.power


@pytest.mark.parametrize(("evidence", "intensity"), [(RIDE, 1.0), (RUN, 1.0), (SWIM, 1.0)])
def test_intensity_is_a_share_of_the_threshold(evidence, intensity):
    assert ladder.climb(evidence, KNOWN).intensity == pytest.approx(intensity)
    assert ladder.climb(evidence, KNOWN).value == pytest.approx(100)


def test_intensity_of_other_loads_is_the_root_of_load_an_hour():
    load = ladder.climb(replace(NOTHING, rpe=7, timer_s=7200), KNOWN)
    assert load.value == 160
    assert load.intensity == pytest.approx(0.8**0.5)


@pytest.mark.parametrize(("rpe", "load"), [(0, 0), (1, 20), (5, 60), (5.5, 65), (8, 100), (10, 140)])
def test_load_of_an_hour_by_felt_exertion(rpe, load):
    assert ladder.rpe_load(rpe, 3600) == load
