from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.counting import calls_of
from tests.training.workouts.sessions import ATHLETE, Part, heart, laps, planned_parts, ride, run, steps_of
from tests.training.workouts.structures import workouts
from training.science.session import Thresholds
from training.workouts.aligning import Alignment, align
from training.workouts.executed import Executed
from training.workouts.resolving import Resolved, resolve
from training.workouts.structure import Workout

INTERVALS = "- ramp 15m 45-75%\n\n4x\n- 8m 95%\n- 3m 50%\n\n- cooldown 10m 50%"
STEPS = steps_of(INTERVALS)
PLAN = planned_parts(STEPS)
WORKS = [1, 3, 5, 7]
EASY = Part(180, 0.5)


def judged(executed: Executed, steps: tuple[Resolved, ...] = STEPS, sport: str = "ride") -> Alignment:
    found = align(steps, executed, ATHLETE, sport)
    assert found == align(steps, executed, ATHLETE, sport)
    check(found, executed)
    return found


def check(found: Alignment, executed: Executed) -> None:
    """What holds whatever was done."""
    spans = [(step.start_s, step.end_s) for step in found.steps if step.start_s is not None and step.end_s is not None]
    flat = [at for span in spans for at in span]
    assert flat == sorted(flat)
    assert all(0 <= at <= executed.seconds for at in flat)
    assert all(start < end for start, end in spans)
    assert all(step.score is None or 0 <= step.score <= 100 for step in found.steps)
    assert found.score is None or 0 <= found.score <= 100
    assert found.intent is None or 0 <= found.intent <= 1
    assert all(reason.text for step in found.steps for reason in step.reasons)
    assert all(reason.text for reason in found.reasons)


def codes(found: Alignment) -> list[str]:
    return [reason.code for reason in found.reasons]


def states(found: Alignment, places: list[int]) -> list[str]:
    return [found.steps[place].state for place in places]


def score(found: Alignment) -> int:
    assert found.score is not None
    return found.score


def test_done_as_planned_scores_full() -> None:
    found = judged(ride(PLAN))
    assert (found.score, codes(found), found.extras) == (100, ["all_done"], ())
    assert found.intent == pytest.approx(1, abs=0.02)
    ends = [step.end_s for step in found.steps]
    assert ends == pytest.approx(np.cumsum([part.seconds for part in PLAN]).tolist(), abs=8)


def test_late_start_does_not_hurt() -> None:
    found = judged(ride([Part(1500, 0.55), *PLAN]))
    assert score(found) >= 97
    assert set(codes(found)) <= {"all_done", "started_late"}
    assert states(found, WORKS) == ["done"] * 4
    assert found.steps[1].start_s == pytest.approx(2400, abs=8)


def test_extra_recovery_is_told_and_costs_little() -> None:
    found = judged(ride([*PLAN[:5], Part(420, 0.45), *PLAN[5:]]))
    assert score(found) >= 90
    assert "extra_recovery" in codes(found)
    assert states(found, WORKS) == ["done"] * 4


@pytest.mark.parametrize("left", [1, 2, 3])
def test_skipped_repeats_are_the_last_ones(left: int) -> None:
    found = judged(ride([*PLAN[: 9 - 2 * left], PLAN[9]]))
    assert states(found, WORKS) == ["done"] * (4 - left) + ["skipped"] * left
    assert "efforts_skipped" in codes(found)
    assert score(found) == pytest.approx(100 - 22 * left, abs=12)
    assert found.intent == pytest.approx(1 - left / 4, abs=0.03)


def test_a_repeat_left_out_in_the_middle_is_found() -> None:
    quiet = [Part(480, 0.5) if index == 3 else part for index, part in enumerate(PLAN)]
    found = judged(ride(quiet))
    assert states(found, [1, 5, 7]) == ["done"] * 3 or states(found, [1, 3, 5]) == ["done"] * 3
    assert "efforts_skipped" in codes(found)


@pytest.mark.parametrize("more", [1, 2])
def test_added_repeats_are_extra_efforts(more: int) -> None:
    found = judged(ride([*PLAN[:9], *[Part(480, 0.95), EASY] * more, PLAN[9]]))
    assert states(found, WORKS) == ["done"] * 4
    assert [extra.kind for extra in found.extras].count("effort") == more
    assert "efforts_added" in codes(found)
    assert 80 <= score(found) <= 96


