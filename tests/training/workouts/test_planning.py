import json
import math
from pathlib import Path

import pytest
from hypothesis import given, settings

from tests.counting import calls_of
from tests.training.workouts.structures import workouts
from training.science.session import Thresholds
from training.workouts.files.formats import read_workout
from training.workouts.language import parse
from training.workouts.planning import Planned, plan
from training.workouts.resolving import resolve
from training.workouts.structure import Workout

ALL = Thresholds(ftp_w=250, lthr_bpm=165, max_hr_bpm=188, rest_hr_bpm=50, threshold_pace_mps=4.0, css_mps=1.25)
NONE = Thresholds()
VECTORS = Path(__file__).resolve().parents[4] / "shared" / "vectors"


def workout(text: str, sport: str = "ride") -> Workout:
    parsed = parse(text, sport)
    assert parsed.errors == ()
    return parsed.workout


def planned(text: str, sport: str = "ride", thresholds: Thresholds = ALL) -> Planned:
    return plan(workout(text, sport), thresholds, sport)


def test_an_hour_at_threshold_is_a_hundred() -> None:
    found = planned("- 1h 100%")
    assert (found.duration_s, found.avg_power_w, found.work_j) == (3600, 250, 900_000)
    assert found.load == pytest.approx(100)
    assert found.intensity == pytest.approx(1)


def test_range_counts_with_its_middle() -> None:
    assert planned("- 1h 60-80%").load == pytest.approx(49)


def test_ramp_is_linear_and_taken_in_mid_second() -> None:
    found = planned("- ramp 60s 50-100%")
    assert found.avg_power_w == pytest.approx(187.5)
    assert planned("- ramp 60s 100-50%").avg_power_w == pytest.approx(187.5)


def test_normalized_power_skips_the_first_twenty_nine_seconds() -> None:
    found = planned("- 30s 200%\n- 30s 20%")
    means = [(30 - i) / 30 * 500 + i / 30 * 50 for i in range(31)]
    assert found.normalized_power_w == pytest.approx((sum(m**4 for m in means) / 31) ** 0.25)


def test_less_than_thirty_seconds_have_a_load_too() -> None:
    assert planned("- 18s 100%").load == pytest.approx(0.5)


def test_free_time_counts_but_costs_nothing() -> None:
    found = planned("- 30m 100%\n- 30m free")
    assert (found.duration_s, found.targeted_s) == (3600, 1800)
    assert found.load == pytest.approx(50)
    assert found.intensity == pytest.approx(1)


def test_all_free_has_no_load_and_says_why() -> None:
    found = planned("- 1h free\n- 1m max")
    assert (found.duration_s, found.load, found.reasons["load"]) == (3660, None, "no_targets")


def test_heart_rate_at_threshold_is_a_hundred_an_hour() -> None:
    found = planned("- 1h 100% LTHR")
    assert (found.load, found.intensity) == (pytest.approx(100), pytest.approx(1))
    easier = planned("- 1h 80% LTHR")
    x, at = (132 - 50) / 138, (165 - 50) / 138
    assert easier.load == pytest.approx(100 * x * math.exp(1.92 * x) / (at * math.exp(1.92 * at)))


def test_heart_rate_without_a_maximum_counts_by_its_share() -> None:
    assert planned("- 1h 80% LTHR", thresholds=Thresholds(lthr_bpm=165)).load == pytest.approx(64)


def test_run_pace_counts_squared_and_gives_a_distance() -> None:
    found = planned("- 1h 80%", "run")
    assert found.load == pytest.approx(64)
    assert found.distance_m == pytest.approx(3600 * 3.2)
    assert planned("- 10km 100%", "run").duration_s == pytest.approx(2500)


def test_swim_pace_counts_cubed_and_its_intensity_is_the_share_of_speed() -> None:
    found = planned("- 1h 80%", "swim")
    assert found.load == pytest.approx(51.2)
    assert found.intensity == pytest.approx(0.8)


def test_ramped_pace_is_integrated() -> None:
    assert planned("- ramp 1h 50-100%", "run").load == pytest.approx(100 * (0.25 + 0.5 + 1) / 3)


def test_pauses_at_the_wall_cover_no_distance_and_long_stretches_without_a_pace_an_unknown_one() -> None:
    lengths = "8x\n- 50mtr 105% pace\n- 20s\n\n"
    assert planned(lengths, "swim").distance_m == 400
    assert planned(f"{lengths}- 10m", "swim").distance_m is None
    assert planned(lengths, "run").distance_m is None


def test_distance_without_a_speed_has_no_duration() -> None:
    found = planned("- 20km 75%")
    assert (found.duration_s, found.load, found.distance_m) == (None, None, 20_000)
    assert found.reasons["duration_s"] == "no_speed"


def test_felt_exertion_is_looked_up() -> None:
    assert planned("- 1h RPE 8").load == pytest.approx(100)
    assert planned("- 30m RPE 3-4").load == pytest.approx(22.5)


