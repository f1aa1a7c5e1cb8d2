import json

import numpy as np
import pytest

from tests.training.workouts.sessions import ATHLETE, Part, heart, planned_parts, ride, run, steps_of
from training.workouts.compliance import DoneSession, Judgement, Limits, PlannedSession, colour_of, judge
from training.workouts.executed import Executed
from training.workouts.planning import plan_steps
from training.workouts.reasons import REASONS
from training.workouts.resolving import Resolved

HOUR = PlannedSession(duration_s=3600, sport="ride")


def codes(judged: Judgement) -> list[str]:
    return [reason.code for reason in judged.reasons]


def colour(seconds: float, limits: Limits | None = None) -> str | None:
    return judge(HOUR, DoneSession(duration_s=seconds), state="done", limits=limits or Limits()).colour


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (3600, "green"), (2880, "green"), (4320, "green"), (2879.9, "yellow"), (2865.6, "yellow"), (4320.1, "yellow"),
        (1800, "yellow"), (5400, "yellow"), (1799.9, "orange"), (5400.1, "orange"), (0, "orange"),
    ],
)  # fmt: skip
def test_colours_follow_the_unrounded_share(seconds: float, expected: str) -> None:
    assert colour(seconds) == expected


def test_limits_are_the_teams() -> None:
    strict = Limits(green=0.15, yellow=0.35)
    assert [colour(3600 * share, strict) for share in (0.85, 0.849, 1.15, 1.151, 0.65, 0.649)] == [
        "green", "yellow", "green", "yellow", "yellow", "orange",
    ]  # fmt: skip
    assert Limits.from_json(strict.to_json()) == strict
    assert Limits.from_json({}) == Limits()


@pytest.mark.parametrize(
    "told",
    [
        {"green": 0.5},
        {"green": -1},
        {"yellow": 1.5},
        {"green": "x"},
        {"green": True},
        {"metric": "speed"},
        {"metric": []},
    ],
)
def test_wrong_limits_are_refused(told: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"between|numbers"):
        Limits.from_json(told)


def test_the_first_planned_share_decides_or_the_chosen_one() -> None:
    planned = PlannedSession(duration_s=3600, distance_m=30_000, load=60)
    done = DoneSession(duration_s=3600, distance_m=20_000, load=20)
    assert [judge(planned, done, state="done", limits=Limits(metric=name)).colour for name in ("first", "distance", "load")] == [
        "green", "yellow", "orange",
    ]  # fmt: skip
    judged = judge(PlannedSession(load=60), done, state="done", limits=Limits(metric="distance"))
    assert (judged.decided_by, judged.duration, judged.distance) == ("load", None, None)


def test_nothing_planned_has_no_colour() -> None:
    done = DoneSession(duration_s=3600, load=50)
    for planned in (PlannedSession(), PlannedSession(duration_s=0)):
        judged = judge(planned, done, state="done")
        assert (judged.colour, judged.score, codes(judged)) == (None, None, ["nothing_planned"])
    assert colour_of(None, Limits()) is None


@pytest.mark.parametrize(
    ("state", "expected", "score"),
    [("excused", "neutral", None), ("planned", "neutral", None), ("missed", "red", 0), ("skipped", "red", 0)],
)
def test_what_was_not_done_has_its_states_colour(state: str, expected: str, score: int | None) -> None:
    judged = judge(HOUR, None, state=state)
    assert (judged.colour, judged.score) == (expected, score)


def test_excused_days_are_neutral_even_where_something_was_done() -> None:
    assert judge(HOUR, DoneSession(duration_s=600), state="excused").colour == "neutral"


def test_pending_days_without_a_plan_have_no_colour() -> None:
    assert judge(PlannedSession(), None, state="planned").colour is None


def session(
    text: str, executed: Executed, *, purpose: str = "", sport: str = "ride", load: float | None = None
) -> Judgement:
    steps: tuple[Resolved, ...] = steps_of(text, sport)
    figures = plan_steps(steps, ATHLETE, sport)
    planned = PlannedSession(
        figures.duration_s, figures.distance_m, figures.load, figures.intensity, sport, purpose, steps
    )
    done = DoneSession(executed.seconds, None, load, None, executed)
    return judge(planned, done, state="done", thresholds=ATHLETE)