def test_laps_place_steps_that_feel_alike() -> None:
    steps = steps_of("- 10m 60%\n- 20m 64%\n- 10m 61%")
    parts = [Part(630, 0.62), Part(1130, 0.63), Part(640, 0.62)]
    found = judged(ride(parts, laps=laps(630, 1130, 640)), steps)
    assert [step.end_s for step in found.steps] == pytest.approx([630, 1760, 2400], abs=3)


def test_rests_until_the_lap_button_end_where_it_was_pressed() -> None:
    steps = steps_of("3x\n- 3m 110%\n- rest lap")
    found = judged(
        ride([Part(180, 1.1), Part(95, 0.4), Part(180, 1.1), Part(240, 0.4), Part(180, 1.1), Part(60, 0.4)]), steps
    )
    assert score(found) >= 97
    assert [step.end_s for step in found.steps] == pytest.approx([180, 275, 455, 695, 875, 935], abs=8)


def test_stops_in_an_effort_are_told_and_stops_in_recovery_are_not() -> None:
    at = 900 + 480 + 180 + 200  # in the second effort
    inside = judged(ride(PLAN, pauses=((at, 120.0),)))
    assert [r.code for r in inside.steps[3].reasons] == ["interrupted"]
    assert inside.steps[3].score == pytest.approx(88, abs=4)
    beside = judged(ride(PLAN, pauses=((900.0 + 480 + 90, 600.0),)))
    assert (beside.score, codes(beside)) == (100, ["all_done"])


@pytest.mark.parametrize(
    ("share", "code", "worst", "best"),
    [
        (0.86, "efforts_easy", 60, 90),
        (0.75, "efforts_easy", 20, 60),
        (1.05, "efforts_hard", 60, 96),
        (1.2, "efforts_hard", 20, 60),
    ],
)
def test_wrong_power_is_told_and_scored(share: float, code: str, worst: float, best: float) -> None:
    parts = [replace(part, first=share, last=share) if part.first == 0.95 else part for part in PLAN]
    found = judged(ride(parts))
    assert code in codes(found)
    assert worst <= score(found) <= best
    assert states(found, WORKS) == ["done"] * 4


def test_fading_is_told() -> None:
    shares = iter([0.98, 0.96, 0.93, 0.89])
    parts = [replace(part, first=(share := next(shares)), last=share) if part.first == 0.95 else part for part in PLAN]
    assert "fading" in codes(judged(ride(parts)))


def test_efforts_cut_short_are_partly_done() -> None:
    parts = [replace(part, seconds=300) if part.first == 0.95 else part for part in PLAN]
    found = judged(ride(parts))
    assert states(found, WORKS) == ["partly"] * 4
    assert "efforts_short" in codes(found)
    assert 45 <= score(found) <= 80


def test_another_ride_altogether_scores_low() -> None:
    assert score(judged(ride([Part(4800, 0.6)]))) <= 40
    assert score(judged(ride([Part(1200, 0.5)]))) <= 25


def test_short_sprints_are_found_one_by_one() -> None:
    steps = steps_of("- 10m 55%\n\n10x\n- 30s 150%\n- 30s 45%\n\n- 10m 50%")
    parts = planned_parts(steps)
    found = judged(ride([*parts[:7], Part(45, 0.4), *parts[7:]]), steps)
    assert score(found) >= 95
    assert all(step.state == "done" for step in found.steps)


def test_all_out_efforts_want_power_above_threshold() -> None:
    steps = steps_of("- 10m 55%\n\n4x\n- 20s max\n- 3m 45%")
    strong = [Part(600, 0.55), *[Part(20, 2.2), Part(180, 0.45)] * 4]
    assert score(judged(ride(strong), steps)) >= 95
    weak = [Part(600, 0.55), *[Part(20, 0.6), Part(180, 0.45)] * 4]
    assert score(judged(ride(weak), steps)) <= 60


def test_distances_are_run_at_their_pace() -> None:
    steps = steps_of("- 10m 70%\n\n6x\n- 400mtr 105%\n- 90s 60%\n\n- 5m 65%", "run")
    parts = [Part(600, 0.7)]
    for _ in range(6):
        parts += [Part(400 / 4.2, 1.05), Part(90, 0.6)]
    found = judged(run([*parts, Part(300, 0.65)]), steps, "run")
    assert score(found) >= 95
    assert found.steps[1].actual_m == pytest.approx(400, rel=0.06)


