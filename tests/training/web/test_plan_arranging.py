"""Plans arranged by forms: one act, one edition, nothing of others overwritten."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Team, User
from core.acting import acting_as, as_system
from tests.training.web.test_plan_pages import Write, edition_of, write
from training.contents import settled
from training.library import create_workout
from training.models import Plan
from training.plans import change_plan

__all__ = ["write"]


def arrange(client: Client, plan: Plan, act: str, **sent: Any) -> Any:
    with as_system("test"):
        version = sent.pop("version", None) or Plan.objects.get(pk=plan.pk).version
    url = reverse("plan_arrange", args=[plan.pk])
    return client.post(url, {"version": version, "act": act, **sent}, follow=True)


def days(plan: Plan) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for item in edition_of(plan).items:
        found.setdefault(item["title"], []).append(item["day"])
    return found


def named(plan: Plan, title: str) -> UUID:
    return UUID(next(item["id"] for item in edition_of(plan).items if item["title"] == title))


def test_session_is_moved_copied_and_removed(as_coach: Client, write: Write) -> None:
    plan = write()
    kept = named(plan, "Ride 0")
    answer = arrange(as_coach, plan, "move", item=kept, week=3, day=2)
    assert b"Saved as edition 2." in answer.content
    assert (days(plan), edition_of(plan).weeks) == ({"Ride 2": [2], "Ride 8": [8], "Ride 0": [15]}, 3)
    assert named(plan, "Ride 0") == kept
    arrange(as_coach, plan, "copy", item=kept, week=1, day=1)
    assert days(plan)["Ride 0"] == [0, 15]
    assert len({item["id"] for item in edition_of(plan).items}) == 4
    arrange(as_coach, plan, "remove", item=kept, week=1, day=1)
    assert days(plan)["Ride 0"] == [0]


@pytest.mark.parametrize(
    ("act", "expected", "weeks"),
    [
        ("copy_week:1", {"Ride 0": [0, 7], "Ride 2": [2, 9], "Ride 8": [15]}, 3),
        ("insert_week:1", {"Ride 0": [0], "Ride 2": [2], "Ride 8": [15]}, 3),
        ("insert_week:2", {"Ride 0": [0], "Ride 2": [2], "Ride 8": [8]}, 3),
        ("clear_week:1", {"Ride 8": [8]}, 2),
        ("remove_week:1", {"Ride 8": [1]}, 1),
        ("remove_week:2", {"Ride 0": [0], "Ride 2": [2]}, 1),
    ],
)
def test_week_is_acted_on(as_coach: Client, write: Write, act: str, expected: dict[str, list[int]], weeks: int) -> None:
    plan = write()
    arrange(as_coach, plan, act)
    assert (days(plan), edition_of(plan).weeks) == (expected, weeks)


def test_library_is_put_on_a_day_of_the_plan(as_coach: Client, coach: User, write: Write) -> None:
    plan = write()
    with acting_as(coach):
        row = create_workout(
            actor=coach, **settled({"sport": "run", "title": "Strides", "structure_text": "- 30m 70%"})
        )
    page = as_coach.get(f"{reverse('plan_item_add', args=[plan.pk])}?day=10&q=stri").content.decode()
    assert f'value="{row.pk}"' in page
    arrange(as_coach, plan, "add", source=row.pk, week=2, day=4)
    assert days(plan)["Strides"] == [10]


def test_act_on_top_of_an_older_version_changes_nothing(as_coach: Client, coach: User, write: Write) -> None:
    plan = write()
    with acting_as(coach):
        change_plan(plan=Plan.objects.get(pk=plan.pk), actor=coach, title="Theirs")
    answer = arrange(as_coach, plan, "clear_week:1", version=plan.version)
    assert b"Somebody else has saved this plan since." in answer.content
    assert len(edition_of(plan).items) == 3


@pytest.mark.parametrize(
    "sent",
    [
        {"act": "explode"}, {"act": "clear_week:x"}, {"act": "clear_week:0"}, {"act": "move"}, {"act": "remove", "item": "x"},
        {"act": "add", "source": str(uuid4()), "week": 1, "day": 1}, {"act": "clear_week:1", "version": "x"},
    ],
)  # fmt: skip
def test_act_that_makes_no_sense_changes_nothing(as_coach: Client, write: Write, sent: dict[str, Any]) -> None:
    plan = write()
    assert arrange(as_coach, plan, **sent).status_code == 200
    assert edition_of(plan).number == 1


def test_session_that_is_gone_and_plans_of_others_are_not_there(
    as_coach: Client, as_athlete: Client, as_stranger: Client, team: Team, write: Write
) -> None:
    plan = write(team_id=team.pk)
    assert arrange(as_coach, plan, "remove", item=uuid4()).status_code == 404
    for client in (as_athlete, as_stranger):
        assert arrange(client, plan, "clear_week:1").status_code == 404
    assert edition_of(plan).number == 1
