"""The pages of the calendar: who opens them, what they show, and what their forms do without any script."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Access, Scope, User
from accounts.teams import found_team
from core.acting import acting_as, as_system
from tests.accounts.web.conftest import join, make_person, sign_in
from training.contents import settled
from training.library import create_workout
from training.models import CalendarNote, PlanAct, Workout
from training.planning import plan_workout

MONDAY = date(2038, 3, 8)
ON = f"on={MONDAY}"
HTMX = {"HX-Request": "true"}
Plan = Callable[..., Workout]
PAGES = ("calendar", "calendar_new", "calendar_note_new", "calendar_week", "calendar_library", "calendar_warnings")


@pytest.fixture
def plan(coach: User, athlete: User) -> Plan:
    def one(title: str, day: int = 0, *, by: User | None = None, **fields: Any) -> Workout:
        actor = by or coach
        with acting_as(actor):
            return plan_workout(
                athlete_id=athlete.pk, actor=actor, now=timezone.now(), on=MONDAY + timedelta(days=day), sport="ride",
                title=title, **{"planned_duration_s": 3600.0, **fields},
            )  # fmt: skip

    return one


def of(athlete: User, name: str = "calendar", **asked: Any) -> str:
    query = "&".join(f"{key}={value}" for key, value in {"on": MONDAY, **asked}.items())
    return f"{reverse(f'athlete_training:{name}', args=[athlete.pk])}?{query}"


def act(client: Client, whose: User, name: str, *rows: Workout, **fields: Any) -> Any:
    sent = {"act": name, "item": [f"{row.pk}:{row.version}" for row in rows], **fields}
    return client.post(of(whose, "calendar_act"), sent)


def days_of(athlete: User) -> dict[str, list[int]]:
    with as_system("test"):
        found: dict[str, list[int]] = {}
        for title, on in Workout.objects.filter(athlete_id=athlete.pk).order_by("on").values_list("title", "on"):
            found.setdefault(title, []).append((on - MONDAY).days)
        return found


# --- who opens them -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("view", ["month", "week", "nonsense"])
def test_calendar_opens_for_athlete_and_coach(
    as_athlete: Client, as_coach: Client, athlete: User, plan: Plan, view: str
) -> None:
    plan("Intervals")
    own = as_athlete.get(f"{reverse('calendar')}?view={view}&{ON}")
    assert b"Intervals" in own.content
    assert b"Intervals" in as_coach.get(of(athlete, view=view)).content


@pytest.mark.parametrize("name", PAGES)
def test_pages_open_for_the_coach_and_are_not_there_for_a_stranger(
    as_coach: Client, as_stranger: Client, athlete: User, name: str
) -> None:
    assert as_coach.get(of(athlete, name)).status_code == 200
    assert as_stranger.get(of(athlete, name)).status_code == 404


@pytest.mark.parametrize("name", ["calendar_workout", "calendar_workout_edit"])
def test_workout_is_not_there_for_a_stranger(as_coach: Client, as_stranger: Client, plan: Plan, name: str) -> None:
    url = reverse(name, args=[plan("Intervals").pk])
    assert as_coach.get(url).status_code == 200
    assert as_stranger.get(url).status_code == 404


def test_coach_without_a_training_of_their_own_is_led_to_an_athlete(as_coach: Client, athlete: User) -> None:
    response = as_coach.get(reverse("calendar"))
    assert response["Location"] == reverse("athlete_training:calendar", args=[athlete.pk])


def test_coach_who_may_only_look_finds_nothing_to_press(athlete: User, team: Any, plan: Plan) -> None:
    plan("Intervals")
    with as_system("test"):
        Access.objects.filter(athlete_id=athlete.pk).update(scopes=[Scope.VIEW_PLAN])
    client = sign_in(User.objects.get(email="cora@example.org"))
    page = client.get(of(athlete)).content
    assert b"Intervals" in page
    assert b"data-movable" not in page
    assert b"data-act=" not in page
    assert client.get(of(athlete, "calendar_new")).status_code == 403


def test_athlete_sees_what_is_hidden_only_on_its_day_and_the_preview_shows_it(
    as_athlete: Client, as_coach: Client, athlete: User, plan: Plan
) -> None:
    plan("Surprise", hidden_until=date(2100, 1, 1))
    assert b"Surprise" not in as_athlete.get(f"{reverse('calendar')}?{ON}").content
    assert b"Surprise" in as_coach.get(of(athlete)).content
    preview = as_coach.get(f"{of(athlete)}&as=athlete").content
    assert b"Surprise" not in preview
    assert b"data-act=" not in preview


def test_calendar_asks_as_often_for_many_rows_as_for_one(as_coach: Client, athlete: User, plan: Plan) -> None:
    counts = []
    for number in (1, 12):
        for index in range(number):
            plan(f"One {number} {index}", index, structure_text="- 10m 60%", planned_duration_s=None)
        as_coach.get(of(athlete))
        with CaptureQueriesContext(connection) as asked:
            as_coach.get(of(athlete))
        counts.append(sum("core_switch" not in query["sql"] for query in asked))
    assert counts[0] == counts[1]


# --- acts ---------------------------------------------------------------------------------------------------------
def test_chosen_workouts_move_copy_and_go_by_forms(as_coach: Client, athlete: User, plan: Plan) -> None:
    one, two = plan("One"), plan("Two", 1)
    assert act(as_coach, athlete, "move", one, two, by_days=2).status_code == 302
    assert days_of(athlete) == {"One": [2], "Two": [3]}
    one, two = refreshed(one), refreshed(two)
    act(as_coach, athlete, "copy", one, to_on=MONDAY)
    assert days_of(athlete) == {"One": [0, 2], "Two": [3]}
    act(as_coach, athlete, "remove", two)
    assert days_of(athlete) == {"One": [0, 2]}
    for expected in ({"One": [0, 2], "Two": [3]}, {"One": [2], "Two": [3]}, {"One": [0], "Two": [1]}):
        as_coach.post(of(athlete, "calendar_undo"))
        assert days_of(athlete) == expected


def refreshed(row: Workout) -> Workout:
    with as_system("test"):
        return Workout.objects.get(pk=row.pk)


def test_week_is_copied_shifted_and_cleared(as_coach: Client, athlete: User, plan: Plan) -> None:
    plan("One")
    plan("Two", 3)
    week = {"from_on": MONDAY, "last_on": MONDAY + timedelta(days=6)}
    act(as_coach, athlete, "copy_week", from_on=MONDAY, to_on=MONDAY + timedelta(days=7))
    assert days_of(athlete) == {"One": [0, 7], "Two": [3, 10]}
    act(as_coach, athlete, "shift", by_days=1, **week)
    assert days_of(athlete) == {"One": [1, 7], "Two": [4, 10]}
    act(as_coach, athlete, "clear", **week)
    assert days_of(athlete) == {"One": [7], "Two": [10]}


def test_week_is_copied_for_other_athletes(as_coach: Client, athlete: User, team: Any, plan: Plan) -> None:
    other = make_person("Bea")
    join(team, other, scopes=list(Scope.values))
    plan("One")
    act(as_coach, athlete, "copy_week", from_on=MONDAY, to_on=MONDAY, athlete=[str(other.pk)])
    assert (days_of(athlete), days_of(other)) == ({"One": [0]}, {"One": [0]})


def test_library_workout_is_planned_and_undone(as_coach: Client, coach: User, athlete: User) -> None:
    with acting_as(coach):
        row = create_workout(
            actor=coach, **settled({"title": "Shelf", "sport": "run", "structure_text": "- 20m 80% pace"})
        )
    act(as_coach, athlete, "library", library=str(row.pk), to_on=MONDAY)
    assert days_of(athlete) == {"Shelf": [0]}
    as_coach.post(of(athlete, "calendar_undo"))
    assert days_of(athlete) == {}


def test_what_somebody_has_changed_since_is_left_alone(as_coach: Client, athlete: User, plan: Plan) -> None:
    one, two = plan("One"), plan("Two")
    with acting_as(athlete):
        Workout.objects.filter(pk=one.pk).update(description="New")
    response = as_coach.post(
        of(athlete, "calendar_act"),
        {"act": "move", "by_days": 1, "item": [f"{one.pk}:{one.version}", f"{two.pk}:{two.version}"]}, headers=HTMX,
    )  # fmt: skip
    assert days_of(athlete) == {"One": [0], "Two": [1]}
    assert b"1 stayed as it is" in response.content


@pytest.mark.parametrize(
    "sent",
    [{}, {"act": "explode"}, {"act": "move", "item": "x"}, {"act": "shift"}, {"act": "library", "to_on": "2038-03-08"}],
)
def test_act_that_makes_no_sense_changes_nothing(
    as_coach: Client, athlete: User, plan: Plan, sent: dict[str, str]
) -> None:
    plan("One")
    response = as_coach.post(of(athlete, "calendar_act"), sent, headers=HTMX)
    assert response.status_code == 200
    assert b"toast error" in response.content
    assert days_of(athlete) == {"One": [0]}


def test_stranger_cannot_act(as_stranger: Client, athlete: User, plan: Plan) -> None:
    row = plan("One")
    assert act(as_stranger, athlete, "move", row, by_days=1).status_code == 404
    own = as_stranger.post(reverse("calendar_act"), {"act": "move", "by_days": 1, "item": str(row.pk)}, headers=HTMX)
    assert b"toast error" in own.content
    assert days_of(athlete) == {"One": [0]}


# --- one workout --------------------------------------------------------------------------------------------------
def sent_form(client: Client, url: str) -> dict[str, Any]:
    """What a browser would send of the form as it is."""
    form = client.get(url, headers=HTMX).context["form"]
    found: dict[str, Any] = {}
    for field in form:
        value = field.value()
        shown = "" if value in (None, False) else field.field.prepare_value(value)
        found[field.html_name] = found[field.html_initial_name] = str(shown)
        if value is False:
            del found[field.html_name]
    return found


def test_new_workout_is_planned_from_text(as_coach: Client, athlete: User) -> None:
    url = of(athlete, "calendar_new")
    sent = sent_form(as_coach, url) | {"title": "Typed", "structure_text": "- 30m 75%", "key": "on"}
    response = as_coach.post(url, sent, headers=HTMX)
    assert response["HX-Trigger-After-Swap"] == "calendar-changed"
    with as_system("test"):
        row = Workout.objects.get(athlete_id=athlete.pk)
    assert (row.title, row.key, row.planned_duration_s, row.on) == ("Typed", True, 1800, MONDAY)


def test_mistake_in_the_steps_stands_beside_them(as_coach: Client, athlete: User) -> None:
    url = of(athlete, "calendar_new")
    response = as_coach.post(url, sent_form(as_coach, url) | {"structure_text": "- 75%"}, headers=HTMX)
    assert "structure_text" in response.context["form"].errors
    assert days_of(athlete) == {}


def test_edit_writes_only_what_was_changed_and_can_be_undone(as_coach: Client, athlete: User, plan: Plan) -> None:
    row = plan("Old", description="Words")
    url = reverse("calendar_workout_edit", args=[row.pk])
    sent = sent_form(as_coach, url) | {"version": row.version, "title": "New", "planned_duration_s": "1:30"}
    as_coach.post(url, sent, headers=HTMX)
    changed = refreshed(row)
    assert (changed.title, changed.description, changed.planned_duration_s) == ("New", "Words", 5400)
    as_coach.post(of(athlete, "calendar_undo"))
    assert refreshed(row).title == "Old"


def test_edits_of_different_fields_are_both_kept(as_coach: Client, athlete: User, plan: Plan) -> None:
    row = plan("Old")
    url = reverse("calendar_workout_edit", args=[row.pk])
    sent = sent_form(as_coach, url) | {"version": row.version, "title": "Mine"}
    with acting_as(athlete):
        Workout.objects.filter(pk=row.pk).update(description="Theirs")
    as_coach.post(url, sent, headers=HTMX)
    changed = refreshed(row)
    assert (changed.title, changed.description) == ("Mine", "Theirs")


@pytest.mark.parametrize(("choice", "title"), [("mine", "Mine"), ("theirs", "Theirs")])
def test_edits_of_the_same_field_ask_which_is_kept(
    as_coach: Client, athlete: User, plan: Plan, choice: str, title: str
) -> None:
    row = plan("Old")
    url = reverse("calendar_workout_edit", args=[row.pk])
    sent = sent_form(as_coach, url) | {"version": row.version, "title": "Mine", "purpose": "tempo"}
    with acting_as(athlete):
        Workout.objects.filter(pk=row.pk).update(title="Theirs")
    response = as_coach.post(url, sent, headers=HTMX)
    (found,) = response.context["differences"]
    assert (found.name, found.mine, found.theirs) == ("title", "Mine", "Theirs")
    assert refreshed(row).title == "Theirs"
    as_coach.post(url, sent | {"choose-title": choice, "seen": response.context["seen"]}, headers=HTMX)
    changed = refreshed(row)
    assert (changed.title, changed.purpose) == (title, "tempo")


def test_choice_made_for_an_older_version_is_asked_again(as_coach: Client, athlete: User, plan: Plan) -> None:
    row = plan("Old")
    url = reverse("calendar_workout_edit", args=[row.pk])
    sent = sent_form(as_coach, url) | {"version": row.version, "title": "Mine", "choose-title": "mine"}
    with acting_as(athlete):
        Workout.objects.filter(pk=row.pk).update(title="Theirs")
    response = as_coach.post(url, sent | {"seen": row.version}, headers=HTMX)
    assert response.context["differences"]
    assert refreshed(row).title == "Theirs"


def test_athlete_cannot_edit_what_is_locked_but_excuses_it(as_athlete: Client, athlete: User, plan: Plan) -> None:
    row = plan("Fixed", locked=True)
    assert as_athlete.get(reverse("calendar_workout_edit", args=[row.pk])).status_code == 404
    as_athlete.post(reverse("calendar_workout_say", args=[row.pk]), {"excuse": "ill"})
    assert (refreshed(row).state, refreshed(row).excuse) == ("excused", "ill")


def test_note_is_written_changed_and_deleted(as_coach: Client, athlete: User) -> None:
    as_coach.post(of(athlete, "calendar_note_new"), {"kind": "rest", "on": MONDAY, "title": "Legs up"})
    with as_system("test"):
        note = CalendarNote.objects.get(athlete_id=athlete.pk)
    url = reverse("calendar_note", args=[note.pk])
    as_coach.post(url, {"kind": "note", "on": MONDAY, "title": "Changed"}, headers=HTMX)
    assert b"Changed" in as_coach.get(of(athlete)).content
    as_coach.post(url, {"delete": "1"}, headers=HTMX)
    assert b"Changed" not in as_coach.get(of(athlete)).content


def test_undo_in_one_calendar_leaves_the_others_alone(as_coach: Client, athlete: User, team: Any, plan: Plan) -> None:
    other = make_person("Bea")
    join(team, other, scopes=list(Scope.values))
    act(as_coach, athlete, "move", plan("One"), by_days=1)
    as_coach.post(of(other, "calendar_undo"))
    assert days_of(athlete) == {"One": [1]}
    as_coach.post(of(athlete, "calendar_undo"))
    assert days_of(athlete) == {"One": [0]}


def test_coach_in_two_teams_of_the_athlete_plans_for_the_chosen_one(
    as_coach: Client, coach: User, athlete: User
) -> None:
    with acting_as(coach):
        second = found_team(name="Zebras", founder=coach, now=timezone.now())
    join(second, athlete, scopes=list(Scope.values))
    url = of(athlete, "calendar_new")
    as_coach.post(reverse("switch_team"), {"team": second.pk})
    as_coach.post(url, sent_form(as_coach, url) | {"title": "Typed"}, headers=HTMX)
    as_coach.post(of(athlete, "calendar_note_new"), {"kind": "note", "on": MONDAY, "title": "Noted"})
    with as_system("test"):
        assert Workout.objects.get(athlete_id=athlete.pk).team_id == second.pk
        assert CalendarNote.objects.get(athlete_id=athlete.pk).team_id == second.pk


def test_acts_are_kept_with_whoever_did_them(as_coach: Client, as_athlete: Client, athlete: User, plan: Plan) -> None:
    act(as_coach, athlete, "move", plan("One"), by_days=1)
    as_athlete.post(reverse("calendar_undo"))
    assert days_of(athlete) == {"One": [1]}
    with as_system("test"):
        assert PlanAct.objects.filter(undone_at=None).count() == 1
