from datetime import date, timedelta

import pytest

from accounts.models import AthleteProfile
from accounts.thresholds import set_threshold
from core.acting import acting_as, as_system
from tests.cast import make_cast
from tests.training.recordings import BEGAN, ride, run
from training.models import Activity, SourceKind
from training.recording import record_session

pytestmark = pytest.mark.django_db
NOW = BEGAN + timedelta(hours=2)


@pytest.fixture
def cast():
    cast = make_cast()
    athlete = cast["athlete"]
    with acting_as(athlete):
        set_threshold(
            athlete_id=athlete.pk,
            sport="ride",
            kind="ftp_w",
            value=250,
            effective_on=date(2026, 1, 1),
            actor=athlete,
            now=NOW,
        )
    return cast


def record(cast, recording):
    with as_system("test"):
        athlete_id = cast["athlete"].pk
        return record_session(athlete_id=athlete_id, recording=recording, kind=SourceKind.FILE, original=None, now=NOW)


def test_list_gives_newest_first_and_pages(cast):
    for day in range(3):
        record(cast, ride(began=BEGAN + timedelta(days=day)))
    first = cast.as_("athlete").get("/api/v1/activities?limit=2").json()
    assert [row["local_on"] for row in first["data"]] == ["2026-03-03", "2026-03-02"]
    rest = cast.as_("athlete").get(f"/api/v1/activities?limit=2&cursor={first['next_cursor']}").json()
    assert ([row["local_on"] for row in rest["data"]], rest["has_more"]) == (["2026-03-01"], False)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("sport=run", 1), ("sport=ride,run", 2), ("from_on=2026-03-02", 1), ("to_on=2026-03-01", 1), ("q=morn", 1),
        ("has_power=true", 1), ("has_power=false", 1), ("min_distance=10000", 1), ("max_duration=1800", 1),
        ("source=file", 2), ("source=strava", 0), ("min_load=50", 1),
    ],
)  # fmt: skip
def test_list_filters(cast, query, count):
    activity = record(cast, ride()).activity
    record(cast, run(began=BEGAN + timedelta(days=1)))
    with acting_as(cast["athlete"]):
        Activity.objects.filter(pk=activity.pk).update(title="Morning spin")
    assert len(cast.as_("athlete").get(f"/api/v1/activities?{query}").json()["data"]) == count


def test_one_activity_has_the_fields_of_the_contract(cast):
    activity = record(cast, ride(watts=250)).activity
    found = cast.as_("athlete").get(f"/api/v1/activities/{activity.pk}")
    body = found.json()
    assert found.headers["ETag"] == f'"{body["version"]}"'
    assert (body["sport"], body["sub_sport"], body["load_method"], body["load_reason"]) == (
        "ride",
        None,
        "power",
        "power_ftp",
    )
    assert (body["timer_s"], body["normalized_power_w"], body["intensity"]) == (3600, 250.0, 1.0)
    assert body["sources"][0]["policy"] == {"visible_to": "team", "ai_allowed": True, "combinable": True}
    assert sum(body["zones"]["power"]["seconds"]) == 3600
    assert (
        cast.as_("athlete")
        .get(f"/api/v1/activities/{activity.pk}", headers={"If-None-Match": found.headers["ETag"]})
        .status_code
        == 304
    )


def test_typed_session_is_created_once_and_can_be_changed(cast):
    body = {
        "id": "0197f5a0-0000-7000-8000-000000000001", "sport": "strength", "start_at": "2026-03-05T17:00:00Z",
        "time_zone": "Europe/Berlin", "duration_s": 3600, "rpe": 5, "title": "Gym",
    }  # fmt: skip
    client = cast.as_("athlete")
    created = client.post("/api/v1/activities", body, content_type="application/json")
    again = client.post("/api/v1/activities", body, content_type="application/json")
    assert (created.status_code, again.status_code) == (201, 200), (created.content, again.content)
    assert (created.json()["load"], created.json()["load_method"]) == (60, "rpe")
    changed = client.patch(f"/api/v1/activities/{body['id']}", {"load_override": 12}, content_type="application/json")
    assert (changed.json()["load"], changed.json()["load_method"]) == (12, "manual")
    assert client.get("/api/v1/fitness?from_on=2026-03-05&to_on=2026-03-05").json()["data"][0]["load"] == 12
    assert client.delete(f"/api/v1/activities/{body['id']}").status_code == 204
    assert client.get("/api/v1/fitness?from_on=2026-03-05&to_on=2026-03-05").json()["data"][0]["load"] == 0


