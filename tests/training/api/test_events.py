from datetime import timedelta

import pytest
from django.utils import timezone

from core.acting import as_system
from tests.cast import make_cast
from tests.training.planned import JSON
from tests.waiting import settled
from training.models import Season, SeasonPhase

pytestmark = pytest.mark.django_db
EVENT = {"on": "2026-06-14", "title": "Spring triathlon", "priority": "A", "sport": "run", "goal": "Under 40 minutes"}
SEASON = {
    "title": "Spring", "from_on": "2026-01-05", "to_on": "2026-06-14",
    "phases": [
        {"kind": "base", "from_on": "2026-01-05", "to_on": "2026-03-01", "weekly_load": 350},
        {"kind": "build", "from_on": "2026-03-02", "to_on": "2026-05-24", "weekly_load": 450},
    ],
}  # fmt: skip


@pytest.fixture
def cast():
    return make_cast()


def post(cast, persona, path, body):
    return cast.as_(persona).post(f"/api/v1/{path}", body, content_type=JSON)


def patch(cast, persona, path, body, **headers):
    return cast.as_(persona).patch(f"/api/v1/{path}", body, content_type=JSON, headers=headers)


def test_event_is_created_once_with_the_fields_of_the_contract(cast):
    body = {**EVENT, "id": "0197f5a0-0000-7000-8000-000000000011"}
    first, again = (post(cast, "athlete", "events", body) for _ in range(2))
    other = post(cast, "athlete", "events", {**body, "title": "Another"})
    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 409), first.content
    assert {**body, "athlete_id": str(cast["athlete"].pk), "distance_m": None}.items() <= first.json().items()
    assert first.json()["prediction"]["reason"] == "distance"


def test_days_until_an_event_are_counted_from_the_athletes_day(cast):
    day = timezone.now().date() + timedelta(days=12)
    assert post(cast, "athlete", "events", {**EVENT, "on": f"{day}"}).json()["days_until"] == 12
    passed = timezone.now().date() - timedelta(days=3)
    assert post(cast, "athlete", "events", {**EVENT, "on": f"{passed}"}).json()["days_until"] == -3


def test_events_are_listed_by_day_and_priority(cast):
    for on, priority in (("2026-06-14", "A"), ("2026-03-01", "B"), ("2026-09-01", "C")):
        post(cast, "athlete", "events", {**EVENT, "on": on, "priority": priority})

    def listed(query):
        rows = cast.as_("athlete").get(f"/api/v1/events?{query}").json()["data"]
        return [row["priority"] for row in rows]

    assert listed("") == ["B", "A", "C"]
    assert listed("from_on=2026-06-14&to_on=2026-08-01") == ["A"]
    assert listed("priority=C") == ["C"]
    rows = cast.as_("athlete").get("/api/v1/events?include=prediction").json()["data"]
    assert [row["prediction"]["reason"] for row in rows] == ["distance"] * 3


def test_coach_enters_an_event_and_the_athlete_changes_it(cast):
    athlete_id = str(cast["athlete"].pk)
    event = post(cast, "coach", "events", {**EVENT, "athlete_id": athlete_id}).json()
    for persona, status in (("narrow_coach", 403), ("other_coach", 404), ("teammate", 404)):
        assert post(cast, persona, "events", {**EVENT, "athlete_id": athlete_id}).status_code == status
    path = f"events/{event['id']}"
    changed = patch(cast, "athlete", path, {"priority": "B"}, **{"If-Match": f'"{event["version"]}"'})
    assert (changed.status_code, changed.json()["priority"]) == (200, "B")
    assert patch(cast, "coach", path, {"priority": "C"}, **{"If-Match": f'"{event["version"]}"'}).status_code == 412
    assert cast.as_("narrow_coach").get(f"/api/v1/{path}").json()["priority"] == "B"
    assert cast.as_("narrow_coach").delete(f"/api/v1/{path}").status_code == 403
    assert cast.as_("athlete").delete(f"/api/v1/{path}").status_code == 204


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("events", {**EVENT, "priority": "D"}, "priority"), ("events", {**EVENT, "title": " "}, "title"),
        ("events", {**EVENT, "distance_m": 0}, "distance_m"), ("events", {**EVENT, "days_until": 1}, "days_until"),
        ("events", {**EVENT, "sport": "chess"}, "sport"), ("notes", {"on": "2026-02-30"}, "on"),
        ("notes", {"on": "2026-03-02", "to_on": "2026-03-01"}, "to_on"), ("notes", {"on": "2026-03-02", "kind": "x"}, "kind"),
        ("seasons", {**SEASON, "to_on": "2026-01-01"}, "to_on"), ("seasons", {**SEASON, "to_on": "2036-01-01"}, "to_on"),
        ("seasons", {**SEASON, "to_on": "2026-05-01"}, "phases"),
        ("seasons", {**SEASON, "phases": [SEASON["phases"][0], SEASON["phases"][0]]}, "phases"),
        ("seasons", {**SEASON, "phases": [{"kind": "base", "from_on": "2026-02-02", "to_on": "2026-02-01"}]}, "phases"),
    ],
)  # fmt: skip
def test_nonsense_is_refused_with_its_field(cast, path, body, field):
    refused = post(cast, "athlete", path, body)
    assert refused.status_code == 400, refused.content
    assert refused.json()["error"]["details"][0]["field"].startswith(field)


