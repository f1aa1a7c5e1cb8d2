"""What is said of a workout once a session was paired with it, and what changes that."""

from datetime import date, timedelta

import numpy as np
import pytest

from accounts.models import Team
from accounts.teams import change_team
from core.acting import acting_as, as_system
from tests.cast import make_cast
from tests.training.api.test_workout_structures import set_ftp
from tests.training.comparing import settle
from tests.training.planned import DAY, JSON, NOW, fresh, planned, recorded
from tests.training.recordings import BEGAN, recording, ride
from training.editing import change_activity
from training.models import WorkoutState
from training.planning import change_workout

pytestmark = pytest.mark.django_db
INTERVALS = "- 10m 60%\n\n4x\n- 4m 100%\n- 2m 50%\n\n- 6m 50%"


@pytest.fixture
def cast():
    found = make_cast()
    set_ftp(found["athlete"], 250, date(2026, 1, 1))
    return found


@pytest.fixture
def athlete(cast):
    return cast["athlete"]


def ridden(*parts):
    """A ride of (seconds, watts), one after another."""
    watts = np.concatenate([np.full(seconds, float(value)) for seconds, value in parts])
    clock = BEGAN.timestamp() + np.arange(watts.size)
    return recording("ride", BEGAN, clock, {"power_w": watts, "heart_rate_bpm": np.full(watts.size, 140.0)})


def as_planned(*, repeats=4, watts=250):
    return ridden((600, 150), *[(240, watts), (120, 125)] * repeats, (360, 125))


def compliance_after(athlete, made, **fields):
    workout = planned(athlete, **{"planned_duration_s": None, **fields})
    recorded(athlete, made)
    settle()
    return fresh(workout)


def test_intervals_done_as_planned_score_full(athlete):
    done = compliance_after(athlete, as_planned(), structure_text=INTERVALS)
    told = done.compliance
    assert (told["duration"], told["colour"], told["details"]["decided_by"]) == (1, "green", "duration")
    assert told["intent"] > 0.95
    assert told["score"] >= 95
    assert len(done.alignment["steps"]) == 10


def test_intervals_left_out_show_though_the_length_fits(athlete):
    lazy = ridden((600, 150), (240, 250), (120, 125), (240, 250), (120, 125), (720 + 360, 140))
    told = compliance_after(athlete, lazy, structure_text=INTERVALS).compliance
    assert (told["colour"], told["duration"]) == ("green", 1)
    assert told["score"] < 75
    assert "efforts_skipped" in {reason["code"] for reason in told["details"]["reasons"]}


def test_easy_day_done_too_hard_is_flagged_though_its_length_matches(athlete):
    told = compliance_after(athlete, ridden((3600, 235)), planned_duration_s=3600, purpose="recovery").compliance
    assert (told["duration"], told["colour"], told["details"]["flags"]) == (1, "yellow", ["too_hard"])


def test_nothing_planned_has_no_colour(athlete):
    told = compliance_after(athlete, ride()).compliance
    assert (told["colour"], told["score"], told["duration"]) == (None, None, None)


@pytest.mark.parametrize(
    ("planned_s", "colour"), [(3600, "green"), (4522, "yellow"), (4500, "green"), (7300, "orange")]
)
def test_share_is_not_rounded_before_it_gets_a_colour(athlete, planned_s, colour):
    assert compliance_after(athlete, ride(), planned_duration_s=planned_s).compliance["colour"] == colour


def test_team_that_judges_strictly_has_other_colours(cast, athlete):
    rules = {"compliance_green_pct": 5, "compliance_yellow_pct": 10, "compliance_by": "load"}
    with acting_as(cast["head_coach"]):
        change_team(team=Team.objects.get(pk=cast.teams["alpha"].pk), actor=cast["head_coach"], **rules)
    given = {"planned_duration_s": 3600, "planned_load": 80}
    told = compliance_after(athlete, ride(), by=cast["coach"], **given).compliance
    assert (told["colour"], told["details"]["decided_by"]) == ("orange", "load")
    assert told["load"] == pytest.approx(0.8)


def test_change_of_the_teams_rules_colours_again_and_leaves_the_shares(cast, athlete):
    done = compliance_after(athlete, ride(), by=cast["coach"], planned_duration_s=4400)
    own = planned(athlete, on=DAY + timedelta(days=1), planned_duration_s=4400)
    recorded(athlete, ride(began=BEGAN + timedelta(days=1)))
    settle()
    assert (done.compliance["colour"], fresh(own).compliance["colour"]) == ("green", "green")
    with acting_as(cast["head_coach"]):
        team = Team.objects.get(pk=cast.teams["alpha"].pk)
        change_team(team=team, actor=cast["head_coach"], compliance_green_pct=10)
    settle()
    again = fresh(done)
    assert (again.compliance["colour"], again.version > done.version) == ("yellow", True)
    assert {**again.compliance, "colour": "green"} == done.compliance
    assert fresh(own).compliance["colour"] == "green"


