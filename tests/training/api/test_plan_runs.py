"""Plans put into calendars through the API: at once, in the background, tried first, brought up to date, taken back."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.work import run_due
from tests.cast import make_cast, questions
from tests.training.api.test_plans import PLANS, item, plan, send
from tests.training.plan_making import rows_of
from training import bulk, plan_runs
from training.models import BulkJob

pytestmark = pytest.mark.django_db
APPLICATIONS, JOBS = "/api/v1/plan-applications", "/api/v1/bulk-jobs"


@pytest.fixture
def cast():
    return make_cast()


def ids(cast, *names):
    return [str(cast[name].pk) for name in names]


def apply(cast, made, *names, who="coach", status=200, **fields):
    body = {"athlete_ids": ids(cast, *names), "on": "2027-03-01", **fields}
    return send(cast, who, "post", f"{PLANS}/{made['id']}/apply", body, status)


def days_of(cast, name):
    return [str(row.on) for row in rows_of(cast[name])]


def test_dry_run_tells_what_would_be_and_changes_nothing(cast):
    made = plan(cast, items=[item(0, structure_text="- 60m 75%"), item(9)])
    run = apply(cast, made, "athlete", "other_athlete", dry_run=True, anchor="end", on="2027-03-14", scale=0.5)
    first, second = run["results"]
    assert (run["id"], run["state"], run["dry_run"], run["refused"]) == (None, "done", True, 1)
    assert (first["state"], first["starts_on"], first["ends_on"], first["created"], first["application_id"]) == (
        "planned", "2027-03-01", "2027-03-14", 2, None,
    )  # fmt: skip
    assert [(row["on"], row["planned_duration_s"]) for row in first["workouts"]] == [
        ("2027-03-01", 1800), ("2027-03-10", 1800),
    ]  # fmt: skip
    assert (second["state"], second["reason"], second["message"]) == ("refused", "not_found", "Nothing is here.")
    assert days_of(cast, "athlete") == []


def test_applied_plan_is_listed_undone_and_gone(cast):
    made = plan(cast)
    run = apply(cast, made, "athlete", "teammate")
    told = send(cast, "athlete", "get", f"{APPLICATIONS}?athlete={cast['athlete'].pk}")["data"]
    assert [(row["id"], row["batch_id"], row["edition"], row["is_behind"]) for row in told] == [
        (run["results"][0]["application_id"], run["batch_id"], None, False)
    ]
    mine = send(cast, "coach", "get", f"{APPLICATIONS}?plan={made['id']}&batch={run['batch_id']}")["data"]
    assert {(row["plan_title"], row["edition"], row["ends_on"]) for row in mine} == {("Base", 1, "2027-03-14")}
    one = f"{APPLICATIONS}/{run['results'][0]['application_id']}"
    assert send(cast, "coach", "get", one, status=200)["options"]["scale"] == 1
    assert send(cast, "coach", "post", f"{one}/undo", status=200)["results"][0]["removed"] == 2
    assert send(cast, "coach", "get", one)["undone_at"]
    whole = send(cast, "coach", "post", f"{APPLICATIONS}/undo", {"batch_id": run["batch_id"]}, 200)
    assert sorted(row["removed"] for row in whole["results"]) == [0, 2]
    assert days_of(cast, "athlete") == days_of(cast, "teammate") == []


def test_athlete_applies_a_shared_plan_to_oneself_alone(cast):
    made = plan(cast, team_id=str(cast.teams["alpha"].pk))
    run = apply(cast, made, "athlete", "teammate", who="athlete")
    assert [row["state"] for row in run["results"]] == ["applied", "refused"]
    assert rows_of(cast["athlete"])[0].team_id is None
    apply(cast, made, "other_athlete", who="other_athlete", status=404)


@pytest.mark.parametrize(
    "fields",
    [
        {"scale": 4}, {"scale": "NaN"}, {"anchor": "middle"}, {"weekday_map": {"7": 1}}, {"weekday_map": {"1": 7}},
        {"weekday_map": {"one": 1}}, {"athlete_ids": []}, {"on": "2199-01-01"}, {"unknown": 1}, {"on": None},
    ],
)  # fmt: skip
def test_options_that_make_no_sense_are_refused(cast, fields):
    error = apply(cast, plan(cast), "athlete", status=400, **fields)["error"]
    assert error["details"][0]["field"].split(".")[0] in fields


def test_act_sent_twice_with_an_id_is_done_once(cast):
    made, act = plan(cast), str(uuid4())
    first, second = (apply(cast, made, "athlete", id=act)["results"][0] for _ in range(2))
    assert first["application_id"] == second["application_id"]
    assert len(days_of(cast, "athlete")) == 2


def test_many_athletes_are_a_job_that_is_polled(cast, monkeypatch):
    monkeypatch.setattr(plan_runs, "FEW", 1)
    made = plan(cast)
    answer = cast.as_("coach").post(
        f"{PLANS}/{made['id']}/apply", {"athlete_ids": ids(cast, "athlete", "teammate"), "on": "2027-03-01"},
        content_type="application/json",
    )  # fmt: skip
    job = answer.json()
    path = answer.headers["Location"]
    assert (answer.status_code, path, job["state"], job["total"], job["results"]) == (
        202, f"{JOBS}/{job['id']}", "queued", 2, [],
    )  # fmt: skip
    waiting = cast.as_("coach").get(path)
    assert cast.as_("coach").get(path, headers={"If-None-Match": waiting.headers["ETag"]}).status_code == 304
    run_due(BulkJob, call=bulk.run, lease=bulk.LEASE)
    done = cast.as_("coach").get(path, headers={"If-None-Match": waiting.headers["ETag"]}).json()
    assert (done["state"], done["done"], [row["created"] for row in done["results"]]) == ("done", 2, [2, 2])
    listed = send(cast, "coach", "get", JOBS)["data"]
    assert [(row["id"], row["state"], "results" in row) for row in listed] == [(job["id"], "done", False)]
    send(cast, "athlete", "get", path, status=404)
    assert send(cast, "athlete", "get", JOBS)["data"] == []


def test_new_edition_is_offered_tried_and_brought_in(cast):
    made = plan(cast)
    run = apply(cast, made, "athlete", "teammate")
    path = f"{PLANS}/{made['id']}"
    items = [{**made["items"][0], "title": "Harder"}, item(3)]
    for row in items:
        row.pop("typed", None)
    send(cast, "coach", "patch", path, {"items": items}, 200, **{"If-Match": '"1"'})
    offers = send(cast, "coach", "get", f"{APPLICATIONS}?plan={made['id']}&behind=true")["data"]
    assert [(row["edition"], row["newest_edition"], row["is_behind"]) for row in offers] == [(1, 2, True)] * 2
    tried = send(cast, "coach", "post", f"{path}/rebase", {"dry_run": True}, 200)
    assert [(row["state"], row["added"], row["changed"], row["removed"]) for row in tried["results"]] == [
        ("planned", 1, 1, 1)
    ] * 2
    only = run["results"][0]["application_id"]
    told = send(cast, "coach", "post", f"{path}/rebase", {"application_ids": [only]}, 200)
    assert [row["state"] for row in told["results"]] == ["rebased"]
    assert days_of(cast, "athlete") == ["2027-03-01", "2027-03-04"]
    assert days_of(cast, "teammate") == ["2027-03-01", "2027-03-10"]
    assert len(send(cast, "coach", "get", f"{APPLICATIONS}?behind=true")["data"]) == 1


def test_stretch_is_cloned_to_others(cast):
    apply(cast, plan(cast), "athlete")
    body = {
        "athlete": str(cast["athlete"].pk), "from_on": "2027-03-01", "to_on": "2027-03-07", "on": "2027-04-05",
        "athlete_ids": ids(cast, "teammate"),
    }  # fmt: skip
    run = send(cast, "coach", "post", f"{PLANS}/clone", body, 200)
    assert (run["kind"], days_of(cast, "teammate")) == ("clone", ["2027-04-05"])
    send(cast, "other_coach", "post", f"{PLANS}/clone", body, 404)
    empty = send(cast, "coach", "post", f"{PLANS}/clone", {**body, "from_on": "2027-03-02"}, 400)
    assert empty["error"]["details"][0]["field"] == "from_on"


@pytest.mark.parametrize("path", [APPLICATIONS, JOBS])
def test_list_asks_as_much_for_one_as_for_many(cast, path, monkeypatch):
    counts = []
    for _size in range(2):
        monkeypatch.setattr(plan_runs, "FEW", 5)
        apply(cast, plan(cast), "athlete")
        monkeypatch.setattr(plan_runs, "FEW", 0)
        apply(cast, plan(cast), "athlete", status=202)
        with CaptureQueriesContext(connection) as asked:
            send(cast, "coach", "get", path)
        counts.append(len(questions(asked)))
    assert counts[0] == counts[1] <= 3
