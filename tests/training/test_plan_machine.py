"""Whatever happens to a plan, in whatever order: done and edited sessions stay as they are, and no workout is lost."""

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from itertools import count
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from accounts.models import Role, User
from accounts.thresholds import set_threshold
from core.acting import acting_as, as_system
from core.errors import DomainError
from core.work import run_due
from tests.cast import EVERYTHING, _found, join, make_person
from tests.training.plan_making import intervals, item
from tests.training.planned import recorded, sums
from tests.training.recordings import ride
from training import bulk, plan_runs
from training.editing import delete_activity
from training.models import Activity, BulkJob, Plan, PlanAct, PlanApplication, Workout
from training.moving import copy_workouts, move_workouts, remove_workouts
from training.pairing import session_changed, session_removed
from training.plan_acts import undo_act
from training.plan_runs import apply_plan, rebase_plan, run_of, undo_applications
from training.plan_templates import Options
from training.planning import change_workout, measure_to_come
from training.plans import change_plan, create_plan, newest

BEGIN = datetime(2026, 3, 2, 6, tzinfo=UTC)
EXAMPLES = int(os.environ.get("PLAN_EXAMPLES", "6"))
STEPS = int(os.environ.get("PLAN_STEPS", "20"))
PROFILE = settings(
    max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate, *([Phase.shrink] if os.environ.get("PLAN_SHRINK") else [])),
)  # fmt: skip
CONTENT = (
    "athlete_id", "team_id", "on", "start_time", "sport", "title", "description", "structure_text", "purpose", "key",
    "planned_duration_s", "planned_distance_m", "planned_load", "typed", "locked", "hidden_until", "excuse",
)  # fmt: skip
picks, days, flags = st.integers(0, 1000), st.integers(-3, 16), st.booleans()
Content = dict[str, Any]


