"""Acts on many athletes in the background: each has a result, and whoever is stopped goes on behind it."""

import contextlib
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from core.acting import acting_as, as_system
from core.work import claim, run_due
from core.work import run as perform
from tests.cast import make_cast
from tests.training.plan_making import bring_newest, item, make_plan, new_edition, put_in, rows_of, take_back
from training import bulk, bulk_kinds, plan_runs
from training.models import BulkJob, PlanAct, PlanApplication, Workout
from training.moving import move_workouts
from training.plan_retention import remove_outdated

pytestmark = pytest.mark.django_db
LATER = timezone.now().date() + timedelta(days=30)


@pytest.fixture
def cast(monkeypatch):
    """Two athletes are many here."""
    monkeypatch.setattr(plan_runs, "FEW", 1)
    return make_cast()


def put_in_many(cast, *names, **asked: Any):
    plan = asked.pop("plan", None) or make_plan(cast["coach"], item(0), item(2))
    people = [cast[name] for name in names or ("athlete", "other_athlete", "teammate")]
    return put_in(plan, cast["coach"], *people, **asked)


def job_of(run) -> BulkJob:
    with as_system("test"):
        return BulkJob.objects.get(pk=run.id)


def work_off() -> int:
    return run_due(BulkJob, call=bulk.run, lease=bulk.LEASE)


class Killed(BaseException):
    pass


def test_many_wait_for_the_worker_and_each_has_a_result(cast):
    waiting = put_in_many(cast)
    assert (waiting.state, waiting.total, waiting.done, rows_of(cast["athlete"])) == ("queued", 3, 0, [])
    assert work_off() == 1
    done = plan_runs.run_of(job_of(waiting))
    assert (done.state, done.done, done.refused) == ("done", 3, 1)
    assert [one["state"] for one in done.results] == ["applied", "refused", "applied"]
    assert done.told()["results"][1]["message"] == "Nothing is here."
    assert "workouts" not in done.results[0]
    assert [len(rows_of(cast[name])) for name in ("athlete", "teammate", "other_athlete")] == [2, 2, 0]


def test_same_batch_sent_again_is_the_same_job(cast):
    first = put_in_many(cast, plan=(plan := make_plan(cast["coach"], item(0))))
    assert put_in_many(cast, plan=plan, batch=first.batch_id).id == first.id


@pytest.mark.parametrize("place", ["perform", "keep"])
def test_worker_killed_in_the_middle_goes_on_without_doubles(cast, monkeypatch, place):
    """Killed before or after the second athlete's sessions were written, but not yet committed."""
    waiting = put_in_many(cast, "athlete", "teammate")
    module, name = (bulk_kinds, "apply_to") if place == "perform" else (bulk, "_keep")
    kept, calls = getattr(module, name), []

    def dying(*args: Any, **kwargs: Any) -> Any:
        calls.append(args)
        if len(calls) == 2:
            raise Killed
        return kept(*args, **kwargs)

    monkeypatch.setattr(module, name, dying)
    with contextlib.suppress(Killed):
        perform(claim(BulkJob, lease=bulk.LEASE), call=bulk.run)
    half = job_of(waiting)
    assert (half.state, half.done, len(half.results)) == ("leased", 1, 1)
    assert [len(rows_of(cast[name])) for name in ("athlete", "teammate")] == [2, 0]
    assert work_off() == 0
    with as_system("test"):
        BulkJob.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert work_off() == 1
    assert (job_of(waiting).state, job_of(waiting).done) == ("done", 2)
    assert [len(rows_of(cast[name])) for name in ("athlete", "teammate")] == [2, 2]
    with as_system("test"):
        assert PlanApplication.objects.count() == 2


def test_long_job_gives_way_to_others_and_wears_nothing_out(cast, monkeypatch):
    waiting = put_in_many(cast, "athlete", "teammate")
    monkeypatch.setattr(bulk, "BUDGET_S", 1e-9)
    perform(claim(BulkJob, lease=bulk.LEASE), call=bulk.run)
    half = job_of(waiting)
    assert (half.state, half.done, half.attempts, plan_runs.run_of(half).state) == ("waiting", 1, 0, "processing")
    with as_system("test"):
        BulkJob.objects.update(run_at=timezone.now() - timedelta(minutes=1))
    perform(claim(BulkJob, lease=bulk.LEASE), call=bulk.run)
    assert job_of(waiting).state == "done"


def test_trouble_with_one_athlete_is_told_and_stops_nobody(cast, monkeypatch):
    waiting = put_in_many(cast, "athlete", "teammate")
    kept = bulk_kinds.apply_to

    def troubled(athlete_id: UUID, **options: Any) -> Any:
        if athlete_id == cast["athlete"].pk:
            raise ZeroDivisionError
        return kept(athlete_id, **options)

    monkeypatch.setattr(bulk_kinds, "apply_to", troubled)
    work_off()
    first, second = plan_runs.run_of(job_of(waiting)).told()["results"]
    assert (first["state"], first["reason"], first["athlete_id"]) == ("failed", "error", str(cast["athlete"].pk))
    assert (second["state"], len(rows_of(cast["teammate"]))) == ("applied", 2)


def test_who_lost_the_right_meanwhile_does_nothing_any_more(cast):
    waiting = put_in_many(cast, "athlete", "teammate")
    with as_system("test"):
        type(cast["coach"]).objects.filter(pk=cast["coach"].pk).update(suspended_at=timezone.now())
    work_off()
    assert (job_of(waiting).state, plan_runs.run_of(job_of(waiting)).state) == ("dead", "failed")
    assert rows_of(cast["athlete"]) == []


def test_rebase_and_undo_of_many_run_in_the_background_too(cast):
    coach, plan = cast["coach"], make_plan(cast["coach"], item(0), item(2))
    applied = put_in_many(cast, "athlete", "teammate", plan=plan, on=LATER)
    work_off()
    with acting_as(coach):
        items = [{**row, "day": row["day"] + 1} for row in plan_runs.newest(plan).items]
    new_edition(plan, coach, items)
    rebased = bring_newest(plan, coach)
    work_off()
    assert {one["changed"] for one in plan_runs.run_of(job_of(rebased)).results} == {2}
    assert [row.on for row in rows_of(cast["teammate"])] == [LATER + timedelta(days=1), LATER + timedelta(days=3)]
    undone = take_back(coach, batch=applied.batch_id)
    assert (undone.state, undone.total) == ("queued", 2)
    work_off()
    with as_system("test"):
        assert Workout.objects.count() == 0


def test_old_acts_and_jobs_go_and_what_they_made_stays(cast):
    waiting = put_in_many(cast, "athlete", "teammate")
    work_off()
    with acting_as(cast["coach"]):
        act = move_workouts(
            ids=[rows_of(cast["athlete"])[0].pk], by_days=1, actor=cast["coach"], now=timezone.now()
        ).act
    now = timezone.now()
    remove_outdated(now=now + timedelta(days=89))
    assert (job_of(waiting).state, act is None) == ("done", False)
    remove_outdated(now=now + timedelta(days=181))
    with as_system("test"):
        assert (BulkJob.objects.count(), PlanAct.objects.count(), PlanApplication.objects.count()) == (0, 0, 2)
    assert len(rows_of(cast["athlete"])) == 2
