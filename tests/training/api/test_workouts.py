from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.acting import as_system
from tests.cast import Cast, make_cast, questions
from tests.training.comparing import settle
from tests.training.planned import JSON, created, planned, recorded
from tests.training.recordings import BEGAN, ride, run
from training.models import Activity, Workout

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def patch(cast, persona, workout, body, tag=None):
    path = f"/api/v1/workouts/{workout['id']}"
    headers = {"If-Match": tag or f'"{workout["version"]}"'}
    return cast.as_(persona).patch(path, body, content_type=JSON, headers=headers)


def test_workout_is_created_once_with_the_fields_of_the_contract(cast):
    body = {
        "id": "0197f5a0-0000-7000-8000-000000000001", "on": "2026-03-01", "start_time": "07:30", "sport": "ride",
        "title": "Long", "planned_duration_s": 7200, "planned_intensity": 0.7, "purpose": "endurance", "key": True,
    }  # fmt: skip
    client = cast.as_("athlete")
    first = client.post("/api/v1/workouts", body, content_type=JSON)
    again = client.post("/api/v1/workouts", body, content_type=JSON)
    other = client.post("/api/v1/workouts", {**body, "title": "Short"}, content_type=JSON)
    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 409), first.content
    told = first.json()
    assert {**body, "athlete_id": str(cast["athlete"].pk), "state": "planned", "excuse": None, "activity_id": None,
            "compliance": None, "planned_load": pytest.approx(98), "team_id": None}.items() <= told.items()  # fmt: skip
    assert first.headers["ETag"] == f'"{told["version"]}"'


def test_change_needs_the_version_that_was_read(cast):
    workout = created(cast)
    path = f"/api/v1/workouts/{workout['id']}"
    missing = cast.as_("athlete").patch(path, {"title": "x"}, content_type=JSON)
    assert (missing.status_code, missing.json()["error"]["details"][0]["field"]) == (400, "If-Match")
    assert patch(cast, "athlete", workout, {"title": "mine"}).json()["title"] == "mine"
    lost = patch(cast, "athlete", workout, {"title": "yours"})
    assert lost.status_code == 412
    assert cast.as_("athlete").delete(path).status_code == 400
    assert cast.as_("athlete").delete(path, headers={"If-Match": "*"}).status_code == 204


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 3), ("sport=run", 1), ("sport=run,ride", 3), ("from_on=2026-03-02", 1), ("to_on=2026-03-01", 2),
        ("q=temp", 1), ("state=done", 0), ("state=planned,missed", 3),
    ],
)  # fmt: skip
def test_list_filters(cast, query, count):
    created(cast, title="Tempo")
    created(cast, sport="run")
    created(cast, on="2026-03-02")
    assert len(cast.as_("athlete").get(f"/api/v1/workouts?{query}").json()["data"]) == count


def test_coach_plans_for_the_athlete_and_others_do_not(cast):
    athlete_id = str(cast["athlete"].pk)
    workout = created(
        cast, "coach", athlete_id=athlete_id, description="Mind the knee.", title="Hills", planned_load=50
    )
    assert workout["team_id"] == str(cast.teams["alpha"].pk)
    body = {"on": "2026-03-01", "sport": "ride", "athlete_id": athlete_id}
    statuses = {
        who: cast.as_(who).post("/api/v1/workouts", body, content_type=JSON).status_code
        for who in ("narrow_coach", "other_coach", "teammate")
    }
    assert statuses == {"narrow_coach": 403, "other_coach": 404, "teammate": 404}
    assert patch(cast, "narrow_coach", workout, {"title": "x"}).status_code == 403
    assert cast.as_("other_coach").get(f"/api/v1/workouts/{workout['id']}").status_code == 404


def test_coach_of_another_team_sees_time_sport_and_load_but_no_words(cast):
    workout = created(
        cast, "coach", athlete_id=str(cast["athlete"].pk), description="Mind the knee.", title="Hills", planned_load=50
    )
    path = f"/api/v1/workouts/{workout['id']}"
    told = cast.as_("narrow_coach").get(path).json()
    assert (told["on"], told["sport"], told["planned_load"]) == ("2026-03-01", "ride", 50)
    assert (told["description"], told["title"], told["structure"]) == ("", "", None)
    assert cast.as_("head_coach").get(path).json()["description"] == "Mind the knee."
    found = cast.as_("narrow_coach").get(f"/api/v1/workouts?athlete={cast['athlete'].pk}&q=knee").json()
    assert found["data"] == []


def test_hidden_workout_is_not_there_for_the_athlete_until_its_day(cast):
    day = timezone.now().date() + timedelta(days=5)
    workout = created(
        cast, "coach", athlete_id=str(cast["athlete"].pk), on=f"{day}", hidden_until=f"{day - timedelta(days=2)}"
    )
    path = f"/api/v1/workouts/{workout['id']}"
    assert cast.as_("athlete").get(path).status_code == 404
    assert cast.as_("athlete").get("/api/v1/workouts").json()["data"] == []
    assert cast.as_("coach").get(path).status_code == 200
    assert patch(cast, "coach", workout, {"hidden_until": "2026-01-01"}).status_code == 200
    assert cast.as_("athlete").get(path).status_code == 200