def test_changing_the_sport_measures_again(cast):
    activity = record(cast, run()).activity
    client = cast.as_("athlete")
    changed = client.patch(f"/api/v1/activities/{activity.pk}", {"sport": "walk"}, content_type="application/json")
    assert changed.json()["sport"] == "walk", changed.content


def test_streams_are_columns_thinned_or_whole(cast):
    activity = record(cast, ride()).activity
    client = cast.as_("athlete")
    thin = client.get(f"/api/v1/activities/{activity.pk}/streams?channels=time,power&points=100").json()
    assert (set(thin["channels"]), len(thin["channels"]["power_w"]), thin["original_size"], thin["sampling"]) == (
        {"time_s", "power_w"}, 100, 3600, "lttb",
    )  # fmt: skip
    whole = client.get(f"/api/v1/activities/{activity.pk}/streams?points=all").json()
    assert (whole["channels"]["power_w"], whole["sampling"]) == ([200] * 3600, "all")


def test_parts_of_an_activity_answer(cast):
    activity = record(cast, run()).activity
    client = cast.as_("athlete")
    assert client.get(f"/api/v1/activities/{activity.pk}/curve").json()["data"][0]["speed_mps"] == pytest.approx(3.5)
    efforts = client.get(f"/api/v1/activities/{activity.pk}/efforts").json()["data"]
    assert {"distance_m": 1000.0, "elapsed_s": pytest.approx(1000 / 3.5, abs=1), "rank_at_time": 1}.items() <= efforts[
        2
    ].items()
    for part in ("laps", "intervals", "corrections"):
        assert client.get(f"/api/v1/activities/{activity.pk}/{part}").status_code == 200


def test_corrections_are_applied_and_undone(cast):
    activity = record(cast, ride()).activity
    client = cast.as_("athlete")
    path = f"/api/v1/activities/{activity.pk}"
    made = client.post(
        f"{path}/corrections", {"kind": "crop", "values": {"from_s": 0, "to_s": 1799}}, content_type="application/json"
    )
    assert made.status_code == 201, made.content
    assert client.get(path).json()["timer_s"] == 1800
    assert client.delete(f"{path}/corrections/{made.json()['id']}").status_code == 204
    assert client.get(path).json()["timer_s"] == 3600
    refused = client.post(
        f"{path}/corrections", {"kind": "crop", "values": {"from_s": 9, "to_s": 3}}, content_type="application/json"
    )
    assert refused.json()["error"]["details"][0]["field"] == "to_s"


def test_split_and_merge(cast):
    first = record(cast, ride(watts=250)).activity
    record(cast, ride(watts=240, began=BEGAN + timedelta(seconds=20)))
    client = cast.as_("athlete")
    sources = client.get(f"/api/v1/activities/{first.pk}").json()["sources"]
    halves = client.post(
        f"/api/v1/activities/{first.pk}/split", {"source_ids": [sources[1]["id"]]}, content_type="application/json"
    )
    assert len(halves.json()["data"]) == 2, halves.content
    other = halves.json()["data"][1]["id"]
    merged = client.post(
        f"/api/v1/activities/{first.pk}/merge", {"activity_ids": [other]}, content_type="application/json"
    )
    assert len(merged.json()["sources"]) == 2, merged.content
    assert client.get(f"/api/v1/activities/{other}").status_code == 404


def test_fitness_explains_itself(cast):
    record(cast, ride(watts=250))
    client = cast.as_("athlete")
    days = client.get("/api/v1/fitness?from_on=2026-02-28&to_on=2026-03-05").json()["data"]
    told = client.get("/api/v1/fitness/explain?from_on=2026-02-28&to_on=2026-03-05").json()
    assert [day["on"] for day in days] == [
        f"2026-0{m}-{d:02}" for m, d in ((2, 28), (3, 1), (3, 2), (3, 3), (3, 4), (3, 5))
    ]
    assert sum(reason["delta"] for reason in told["reasons"]) == pytest.approx(told["change"], abs=1e-9)
    assert told["change"] == pytest.approx(days[-1]["fitness"] - days[0]["fitness"], abs=1e-9)


