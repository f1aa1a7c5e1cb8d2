"""Notes and events are moved, copied, removed and brought back like workouts, and together with them."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from core.acting import acting_as, as_system
from tests.cast import Cast, make_cast
from tests.training.planned import DAY, JSON, NOW, fresh, planned
from training.goal_events import change_event, create_event
from training.models import CalendarNote, GoalEvent
from training.moving import copy_workouts, move_workouts, remove_workouts
from training.notes import change_note, write_note
from training.plan_acts import Acted, undo_act

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def athlete(cast: Cast) -> User:
    return cast["athlete"]


def noted(athlete: User, *, by: User | None = None, **fields: Any) -> CalendarNote:
    actor = by or athlete
    with acting_as(actor):
        return write_note(athlete_id=athlete.pk, actor=actor, **{"on": DAY, "title": "Camp", **fields})


def race(athlete: User, *, by: User | None = None, **fields: Any) -> GoalEvent:
    actor = by or athlete
    with acting_as(actor):
        given = {"on": DAY, "title": "Marathon", "sport": "run", "priority": "A", **fields}
        return create_event(athlete_id=athlete.pk, actor=actor, **given)


def after(days: int) -> date:
    return DAY + timedelta(days=days)


def states(acted: Acted) -> list[tuple[str, str]]:
    return [(outcome.kind, outcome.reason or outcome.state) for outcome in acted.outcomes]


def found(model: Any, athlete: User) -> list[Any]:
    with as_system("test"):
        return list(model.objects.filter(athlete_id=athlete.pk).order_by("on", "id"))


def test_selection_of_all_kinds_moves_together_and_comes_back(athlete: User) -> None:
    rows = [noted(athlete, to_on=after(2)), race(athlete, on=after(3)), planned(athlete, on=after(1))]
    with acting_as(athlete):
        acted = move_workouts(ids=[row.pk for row in rows], to_on=after(7), actor=athlete, now=NOW)
    assert states(acted) == [("note", "moved"), ("event", "moved"), ("workout", "moved")]
    (note,), (event,) = found(CalendarNote, athlete), found(GoalEvent, athlete)
    assert (note.on, note.to_on, event.on, fresh(rows[2]).on) == (after(7), after(9), after(10), after(8))  # type: ignore[arg-type]
    with acting_as(athlete):
        undone = undo_act(act=acted.act, actor=athlete, now=NOW)  # type: ignore[arg-type]
    assert sorted(states(undone)) == [("event", "undone"), ("note", "undone"), ("workout", "undone")]
    (note,), (event,) = found(CalendarNote, athlete), found(GoalEvent, athlete)
    assert (note.on, note.to_on, event.on) == (DAY, after(2), after(3))


def test_undo_leaves_what_was_changed_since(athlete: User) -> None:
    note, event = noted(athlete), race(athlete)
    with acting_as(athlete):
        acted = move_workouts(ids=[note.pk, event.pk], by_days=1, actor=athlete, now=NOW)
        change_note(note=found(CalendarNote, athlete)[0], actor=athlete, body="Bring lights")
        undone = undo_act(act=acted.act, actor=athlete, now=NOW)  # type: ignore[arg-type]
    assert sorted(states(undone)) == [("event", "undone"), ("note", "changed")]
    assert (found(CalendarNote, athlete)[0].on, found(GoalEvent, athlete)[0].on) == (after(1), DAY)


def test_acts_are_undone_one_after_the_other(athlete: User) -> None:
    event = race(athlete, goal="Even splits", goal_time_s=11_700.0)
    acts = []
    with acting_as(athlete):
        acts.append(move_workouts(ids=[event.pk], by_days=2, actor=athlete, now=NOW))
        acts.append(remove_workouts(ids=[event.pk], actor=athlete, now=NOW))
        for acted in reversed(acts):
            assert states(undo_act(act=acted.act, actor=athlete, now=NOW)) == [("event", "undone")]  # type: ignore[arg-type]
    (back,) = found(GoalEvent, athlete)
    assert (back.pk, back.on, back.goal, back.goal_time_s, back.priority) == (
        event.pk, DAY, "Even splits", 11_700.0, "A",
    )  # fmt: skip
    assert back.version > event.version


def test_copies_go_to_other_athletes_and_belong_to_the_coach_who_copies(cast: Cast, athlete: User) -> None:
    coach = cast["coach"]
    note, event = noted(athlete, by=coach, to_on=after(1), kind="rest"), race(athlete, by=coach, distance_m=42_195.0)
    targets = [cast["teammate"].pk, cast["other_athlete"].pk]
    with acting_as(coach):
        acted = copy_workouts(ids=[note.pk, event.pk], to_on=after(5), athlete_ids=targets, actor=coach, now=NOW)
    assert [state for _kind, state in states(acted)] == ["copied", "not_found"] * 2
    (copy,), (run,) = found(CalendarNote, cast["teammate"]), found(GoalEvent, cast["teammate"])
    assert (copy.on, copy.to_on, copy.kind, copy.author_id, copy.team_id) == (
        after(5), after(6), "rest", coach.pk, note.team_id,
    )  # fmt: skip
    assert (run.on, run.distance_m, run.priority) == (after(5), 42_195.0, "A")
    with acting_as(coach):
        undo_act(act=acted.act, actor=coach, now=NOW)  # type: ignore[arg-type]
    assert (found(CalendarNote, cast["teammate"]), found(GoalEvent, cast["teammate"])) == ([], [])


def test_notes_of_another_team_are_not_there_and_own_athletes_move_all(cast: Cast, athlete: User) -> None:
    note, event = noted(athlete, by=cast["coach"]), race(athlete)
    other = cast["other_coach"]
    with acting_as(other):
        acted = move_workouts(ids=[note.pk, event.pk], by_days=1, actor=other, now=NOW)
    assert {state for _kind, state in states(acted)} == {"not_found"}
    with acting_as(athlete):
        acted = move_workouts(ids=[note.pk, event.pk], by_days=1, actor=athlete, now=NOW)
    assert states(acted) == [("note", "moved"), ("event", "moved")]


def test_removed_note_comes_back_after_its_author_has_left(cast: Cast, athlete: User) -> None:
    note = noted(athlete, by=cast["coach"])
    head = cast["head_coach"]
    with acting_as(head):
        acted = remove_workouts(ids=[note.pk], actor=head, now=NOW)
    with as_system("test"):
        cast["coach"].delete()
    with acting_as(head):
        assert states(undo_act(act=acted.act, actor=head, now=NOW)) == [("note", "undone")]  # type: ignore[arg-type]
    assert found(CalendarNote, athlete)[0].author_id is None


def test_many_marks_are_moved_with_as_many_questions_as_one(athlete: User) -> None:
    counts = []
    for number in (1, 12):
        ids = [noted(athlete).pk for _each in range(number)] + [race(athlete).pk for _each in range(number)]
        with acting_as(athlete), CaptureQueriesContext(connection) as asked:
            move_workouts(ids=ids, by_days=1, actor=athlete, now=NOW)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_many_acts_and_their_undoing_ask_no_more_than_few(athlete: User) -> None:
    """Written in a few statements however many there are, also when they are brought back."""
    counts = []
    for number in (2, 30):
        ids = [planned(athlete, title="a").pk for _each in range(number)] + [noted(athlete).pk]
        ids += [race(athlete).pk]
        told = []
        with acting_as(athlete):
            for act in (move_workouts, copy_workouts, remove_workouts):
                more = {} if act is remove_workouts else {"by_days": 400}
                with CaptureQueriesContext(connection) as asked:
                    acted = act(ids=ids, actor=athlete, now=NOW, **more)
                with CaptureQueriesContext(connection) as asked_back:
                    undo_act(act=acted.act, actor=athlete, now=NOW)  # type: ignore[arg-type]
                told += [len(asked), len(asked_back)]
        counts.append(told)
    assert counts[0] == counts[1]


def test_endpoints_move_notes_and_events_and_undo(cast: Cast, athlete: User) -> None:
    client = cast.as_("athlete")
    note, event = noted(athlete), race(athlete)
    body = {"ids": [str(note.pk), str(event.pk)], "by_days": 3}
    moved = client.post("/api/v1/workouts/move", body, content_type=JSON).json()
    assert [(row["kind"], row["state"], row["on"], row["workout_id"], row["left_id"]) for row in moved["results"]] == [
        ("note", "moved", "2026-03-04", None, str(note.pk)), ("event", "moved", "2026-03-04", None, str(event.pk)),
    ]  # fmt: skip
    assert client.get(f"/api/v1/events/{event.pk}").json()["on"] == "2026-03-04"
    client.post(f"/api/v1/plan-acts/{moved['act_id']}/undo")
    assert client.get(f"/api/v1/notes/{note.pk}").json()["on"] == "2026-03-01"


def test_changes_on_top_of_an_older_version_are_refused(cast: Cast, athlete: User) -> None:
    client, event = cast.as_("athlete"), race(athlete)
    tag = client.get(f"/api/v1/events/{event.pk}").headers["ETag"]
    with acting_as(athlete):
        change_event(event=event, actor=athlete, goal="New")
    url, sent = f"/api/v1/events/{event.pk}", {"on": "2026-03-09"}
    assert client.patch(url, sent, content_type=JSON, headers={"If-Match": tag}).status_code == 412
    assert found(GoalEvent, athlete)[0].on == DAY