def test_notes_of_a_team_stay_in_it(cast):
    athlete_id = str(cast["athlete"].pk)
    body = {"on": "2026-03-01", "to_on": "2026-03-04", "kind": "rest", "title": "Altitude", "body": "Sleep a lot."}
    note = post(cast, "coach", "notes", {**body, "athlete_id": athlete_id}).json()
    assert (note["team_id"], note["author_id"]) == (str(cast.teams["alpha"].pk), str(cast["coach"].pk))
    own = post(cast, "athlete", "notes", {"on": "2026-03-02", "body": "Tired."}).json()
    assert (own["team_id"], own["kind"]) == (None, "note")

    def seen(persona, query=""):
        rows = cast.as_(persona).get(f"/api/v1/notes?athlete={athlete_id}{query}").json()["data"]
        return [row["body"] for row in rows]

    assert seen("athlete") == seen("head_coach") == ["Sleep a lot.", "Tired."]
    assert seen("narrow_coach") == ["Tired."]
    assert seen("athlete", "&from_on=2026-03-03&to_on=2026-03-03") == ["Sleep a lot."]
    assert cast.as_("narrow_coach").get(f"/api/v1/notes/{note['id']}").status_code == 404
    assert patch(cast, "athlete", f"notes/{note['id']}", {"to_on": None}).json()["to_on"] is None
    assert cast.as_("coach").delete(f"/api/v1/notes/{own['id']}").status_code == 204


def test_season_keeps_its_phases_in_order(cast):
    season = post(cast, "athlete", "seasons", {**SEASON, "phases": SEASON["phases"][::-1]}).json()
    assert [phase["kind"] for phase in season["phases"]] == ["base", "build"]
    path = f"seasons/{season['id']}"
    same = patch(cast, "athlete", path, {"phases": SEASON["phases"]}).json()
    assert same["version"] == season["version"]
    changed = patch(cast, "athlete", path, {"phases": SEASON["phases"][:1]}).json()
    assert ([phase["weekly_load"] for phase in changed["phases"]], changed["version"]) == ([350], season["version"] + 1)
    assert patch(cast, "athlete", path, {"from_on": "2026-02-01"}).status_code == 400
    assert cast.as_("athlete").delete(f"/api/v1/{path}").status_code == 204
    with as_system("test"):
        assert not SeasonPhase.objects.exists()
        assert not Season.objects.exists()


def test_list_of_seasons_is_those_that_touch_the_days(cast):
    post(cast, "athlete", "seasons", SEASON)
    for query, count in (("from_on=2026-06-14", 1), ("from_on=2026-06-15", 0), ("to_on=2026-01-04", 0)):
        assert len(cast.as_("athlete").get(f"/api/v1/seasons?{query}").json()["data"]) == count, query


@pytest.mark.alone
@pytest.mark.django_db(transaction=True)
def test_list_is_answered_unmodified_until_something_changes(cast):
    athlete, path = cast.as_("athlete"), "/api/v1/events"
    post(cast, "athlete", "events", EVENT)
    tag = settled(lambda: athlete.get(path).headers.get("ETag"))
    assert athlete.get(path, headers={"If-None-Match": tag}).status_code == 304
    post(cast, "athlete", "events", {**EVENT, "title": "Autumn triathlon"})
    changed = athlete.get(path, headers={"If-None-Match": tag})
    assert [row["title"] for row in changed.json()["data"]] == ["Spring triathlon", "Autumn triathlon"]