def test_records_badges_curves_and_statistics_answer(cast):
    record(cast, ride(watts=200))
    record(cast, ride(watts=250, began=BEGAN + timedelta(days=1)))
    client = cast.as_("athlete")
    records = {row["kind"]: row for row in client.get("/api/v1/records").json()["data"]}
    assert (records["power_1200_s"]["value"], records["power_1200_s"]["previous"]["value"]) == (250, 200)
    assert {row["kind"] for row in client.get("/api/v1/badges").json()["data"]} >= {"power_1200_s"}
    point = next(p for p in client.get("/api/v1/curves?metric=power").json()["data"] if p["duration_s"] == 1200)
    assert point["power_w"] == 250
    week = client.get("/api/v1/statistics?by=week&from_on=2026-02-20&to_on=2026-03-10").json()["data"]
    assert [(row["from_on"], row["sessions"]) for row in week] == [("2026-02-23", 1), ("2026-03-02", 1)]


def test_coach_sees_what_the_athlete_shows(cast):
    activity = record(cast, ride()).activity
    coach, path = cast.as_("coach"), f"/api/v1/activities/{activity.pk}"
    assert coach.get(path).status_code == 200
    assert coach.patch(path, {"title": "Mine"}, content_type="application/json").status_code == 403
    assert cast.as_("narrow_coach").get(path).status_code == 404
    assert cast.as_("teammate").get(f"/api/v1/activities?athlete={cast['athlete'].pk}").status_code == 404
    with acting_as(cast["athlete"]):
        AthleteProfile.objects.filter(athlete_id=cast["athlete"].pk).update(show_heart_rate_to="private")
    assert coach.get(path).json()["avg_hr_bpm"] is None
    assert "heart_rate_bpm" not in coach.get(f"{path}/streams").json()["channels"]
    with acting_as(cast["athlete"]):
        AthleteProfile.objects.filter(athlete_id=cast["athlete"].pk).update(show_activities_to="private")
    assert coach.get(path).status_code == 404


MANUAL = {"sport": "swim", "start_at": "2026-03-05T10:00:00Z", "time_zone": "UTC", "duration_s": 1800}
CLIENT_ID = "01a1fd1f-b4ed-7a9e-b59e-d719a001f8b7"


def post(client, path, body):
    return client.post(f"/api/v1{path}", body, content_type="application/json")


def test_typed_session_that_joined_another_is_found_again_by_its_own_id(cast):
    client = cast.as_("athlete")
    first = post(client, "/activities", MANUAL)
    joined = post(client, "/activities", {**MANUAL, "id": CLIENT_ID})
    again = post(client, "/activities", {**MANUAL, "id": CLIENT_ID})
    assert (first.status_code, joined.status_code, again.status_code) == (201, 201, 200)
    assert {answer.json()["id"] for answer in (first, joined, again)} == {first.json()["id"]}


def test_typed_session_under_an_id_that_was_used_is_a_conflict(cast):
    client = cast.as_("athlete")
    post(client, "/activities", MANUAL)
    post(client, "/activities", {**MANUAL, "id": CLIENT_ID})
    other = post(client, "/activities", {**MANUAL, "id": CLIENT_ID, "start_at": "2026-04-01T10:00:00Z"})
    assert (other.status_code, other.json()["error"]["code"]) == (409, "CONFLICT")


def test_typed_session_is_found_again_after_it_was_edited(cast):
    client = cast.as_("athlete")
    post(client, "/activities", {**MANUAL, "id": CLIENT_ID})
    client.patch(f"/api/v1/activities/{CLIENT_ID}", {"sport": "run"}, content_type="application/json")
    assert post(client, "/activities", {**MANUAL, "id": CLIENT_ID}).status_code == 200


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("recompute", {"nope": 1}),
        ("corrections", {"kind": "fix_distance", "values": {"distance_m": 10, "nope": 1}}),
        ("corrections", {"kind": "fix_altitude", "values": {"mode": "flat"}}),
    ],
)
def test_what_cannot_be_done_with_a_session_is_refused(cast, path, body):
    activity = post(cast.as_("athlete"), "/activities", MANUAL).json()["id"]
    refused = post(cast.as_("athlete"), f"/activities/{activity}/{path}", body)
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "VALIDATION_ERROR"), refused.content


def test_recomputing_needs_no_body(cast):
    activity = record(cast, ride()).activity
    asked = cast.as_("athlete").generic("POST", f"/api/v1/activities/{activity.pk}/recompute")
    assert asked.status_code == 202
