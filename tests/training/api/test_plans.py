from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import make_cast, questions
from tests.training.planned import planned

pytestmark = pytest.mark.django_db
PLANS = "/api/v1/plans"
MONDAY = date(2027, 3, 1)


@pytest.fixture
def cast():
    return make_cast()


def send(cast, who, method, path, body=None, status=None, **headers):
    answer = getattr(cast.as_(who), method)(path, body or {}, content_type="application/json", headers=headers)
    if status is not None:
        assert answer.status_code == status, answer.content
    return answer.json() if answer.content else {}


def item(day, **fields):
    return {"day": day, "sport": "ride", "title": f"Day {day}", "planned_duration_s": 3600, **fields}


def plan(cast, who="coach", status=201, **fields):
    return send(cast, who, "post", PLANS, {"title": "Base", "items": [item(0), item(9)], **fields}, status)


def test_plan_is_made_with_its_items_once(cast):
    body = {"id": str(uuid4()), "items": [item(9, key=True, start_time="06:30"), item(0, structure_text="- 60m 75%")]}
    made = plan(cast, **body)
    assert (made["weeks"], made["edition"], made["version"], made["owner_id"]) == (2, 1, 1, str(cast["coach"].pk))
    first, second = made["items"]
    assert (first["day"], first["typed"], first["planned_load"]) == (0, [], pytest.approx(56.25, abs=0.1))
    assert (second["key"], second["start_time"], second["typed"], second["purpose"]) == (
        True, "06:30", ["planned_duration_s"], None,
    )  # fmt: skip
    assert plan(cast, status=200, **body) == made
    assert plan(cast, status=409, **{**body, "items": [item(1)]})["error"]["code"] == "CONFLICT"


def test_items_are_replaced_as_a_whole_and_keep_their_names(cast):
    made = plan(cast)
    path, kept = f"{PLANS}/{made['id']}", made["items"][0]
    told = {name: value for name, value in kept.items() if name != "typed"}
    sent = {"items": [{**told, "title": "Changed"}, item(20)]}
    send(cast, "coach", "patch", path, sent, 400)
    changed = send(cast, "coach", "patch", path, sent, 200, **{"If-Match": '"1"'})
    assert (changed["edition"], changed["version"], changed["weeks"]) == (2, 2, 3)
    assert changed["items"][0] == {**kept, "title": "Changed"}
    send(cast, "coach", "patch", path, sent, 412, **{"If-Match": '"1"'})
    named = send(cast, "coach", "patch", path, {"title": "Base 1"}, 200, **{"If-Match": '"2"'})
    assert (named["edition"], named["version"], named["items"]) == (2, 3, changed["items"])
    put = send(cast, "coach", "put", path, {"title": "Base 1", "items": [item(0)]}, 200, **{"If-Match": '"3"'})
    assert (put["weeks"], put["edition"], len(put["items"])) == (1, 3, 1)
    send(cast, "coach", "delete", path, status=400)
    send(cast, "coach", "delete", path, status=204, **{"If-Match": '"4"'})


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"items": [item(0), item(1, structure_text="- nonsense 3")]}, "items.1.structure_text"),
        ({"items": [item(7)], "weeks": 1}, "weeks"),
        ({"items": [item(728)]}, "items.0.day"),
        ({"items": [item(0, state="done")]}, "items.0.state"),
        ({"items": [{**item(0), "id": "0197f5a0-0000-7000-8000-000000000001"}] * 2}, "items"),
        ({"weeks": 105}, "weeks"),
    ],
)
def test_wrong_plan_is_refused_by_its_place(cast, fields, field):
    assert plan(cast, status=400, **fields)["error"]["details"][0]["field"] == field


def test_shared_plan_is_read_by_the_team_and_changed_by_its_coaches(cast):
    made = plan(cast, team_id=str(cast.teams["alpha"].pk))
    path = f"{PLANS}/{made['id']}"
    assert send(cast, "athlete", "get", path, status=200)["items"] == made["items"]
    send(cast, "other_coach", "get", path, status=404)
    send(cast, "athlete", "patch", path, {"title": "Mine"}, 403, **{"If-Match": '"1"'})
    changed = send(cast, "head_coach", "patch", path, {"items": [item(3)]}, 200, **{"If-Match": '"1"'})
    assert send(cast, "coach", "get", path)["items"] == changed["items"]


def test_copy_is_a_plan_of_its_own(cast):
    made = plan(cast, team_id=str(cast.teams["alpha"].pk))
    copy = send(cast, "athlete", "post", f"{PLANS}/{made['id']}/copy", {"title": "My base"}, 201)
    assert (copy["title"], copy["owner_id"], copy["team_id"], copy["edition"]) == (
        "My base", str(cast["athlete"].pk), None, 1,
    )  # fmt: skip
    nameless = [[{**row, "id": ""} for row in one["items"]] for one in (made, copy)]
    assert nameless[0] == nameless[1]
    assert {row["id"] for row in made["items"]}.isdisjoint(row["id"] for row in copy["items"])


def test_stretch_of_a_calendar_becomes_a_plan(cast):
    athlete, coach = cast["athlete"], cast["coach"]
    for days, fields in ((0, {"title": "One", "key": True}), (9, {"title": "Two", "description": "with care"})):
        planned(athlete, by=coach, on=MONDAY + timedelta(days=days), **fields)
    planned(athlete, by=coach, on=MONDAY + timedelta(days=14), title="Later")
    body = {"athlete": str(athlete.pk), "from_on": "2027-03-01", "to_on": "2027-03-14", "title": "Two weeks"}
    made = send(cast, "coach", "post", f"{PLANS}/from-calendar", body, 201)
    assert [(row["day"], row["title"], row["key"]) for row in made["items"]] == [(0, "One", True), (9, "Two", False)]
    narrow = send(cast, "narrow_coach", "post", f"{PLANS}/from-calendar", body, 201)
    assert [(row["title"], row["description"], row["planned_duration_s"]) for row in narrow["items"]] == [
        ("", "", 3600)
    ] * 2
    send(cast, "other_coach", "post", f"{PLANS}/from-calendar", body, 404)
    send(cast, "coach", "post", f"{PLANS}/from-calendar", {**body, "to_on": "2027-02-28"}, 400)


def test_list_of_plans_asks_as_much_for_one_as_for_many(cast):
    counts = []
    for size in (1, 3):
        for _ in range(size):
            plan(cast, title=str(uuid4()))
        for query in ("", "?include=items"):
            with CaptureQueriesContext(connection) as asked:
                rows = send(cast, "coach", "get", f"{PLANS}{query}")["data"]
            assert [("items" in row) for row in rows] == [bool(query)] * len(rows)
            counts.append(len(questions(asked)))
    assert counts[:2] == counts[2:]
    assert max(counts) <= 4