class Planning(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.patch = patch.object(bulk, "timezone", SimpleNamespace(now=lambda: self.now))
        self.patch.start()
        self.names = (f"title {number}" for number in count())
        self.edited: set[UUID] = set()
        self.put_on: dict[UUID, date] = {}
        """Where the plan has put it."""

    def teardown(self) -> None:
        self.patch.stop()
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    @initialize()
    def begin(self) -> None:
        self.now = BEGIN
        self.coach, self.athlete, self.other = (make_person(name) for name in ("Cleo", "Ida", "Omar"))
        then = BEGIN - timedelta(days=30)
        team = _found("Alpha", self.coach, then)
        for athlete in (self.athlete, self.other):
            join(team, athlete, Role.ATHLETE, then, EVERYTHING)
        items = [intervals(0), item(1), item(3), item(8, structure_text="- 60m 70%", planned_duration_s=None)]
        with acting_as(self.coach):
            plan = create_plan(actor=self.coach, title="Base", items=items, team_id=team.pk)
        self.plan_id = plan.pk
        self._put_in(self.athlete, day=0, scale=1.0)

    # --- what plans do
    @rule(whom=flags, day=days, scale=st.sampled_from((0.5, 1.0, 1.3)))
    def apply(self, whom: bool, day: int, scale: float) -> None:
        self._put_in(self.athlete if whom else self.other, day=day, scale=scale)

    @rule(pick=picks, at_once=flags)
    def undo_application(self, pick: int, at_once: bool) -> None:
        application = self._pick(PlanApplication, pick)
        before = self._rows()
        self._run(at_once, lambda: undo_applications(actor=self.coach, now=self.now, batch=application.batch))
        after = self._rows()
        of_it = {pk for pk, row in before.items() if row.application_id == application.pk}
        self._assert_kept(before, after, may_go=of_it)
        if application.undone_at is None:
            assert {pk for pk in of_it if pk in after} == {pk for pk in of_it if self._is_touched(before[pk])}

    @rule(at_once=flags, is_dry=flags)
    def rebase(self, at_once: bool, is_dry: bool) -> None:
        with acting_as(self.coach):
            plan = Plan.objects.get(pk=self.plan_id)
            keys = {UUID(row["id"]) for row in newest(plan).items}
        before = self._rows()
        run = self._run(
            at_once, lambda: rebase_plan(plan=plan, actor=self.coach, now=self.now, is_dry=is_dry)
        )  # fmt: skip
        after = self._rows()
        told = {UUID(one["application_id"]) for one in run.results if one["state"] == "rebased"}
        ours = {pk for pk, row in before.items() if row.application_id in told}
        dropped = {pk for pk in ours if before[pk].plan_item_key not in keys}
        self._assert_kept(before, after, may_go=dropped, may_change=ours)
        self._assert_follows(plan, {pk: row for pk, row in after.items() if row.application_id in told})
        for pk in after.keys() - before.keys() | {pk for pk in ours & after.keys() if not self._is_touched(before[pk])}:
            self.put_on[pk] = after[pk].on

    @rule(pick=picks, what=st.sampled_from(("rename", "move", "drop", "add")), day=st.integers(0, 13))
    def write_edition(self, pick: int, what: str, day: int) -> None:
        with acting_as(self.coach):
            plan = Plan.objects.get(pk=self.plan_id)
            items = [_given(row) for row in newest(plan).items]
            chosen = items[pick % len(items)]
            if what == "drop" and len(items) > 1:
                items.remove(chosen)
            elif what == "add":
                items.append(item(day, title=next(self.names)))
            else:
                chosen |= {"title": next(self.names)} if what == "rename" else {"day": day}
            change_plan(plan=plan, actor=self.coach, items=items)

    # --- what people do
    @rule(pick=picks, own=flags)
    def edit(self, pick: int, own: bool) -> None:
        self._change(pick, self.athlete if own else self.coach, title=next(self.names))

    @rule(pick=picks, minutes=st.integers(20, 200))
    def edit_duration(self, pick: int, minutes: int) -> None:
        self._change(pick, self.coach, planned_duration_s=minutes * 60 + 0.5)

    @rule(pick=picks)
    def excuse(self, pick: int) -> None:
        self._change(pick, self.coach, state="excused", excuse="ill")

    @rule(pick=picks, by=st.sampled_from((-3, -1, 1, 5)))
    def move(self, pick: int, by: int) -> None:
        self._act(lambda: move_workouts(ids=self._some(pick), by_days=by, actor=self.coach, now=self.now))

    @rule(pick=picks, by=st.integers(-4, 4))
    def copy(self, pick: int, by: int) -> None:
        self._act(lambda: copy_workouts(ids=self._some(pick), by_days=by, actor=self.coach, now=self.now))

    @rule(pick=picks)
    def remove(self, pick: int) -> None:
        wanted = set(self._some(pick))
        self._act(lambda: remove_workouts(ids=sorted(wanted), actor=self.coach, now=self.now), may_go=wanted)

    @rule(pick=picks)
    def undo_act(self, pick: int) -> None:
        act = self._pick(PlanAct, pick)
        if act is not None:
            made = {UUID(row["id"]) for row in act.after} - {UUID(row["id"]) for row in act.before}
            self._act(lambda: undo_act(act=act, actor=self.coach, now=self.now), may_go=made)

    # --- what happens
    @rule(day=days, minutes=st.integers(1, 3))
    def train(self, day: int, minutes: int) -> None:
        began = BEGIN + timedelta(days=day, hours=6)
        made = recorded(self.athlete, ride(began=began, seconds=minutes * 60))
        before = self._rows()
        session_changed(athlete_id=self.athlete.pk, activity_id=made.pk, now=self.now)
        self._assert_kept(before, self._rows(), by_session=True)

    @rule(pick=picks)
    def delete_session(self, pick: int) -> None:
        activity = self._pick(Activity, pick)
        if activity is not None:
            before = self._rows()
            with acting_as(self.athlete):
                delete_activity(activity=activity, actor=self.athlete)
            session_removed(athlete_id=self.athlete.pk, now=self.now)
            self._assert_kept(before, self._rows(), by_session=True)

    @rule(ftp_w=st.integers(180, 320))
    def grow_stronger(self, ftp_w: int) -> None:
        """Figures follow; that is nobody's edit."""
        with acting_as(self.athlete), suppress(DomainError):
            set_threshold(
                athlete_id=self.athlete.pk, sport="ride", kind="ftp_w", value=float(ftp_w),
                effective_on=self.now.date(), actor=self.athlete, now=self.now,
            )  # fmt: skip
        with as_system("test"):
            measure_to_come(athlete_id=self.athlete.pk, now=self.now)

    @rule()
    def sleep(self) -> None:
        self.now += timedelta(days=1)

    # --- how it is done
    def _put_in(self, athlete: User, *, day: int, scale: float) -> None:
        before = self._rows()
        options = Options((BEGIN + timedelta(days=day)).date(), scale=scale)
        with acting_as(self.coach):
            plan = Plan.objects.get(pk=self.plan_id)
            apply_plan(plan=plan, options=options, athlete_ids=[athlete.pk], actor=self.coach, now=self.now)
        after = self._rows()
        self._assert_kept(before, after)
        self.put_on |= {pk: after[pk].on for pk in after.keys() - before.keys()}

    def _run(self, at_once: bool, act: Callable[[], plan_runs.Run]) -> plan_runs.Run:
        plan_runs.FEW = 100 if at_once else 0
        try:
            with acting_as(self.coach):
                run = act()
        finally:
            plan_runs.FEW = 5
        if run.id is None:
            return run
        run_due(BulkJob, call=bulk.run, lease=bulk.LEASE)
        with as_system("test"):
            job = BulkJob.objects.get(pk=run.id)
        assert (job.state, job.done) == ("done", job.total)
        return run_of(job)

    def _act(self, act: Callable[[], Any], may_go: set[UUID] | None = None) -> None:
        """Days change, contents do not."""
        before = self._rows()
        with acting_as(self.coach), suppress(DomainError), transaction.atomic():
            act()
        after = self._rows()
        assert before.keys() - after.keys() <= (may_go or set())
        _assert_done(before, after)
        for pk in before.keys() & after.keys():
            assert _content(before[pk], without=("on",)) == _content(after[pk], without=("on",))

    def _change(self, pick: int, actor: User, **given: Any) -> None:
        row = self._pick(Workout, pick)
        if row is None or row.athlete_id != self.athlete.pk:
            return
        with acting_as(actor), suppress(DomainError), transaction.atomic():
            change_workout(workout=row, actor=actor, now=self.now, **given)
            self.edited.add(row.pk)

    def _assert_kept(
        self, before: dict[UUID, Workout], after: dict[UUID, Workout], *, may_go: set[UUID] | None = None,
        may_change: set[UUID] | None = None, by_session: bool = False,
    ) -> None:  # fmt: skip
        gone = before.keys() - after.keys()
        assert gone <= (may_go or set())
        assert not [pk for pk in gone if self._is_touched(before[pk])]
        if not by_session:
            _assert_done(before, after)
        for pk in before.keys() & after.keys():
            if pk not in (may_change or set()) or self._is_touched(before[pk]):
                assert _content(before[pk]) == _content(after[pk])

    def _assert_follows(self, plan: Plan, rows: dict[UUID, Workout]) -> None:
        """What nobody has touched and is still to come says what the newest edition says."""
        with acting_as(self.coach):
            titles = {UUID(row["id"]): row["title"] for row in newest(plan).items}
        for row in rows.values():
            if row.on >= self.now.date() and not self._is_touched(row) and row.applied["on"] == str(row.on):
                assert row.title == titles[row.plan_item_key]

    def _is_touched(self, row: Workout) -> bool:
        moved = row.pk in self.put_on and row.on != self.put_on[row.pk]
        return row.activity_id is not None or row.state in {"excused", "skipped"} or row.pk in self.edited or moved

    def _rows(self) -> dict[UUID, Workout]:
        with as_system("test"):
            rows = {row.pk: row for row in Workout.objects.all()}
        for athlete in (self.athlete, self.other):
            loads: dict[tuple[date, str], float] = {}
            for row in rows.values():
                if row.athlete_id == athlete.pk and row.state != "excused":
                    loads[row.on, row.sport] = loads.get((row.on, row.sport), 0.0) + (row.planned_load or 0.0)
            kept = {key: planned for key, (planned, _open) in sums(athlete).items()}
            assert kept == pytest.approx(loads)
        return rows

    def _some(self, pick: int) -> list[UUID]:
        with as_system("test"):
            ids = list(Workout.objects.filter(athlete_id=self.athlete.pk).order_by("pk").values_list("pk", flat=True))
        return ids[pick % (len(ids) or 1) :][: 1 + pick % 3]

    def _pick(self, model: Any, pick: int) -> Any:
        with as_system("test"):
            rows = list(model.objects.order_by("pk"))
        return rows[pick % len(rows)] if rows else None


def _assert_done(before: dict[UUID, Workout], after: dict[UUID, Workout]) -> None:
    """What is done keeps its session, whatever is planned beside it."""
    for pk, row in before.items():
        if row.activity_id is not None and pk in after:
            assert (after[pk].activity_id, after[pk].state) == (row.activity_id, row.state)


def _content(row: Workout, without: tuple[str, ...] = ()) -> Content:
    return {name: getattr(row, name) for name in CONTENT if name not in without}


def _given(row: dict[str, Any]) -> dict[str, Any]:
    typed = {name: row[name] for name in row["typed"]}
    plain = {name: value for name, value in row.items() if not name.startswith("planned") and name != "typed"}
    return {**plain, **typed}


@pytest.mark.django_db
def test_done_and_edited_sessions_stay_and_none_is_lost() -> None:
    run_state_machine_as_test(Planning, settings=PROFILE)
