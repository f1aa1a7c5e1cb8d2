"""The pages of the library: for its owner, the coaches of its team, its members, and nobody else."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Scope, Team, User
from core.acting import acting_as, as_system
from tests.accounts.web.conftest import join, make_person
from training.contents import settled
from training.library import create_folder, create_workout
from training.models import LibraryFolder, LibraryWorkout, Workout

TEXT = "- 15m 55-75%\n\n4x\n- 8m 95%\n- 3m 50%\n"
ZWO = b"""<workout_file><name>Ladder</name><sportType>bike</sportType><workout>
<Warmup Duration="600" PowerLow="0.5" PowerHigh="0.75"/><SteadyState Duration="1200" Power="0.9"/></workout></workout_file>"""
Keep = Callable[..., LibraryWorkout]


@pytest.fixture(autouse=True)
def no_activity(settings: Any) -> None:
    settings.USERSESSIONS_TRACK_ACTIVITY = False


@pytest.fixture
def keep(coach: User, team: Team) -> Keep:
    def one(title: str = "Threshold", *, owner: User | None = None, text: str = TEXT, **given: Any) -> LibraryWorkout:
        actor = owner or coach
        place = {name: given.pop(name) for name in ("team_id", "folder_id", "tags") if name in given}
        with acting_as(actor):
            content = settled({"sport": "ride", "title": title, "structure_text": text, **given})
            return create_workout(actor=actor, **content, **place)

    return one


def folder(owner: User, title: str = "Bike", **given: Any) -> LibraryFolder:
    with acting_as(owner):
        return create_folder(actor=owner, title=title, **given)


def sent(**changes: Any) -> dict[str, Any]:
    return {"title": "Sweet spot", "sport": "ride", "structure_text": TEXT, "tags": "key, ftp ,key", **changes}


@pytest.mark.parametrize("name", ["library", "library_add", "library_import", "folder_add"])
def test_page_opens_for_whoever_is_signed_in(as_coach: Client, as_athlete: Client, client: Client, name: str) -> None:
    assert as_coach.get(reverse(name)).status_code == 200
    assert as_athlete.get(reverse(name)).status_code == 200
    assert client.get(reverse(name)).status_code == 302


@pytest.mark.parametrize("name", ["library_workout", "library_schedule", "library_delete"])
def test_workout_of_somebody_else_is_not_there(
    as_coach: Client, as_athlete: Client, as_stranger: Client, keep: Keep, name: str
) -> None:
    own = reverse(name, args=[keep().pk])
    assert [client.get(own).status_code for client in (as_coach, as_athlete, as_stranger)] == [200, 404, 404]


def test_shared_workout_is_read_by_members_and_changed_by_coaches(
    as_coach: Client, as_athlete: Client, as_stranger: Client, keep: Keep, team: Team
) -> None:
    row = keep(team_id=team.pk)
    url = reverse("library_workout", args=[row.pk])
    assert "<form" in as_coach.get(url).content.decode().split("<main")[1].split('class="form card"')[0]
    read = as_athlete.get(url)
    assert read.status_code == 200
    assert b'name="structure_text"' not in read.content
    as_athlete.post(url, sent(title="Mine now"))
    with as_system("test"):
        assert LibraryWorkout.objects.get(pk=row.pk).title == "Threshold"
    assert as_stranger.get(url).status_code == 404


def test_workout_is_written_as_text(as_coach: Client, coach: User) -> None:
    response = as_coach.post(reverse("library_add"), sent())
    with as_system("test"):
        row = LibraryWorkout.objects.get(owner=coach)
    assert response["Location"] == reverse("library_workout", args=[row.pk])
    assert (row.title, row.tags, row.planned_duration_s) == ("Sweet spot", ["key", "ftp"], 3540)
    assert 'class="profile"' in as_coach.get(response["Location"]).content.decode()


def test_mistake_comes_back_beside_the_text(as_coach: Client, coach: User) -> None:
    response = as_coach.post(reverse("library_add"), sent(structure_text="- 10m 50%\n+ what"))
    assert response.status_code == 200
    assert response.context["form"].errors["structure_text"][0].startswith("Line 2")
    with as_system("test"):
        assert not LibraryWorkout.objects.filter(owner=coach).exists()


def test_saving_again_changes_nothing_that_was_not_typed(as_coach: Client, keep: Keep) -> None:
    row = keep()
    url = reverse("library_workout", args=[row.pk])
    form = as_coach.get(url).context["form"]
    told = {name: form[name].value() or "" for name in form.fields}
    as_coach.post(url, told)
    with as_system("test"):
        fresh = LibraryWorkout.objects.get(pk=row.pk)
    assert (fresh.typed, fresh.structure_text, fresh.planned_load) == ([], row.structure_text, row.planned_load)


def test_figures_typed_by_hand_are_kept(as_coach: Client, coach: User) -> None:
    as_coach.post(reverse("library_add"), sent(structure_text="", minutes="45", distance="20", load="30"))
    with as_system("test"):
        row = LibraryWorkout.objects.get(owner=coach)
    assert (row.planned_duration_s, row.planned_distance_m, row.planned_load) == (2700, 20_000, 30)


def test_list_is_narrowed_down(as_coach: Client, keep: Keep, coach: User) -> None:
    box = folder(coach)
    inner = folder(coach, "Deep", parent_id=box.pk)
    keep("Threshold", tags=["key"], folder_id=inner.pk)
    keep("Long run", sport="run", text="- 1h 75%")

    def titles(**asked: Any) -> set[str]:
        return {row.workout.title for row in as_coach.get(reverse("library"), asked).context["rows"]}

    assert titles() == {"Threshold", "Long run"}
    assert titles(q="thr") == titles(tag="key") == titles(folder=box.pk) == titles(sport="ride") == {"Threshold"}
    assert titles(folder="nonsense", sport="chess", page="x") == {"Threshold", "Long run"}
    assert titles(q="nothing") == set()


def test_page_asks_as_often_for_five_rows_as_for_one(as_coach: Client, keep: Keep, coach: User, team: Team) -> None:
    def count() -> int:
        as_coach.get(reverse("library"))
        with CaptureQueriesContext(connection) as queries:
            as_coach.get(reverse("library"))
        return sum("core_switch" not in query["sql"] for query in queries)

    keep("First", folder_id=folder(coach, "One", team_id=team.pk).pk, tags=["a"])
    one = count()
    for number in range(4):
        keep(f"Row {number}", folder_id=folder(coach, f"Box {number}", team_id=team.pk).pk, tags=["b"])
    assert count() == one


def test_folder_is_made_changed_and_removed_by_its_owner_alone(
    as_coach: Client, as_stranger: Client, keep: Keep, coach: User
) -> None:
    as_coach.post(reverse("folder_add"), {"title": "Winter"})
    with as_system("test"):
        box = LibraryFolder.objects.get(owner=coach)
    row = keep(folder_id=box.pk)
    for name in ("folder_edit", "folder_delete"):
        assert as_stranger.get(reverse(name, args=[box.pk])).status_code == 404
        assert as_coach.get(reverse(name, args=[box.pk])).status_code == 200
    as_coach.post(reverse("folder_edit", args=[box.pk]), {"title": "Spring"})
    as_coach.post(reverse("folder_delete", args=[box.pk]))
    with as_system("test"):
        assert not LibraryFolder.objects.filter(pk=box.pk).exists()
        assert LibraryWorkout.objects.get(pk=row.pk).folder_id is None


def test_files_are_taken_one_by_one(as_coach: Client, coach: User) -> None:
    files = [SimpleUploadedFile("ladder.zwo", ZWO), SimpleUploadedFile("rubbish.zwo", b"<nothing/>")]
    response = as_coach.post(reverse("library_import"), {"chosen": files})
    taken = response.context["taken"]
    assert [(bool(one.workout), bool(one.error)) for one in taken] == [(True, False), (False, True)]
    with as_system("test"):
        assert LibraryWorkout.objects.get(owner=coach).title == "Ladder"


def test_no_file_at_all_is_told(as_coach: Client) -> None:
    assert as_coach.post(reverse("library_import"), {"sport": ""}).context["form"].errors["chosen"]


@pytest.mark.parametrize("form", ["zwo", "fit", "erg", "mrc", "json"])
def test_workout_is_exported(as_athlete: Client, athlete: User, keep: Keep, form: str) -> None:
    row = keep(owner=athlete)
    response = as_athlete.get(reverse("library_export", args=[row.pk, form]))
    assert response.status_code == 200
    assert f'.{form}"' in response["Content-Disposition"]


def test_export_of_another_kind_or_of_somebody_else_is_not_there(
    as_coach: Client, as_stranger: Client, keep: Keep
) -> None:
    row = keep()
    assert as_coach.get(reverse("library_export", args=[row.pk, "exe"])).status_code == 404
    assert as_stranger.get(reverse("library_export", args=[row.pk, "zwo"])).status_code == 404


def test_workout_is_planned_for_chosen_athletes_only(as_coach: Client, keep: Keep, athlete: User, team: Team) -> None:
    row = keep()
    url = reverse("library_schedule", args=[row.pk])
    reader = make_person("Nora")
    join(team, reader, scopes=[Scope.VIEW_PLAN])
    names = {name for _pk, name in as_coach.get(url).context["form"].fields["athletes"].choices}
    assert names == {"Ada"}
    refused = as_coach.post(url, {"on": "2026-05-01", "athletes": [str(reader.pk)]})
    assert refused.context["form"].errors["athletes"]
    as_coach.post(url, {"on": "2026-05-01", "athletes": [str(athlete.pk)]})
    with as_system("test"):
        planned = Workout.objects.get(athlete=athlete)
    assert (planned.on, planned.title, planned.team_id) == (date(2026, 5, 1), "Threshold", team.pk)


def test_copy_is_ones_own(as_athlete: Client, athlete: User, keep: Keep, team: Team) -> None:
    as_athlete.post(reverse("library_copy", args=[keep(team_id=team.pk).pk]))
    with as_system("test"):
        row = LibraryWorkout.objects.get(owner=athlete)
    assert (row.title, row.team_id) == ("Copy of Threshold", None)