def test_locked_workout_can_be_excused_by_the_athlete_but_not_changed(cast):
    workout = created(cast, "coach", athlete_id=str(cast["athlete"].pk), locked=True)
    for change in ({"on": "2026-03-02"}, {"title": "x"}, {"locked": False}):
        assert patch(cast, "athlete", workout, change).status_code == 403, change
    path = f"/api/v1/workouts/{workout['id']}"
    assert cast.as_("athlete").delete(path, headers={"If-Match": "*"}).status_code == 403
    excused = cast.as_("athlete").post(f"{path}/excuse", {"excuse": "ill", "note": "Cold"}, content_type=JSON).json()
    assert (excused["state"], excused["excuse"], excused["excuse_note"]) == ("excused", "ill", "Cold")
    back = cast.as_("athlete").post(f"{path}/excuse", {"excuse": None}, content_type=JSON).json()
    assert (back["state"], back["excuse"], back["excuse_note"]) == ("planned", None, "")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"state": "excused"}, "excuse"), ({"state": "missed"}, "state"), ({"state": "done", "excuse": "ill"}, "excuse"),
        ({"planned_load": -1}, "planned_load"), ({"start_time": "25:00"}, "start_time"), ({"nonsense": 1}, "nonsense"),
        ({"compliance": {}}, "compliance"), ({"structure": {"steps": 3}}, "structure"), ({"athlete_id": None}, "athlete_id"),
    ],
)  # fmt: skip
def test_nonsense_is_refused_with_its_field(cast, body, field):
    workout = created(cast)
    refused = patch(cast, "athlete", workout, body)
    assert refused.status_code == 400, refused.content
    assert refused.json()["error"]["details"][0]["field"] == field


def test_sessions_of_the_days_beside_are_suggested_and_not_joined(cast):
    athlete = cast["athlete"]
    workout = created(cast, "coach", athlete_id=str(athlete.pk), planned_duration_s=3600)
    for day, seconds in ((-2, 3600), (-1, 1800), (1, 3600)):
        recorded(athlete, ride(began=BEGAN + timedelta(days=day), seconds=seconds))
    recorded(athlete, run(began=BEGAN + timedelta(hours=3)))
    settle()
    path = f"/api/v1/workouts/{workout['id']}/suggestions"
    found = cast.as_("coach").get(path).json()["data"]
    assert [(row["on"], row["timer_s"]) for row in found] == [("2026-03-02", 3600), ("2026-02-28", 1800)]
    assert cast.as_("narrow_coach").get(path).json()["data"] == []
    assert cast.as_("athlete").get(f"/api/v1/workouts/{workout['id']}").json()["activity_id"] is None


def test_pairing_by_hand_and_apart_again(cast):
    activity = recorded(cast["athlete"])
    workout = created(cast, "coach", athlete_id=str(cast["athlete"].pk), on="2026-03-02", planned_duration_s=4000)
    path = f"/api/v1/workouts/{workout['id']}"
    before = cast.as_("athlete").get(f"/api/v1/activities/{activity.pk}").json()
    paired = cast.as_("coach").post(f"{path}/pair", {"activity_id": str(activity.pk)}, content_type=JSON).json()
    assert (paired["state"], paired["activity_id"], paired["compliance"]["duration"]) == ("done", str(activity.pk), 0.9)
    after = cast.as_("athlete").get(f"/api/v1/activities/{activity.pk}").json()
    assert (before["workout_id"], after["workout_id"]) == (None, workout["id"])
    assert after["version"] > before["version"]
    listed = cast.as_("athlete").get("/api/v1/activities").json()["data"]
    assert [row["workout_id"] for row in listed] == [workout["id"]]
    parted = cast.as_("athlete").post(f"{path}/unpair", "{}", content_type=JSON).json()
    assert (parted["state"], parted["activity_id"], parted["compliance"]["colour"]) == ("missed", None, "red")


def test_session_kept_from_coaches_is_not_told_by_its_workout(cast):
    activity = recorded(cast["athlete"])
    workout = planned(cast["athlete"], by=cast["coach"])
    with as_system("test"):
        assert Workout.objects.get(pk=workout.pk).activity_id == activity.pk
        Activity.objects.filter(pk=activity.pk).update(visible_to="owner")
    path = f"/api/v1/workouts/{workout.pk}"
    coach, athlete = (cast.as_(who).get(path).json() for who in ("coach", "athlete"))
    assert (coach["activity_id"], coach["compliance"]) == (None, None)
    assert athlete["activity_id"] == str(activity.pk)


def test_list_asks_the_same_for_one_and_for_thirty(cast):
    counts, coach = [], cast.as_("coach")
    for number in (1, 29):
        for _ in range(number):
            planned(cast["athlete"])
        with CaptureQueriesContext(connection) as asked:
            assert coach.get(f"/api/v1/workouts?limit=100&athlete={cast['athlete'].pk}").status_code == 200
        counts.append(len(questions(asked.captured_queries)))
    assert counts[0] == counts[1] <= 5


def test_id_of_a_workout_that_is_kept_back_is_taken_whatever_is_sent(cast):
    kept = planned(cast["athlete"], by=cast["coach"], title="Secret", hidden_until=date(2100, 1, 1))
    body = {"id": str(kept.pk), "on": f"{kept.on}", "sport": "ride"}
    found = cast.as_("athlete").post("/api/v1/workouts", body, content_type=JSON)
    assert (found.status_code, found.json()["error"]["details"][0]["code"]) == (409, "taken")
