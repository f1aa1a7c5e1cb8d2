from datetime import date, timedelta

import pytest
from django.db import connection

from core.acting import acting_as, as_system
from core.errors import Conflict, DomainError
from tests.cast import make_cast, some_id
from tests.training.comparing import settle
from tests.training.planned import DAY, JSON, NOW, created, fresh, planned, recorded, sums
from training.models import Workout
from training.moving import clear_days, copy_week, copy_workouts, move_workouts, remove_workouts, shift_days
from training.plan_acts import undo_act
from training.planning import change_workout

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def athlete(cast):
    return cast["athlete"]


def ids(*workouts):
    return [workout.pk for workout in workouts]


def states(acted):
    return [outcome.reason or outcome.state for outcome in acted.outcomes]


def undo(acted, person):
    with acting_as(person):
        return undo_act(act=acted.act, actor=person, now=NOW)


def calendar(athlete):
    with as_system("test"):
        rows = Workout.objects.filter(athlete=athlete).order_by("on", "position", "id")
        return [((row.on - DAY).days, row.title) for row in rows]


def test_selection_moves_together_and_comes_back(athlete):
    first = planned(athlete, title="a", planned_load=40)
    second = planned(athlete, title="b", on=DAY + timedelta(days=2), planned_load=60)
    with acting_as(athlete):
        acted = move_workouts(ids=ids(second, first), to_on=DAY + timedelta(days=7), actor=athlete, now=NOW)
    assert calendar(athlete) == [(7, "a"), (9, "b")]
    assert sums(athlete) == {(DAY + timedelta(days=7), "ride"): (40, 40), (DAY + timedelta(days=9), "ride"): (60, 60)}
    assert states(undo(acted, athlete)) == ["undone", "undone"]
    assert calendar(athlete) == [(0, "a"), (2, "b")]
    assert sums(athlete) == {(DAY, "ride"): (40, 40), (DAY + timedelta(days=2), "ride"): (60, 60)}
    with pytest.raises(Conflict):
        undo(acted, athlete)


def test_undo_leaves_what_was_changed_since(athlete):
    first, second = planned(athlete, title="a"), planned(athlete, title="b")
    with acting_as(athlete):
        acted = move_workouts(ids=ids(first, second), by_days=1, actor=athlete, now=NOW)
        change_workout(workout=fresh(second), actor=athlete, now=NOW, title="c")
    assert sorted(states(undo(acted, athlete))) == ["changed", "undone"]
    assert calendar(athlete) == [(0, "a"), (1, "c")]


def test_acts_are_undone_one_after_the_other(athlete):
    workout = planned(athlete, title="Intervals", structure_text="- 10m 60%")
    acts = []
    with acting_as(athlete):
        acts.append(move_workouts(ids=ids(workout), by_days=2, actor=athlete, now=NOW))
        acts.append(move_workouts(ids=ids(workout), by_days=3, actor=athlete, now=NOW))
        acts.append(remove_workouts(ids=ids(workout), actor=athlete, now=NOW))
    for act, days in zip(reversed(acts), (5, 2, 0), strict=True):
        assert states(undo(act, athlete)) == ["undone"]
        assert fresh(workout).on == DAY + timedelta(days=days)


def test_undo_leaves_what_is_done(athlete):
    workout = planned(athlete, on=DAY + timedelta(days=3))
    with acting_as(athlete):
        acted = move_workouts(ids=ids(workout), to_on=DAY, actor=athlete, now=NOW)
    recorded(athlete)
    settle()
    assert states(undo(acted, athlete)) == ["done"]
    assert fresh(workout).on == DAY


def test_removed_workouts_come_back_as_they_were(cast, athlete):
    workout = planned(athlete, by=cast["coach"], title="Hills", description="Up.", start_time=None, key=True)
    before = fresh(workout)
    with acting_as(cast["coach"]):
        acted = remove_workouts(ids=ids(workout), actor=cast["coach"], now=NOW)
    assert calendar(athlete) == []
    undo(acted, cast["coach"])
    after = fresh(workout)
    names = ("pk", "team_id", "title", "description", "on", "key", "planned_duration_s", "typed")
    assert [getattr(after, name) for name in names] == [getattr(before, name) for name in names]


def test_copies_go_to_several_athletes_and_only_where_one_may_plan(cast, athlete):
    workout = planned(athlete, by=cast["coach"], title="Hills")
    targets = [cast["athlete"].pk, cast["teammate"].pk, cast["other_athlete"].pk]
    with acting_as(cast["coach"]):
        acted = copy_workouts(
            ids=ids(workout), to_on=DAY + timedelta(days=1), athlete_ids=targets, actor=cast["coach"], now=NOW
        )
    assert states(acted) == ["copied", "copied", "not_found"]
    assert calendar(cast["teammate"]) == [(1, "Hills")]
    undo(acted, cast["coach"])
    assert (calendar(cast["teammate"]), calendar(athlete)) == ([], [(0, "Hills")])


def test_weeks_shift_without_what_is_done(athlete):
    planned(athlete, title="done")
    planned(athlete, title="open", on=DAY + timedelta(days=1))
    recorded(athlete)
    settle()
    with acting_as(athlete):
        acted = shift_days(
            athlete_id=athlete.pk, from_on=DAY, to_on=DAY + timedelta(days=6), by_days=7, actor=athlete, now=NOW
        )
    assert (states(acted), calendar(athlete)) == (["moved"], [(0, "done"), (8, "open")])


