from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.thresholds import set_threshold
from core.acting import acting_as
from tests.cast import make_cast
from tests.training.comparing import settle
from tests.training.planned import DAY, JSON, created, fresh, recorded
from training.models import Workout

pytestmark = pytest.mark.django_db
TEXT = "- 15m 55-75%\n\n4x\n- 8m 95% 90rpm\n- 3m 50%\n\n- 10m 50%"


def set_ftp(athlete, value, on):
    with acting_as(athlete):
        set_threshold(
            athlete_id=athlete.pk,
            sport="ride",
            kind="ftp_w",
            value=value,
            effective_on=on,
            actor=athlete,
            now=timezone.now(),
        )
    settle()


@pytest.fixture
def cast():
    found = make_cast()
    set_ftp(found["athlete"], 250, date(2026, 1, 1))
    return found


def patch(cast, workout, body):
    path = f"/api/v1/workouts/{workout['id']}"
    return cast.as_("athlete").patch(path, body, content_type=JSON, headers={"If-Match": "*"})


def test_text_becomes_structure_and_planned_figures(cast):
    workout = created(cast, structure_text=TEXT, planned_duration_s=None)
    assert (workout["structure"]["steps"][1]["count"], workout["planned_duration_s"]) == (4, 69 * 60)
    assert workout["planned_load"] == pytest.approx(75.7, abs=0.1)
    assert workout["typed"] == []
    again = patch(cast, workout, {"structure": workout["structure"]}).json()
    assert (again["structure_text"], again["version"]) == (workout["structure_text"], workout["version"])


def test_structure_becomes_text(cast):
    step = {"kind": "step", "length": {"kind": "time", "value": 1200}}
    step["target"] = {"metric": "power", "unit": "watts", "low": 250}
    workout = created(cast, structure={"steps": [step]}, planned_duration_s=None)
    assert "250w" in workout["structure_text"].lower()
    assert workout["planned_intensity"] == pytest.approx(1)
    emptied = patch(cast, workout, {"structure": None}).json()
    assert (emptied["structure_text"], emptied["planned_load"]) == ("", None)


def test_same_text_sent_again_is_the_same_workout(cast):
    body = {
        "id": "0197f5a0-0000-7000-8000-000000000002",
        "on": "2026-03-01",
        "sport": "ride",
        "structure_text": "-  10m   60%",
    }
    statuses = [cast.as_("athlete").post("/api/v1/workouts", body, content_type=JSON).status_code for _ in range(2)]
    assert statuses == [201, 200]


def test_text_with_a_fault_is_refused_with_its_place(cast):
    workout = created(cast)
    detail = patch(cast, workout, {"structure_text": "- 10m 60%\n- 8m 95 % % bananas"}).json()["error"]["details"][0]
    assert detail["field"] == "structure_text"
    assert detail["message"].startswith("Line 2, column ")


def test_text_and_structure_that_disagree_are_refused(cast):
    workout = created(cast, structure_text="- 10m 60%")
    body = {"structure_text": "- 20m 60%", "structure": created(cast, structure_text="- 30m 60%")["structure"]}
    assert patch(cast, workout, body).status_code == 400
    assert patch(cast, workout, {**body, "structure": workout["structure"]}).json()["planned_duration_s"] == 3600


def test_parsing_tells_structure_figures_and_faults(cast):
    path = "/api/v1/workouts/parse"
    good = cast.as_("athlete").post(path, {"text": TEXT, "sport": "ride"}, content_type=JSON).json()
    assert (good["planned_duration_s"], good["errors"]) == (69 * 60, [])
    bad = cast.as_("athlete").post(path, {"text": "- 10m 60%\n- what", "sport": "ride"}, content_type=JSON)
    assert (bad.status_code, bad.json()["errors"][0]["line"], bad.json()["planned_duration_s"]) == (200, 2, 600)
    foreign = {"text": TEXT, "sport": "ride", "athlete": str(cast["athlete"].pk)}
    assert cast.as_("coach").post(path, foreign, content_type=JSON).json()["planned_load"] == good["planned_load"]
    assert cast.as_("other_coach").post(path, foreign, content_type=JSON).status_code == 404
    watts = {"text": "- 20m 200w", "sport": "ride"}
    assert cast.as_("coach").post(path, watts, content_type=JSON).json()["planned_load"] is None
    assert cast.as_("athlete").post(path, watts, content_type=JSON).json()["planned_load"] == pytest.approx(64 / 3)


def test_new_threshold_changes_what_is_to_come_and_not_what_is_done(cast):
    athlete, today = cast["athlete"], timezone.now().date()
    step = {"structure_text": "- 20m 200w", "planned_duration_s": None}
    done, ahead = created(cast, **step), created(cast, on=f"{today + timedelta(days=3)}", **step)
    recorded(athlete)
    settle()
    set_ftp(athlete, 200, today - timedelta(days=300))
    set_ftp(athlete, 200, DAY)
    stays, follows = (fresh(Workout(pk=row["id"])) for row in (done, ahead))
    assert (stays.state, stays.planned_intensity) == ("done", pytest.approx(0.8))
    assert follows.planned_intensity == pytest.approx(1)


def test_new_threshold_gives_a_new_version_where_only_the_watts_are_new(cast):
    ahead = created(cast, on=f"{timezone.now().date() + timedelta(days=3)}", structure_text=TEXT)
    path = f"/api/v1/workouts/{ahead['id']}"
    before = cast.as_("athlete").get(path)
    set_ftp(cast["athlete"], 300, DAY)
    after = cast.as_("athlete").get(path, headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert after.json()["planned_load"] == before.json()["planned_load"]
    assert cast.as_("athlete").get(f"{path}/steps").json()["data"][1]["low"] == 285


def test_steps_are_resolved_for_the_athlete_and_kept_once_done(cast):
    workout = created(cast, structure_text="- 20m 80%", planned_duration_s=None)
    path = f"/api/v1/workouts/{workout['id']}/steps"
    (step,) = cast.as_("coach").get(path).json()["data"]
    assert (step["low"], step["high"], step["duration_s"]) == (200, 200, 1200)
    recorded(cast["athlete"])
    settle()
    set_ftp(cast["athlete"], 300, DAY)
    assert cast.as_("athlete").get(path).json()["data"][0]["low"] == 200
