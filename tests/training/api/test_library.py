from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import make_cast, questions

pytestmark = pytest.mark.django_db
FOLDERS, WORKOUTS = "/api/v1/library/folders", "/api/v1/library/workouts"


@pytest.fixture
def cast():
    return make_cast()


def send(cast, who, method, path, body=None, status=None, **headers):
    answer = getattr(cast.as_(who), method)(path, body or {}, content_type="application/json", headers=headers)
    if status is not None:
        assert answer.status_code == status, answer.content
    return answer.json() if answer.content else {}


def folder(cast, who="coach", status=201, **fields):
    return send(cast, who, "post", FOLDERS, {"title": "Rides", **fields}, status)


def workout(cast, who="coach", status=201, **fields):
    return send(cast, who, "post", WORKOUTS, {"title": "Easy hour", "sport": "ride", **fields}, status)


def test_folder_made_twice_with_one_id_is_one_and_a_title_is_free_only_once(cast):
    sent = {"id": str(uuid4()), "title": "Rides"}
    first = folder(cast, **sent)
    assert folder(cast, status=200, **sent) == first
    assert folder(cast, status=409)["error"]["details"][0]["code"] == "folder_once"
    inside = folder(cast, parent_id=first["id"])
    assert (inside["parent_id"], inside["team_id"], inside["owner_id"]) == (first["id"], None, str(cast["coach"].pk))


def test_folder_cannot_be_moved_into_itself_or_too_deep(cast):
    outer = folder(cast)
    inner = folder(cast, parent_id=outer["id"])
    moved = send(cast, "coach", "patch", f"{FOLDERS}/{outer['id']}", {"parent_id": inner["id"]}, 400)
    assert moved["error"]["details"][0]["field"] == "parent_id"
    deep = inner
    for _ in range(6):
        deep = folder(cast, parent_id=deep["id"])
    folder(cast, parent_id=deep["id"], status=400)


def test_removed_folder_leaves_its_workouts_one_level_up(cast):
    outer = folder(cast)
    middle = folder(cast, parent_id=outer["id"])
    inner = folder(cast, parent_id=middle["id"])
    kept = workout(cast, folder_id=inner["id"])
    send(cast, "coach", "delete", f"{FOLDERS}/{middle['id']}", status=204)
    assert send(cast, "coach", "get", f"{WORKOUTS}/{kept['id']}")["folder_id"] == outer["id"]
    assert [row["id"] for row in send(cast, "coach", "get", FOLDERS)["data"]] == [outer["id"]]


def test_shared_folder_shares_what_lies_in_it(cast):
    team = str(cast.teams["alpha"].pk)
    shelf = folder(cast)
    kept = workout(cast, folder_id=shelf["id"])
    path = f"{WORKOUTS}/{kept['id']}"
    send(cast, "head_coach", "get", path, status=404)
    send(cast, "coach", "patch", f"{FOLDERS}/{shelf['id']}", {"team_id": team}, 200)
    assert send(cast, "head_coach", "get", path, status=200)["team_id"] == team
    assert send(cast, "athlete", "get", path, status=200)["title"] == "Easy hour"
    send(cast, "athlete", "patch", path, {"title": "Mine now"}, 403)
    assert send(cast, "head_coach", "patch", path, {"title": "Easy 60"}, 200)["title"] == "Easy 60"
    send(cast, "head_coach", "patch", path, {"team_id": None}, 403)
    send(cast, "other_coach", "get", path, status=404)
    assert workout(cast, folder_id=shelf["id"], title="Next")["team_id"] == team


def test_nobody_shares_with_a_team_they_do_not_coach_or_fills_a_strange_folder(cast):
    beta = str(cast.teams["beta"].pk)
    assert workout(cast, team_id=beta, status=400)["error"]["details"][0]["code"] == "not_coached"
    workout(cast, "athlete", team_id=str(cast.teams["alpha"].pk), status=400)
    strange = folder(cast, "other_coach")
    assert workout(cast, folder_id=strange["id"], status=400)["error"]["details"][0]["field"] == "folder_id"