def test_last_week_is_planned_once_more(athlete):
    planned(athlete, title="a")
    planned(athlete, title="b", on=DAY + timedelta(days=6))
    planned(athlete, title="c", on=DAY + timedelta(days=7))
    with acting_as(athlete):
        copy_week(athlete_id=athlete.pk, from_on=DAY, to_on=DAY + timedelta(days=14), actor=athlete, now=NOW)
    assert calendar(athlete) == [(0, "a"), (6, "b"), (7, "c"), (14, "a"), (20, "b")]


def test_locked_and_foreign_workouts_are_refused_one_by_one(cast, athlete):
    locked = planned(athlete, by=cast["coach"], locked=True)
    free = planned(athlete, by=cast["coach"])
    with acting_as(athlete):
        acted = move_workouts(ids=[locked.pk, free.pk, some_id()], by_days=1, actor=athlete, now=NOW)
    assert states(acted) == ["locked", "moved", "not_found"]
    with acting_as(cast["narrow_coach"]):
        seen = move_workouts(ids=ids(free), by_days=1, actor=cast["narrow_coach"], now=NOW)
    assert states(seen) == ["not_allowed"]


def test_missed_workout_moved_to_a_day_to_come_is_open_again(athlete):
    workout = planned(athlete)
    with acting_as(athlete):
        workout.state = "missed"
        workout.save(update_fields=["state"])
        move_workouts(ids=ids(workout), by_days=2, actor=athlete, now=NOW)
    assert fresh(workout).state == "planned"


def test_endpoints_answer_item_by_item_and_undo(cast):
    client = cast.as_("athlete")
    workout = created(cast, title="a")
    body = {"ids": [workout["id"], str(some_id())], "to_on": "2026-03-04"}
    moved = client.post("/api/v1/workouts/move", body, content_type=JSON).json()
    assert [(row["state"], row["on"], row["reason"]) for row in moved["results"]] == [
        ("moved", "2026-03-04", None), ("refused", None, "not_found"),
    ]  # fmt: skip
    assert client.get("/api/v1/plan-acts").json()["data"][0]["id"] == moved["act_id"]
    assert cast.as_("coach").post(f"/api/v1/plan-acts/{moved['act_id']}/undo").status_code == 404
    undone = client.post(f"/api/v1/plan-acts/{moved['act_id']}/undo")
    assert undone.json()["results"][0]["on"] == "2026-03-01", undone.content
    assert client.post(f"/api/v1/plan-acts/{moved['act_id']}/undo").status_code == 409
    copied = client.post("/api/v1/workouts/copy", {"ids": [workout["id"]], "to_on": "2026-03-09"}, content_type=JSON)
    assert copied.json()["results"][0]["workout_id"] != workout["id"]
    week = {"from_on": "2026-03-01", "to_on": "2026-03-15"}
    assert len(client.post("/api/v1/workouts/copy-week", week, content_type=JSON).json()["results"]) == 1
    shift = {"from_on": "2026-03-01", "to_on": "2026-03-31", "by_days": -7}
    assert len(client.post("/api/v1/workouts/shift", shift, content_type=JSON).json()["results"]) == 3
    refused = client.post("/api/v1/workouts/move", {"ids": [workout["id"]]}, content_type=JSON)
    assert refused.json()["error"]["details"][0]["field"] == "to_on"


def test_acts_on_whole_weeks_do_not_tell_of_what_is_kept_back(cast, athlete):
    coach, seen = cast["coach"], planned(athlete, title="seen")
    kept = planned(athlete, by=coach, title="kept back", hidden_until=DAY + timedelta(days=1))
    week = {"athlete_id": athlete.pk, "from_on": DAY, "now": NOW, "actor": athlete}
    with acting_as(athlete):
        acts = [
            copy_week(to_on=DAY + timedelta(days=7), **week),
            shift_days(to_on=DAY, by_days=1, **week),
            clear_days(to_on=DAY + timedelta(days=1), **week),
        ]
    assert [[outcome.id for outcome in acted.outcomes] for acted in acts] == [[seen.pk]] * 3
    assert (0, kept.title) in calendar(athlete)


def test_removed_workout_comes_back_after_its_planner_has_left(cast, athlete):
    workout = planned(athlete, by=cast["coach"], title="a")
    with acting_as(cast["head_coach"]):
        acted = remove_workouts(ids=ids(workout), actor=cast["head_coach"], now=NOW)
    with as_system("test"):
        cast["coach"].delete()
    assert states(undo(acted, cast["head_coach"])) == ["undone"]
    with as_system("test"):
        assert Workout.objects.get().planned_by_id is None
        connection.check_constraints()


@pytest.mark.parametrize("by_days", [-3700, 3700])
def test_nothing_is_moved_where_no_calendar_goes(athlete, by_days):
    first, last = (planned(athlete, on=on) for on in (date(1905, 1, 1), date(2195, 1, 1)))
    with acting_as(athlete), pytest.raises(DomainError):
        move_workouts(ids=ids(first, last), by_days=by_days, actor=athlete, now=NOW)


def test_edit_of_a_workout_that_was_brought_back_is_not_undone_with_what_was_before(athlete):
    workout = planned(athlete, title="a")
    with acting_as(athlete):
        moved = move_workouts(ids=ids(workout), by_days=1, actor=athlete, now=NOW)
        version = fresh(workout).version
        removed = remove_workouts(ids=ids(workout), actor=athlete, now=NOW)
    undo(removed, athlete)
    assert fresh(workout).version > version
    with acting_as(athlete):
        change_workout(workout=fresh(workout), actor=athlete, now=NOW, planned_duration_s=5400)
    assert states(undo(moved, athlete)) == ["changed"]
    assert fresh(workout).planned_duration_s == 5400
