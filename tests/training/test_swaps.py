from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.models import AvailableDay, Team
from accounts.teams import change_team
from core.acting import acting_as, as_system
from tests.cast import make_cast
from tests.training.api.test_workout_structures import set_ftp
from tests.training.planned import JSON, fresh, planned
from training.models import Workout
from training.swaps import EQUIPMENT, TITLES
from training.workouts import swapping

pytestmark = pytest.mark.django_db
TEXT = "- 15m 55-75%\n\n5x\n- 6m 100%\n- 3m 50%\n\n- 10m 50%"
WISH = {"duration_s": 2400, "without": ["bike", "trainer"]}


@pytest.fixture
def cast():
    found = make_cast()
    set_ftp(found["athlete"], 250, date(2026, 1, 1))
    return found


@pytest.fixture
def workout(cast):
    given = {"on": tomorrow(), "structure_text": TEXT, "planned_duration_s": None, "purpose": "threshold"}
    return planned(cast["athlete"], by=cast["coach"], title="Fives", key=True, **given)


def tomorrow():
    return timezone.now().date() + timedelta(days=1)


def post(cast, persona, workout, act, body):
    return cast.as_(persona).post(f"/api/v1/workouts/{workout.pk}/{act}", body, content_type=JSON)


def offers(cast, workout, persona="athlete", **wish):
    answer = post(cast, persona, workout, "swaps", wish)
    assert answer.status_code == 200, answer.content
    return answer.json()["data"]


def test_forty_minutes_without_a_bike_leave_two_or_three_ways(cast, workout):
    found = offers(cast, workout, **WISH)
    assert 2 <= len(found) <= 3
    for offer in found:
        assert offer["sport"] != "ride"
        assert offer["planned_duration_s"] <= 2400
        assert offer["purpose"] == "threshold"
        assert (offer["planned_load"] or 0) <= workout.planned_load * 1.1
        assert offer["structure_text"]
        assert offer["reasons"]
    assert fresh(workout).state == "planned"


def test_accepted_one_is_planned_and_the_planned_one_excused(cast, workout):
    offer = offers(cast, workout, **WISH)[0]
    made = post(cast, "athlete", workout, "swap", {**WISH, "key": offer["key"]})
    assert made.status_code == 201, made.content
    told, old = made.json(), fresh(workout)
    assert (old.state, old.excuse) == ("excused", "swapped")
    assert {name: told[name] for name in ("sport", "structure_text", "purpose", "key", "on", "state")} == {
        "sport": offer["sport"], "structure_text": offer["structure_text"], "purpose": "threshold", "key": True,
        "on": f"{workout.on}", "state": "planned",
    }  # fmt: skip
    assert told["team_id"] == str(cast.teams["alpha"].pk)
    assert told["planned_duration_s"] == pytest.approx(offer["planned_duration_s"])
    assert post(cast, "athlete", workout, "swap", {**WISH, "key": offer["key"]}).status_code == 400


def test_swap_is_taken_back(cast, workout):
    offer = offers(cast, workout, duration_s=2400)[0]
    made = post(cast, "athlete", workout, "swap", {"duration_s": 2400, "key": offer["key"]}).json()
    assert made["title"] == "Fives"
    (act, *_rest) = cast.as_("athlete").get("/api/v1/plan-acts").json()["data"]
    undone = cast.as_("athlete").post(f"/api/v1/plan-acts/{act['id']}/undo", "{}", content_type=JSON).json()
    assert [result["state"] for result in undone["results"]] == ["undone", "undone"]
    assert fresh(workout).state == "planned"
    assert not Workout.objects.filter(pk=made["id"]).exists()


def test_alternative_that_is_not_offered_any_more_is_a_conflict(cast, workout):
    key = offers(cast, workout, duration_s=2400)[0]["key"]
    assert post(cast, "athlete", workout, "swap", {"duration_s": 1800, "key": key}).status_code == 409
    assert post(cast, "athlete", workout, "swap", {"duration_s": 2400, "key": "nonsense"}).status_code == 409


def test_coach_decides_whether_athletes_swap(cast, workout):
    assert post(cast, "narrow_coach", workout, "swaps", {}).status_code == 403
    assert post(cast, "other_coach", workout, "swaps", {}).status_code == 404
    with acting_as(cast["head_coach"]):
        team = Team.objects.get(pk=cast.teams["alpha"].pk)
        change_team(team=team, actor=cast["head_coach"], athletes_may_swap=False)
    assert post(cast, "athlete", workout, "swaps", WISH).status_code == 403
    offer = offers(cast, workout, "coach", **WISH)[0]
    assert post(cast, "coach", workout, "swap", {**WISH, "key": offer["key"]}).status_code == 201


def test_locked_workout_is_swapped_by_coaches_only(cast, workout):
    with as_system("test"):
        Workout.objects.filter(pk=workout.pk).update(locked=True)
    assert post(cast, "athlete", workout, "swaps", WISH).status_code == 403
    assert offers(cast, workout, "coach", **WISH)


def test_what_is_over_is_not_swapped(cast, workout):
    with as_system("test"):
        Workout.objects.filter(pk=workout.pk).update(state="missed")
    refused = post(cast, "athlete", workout, "swaps", WISH)
    assert (refused.status_code, refused.json()["error"]["details"][0]["code"]) == (400, "not_open")


def test_alternatives_fit_into_the_day_the_athlete_has(cast, workout):
    with acting_as(cast["athlete"]):
        AvailableDay.objects.create(athlete=cast["athlete"], weekday=workout.on.weekday(), duration_s=3000)
    planned(cast["athlete"], on=workout.on, planned_duration_s=1200)
    assert {offer["planned_duration_s"] <= 1800 for offer in offers(cast, workout)} == {True}


@pytest.mark.parametrize("body", [{"duration_s": 60}, {"without": ["hope"]}, {"without": "bike"}, {"time": 40}])
def test_wish_that_makes_no_sense_is_refused(cast, workout, body):
    assert post(cast, "athlete", workout, "swaps", body).status_code == 400


def test_titles_are_those_of_the_pure_package():
    assert {code: str(title) for code, title in TITLES.items()} == swapping.TITLES
    assert EQUIPMENT is swapping.EQUIPMENT