def test_heart_rate_steps_allow_for_a_slow_heart() -> None:
    steps = steps_of("- 15m 70-80% LTHR\n\n3x\n- 8m 93-98% LTHR\n- 4m 70-80% LTHR")
    found = judged(heart([Part(900, 0.76), *[Part(480, 0.96), Part(240, 0.74)] * 3]), steps)
    assert score(found) >= 90
    assert all(step.state == "done" for step in found.steps)


def test_without_a_power_meter_the_heart_places_the_steps_and_lengths_are_scored() -> None:
    share = {0.95: 0.97, 0.5: 0.68}
    parts = [Part(part.seconds, share.get(part.first, 0.75)) for part in PLAN]
    found = judged(heart(parts))
    assert states(found, WORKS) == ["done"] * 4
    assert {r.code for place in WORKS for r in found.steps[place].reasons} == {"not_measured"}
    assert score(found) >= 85


def test_laps_alone_are_enough() -> None:
    marks = laps(*[part.seconds for part in PLAN])
    found = judged(Executed(4140, {}, laps=marks))
    assert [step.end_s for step in found.steps] == pytest.approx([end for _, end in marks], abs=5)


def test_nothing_recorded_gives_no_score() -> None:
    found = judged(Executed(3600, {}))
    assert (found.score, codes(found)) == (None, ["nothing_measured"])
    assert judged(Executed(0, {})) == Alignment()
    assert align((), ride(PLAN), ATHLETE, "ride") == Alignment()


def test_watts_need_no_threshold() -> None:
    steps = resolve(Workout(), ATHLETE, "ride") or steps_of("- 10m 150w\n\n3x\n- 5m 260w\n- 3m 120w")
    found = align(steps, ride([Part(600, 0.6), *[Part(300, 1.04), Part(180, 0.48)] * 3]), Thresholds(), "ride")
    assert found.score is not None
    assert found.score >= 97


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from([60, 120, 300, 480]), st.sampled_from([50, 65, 80, 95, 110])), min_size=1, max_size=14
    )
)
def test_any_workout_done_exactly_scores_full(parts: list[tuple[int, int]]) -> None:
    steps = steps_of("\n".join(f"- {seconds}s {share}%" for seconds, share in parts))
    found = judged(ride(planned_parts(steps), scatter=0.03), steps)
    assert score(found) >= 93
    assert all(step.state == "done" for step in found.steps)


@settings(max_examples=40, deadline=None)
@given(
    workouts,
    st.integers(1, 900),
    st.lists(st.floats(0, 2), min_size=1, max_size=8),
    st.lists(st.integers(0, 900), max_size=6),
    st.booleans(),
)
def test_whatever_was_planned_and_done_gives_sound_scores(
    workout: Workout, seconds: int, shares: list[float], marks: list[int], has_way: bool
) -> None:
    steps = resolve(workout, ATHLETE, "ride")
    power = np.resize(np.repeat(np.array(shares) * 250, 40), seconds).astype(float)
    power[::7] = np.nan if shares[0] > 1 else 0.0
    places = sorted({min(mark, seconds) for mark in marks})
    spans = tuple((float(a), float(b)) for a, b in pairwise(places))
    channels = {"power_w": power, "heart_rate_bpm": 100 + power / 5}
    if has_way:
        channels |= {"speed_mps": power / 60, "distance_m": np.cumsum(np.nan_to_num(power) / 60)}
    check(align(steps, Executed(seconds, channels, spans, ((seconds / 2, 30.0),)), ATHLETE, "ride"), Executed(seconds))


def test_aligning_grows_with_the_steps_and_not_with_the_seconds() -> None:
    def work(repeats: int, minutes: int) -> int:
        steps = steps_of(f"- 20m 60%\n\n{repeats}x\n- {minutes}m 108%\n- {minutes}m 55%\n\n- 6m 50%")
        executed = ride(planned_parts(steps))
        return calls_of(lambda: align(steps, executed, ATHLETE, "ride"))

    work(2, 3)  # what is kept from then on
    assert work(20, 3) <= 4.5 * work(5, 3)
    assert work(5, 12) <= 1.5 * work(5, 3)