def test_flag_of_a_hard_easy_day_outlives_new_rules(cast, athlete):
    fields = {"by": cast["coach"], "planned_duration_s": 3700, "purpose": "recovery"}
    compliance_after(athlete, ridden((3600, 235)), **fields)
    with acting_as(cast["head_coach"]):
        team = Team.objects.get(pk=cast.teams["alpha"].pk)
        change_team(team=team, actor=cast["head_coach"], compliance_green_pct=30)
    settle()
    told = cast.as_("athlete").get("/api/v1/workouts").json()["data"][0]["compliance"]
    assert (told["colour"], told["details"]["flags"]) == ("yellow", ["too_hard"])


def test_plan_changed_afterwards_is_judged_again_with_the_thresholds_of_then(cast, athlete):
    done = compliance_after(athlete, as_planned(), structure_text=INTERVALS)
    set_ftp(athlete, 300, DAY)
    with acting_as(athlete):
        change_workout(workout=fresh(done), actor=athlete, now=NOW, structure_text="- 40m 240w")
    again = fresh(done)
    assert again.state == WorkoutState.DONE
    assert again.planned_intensity == pytest.approx(240 / 250)
    assert (again.compliance["planned_with"]["ftp_w"], len(again.alignment["steps"])) == (250, 1)
    assert again.compliance["score"] < done.compliance["score"]


def test_words_alone_are_not_judged_again(athlete):
    done = compliance_after(athlete, as_planned(), structure_text=INTERVALS)
    with acting_as(athlete):
        change_workout(workout=fresh(done), actor=athlete, now=NOW, title="Fours")
    assert fresh(done).version == done.version + 1


def test_changed_session_is_judged_again(athlete):
    done = compliance_after(athlete, ride(), planned_load=50)
    with as_system("test"):
        activity = done.activity
    with acting_as(athlete):
        change_activity(activity=activity, actor=athlete, load_override=150)
    settle()
    assert fresh(done).compliance["load"] == 3


def test_steps_are_told_with_one_workout_only_and_without_a_heart_that_is_private(cast, athlete):
    pulse = "- 40m 130-150bpm"
    done = compliance_after(athlete, as_planned(), structure_text=pulse)
    path = f"/api/v1/workouts/{done.pk}"
    (listed,) = cast.as_("athlete").get("/api/v1/workouts").json()["data"]
    assert "steps" not in listed["compliance"]["details"]
    (step,) = cast.as_("athlete").get(path).json()["compliance"]["details"]["steps"]
    assert step["mean"] == 140
    assert cast.as_("coach").get(path).json()["compliance"]["details"]["steps"] == [step]
    cast.as_("athlete").patch("/api/v1/me/profile", {"show_heart_rate_to": "private"}, content_type=JSON)
    (kept,) = cast.as_("coach").get(path).json()["compliance"]["details"]["steps"]
    assert (kept["mean"], kept["reasons"], kept["score"]) == (None, [], step["score"])
    assert cast.as_("narrow_coach").get(path).json()["compliance"] is None


def test_judgement_of_an_older_version_is_read(cast, athlete):
    done = compliance_after(athlete, as_planned(), structure_text=INTERVALS)
    old = {
        "duration": 1.0,
        "distance": None,
        "load": 0.9,
        "intent": None,
        "colour": "green",
        "score": None,
        "details": {},
    }
    with as_system("test"):
        type(done).objects.filter(pk=done.pk).update(compliance=old, alignment={})
    for path in ("/api/v1/workouts", f"/api/v1/workouts/{done.pk}"):
        assert cast.as_("athlete").get(path).status_code == 200


@pytest.mark.parametrize(("state", "colour"), [("missed", "red"), ("excused", "neutral")])
def test_workout_without_a_session_says_what_became_of_it(cast, athlete, state, colour):
    workout = planned(athlete)
    with as_system("test"):
        type(workout).objects.filter(pk=workout.pk).update(state=state, excuse="ill" if state == "excused" else "")
    told = cast.as_("athlete").get(f"/api/v1/workouts/{workout.pk}").json()["compliance"]
    assert (told["colour"], told["duration"]) == (colour, None)
    assert told["details"]["reasons"][0]["code"] == state
