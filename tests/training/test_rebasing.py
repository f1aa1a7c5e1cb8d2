"""A newer edition comes to running athletes: a three-way merge that touches nothing a person or a session has touched."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AvailableDay
from core.acting import acting_as
from tests.cast import make_cast, questions
from tests.training.plan_making import (
    MONDAY,
    NOW,
    bring_newest,
    calendar_of,
    day,
    intervals,
    item,
    make_plan,
    new_edition,
    put_in,
    rows_of,
    take_back,
)  # fmt: skip
from tests.training.planned import recorded, sums
from tests.training.recordings import BEGAN, ride
from training.models import Plan
from training.moving import move_workouts, remove_workouts
from training.pairing import pair_days
from training.plan_acts import undo_act
from training.planning import change_workout
from training.plans import newest, remove_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make_cast()


def edited(plan: Any, actor: Any, *changes: dict[str, Any] | None, added: tuple[dict[str, Any], ...] = ()) -> None:
    """Item by item what is new of it; None takes it out."""
    with acting_as(actor):
        items = newest(Plan.objects.get(pk=plan.pk)).items
    padded = [*changes, *({} for _ in items)]
    kept = [{**_given(row), **change} for row, change in zip(items, padded, strict=False) if change is not None]
    new_edition(plan, actor, [*kept, *added])


def _given(row: dict[str, Any]) -> dict[str, Any]:
    typed = {name: row[name] for name in row["typed"]}
    return {
        **{name: value for name, value in row.items() if not name.startswith("planned") and name != "typed"},
        **typed,
    }


def counts(result: dict[str, Any]) -> tuple[int, int, int, int]:
    return (result["added"], result["changed"], result["removed"], result["unchanged"])


def change(row: Any, actor: Any, **given: Any) -> None:
    with acting_as(actor):
        change_workout(workout=row, actor=actor, now=NOW, **given)


def test_untouched_sessions_follow_the_new_edition(cast):
    coach, athlete = cast["coach"], cast["athlete"]
    plan = make_plan(coach, item(0), item(2), item(4), intervals(8))
    put_in(plan, coach, athlete, options={"scale": 0.5, "weekday_map": {2: 3}})
    edited(plan, coach, {"title": "Easier"}, {"day": 3}, None, added=(item(10, title="New"),))
    (tried,) = bring_newest(plan, coach, is_dry=True).results
    assert calendar_of(athlete) == [(0, "Day 0"), (3, "Day 2"), (4, "Day 4"), (8, "Intervals")]
    (told,) = bring_newest(plan, coach).results
    assert calendar_of(athlete) == [(0, "Easier"), (3, "Day 2"), (8, "Intervals"), (10, "New")]
    assert (counts(told), told["edition"], tried) == ((1, 1, 1, 2), 2, {**told, "state": "planned"})
    assert rows_of(athlete)[3].planned_duration_s == 1800
    assert (day(4), "ride") not in sums(athlete)
    assert bring_newest(plan, coach, application_ids=[rows_of(athlete)[0].application_id]).results[0]["state"] == (
        "unchanged"
    )


def test_done_edited_moved_and_excused_sessions_stay_as_they_are(cast):
    coach, athlete = cast["coach"], cast["athlete"]
    plan = make_plan(coach, *(item(number) for number in range(6)))
    put_in(plan, coach, athlete)
    rows = rows_of(athlete)
    recorded(athlete, ride(began=BEGAN + timedelta(days=1)))
    pair_days(athlete_id=athlete.pk, days=[day(0)], now=NOW)
    change(rows[1], athlete, title="My own")
    with acting_as(coach):
        move_workouts(ids=[rows[2].pk], by_days=9, actor=coach, now=NOW)
    change(rows[3], athlete, state="excused", excuse="ill")
    change(rows[4], coach, locked=True)
    edited(plan, coach, *({"planned_duration_s": 7200} for _ in range(4)), {"title": "Locked"}, None)
    before = {row.pk: (row.on, row.title, row.planned_duration_s, row.state) for row in rows_of(athlete)}
    (told,) = bring_newest(plan, coach).results
    after = {row.pk: (row.on, row.title, row.planned_duration_s, row.state) for row in rows_of(athlete)}
    assert {one["reason"] for one in told["kept"]} == {"done", "edited", "moved", "excused"}
    assert (counts(told), after[rows[4].pk][1]) == ((0, 1, 1, 0), "Locked")
    kept = [row.pk for row in rows[:4]]
    assert [after[pk] for pk in kept] == [before[pk] for pk in kept]


def test_session_that_somebody_removed_does_not_come_back(cast):
    coach, athlete = cast["coach"], cast["athlete"]
    plan = make_plan(coach, item(0), item(2))
    put_in(plan, coach, athlete)
    with acting_as(athlete):
        act = remove_workouts(ids=[rows_of(athlete)[0].pk], actor=athlete, now=NOW).act
    edited(plan, coach, {"title": "Again"}, {"title": "Other"})
    (told,) = bring_newest(plan, coach).results
    assert (calendar_of(athlete), told["left_out"][0]["reason"]) == ([(2, "Other")], "removed")
    with acting_as(athlete):
        undo_act(act=act, actor=athlete, now=NOW)
    assert calendar_of(athlete) == [(0, "Day 0"), (2, "Other")]
    edited(plan, coach, {"title": "Thrice"})
    bring_newest(plan, coach)
    assert calendar_of(athlete) == [(0, "Thrice"), (2, "Other")]


def test_past_stays_and_nothing_new_is_planned_into_it(cast):
    coach, athlete = cast["coach"], cast["athlete"]
    plan = make_plan(coach, item(0), item(3))
    put_in(plan, coach, athlete, on=MONDAY - timedelta(days=2))
    edited(plan, coach, {"title": "Changed"}, {"day": 1}, added=(item(0, title="Too late"), item(9, title="To come")))
    (told,) = bring_newest(plan, coach).results
    assert calendar_of(athlete) == [(-2, "Day 0"), (-1, "Day 3"), (7, "To come")]
    assert [one["reason"] for one in (*told["kept"], *told["left_out"])] == ["past", "past"]


def test_session_put_on_another_day_for_lack_of_time_stays_there(cast):
    coach, athlete = cast["coach"], cast["athlete"]
    with acting_as(athlete):
        AvailableDay.objects.create(athlete=athlete, weekday=0, duration_s=0)
    plan = make_plan(coach, item(0), item(4))
    put_in(plan, coach, athlete)
    assert calendar_of(athlete) == [(1, "Day 0"), (4, "Day 4")]
    edited(plan, coach, {"title": "Other"})
    bring_newest(plan, coach)
    assert calendar_of(athlete) == [(1, "Other"), (4, "Day 4")]


def test_athlete_who_brings_it_in_leaves_alone_what_the_coach_locked_or_hides(cast):
    coach, athlete = cast["coach"], cast["athlete"]
    plan = make_plan(coach, item(0), item(2), item(4), team_id=cast.teams["alpha"].pk)
    put_in(plan, coach, athlete)
    rows = rows_of(athlete)
    change(rows[0], coach, locked=True)
    change(rows[1], coach, hidden_until=day(2))
    edited(plan, coach, {"title": "A"}, {"title": "B"}, {"title": "C"})
    (told,) = bring_newest(plan, athlete).results
    assert (calendar_of(athlete), [one["reason"] for one in told["kept"]]) == (
        [(0, "Day 0"), (2, "Day 2"), (4, "C")], ["locked"],
    )  # fmt: skip


def test_undone_plan_is_not_offered_and_changes_nothing(cast):
    coach, athlete = cast["coach"], cast["athlete"]
    plan = make_plan(coach, item(0))
    run = put_in(plan, coach, athlete, cast["teammate"])
    with acting_as(coach):
        take_back(coach, application_ids=[run.results[0]["application_id"]])
    edited(plan, coach, {"title": "New"})
    told = bring_newest(plan, coach).results
    assert ([one["athlete_id"] for one in told], calendar_of(athlete)) == ([str(cast["teammate"].pk)], [])


def test_removed_plan_leaves_calendars_alone(cast):
    coach, athlete = cast["coach"], cast["athlete"]
    plan = make_plan(coach, item(0))
    run = put_in(plan, coach, athlete)
    with acting_as(coach):
        remove_plan(plan=plan, actor=coach)
    assert calendar_of(athlete) == [(0, "Day 0")]
    take_back(coach, batch=run.batch_id)
    assert rows_of(athlete) == []


@pytest.mark.parametrize("act", ["apply", "rebase", "undo"])
def test_longer_plan_asks_no_more_questions(cast, act):
    coach, counts = cast["coach"], []
    for weeks, who in ((2, "athlete"), (12, "teammate")):
        kinds = (item, intervals)
        plan = make_plan(coach, *(kinds[number % 2](number) for number in range(weeks * 7)))
        with CaptureQueriesContext(connection) as asked:
            run = put_in(plan, coach, cast[who])
        if act != "apply":
            edited(plan, coach, *({"title": "New"} for _ in range(weeks * 7)))
            with CaptureQueriesContext(connection) as asked:
                bring_newest(plan, coach) if act == "rebase" else take_back(coach, batch=run.batch_id)
        assert len(rows_of(cast[who])) == (0 if act == "undo" else weeks * 7)
        counts.append(len(questions(asked)))
    assert counts[0] == counts[1] <= 24, counts