def test_structured_session_is_scored_by_its_steps() -> None:
    text = "- 10m 55%\n\n3x\n- 8m 95%\n- 4m 50%"
    judged = session(text, ride(planned_parts(steps_of(text))), purpose="threshold")
    assert (judged.colour, judged.score, judged.flags) == ("green", 100, ())
    assert judged.intent == pytest.approx(1, abs=0.02)
    assert codes(judged) == ["all_done", "duration"]
    json.dumps(judged.details(), allow_nan=False)
    assert len(judged.details()["steps"]) == 7


EASY = "- 60m 60-68%"


def test_an_easy_day_done_too_hard_is_flagged_though_its_duration_fits() -> None:
    judged = session(EASY, ride([Part(3600, 0.88)]), purpose="endurance")
    assert judged.duration == 1
    assert (judged.colour, judged.flags) == ("yellow", ("too_hard",))
    assert judged.score is not None
    assert judged.score <= 55
    assert judged.intent is not None
    assert judged.intent <= 0.5
    assert "easy_too_hard" in codes(judged)


def test_hard_stretches_in_an_easy_day_count_though_the_mean_fits() -> None:
    judged = session(EASY, ride([Part(1200, 1.1), Part(2400, 0.42)]), purpose="endurance")
    assert judged.flags == ("too_hard",)


def test_an_easy_day_with_hills_stays_easy() -> None:
    hills = [part for _ in range(6) for part in (Part(560, 0.62), Part(40, 1.0))]
    judged = session(EASY, ride(hills), purpose="endurance")
    assert (judged.colour, judged.flags) == ("green", ())
    assert "stayed_easy" in codes(judged)


def test_planned_strides_in_an_easy_day_are_no_fault() -> None:
    text = "- 40m 62%\n\n5x\n- 30s 120%\n- 2m 55%\n\n- 10m 55%"
    assert session(text, ride(planned_parts(steps_of(text))), purpose="endurance").flags == ()


def test_hard_days_are_never_too_hard() -> None:
    text = "- 10m 55%\n\n3x\n- 8m 95%\n- 4m 50%"
    hard = [Part(600, 0.7), *[Part(480, 1.0), Part(240, 0.6)] * 3]
    assert session(text, ride(hard), purpose="threshold").flags == ()


def test_without_power_the_heart_or_the_pace_tells_of_a_hard_day() -> None:
    assert session(EASY, heart([Part(3600, 0.97)]), purpose="endurance").flags == ("too_hard",)
    assert session(EASY, heart([Part(3600, 0.8)]), purpose="endurance").flags == ()
    assert session("- 50m 75%", run([Part(3000, 0.97)]), purpose="recovery", sport="run").flags == ("too_hard",)
    assert session("- 50m 75%", run([Part(3000, 0.76)]), purpose="endurance", sport="run").flags == ()


def test_figures_alone_tell_of_a_hard_day() -> None:
    planned = PlannedSession(duration_s=3600, load=40, intensity=0.63, sport="ride", purpose="endurance")
    judged = judge(planned, DoneSession(duration_s=3600, load=72, intensity=0.85), state="done")
    assert (judged.colour, judged.flags, judged.reasons[0].code) == ("yellow", ("too_hard",), "intensity_over")
    for easy in (0.66, 0.74):
        assert judge(planned, DoneSession(duration_s=3600, load=44, intensity=easy), state="done").flags == ()


def test_without_steps_the_shares_make_the_score() -> None:
    def score(seconds: float) -> int | None:
        return judge(HOUR, DoneSession(duration_s=seconds), state="done").score

    scores = [score(3600 * share) for share in (0, 0.5, 0.8, 0.97, 1.0, 1.2, 1.5, 3)]
    assert scores == [0, 40, 80, 100, 100, 80, 45, 0]


def test_every_reason_has_its_words() -> None:
    assert all(text.strip() for text in REASONS.values())


def test_odd_sessions_are_judged_without_trouble() -> None:
    empty = Executed(60, {"power_w": np.full(60, np.nan)})
    judged = session(EASY, empty, purpose="recovery")
    assert judged.colour == "orange"
    json.dumps(judged.details(), allow_nan=False)