def test_metrics_add_up() -> None:
    assert planned("- 1h 100%\n- 1h 100% LTHR\n- 1h RPE 8").load == pytest.approx(300)


@pytest.mark.parametrize(
    ("text", "sport", "reason"),
    [
        ("- 1h 250w", "ride", "no_ftp"),
        ("- 1h 150bpm", "ride", "no_lthr"),
        ("- 1h 80% HRmax", "ride", "no_max_hr"),
        ("- 1h 4:30/km pace", "run", "no_threshold_pace"),
        ("- 1h 1:40/100m pace", "swim", "no_css"),
        ("- 1h Z9", "ride", "no_such_zone"),
    ],
)
def test_missing_threshold_gives_no_load_and_a_reason(text: str, sport: str, reason: str) -> None:
    thresholds = ALL if reason == "no_such_zone" else NONE
    found = planned(text, sport, thresholds)
    assert (found.load, found.intensity) == (None, None)
    if reason != "no_such_zone":
        assert found.reasons["load"] == found.reasons["intensity"] == reason


def test_shares_need_no_threshold_for_a_load() -> None:
    found = planned("- 1h 80%", thresholds=NONE)
    assert found.load == pytest.approx(64)
    assert (found.work_j, found.reasons["work_j"]) == (None, "no_ftp")


def test_watts_need_none_for_work() -> None:
    assert planned("- 1h 200w", thresholds=NONE).work_j == 720_000


def test_targets_become_absolute() -> None:
    text = "- 1m 80%\n- 1m Z2\n- 1m 90% LTHR\n- 1m Z4 HR\n- 1m 95% pace\n- 1m 90% HRmax\n- 1m Z1\n- 1m Z7"
    aims = [step.aim for step in resolve(workout(text, "ride"), ALL, "ride")]
    assert [(a.metric, round(a.low, 2), round(a.high, 2)) for a in aims if a] == [
        ("power", 200, 200),
        ("power", 137.5, 187.5),
        ("heart_rate", 148.5, 148.5),
        ("heart_rate", 155.1, 165.0),
        ("pace", 3.8, 3.8),
        ("heart_rate", 169.2, 169.2),
        ("power", 103.12, 137.5),
        ("power", 375, 450),
    ]


def test_own_zones_come_before_the_usual() -> None:
    thresholds = Thresholds(ftp_w=250, zones={"power": (150.0, 220.0)})
    aim = resolve(workout("- 1m Z2"), thresholds, "ride")[0].aim
    assert aim is not None
    assert (aim.low, aim.high) == (150, 220)


def test_planned_seconds_are_sorted_into_zones() -> None:
    assert planned("- 10m 50%\n- 5m 100%\n- 5m 80% LTHR").seconds_in_zones == {
        "power": (600, 0, 0, 300, 0, 0, 0),
        "heart_rate": (300, 0, 0, 0, 0, 0, 0),
    }


@settings(max_examples=60, deadline=None)
@given(workouts)
def test_any_workout_has_a_plan_with_or_without_thresholds(any_workout: Workout) -> None:
    for thresholds in (ALL, NONE):
        for sport in ("ride", "run", "swim"):
            found = plan(any_workout, thresholds, sport)
            assert found.load is None or (math.isfinite(found.load) and found.load >= 0)
            assert found.load is not None or not any_workout.steps or found.reasons["load"]


def test_planning_grows_with_the_steps_and_not_with_the_seconds() -> None:
    def work(repeats: int, minutes: int) -> int:
        long = workout(f"- 15m 55-75%\n\n{repeats}x\n- {minutes}m 105%\n- 3m 50%\n\n- ramp 25m 75-50%\n")
        return calls_of(lambda: plan(long, ALL, "ride"))

    work(2, 4)  # what is kept from then on
    assert work(40, 4) <= 10.5 * work(4, 4)
    assert work(4, 40) <= 1.5 * work(4, 4)


def test_known_workouts_have_their_known_cost() -> None:
    expected = VECTORS / "expected_workouts.json"
    if not expected.exists():
        pytest.skip("the reference files are not here")
    for name, known in json.loads(expected.read_text())["files"].items():
        imported = read_workout((VECTORS / name).read_bytes(), name)
        found = plan(imported.workout, Thresholds(ftp_w=known["ftp_used"]), "ride")
        assert (found.duration_s, found.targeted_s) == (known["duration_s"], known["targeted_s"])
        assert found.work_j == pytest.approx(known["work_j"], rel=0.003)
        if known["avg_w"] is None:
            assert (found.avg_power_w, found.load) == (None, None)
            assert [w.code for w in imported.warnings] == ["unknown_element"]
            continue
        assert found.avg_power_w == pytest.approx(known["avg_w"], rel=0.003)
        assert found.normalized_power_w == pytest.approx(known["np"], rel=0.005)
        assert found.intensity == pytest.approx(known["IF"], rel=0.005)
        assert found.load == pytest.approx(known["tss"], rel=0.01)
        assert len(resolve(imported.workout, NONE, "ride")) == known["steps_expanded"]
