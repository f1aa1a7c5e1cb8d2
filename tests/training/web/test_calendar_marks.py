"""Notes and events in the calendar page: who may move them, and what is told of it."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Scope, User
from core.acting import acting_as, as_system
from core.ids import uuid7
from tests.accounts.web.conftest import join, make_person, sign_in
from tests.training.web.test_calendar import HTMX, MONDAY, Plan, of, plan
from training.goal_events import change_event, create_event
from training.models import CalendarNote, GoalEvent, Workout
from training.notes import write_note

__all__ = ["plan"]


@pytest.fixture
def note(coach: User, athlete: User) -> CalendarNote:
    with acting_as(coach):
        return write_note(athlete_id=athlete.pk, actor=coach, on=MONDAY, to_on=MONDAY + timedelta(days=2), title="Camp")


@pytest.fixture
def race(coach: User, athlete: User) -> GoalEvent:
    with acting_as(coach):
        return create_event(
            athlete_id=athlete.pk, actor=coach, on=MONDAY + timedelta(days=1), title="Marathon", sport="run"
        )


def act(client: Client, whose: User, name: str, *rows: Any, **fields: Any) -> str:
    sent = {"act": name, "item": [f"{row.pk}:{row.version}" for row in rows], **fields}
    return client.post(of(whose, "calendar_act"), sent, headers=HTMX).content.decode()


def days(athlete: User) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    with as_system("test"):
        for model in (CalendarNote, GoalEvent, Workout):
            rows: Any = model._default_manager.filter(athlete_id=athlete.pk).order_by("on").values_list("title", "on")
            for title, on in rows:
                found.setdefault(title, []).append((on - MONDAY).days)
    return found


def test_all_kinds_are_moved_by_one_act_and_told_apart(
    as_coach: Client, athlete: User, plan: Plan, note: CalendarNote, race: GoalEvent
) -> None:
    text = act(as_coach, athlete, "move", plan("One"), note, race, by_days=7)
    assert "1 workout moved. 1 note moved. 1 event moved." in text
    assert days(athlete) == {"Camp": [7], "Marathon": [8], "One": [7]}
    as_coach.post(of(athlete, "calendar_undo"))
    assert days(athlete) == {"Camp": [0], "Marathon": [1], "One": [0]}


def test_note_alone_is_copied_removed_and_brought_back(as_coach: Client, athlete: User, note: CalendarNote) -> None:
    assert "1 note copied to Thu 11 Mar" in act(as_coach, athlete, "copy", note, to_on=date(2038, 3, 11))
    assert "1 note deleted" in act(as_coach, athlete, "remove", note)
    assert days(athlete) == {"Camp": [3]}
    for expected in ({"Camp": [0, 3]}, {"Camp": [0]}):
        as_coach.post(of(athlete, "calendar_undo"))
        assert days(athlete) == expected


def test_event_that_somebody_has_changed_since_is_left_alone(
    as_coach: Client, athlete: User, race: GoalEvent, note: CalendarNote
) -> None:
    with acting_as(athlete):
        change_event(event=GoalEvent.objects.get(pk=race.pk), actor=athlete, goal="Even splits")
    text = act(as_coach, athlete, "move", race, note, by_days=1)
    assert "1 stayed as it is: It was changed since." in text
    assert days(athlete) == {"Camp": [1], "Marathon": [1]}


def test_only_who_may_plan_can_take_them_up(
    as_coach: Client, as_stranger: Client, athlete: User, team: Any, note: CalendarNote, race: GoalEvent
) -> None:
    looking = make_person("Lou")
    page = as_coach.get(of(athlete)).content.decode()
    assert page.count("data-movable") == 4  # the note on each of its three days
    assert "data-movable" not in as_coach.get(f"{of(athlete)}&as=athlete").content.decode()
    join(team, looking, scopes=list(Scope.values))
    assert sign_in(looking).post(of(athlete, "calendar_act"), {"act": "move"}).status_code == 404
    own = {"act": "move", "by_days": 1, "item": [str(note.pk), str(race.pk)]}
    assert b"toast error" in as_stranger.post(reverse("calendar_act"), own, headers=HTMX).content
    assert days(athlete) == {"Camp": [0], "Marathon": [1]}


def test_more_than_there_may_be_at_once_is_refused_whole(
    as_coach: Client, athlete: User, note: CalendarNote, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.moving.MOST", 2)
    others = [SimpleNamespace(pk=uuid7(), version=1) for _each in range(2)]
    assert "These are more than 2 at once." in act(as_coach, athlete, "move", note, *others, by_days=1)
    assert days(athlete) == {"Camp": [0]}


def test_day_is_chosen_for_a_mixed_selection(
    as_coach: Client, athlete: User, plan: Plan, note: CalendarNote, race: GoalEvent
) -> None:
    items = "&".join(f"item={row.pk}" for row in (race, note, plan("One", 3)))
    page = as_coach.get(f"{of(athlete, 'calendar_to')}&{items}", headers=HTMX).content.decode()
    assert page.index("Camp") < page.index("Marathon") < page.index("One")
    assert 'value="2038-03-08"' in page
