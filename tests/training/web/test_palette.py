"""The palette knows the pages, actions and people of whoever asks, and nobody else's."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Grant, Scope, Team, User
from accounts.teams import found_team
from core.acting import acting_as
from tests.accounts.web.conftest import join, make_person, sign_in
from training.contents import settled
from training.library import create_workout
from training.models import Activity, LibraryWorkout

JSON = {"Accept": "application/json"}


def everything(client: Client) -> dict[str, Any]:
    response = client.get(reverse("palette"), headers=JSON)
    assert response.status_code == 200
    told: dict[str, Any] = response.json()
    return told


def found(client: Client, text: str) -> list[tuple[str, str]]:
    response = client.get(reverse("palette"), {"q": text}, headers=JSON)
    return [(one["kind"], one["label"]) for one in response.json()["found"]]


def kept(owner: User, title: str, **given: Any) -> LibraryWorkout:
    with acting_as(owner):
        return create_workout(actor=owner, **settled({"sport": "ride", "title": title}), **given)


def test_coach_finds_their_athlete_with_the_pages_that_may_be_opened(
    as_coach: Client, team: Team, athlete: User
) -> None:
    narrow = make_person("Nora")
    join(team, narrow, scopes=[Scope.VIEW_PLAN])
    told = everything(as_coach)
    chapters = {
        one["name"]: {told["chapters"][number][1].replace("{id}", one["id"]) for number in one["may"]}
        for one in told["people"]
    }
    assert reverse("athlete_training:activities", args=[athlete.pk]) in chapters["Ada"]
    assert reverse("athlete", args=[narrow.pk]) in chapters["Nora"]
    assert reverse("athlete_training:activities", args=[narrow.pk]) not in chapters["Nora"]
    for person, urls in chapters.items():
        assert {as_coach.get(url).status_code for url in urls} == {200}, person


def test_athletes_of_another_coach_never_show_up(as_coach: Client, athlete: User) -> None:
    other = make_person("Carl")
    with acting_as(other):
        squad = found_team(name="Run Squad", founder=other, now=timezone.now())
    theirs = make_person("Zoe")
    join(squad, theirs)
    assert {one["name"] for one in everything(as_coach)["people"]} == {"Ada"}
    assert {one["name"] for one in everything(sign_in(other))["people"]} == {"Zoe"}
    page = as_coach.get(reverse("palette")).content.decode()
    assert "Zoe" not in page
    assert "Run Squad" not in page
    assert everything(sign_in(athlete))["people"] == []


def test_athlete_whose_consent_has_ended_shows_up_no_more(as_coach: Client, athlete: User) -> None:
    from accounts.grants import revoke_grant  # noqa: PLC0415

    with acting_as(athlete):
        for grant in Grant.objects.filter(athlete=athlete):
            revoke_grant(grant=grant, actor=athlete, now=timezone.now())
    assert everything(as_coach)["people"] == []


def test_every_page_and_action_of_the_palette_opens(as_coach: Client, as_athlete: Client) -> None:
    for client in (as_coach, as_athlete):
        for entry in everything(client)["entries"]:
            if entry["url"] != reverse("account_logout"):
                assert client.get(entry["url"], follow=True).status_code == 200, entry


def test_actions_of_athletes_are_not_offered_to_who_only_coaches(as_coach: Client, as_athlete: Client) -> None:
    upload = reverse("upload")
    assert upload in {entry["url"] for entry in everything(as_athlete)["entries"]}
    assert upload not in {entry["url"] for entry in everything(as_coach)["entries"]}


def test_words_of_content_are_found_by_their_beginning(as_athlete: Client, sessions: list[Activity]) -> None:
    assert found(as_athlete, "riv lo") == [("activity", "River loop")]
    assert found(as_athlete, "r") == []
    assert found(as_athlete, "!!") == []


def test_sessions_of_others_are_not_found(as_coach: Client, as_stranger: Client, sessions: list[Activity]) -> None:
    assert found(as_stranger, "river") == []
    assert found(as_coach, "river") == []


def test_library_is_found_by_its_team_and_by_nobody_else(
    as_coach: Client, as_athlete: Client, as_stranger: Client, coach: User, team: Team
) -> None:
    kept(coach, "Sweet spot secret")
    kept(coach, "Sweet spot shared", team_id=team.pk)
    labels = {name: {label for _kind, label in found(client, "sweet")} for name, client in (
        ("coach", as_coach), ("athlete", as_athlete), ("stranger", as_stranger),
    )}  # fmt: skip
    assert labels["athlete"] <= {"Sweet spot shared"}
    assert labels["stranger"] == set()
    assert labels["coach"] <= {"Sweet spot secret", "Sweet spot shared"}


@pytest.mark.parametrize("text", ["\x00", "x" * 5000, "'; drop table", "\u202e", "%", "a & b | !c"])
def test_anything_can_be_asked_for(as_athlete: Client, text: str) -> None:
    assert as_athlete.get(reverse("palette"), {"q": text}, headers=JSON).status_code == 200


def test_page_without_script_lists_and_finds_the_same(as_coach: Client, athlete: User) -> None:
    assert reverse("athlete", args=[athlete.pk]) in as_coach.get(reverse("palette")).content.decode()
    assert "Nothing is called that." in as_coach.get(reverse("palette"), {"q": "zzzzz"}).content.decode()


def test_nobody_is_asked_to_sign_in(client: Client, db: None) -> None:
    assert client.get(reverse("palette"), headers=JSON).status_code == 302


def test_palette_asks_as_often_for_four_athletes_as_for_one(
    as_coach: Client, team: Team, athlete: User, settings: Any
) -> None:
    settings.USERSESSIONS_TRACK_ACTIVITY = False

    def asked(query: str = "") -> int:
        with CaptureQueriesContext(connection) as queries:
            as_coach.get(reverse("palette"), {"q": query} if query else {}, headers=JSON)
        return sum("core_switch" not in query["sql"] for query in queries)

    asked()
    one = asked()
    for number in range(3):
        join(team, make_person(f"Rider{number}"))
    assert asked() == one <= 14
    assert asked("sweet") <= 16


def test_own_plan_is_found_only_from_its_day_on(as_athlete: Client, coach: User, athlete: User) -> None:
    from training.planning import plan_workout  # noqa: PLC0415

    tomorrow = timezone.now().date() + timedelta(days=3)
    with acting_as(coach):
        for title, hidden in (("Openers", None), ("Secret test", tomorrow)):
            plan_workout(
                athlete_id=athlete.pk, actor=coach, now=timezone.now(), on=tomorrow, sport="ride", title=title,
                hidden_until=hidden,
            )  # fmt: skip
    assert ("workout", "Secret test") not in found(as_athlete, "secret")
