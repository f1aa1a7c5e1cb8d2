"""With each preset, every door is opened by everybody: what came from Strava stands only where the preset lets it."""

from uuid import UUID

import pytest

from accounts.models import StaffRole
from core.acting import as_system
from core.work import run_due
from strava.policies import set_policy
from tests.access.conftest import cast, originals_disk, targets  # noqa: F401 - fixtures
from tests.accounts.staffing import at_desk
from tests.cast import Cast
from tests.strava.canary import (
    PLACE,
    SPAN,
    STAFF,
    STRAVA_ID,
    WATTS,
    WORD,
    World,
    admin_paths,
    api_paths,
    ask,
    browser_of,
    found_in,
    kept_outside,
    make_world,
    page_paths,
    settle,
    write,
)
from training import repolicing
from training.models import PolicyChange

pytestmark = pytest.mark.django_db
STRANGERS = (
    "teammate", "other_coach", "other_athlete", "ex_coach", "narrow_coach", "anonymous", StaffRole.SUPER_ADMIN.value,
)  # fmt: skip
SUMMING = ("/fitness", "/records", "/gear", "/seasons", "/events", "/plans")
BROWSING = ("coach", "narrow_coach")
COACHES = ("coach", "head_coach")


@pytest.fixture(params=["recorded", "changed"])
def world(request: pytest.FixtureRequest, preset: str, cast: Cast, targets: dict[str, UUID]) -> World:  # noqa: F811
    """Come in under the preset, or under the widest one that was narrowed to it since."""
    write(preset if request.param == "recorded" else "full")
    made = make_world(cast, targets)
    if request.param == "changed":
        with as_system("test"):
            set_policy(preset)
        run_due(PolicyChange, call=repolicing.run, budget_s=60)
        settle()
    return made


def leaks(world: World, persona: str, *, has_pages: bool) -> dict[str, list[str]]:
    with as_system("test"):
        secrets = world.secrets
    walks = [(world.cast.as_(persona), api_paths(world))]
    if has_pages:
        walks.append((browser_of(world.cast, persona), page_paths(world)))
    found: dict[str, list[str]] = {}
    for client, paths in walks:
        for path in dict.fromkeys(paths):
            answer = ask(client, path)
            if answer.status >= 500:
                found[path] = [f"status {answer.status}"]
            elif leaked := found_in(answer, world, secrets):
                found[path] = leaked
    return found


@pytest.mark.parametrize("preset", ["athlete_only"])
def test_coaches_find_nothing_of_what_the_athlete_alone_may_see(world: World, preset: str) -> None:
    assert {persona: leaks(world, persona, has_pages=persona in BROWSING) for persona in COACHES} == {
        one: {} for one in COACHES
    }


@pytest.mark.parametrize("preset", ["full"])
def test_strangers_find_nothing_even_under_the_widest_preset(world: World, preset: str) -> None:
    assert {one: leaks(world, one, has_pages=one in BROWSING) for one in STRANGERS} == {one: {} for one in STRANGERS}
    assert WORD not in kept_outside()


@pytest.mark.parametrize("preset", ["athlete_only", "coach_view", "full"])
def test_staff_see_that_a_session_came_and_not_what_it_was(world: World, preset: str) -> None:
    with as_system("test"):
        secrets = world.secrets
    found: dict[str, list[str]] = {}
    for persona in STAFF:
        desk = at_desk(world.cast[persona])
        for path in dict.fromkeys(admin_paths(world)):
            answer = ask(desk, path)
            leaked = [one for one in found_in(answer, world, secrets) if one not in {"its id", str(STRAVA_ID)}]
            if leaked:
                found[f"{persona} {path}"] = leaked
    assert found == {}


@pytest.mark.parametrize("preset", ["athlete_only", "coach_view", "full"])
def test_those_whom_the_preset_names_do_see_it(world: World, preset: str) -> None:
    path = f"/api/v1/activities/{world.activity.pk}"
    own = world.cast.as_("athlete").get(path).json()
    assert (own["title"], own["avg_power_w"]) == (f"{WORD} ride", 377)
    assert own["normalized_power_w"]
    assert bool(own["polyline"]) == (preset != "athlete_only")
    theirs = world.cast.as_("coach").get(path)
    assert theirs.status_code == (404 if preset == "athlete_only" else 200)
    assert browser_of(world.cast, "coach").get(f"/activities/{world.activity.pk}").status_code in {
        302,
        theirs.status_code,
    }


@pytest.mark.parametrize("preset", ["full"])
def test_logs_say_nothing_of_a_session(world: World, preset: str, caplog: pytest.LogCaptureFixture) -> None:
    assert world.activity.pk
    logged = "\n".join(record.getMessage() + str(record.__dict__) for record in caplog.get_records("setup"))
    for said in (WORD, str(WATTS), PLACE):
        assert said not in logged


@pytest.mark.parametrize("preset", ["athlete_only"])
def test_session_that_may_not_be_combined_is_added_to_nothing_of_the_owners(world: World, preset: str) -> None:
    """Shown in lists and in the calendar; in no sum, no curve, no record."""
    client, others = world.cast.as_("athlete"), {"activities", "calendar", "workouts"}
    with as_system("test"):
        secrets = world.secrets
    found = {}
    for path in dict.fromkeys(api_paths(world)):
        if path.removeprefix("/api/v1/").split("?")[0].split("/")[0] not in others:
            answer = ask(client, path)
            if leaked := found_in(answer, world, secrets):
                found[path] = leaked
    assert found == {}
    browser = browser_of(world.cast, "athlete")
    for path in dict.fromkeys(page_paths(world)):
        if path.startswith(SUMMING) and (leaked := found_in(ask(browser, path), world, secrets)):
            found[path] = leaked
    assert found == {}
    weeks = client.get(f"/api/v1/calendar?{SPAN}").json()["weeks"]
    assert {week["done_duration_s"] for week in weeks} <= {0, 120}
