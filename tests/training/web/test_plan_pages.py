"""The pages of plans: written, arranged, given to athletes, brought up to date and taken back."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Scope, Team, User
from core.acting import acting_as, as_system
from core.ids import uuid7
from core.work import run_due
from tests.accounts.web.conftest import join, make_person
from training import bulk
from training.contents import settled
from training.library import create_workout
from training.models import BulkJob, LibraryWorkout, Plan, PlanApplication, PlanEdition, Workout
from training.plans import change_plan, create_plan

TEXT = "- 15m 55-75%\n\n4x\n- 8m 95%\n- 3m 50%\n"
Write = Callable[..., Plan]


@pytest.fixture(autouse=True)
def no_activity(settings: Any) -> None:
    settings.USERSESSIONS_TRACK_ACTIVITY = False


@pytest.fixture
def write(coach: User, team: Team) -> Write:
    def one(title: str = "Base", *, days: tuple[int, ...] = (0, 2, 8), **given: Any) -> Plan:
        items = [{"day": day, "sport": "ride", "title": f"Ride {day}", "structure_text": TEXT} for day in days]
        with acting_as(coach):
            return create_plan(actor=coach, title=title, items=items, weeks=2, **given)

    return one


def edition_of(plan: Plan) -> PlanEdition:
    with as_system("test"):
        fresh = Plan.objects.get(pk=plan.pk)
        return PlanEdition.objects.get(plan=plan, number=fresh.edition)


def placed(plan: Plan) -> list[dict[str, Any]]:
    return [{"id": item["id"], "day": item["day"]} for item in edition_of(plan).items]


def save(client: Client, plan: Plan, items: list[dict[str, Any]], **more: Any) -> Any:
    sent = {"version": plan.version, "weeks": 2, "items": items, **more}
    return client.post(reverse("plan_save", args=[plan.pk]), json.dumps(sent), content_type="application/json")


def giving(*athletes: User, **more: Any) -> dict[str, Any]:
    told = {"athletes": [str(one.pk) for one in athletes], "anchor": "start", "on": "2027-01-04", "percent": "100"}
    return {**told, "batch": str(uuid7()), **more}


@pytest.mark.parametrize("name", ["plans", "plan_add", "plan_from_calendar", "plan_library"])
def test_page_opens_for_whoever_is_signed_in(as_coach: Client, as_athlete: Client, client: Client, name: str) -> None:
    assert [one.get(reverse(name)).status_code for one in (as_coach, as_athlete, client)] == [200, 200, 302]


@pytest.mark.parametrize("name", ["plan", "plan_edit", "plan_delete", "plan_apply", "plan_rebase", "plan_item_add"])
def test_plan_of_somebody_else_is_not_there(
    as_coach: Client, as_athlete: Client, as_stranger: Client, write: Write, name: str
) -> None:
    url = reverse(name, args=[write().pk])
    assert [one.get(url).status_code for one in (as_coach, as_athlete, as_stranger)] == [200, 404, 404]


@pytest.mark.parametrize("name", ["plan_edit", "plan_delete", "plan_rebase", "plan_item_add"])
def test_shared_plan_is_read_by_members_and_changed_by_coaches_alone(
    as_athlete: Client, write: Write, team: Team, name: str
) -> None:
    plan = write(team_id=team.pk)
    assert as_athlete.get(reverse("plan", args=[plan.pk])).status_code == 200
    assert as_athlete.get(reverse(name, args=[plan.pk])).status_code == 404
    assert save(as_athlete, plan, []).status_code == 404


def test_plan_is_made_and_shows_its_weeks(as_coach: Client, coach: User, write: Write) -> None:
    response = as_coach.post(reverse("plan_add"), {"title": "Winter", "weeks": "6"})
    with as_system("test"):
        plan = Plan.objects.get(owner=coach)
    assert (response["Location"], plan.weeks) == (reverse("plan", args=[plan.pk]), 6)
    shown = as_coach.get(reverse("plan", args=[write().pk])).content.decode()
    assert shown.count("plan-chip-title") >= 3


def test_sessions_are_moved_copied_and_taken_from_the_library_in_one_edition(
    as_coach: Client, coach: User, write: Write
) -> None:
    plan = write()
    with acting_as(coach):
        row = create_workout(
            actor=coach, **settled({"sport": "run", "title": "Strides", "structure_text": "- 30m 70%"})
        )
    first, second, third = placed(plan)
    new, copy = str(uuid4()), str(uuid4())
    sent = [
        {**first, "day": 4, "key": True}, second, third, {"id": copy, "day": 9, "source": second["id"]},
        {"id": new, "day": 15, "source": f"library:{row.pk}"},
    ]  # fmt: skip
    assert save(as_coach, plan, sent, weeks=3).json() == {"version": plan.version + 1, "edition": 2}
    items = {item["id"]: item for item in edition_of(plan).items}
    assert {key: item["day"] for key, item in items.items()} == {
        first["id"]: 4, second["id"]: 2, third["id"]: 8, copy: 9, new: 15,
    }  # fmt: skip
    assert (items[new]["title"], items[copy]["title"], items[first["id"]]["key"]) == ("Strides", "Ride 2", True)


def test_arrangement_on_top_of_an_older_version_is_refused(as_coach: Client, coach: User, write: Write) -> None:
    plan = write()
    with acting_as(coach):
        change_plan(plan=Plan.objects.get(pk=plan.pk), actor=coach, title="Theirs")
    assert save(as_coach, plan, []).status_code == 412
    assert len(edition_of(plan).items) == 3


@pytest.mark.parametrize(
    "items",
    [
        [{"id": "x", "day": 0}], [{"id": str(uuid4()), "day": 0}], [{"id": str(uuid4()), "day": 0, "source": "library:x"}], [{}],
        [{"id": str(uuid4()), "day": 0, "source": f"library:{uuid4()}"}],
    ],
)  # fmt: skip
def test_arrangement_that_makes_no_sense_is_refused(
    as_coach: Client, write: Write, items: list[dict[str, Any]]
) -> None:
    plan = write()
    assert save(as_coach, plan, items).status_code == 400
    assert save(as_coach, plan, [{**placed(plan)[0], "day": 10_000}]).status_code == 400
    assert as_coach.post(reverse("plan_save", args=[plan.pk]), "{", content_type="application/json").status_code == 400
    assert len(edition_of(plan).items) == 3


def test_library_of_somebody_else_does_not_come_into_a_plan(as_coach: Client, athlete: User, write: Write) -> None:
    with acting_as(athlete):
        row = create_workout(actor=athlete, **settled({"sport": "run", "title": "Mine"}))
    plan = write()
    assert save(as_coach, plan, [{"id": str(uuid4()), "day": 1, "source": f"library:{row.pk}"}]).status_code == 400
    with as_system("test"):
        assert LibraryWorkout.objects.filter(pk=row.pk).exists()


def test_one_session_is_written_and_changed(as_coach: Client, write: Write) -> None:
    plan = write()
    url = reverse("plan_item", args=[plan.pk, placed(plan)[0]["id"]])
    form = as_coach.get(url).context["form"]
    told = {name: form[name].value() or "" for name in form.fields} | {"title": "Harder", "structure_text": "- 1h 80%"}
    as_coach.post(url, told)
    as_coach.post(
        reverse("plan_item_add", args=[plan.pk]) + "?day=5", {"title": "New", "sport": "ride", "minutes": "30"}
    )
    items = {item["title"]: item for item in edition_of(plan).items}
    assert (items["Harder"]["planned_duration_s"], items["New"]["day"], items["New"]["planned_duration_s"]) == (
        3600,
        5,
        1800,
    )
    assert as_coach.get(reverse("plan_item", args=[plan.pk, uuid4()])).status_code == 404


def test_older_edition_is_shown_and_restored(as_coach: Client, coach: User, write: Write) -> None:
    plan = write()
    with acting_as(coach):
        change_plan(plan=Plan.objects.get(pk=plan.pk), actor=coach, items=[])
    url = reverse("plan", args=[plan.pk])
    assert as_coach.get(url, {"edition": "1"}).context["edition"].number == 1
    assert as_coach.get(url, {"edition": "99"}).status_code == 404
    as_coach.post(reverse("plan_restore", args=[plan.pk]), {"edition": "1"})
    assert (edition_of(plan).number, len(edition_of(plan).items)) == (3, 3)


def test_preview_writes_nothing_and_giving_does(as_coach: Client, athlete: User, write: Write) -> None:
    plan = write()
    url = reverse("plan_apply", args=[plan.pk])
    sent = giving(athlete)
    tried = as_coach.post(url, {**sent, "try": "1"})
    assert tried.context["run"]["results"][0]["created"] == 3
    assert "Ada" in tried.content.decode()
    with as_system("test"):
        assert not Workout.objects.filter(athlete=athlete).exists()
    given = as_coach.post(url, sent)
    as_coach.post(url, sent)
    with as_system("test"):
        days = sorted(Workout.objects.filter(athlete=athlete).values_list("on", flat=True))
    assert days == [date(2027, 1, 4) + timedelta(days=day) for day in (0, 2, 8)]
    assert as_coach.get(given["Location"]).status_code == 200


def test_plan_ends_on_a_day_scaled_and_with_other_weekdays(as_coach: Client, athlete: User, write: Write) -> None:
    sent = giving(athlete, anchor="end", on="2027-01-17", percent="50", day_0="1")
    as_coach.post(reverse("plan_apply", args=[write().pk]), sent)
    with as_system("test"):
        rows = list(Workout.objects.filter(athlete=athlete).order_by("on"))
    assert [row.on for row in rows] == [date(2027, 1, 5), date(2027, 1, 6), date(2027, 1, 12)]
    assert (rows[0].planned_duration_s or 0) < 3540


def test_plan_is_given_to_nobody_who_does_not_allow_it(as_coach: Client, team: Team, write: Write) -> None:
    reader, other = make_person("Nora"), make_person("Zoe")
    join(team, reader, scopes=[Scope.VIEW_PLAN])
    url = reverse("plan_apply", args=[write().pk])
    for person in (reader, other):
        assert as_coach.post(url, giving(person)).context["form"].errors["athletes"]
    with as_system("test"):
        assert not Workout.objects.exists()


def test_giving_is_undone_for_all_and_leaves_what_was_edited(as_coach: Client, athlete: User, write: Write) -> None:
    given = as_coach.post(reverse("plan_apply", args=[write().pk]), giving(athlete))
    with as_system("test"):
        batch = PlanApplication.objects.get(athlete=athlete).batch
        first = Workout.objects.filter(athlete=athlete).earliest("on")
        Workout.objects.filter(pk=first.pk).update(title="By hand")
    page = as_coach.post(reverse("plan_undo"), {"batch": str(batch)}, follow=True)
    assert "2 taken out" in page.content.decode()
    assert given["Location"] == reverse("plan_given", args=[batch])
    with as_system("test"):
        assert [row.title for row in Workout.objects.filter(athlete=athlete)] == ["By hand"]


def test_what_was_given_is_not_there_for_others(
    as_coach: Client, as_stranger: Client, athlete: User, write: Write
) -> None:
    given = as_coach.post(reverse("plan_apply", args=[write().pk]), giving(athlete))
    assert as_stranger.get(given["Location"]).status_code == 404
    with as_system("test"):
        batch = PlanApplication.objects.get(athlete=athlete).batch
    as_stranger.post(reverse("plan_undo"), {"batch": str(batch)})
    assert as_stranger.post(reverse("plan_undo"), {}).status_code == 404
    with as_system("test"):
        assert Workout.objects.filter(athlete=athlete).count() == 3


def test_newer_edition_is_offered_previewed_and_brought(
    as_coach: Client, coach: User, athlete: User, write: Write
) -> None:
    plan = write()
    as_coach.post(reverse("plan_apply", args=[plan.pk]), giving(athlete))
    assert "See what the newest would change" not in as_coach.get(reverse("plan", args=[plan.pk])).content.decode()
    first, second, _third = placed(plan)
    save(as_coach, plan, [{**first, "day": 1}, second])
    assert "See what the newest would change" in as_coach.get(reverse("plan", args=[plan.pk])).content.decode()
    url = reverse("plan_rebase", args=[plan.pk])
    preview = as_coach.get(url).context["preview"]["results"][0]
    assert (preview["changed"], preview["removed"], preview["unchanged"]) == (1, 1, 1)
    as_coach.post(url, {"application": [preview["application_id"]]})
    with as_system("test"):
        days = sorted(Workout.objects.filter(athlete=athlete).values_list("on", flat=True))
    assert days == [date(2027, 1, 5), date(2027, 1, 6)]
    assert "Everybody runs the newest edition." in as_coach.get(url).content.decode()


def test_many_athletes_are_served_in_the_background_with_progress(
    as_coach: Client, as_stranger: Client, coach: User, team: Team, write: Write
) -> None:
    athletes = [make_person(f"Rider{number}") for number in range(6)]
    for one in athletes:
        join(team, one)
    response = as_coach.post(reverse("plan_apply", args=[write().pk]), giving(*athletes))
    url = response["Location"]
    with as_system("test"):
        job = BulkJob.objects.get(asked_by=coach)
    assert url == reverse("plan_job", args=[job.pk])
    waiting = as_coach.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "0 of 6 so far." in waiting
    assert "every 1s" in waiting
    assert as_stranger.get(url).status_code == 404
    run_due(BulkJob, call=bulk.run, lease=bulk.LEASE)
    assert "Rider5" in as_coach.get(url).content.decode()


def test_stretch_of_a_calendar_becomes_a_plan(
    as_coach: Client, as_stranger: Client, coach: User, athlete: User, write: Write
) -> None:
    as_coach.post(reverse("plan_apply", args=[write().pk]), giving(athlete))
    sent = {"title": "Kept", "athlete": str(athlete.pk), "from_on": "2027-01-04", "to_on": "2027-01-17"}
    as_coach.post(reverse("plan_from_calendar"), sent)
    with as_system("test"):
        plan = Plan.objects.get(owner=coach, title="Kept")
    assert (plan.weeks, len(edition_of(plan).items)) == (2, 3)
    assert as_stranger.post(reverse("plan_from_calendar"), sent).context["form"].errors["athlete"]
    empty = as_coach.post(reverse("plan_from_calendar"), {**sent, "from_on": "2028-01-03", "to_on": "2028-01-09"})
    assert empty.context["form"].errors["from_on"]


def test_list_asks_as_often_for_four_plans_as_for_one(as_coach: Client, write: Write, team: Team) -> None:
    def count(url: str) -> int:
        as_coach.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert as_coach.get(url).status_code == 200
        return sum("core_switch" not in query["sql"] for query in queries)

    write(team_id=team.pk)
    one = count(reverse("plans"))
    for number in range(3):
        write(f"Plan {number}", team_id=team.pk)
    assert count(reverse("plans")) == one


def test_plan_is_copied_and_deleted(
    as_coach: Client, as_athlete: Client, athlete: User, write: Write, team: Team
) -> None:
    plan = write(team_id=team.pk)
    as_athlete.post(reverse("plan_copy", args=[plan.pk]))
    with as_system("test"):
        assert Plan.objects.get(owner=athlete).title == "Copy of Base"
    as_coach.post(reverse("plan_delete", args=[plan.pk]))
    with as_system("test"):
        assert not Plan.objects.filter(pk=plan.pk).exists()