def test_list_finds_by_beginnings_of_words_tags_sport_and_folder(cast):
    shelf = folder(cast)
    workout(cast, title="Threshold blocks", tags=["hard", "indoor"], purpose="threshold", folder_id=shelf["id"])
    workout(cast, title="Long run", sport="run", description="thru the woods", tags=["easy"])

    def titles(query):
        return [row["title"] for row in send(cast, "coach", "get", f"{WORKOUTS}?{query}")["data"]]

    assert titles("") == ["Long run", "Threshold blocks"]
    assert titles("q=thr") == ["Long run", "Threshold blocks"]
    assert titles("q=thresh+bl") == titles("tag=hard,indoor") == titles(f"folder={shelf['id']}") == ["Threshold blocks"]
    assert titles("sport=run") == ["Long run"]
    assert titles("purpose=threshold&sport=run") == titles("tag=hard,easy") == titles("q=zzz") == []


def test_workout_has_the_fields_of_the_contract_and_a_version_that_is_minded(cast):
    made = workout(cast, planned_duration_s=3600, purpose="endurance")
    assert (made["planned_duration_s"], made["typed"], made["purpose"], made["sub_sport"]) == (
        3600, ["planned_duration_s"], "endurance", None,
    )  # fmt: skip
    path = f"{WORKOUTS}/{made['id']}"
    changed = send(cast, "coach", "patch", path, {"planned_duration_s": None}, 200, **{"If-Match": '"1"'})
    assert (changed["planned_duration_s"], changed["typed"], changed["version"]) == (None, [], 2)
    send(cast, "coach", "patch", path, {"title": "Late"}, 412, **{"If-Match": '"1"'})
    send(cast, "coach", "delete", path, status=204)
    send(cast, "coach", "get", path, status=404)


def test_structure_makes_text_and_figures(cast):
    body = {"id": str(uuid4()), "structure_text": "- 60m 75%"}
    made = workout(cast, **body)
    assert made["structure"]["steps"][0]["length"] == {"kind": "time", "value": 3600}
    assert (made["planned_duration_s"], made["planned_load"], made["typed"]) == (
        3600,
        pytest.approx(56.25, abs=0.1),
        [],
    )
    assert workout(cast, status=200, **body) == made
    path = f"{WORKOUTS}/{made['id']}"
    typed = send(cast, "coach", "patch", path, {"planned_load": 70}, 200)
    assert (typed["planned_load"], typed["typed"]) == (70, ["planned_load"])
    wrong = send(cast, "coach", "patch", path, {"structure_text": "- 60m 75"}, 400)
    assert wrong["error"]["details"][0]["field"] == "structure_text"
    emptied = send(cast, "coach", "patch", path, {"structure": None}, 200)
    assert (emptied["structure"], emptied["structure_text"], emptied["planned_duration_s"]) == (None, "", None)


def test_workout_goes_to_a_day_and_back(cast):
    made = workout(cast, planned_duration_s=3600, planned_load=50, description="steady")
    ids = [str(cast[name].pk) for name in ("athlete", "teammate", "other_athlete")]
    body = {"athlete_ids": ids, "on": "2027-03-01"}
    told = send(cast, "coach", "post", f"{WORKOUTS}/{made['id']}/schedule", body, 200)["results"]
    assert [bool(row["workout_id"]) for row in told] == [True, True, False]
    assert told[2]["reason"]
    kept = send(cast, "coach", "post", f"{WORKOUTS}/from-calendar", {"workout_id": told[0]["workout_id"]}, 201)
    same = ("title", "sport", "description", "planned_duration_s", "planned_load", "typed")
    assert {name: kept[name] for name in same} == {name: made[name] for name in same}
    send(cast, "other_coach", "post", f"{WORKOUTS}/from-calendar", {"workout_id": told[0]["workout_id"]}, 404)
    send(cast, "narrow_coach", "post", f"{WORKOUTS}/from-calendar", {"workout_id": told[0]["workout_id"]}, 403)


@pytest.mark.parametrize("path", [FOLDERS, WORKOUTS])
def test_list_asks_as_much_for_one_as_for_many(cast, path):
    make = folder if path == FOLDERS else workout
    counts = []
    for size in (1, 3):
        while len(send(cast, "coach", "get", path)["data"]) < size:
            make(cast, title=str(uuid4()))
        with CaptureQueriesContext(connection) as asked:
            assert len(send(cast, "coach", "get", path)["data"]) == size
        counts.append(len(questions(asked)))
    assert counts[0] == counts[1] <= 3
