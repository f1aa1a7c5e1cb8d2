"""What a restricted source brings stays where its passport says, in every answer and in the tables themselves."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accounts.guardianship import create_ward
from accounts.models import Access
from accounts.thresholds import set_threshold
from core.acting import acting_as, as_system
from tests.cast import Cast, make_cast
from tests.training import comparing
from tests.training.recordings import BEGAN, ride
from training.explaining import explain
from training.formats.recording import Lap, Recording
from training.merging import split_sources
from training.models import Activity, ChangeCause, Curve, LoadChange, LoadDay, Source, SourcePolicy
from training.passport import Reader
from training.recording import Recorded, measure_again, record_session
from training.totals import read_totals

pytestmark = pytest.mark.django_db
NOW = BEGAN + timedelta(hours=2)
# Numbers and words that nothing else brings.
CANARY = "Zanzibar"
WATTS, BPM, SPEED = 377.0, 167.0, 9.7
# What tells of single rows, or of estimates, and so leaves nothing out that anybody would count.
OTHERS = ("activities", "gear", "load-shape", "threshold-proposals", "power-model", "recomputations")


def told_by(kind: str, *, began: Any = BEGAN, seconds: int = 2400) -> Recording:
    made = ride(began=began, seconds=seconds, watts=WATTS, bpm=BPM, speed=SPEED)
    channels = {
        **made.channels,
        "lat": 47.0 + made.channels["distance_m"] * 1e-6,
        "lng": made.channels["distance_m"] * 0 + 8,
    }
    laps = (Lap(began.timestamp(), began.timestamp() + 600),)
    return replace(made, title=f"{CANARY} {kind}", device=f"{CANARY} 530", laps=laps, channels=channels)


def record(cast: Cast, made: Recording, kind: str, **options: Any) -> Recorded:
    with as_system("test"):
        return record_session(
            athlete_id=cast["athlete"].pk, recording=made, kind=kind, original=None, now=NOW, **options
        )


@pytest.fixture
def cast() -> Cast:
    cast = make_cast()
    with as_system("test"):
        SourcePolicy.objects.create(
            kind="invented", visible_to="owner", ai_allowed=False, combinable=False, geo_stored=False
        )
        SourcePolicy.objects.create(kind="shown", visible_to="coach", ai_allowed=False)
        SourcePolicy.objects.create(kind="hidden", visible_to="owner", ai_allowed=False)
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


def answers(cast: Cast, role: str, activity: Activity | None = None) -> Iterator[tuple[str, Any]]:
    """All of what can be asked, and what was answered."""
    span = "from_on=2026-02-01&to_on=2026-03-20"
    athlete = "" if role == "athlete" else f"athlete={cast['athlete'].pk}"
    paths = [
        "activities", f"activities?q={CANARY}", "activities?source=invented", f"activities?min_load=1&{span}",
        f"fitness?{span}", f"fitness?{span}&model=tp", f"fitness?{span}&sport=ride", f"fitness/explain?{span}",
        f"fitness/explain?{span}&since=2026-02-01T00:00:00Z", "curves?metric=power", "curves?metric=heart_rate",
        "curves?metric=speed", "records", "records?history=true", "badges", f"statistics?by=day&{span}", "gear",
        "load-shape?on=2026-03-02", "threshold-proposals", "power-model", "recomputations",
    ]  # fmt: skip
    if activity is not None:
        below = (
            "",
            "/streams",
            "/streams?points=all",
            "/laps",
            "/intervals",
            "/curve",
            "/efforts",
            "/corrections",
            "/file",
        )
        paths += [f"activities/{activity.pk}{part}" for part in below]
    for path in paths:
        found = cast.as_(role).get(
            f"/api/v1/{path}{'&' if '?' in path else '?'}{athlete}" if "activities/" not in path else f"/api/v1/{path}"
        )
        yield path, found


def numbers_in(body: Any) -> Iterator[float]:
    if isinstance(body, dict):
        for value in body.values():
            yield from numbers_in(value)
    elif isinstance(body, list):
        for value in body:
            yield from numbers_in(value)
    elif isinstance(body, int | float) and not isinstance(body, bool):
        yield float(body)


def assert_silent(cast: Cast, role: str, activity: Activity) -> None:
    for path, found in answers(cast, role, activity):
        text = found.content.decode()
        assert CANARY not in text, path
        if f"activities/{activity.pk}" in path:
            assert found.status_code == 404, (path, found.status_code)
            continue
        assert found.status_code == 200, (path, text)
        told = json.loads(text)
        assert str(activity.pk) not in text, path
        given = set(numbers_in({name: value for name, value in told.items() if name != "withheld"}))
        assert not given & {WATTS, BPM, SPEED, 2400.0}, path


def test_session_of_a_restricted_source_is_shown_to_its_owner_alone(cast: Cast) -> None:
    activity = record(cast, told_by("invented"), "invented").activity
    assert_silent(cast, "coach", activity)
    assert_silent(cast, "head_coach", activity)
    client = cast.as_("athlete")
    own = client.get(f"/api/v1/activities/{activity.pk}").json()
    assert (own["title"], own["avg_power_w"], own["polyline"]) == (f"{CANARY} invented", WATTS, "")
    assert own["sources"][0]["policy"] == {"visible_to": "owner", "ai_allowed": False, "combinable": False}
    streams = client.get(f"/api/v1/activities/{activity.pk}/streams").json()["channels"]
    assert "power_w" in streams
    assert "lat" not in streams


def test_gaps_are_said_aloud(cast: Cast) -> None:
    record(cast, told_by("invented"), "invented")
    record(cast, told_by("hidden", began=BEGAN + timedelta(days=1)), "hidden")
    said = {
        "athlete": [{"source": "invented", "sessions": 1, "reason": "not_combinable"}],
        "coach": [
            {"source": "hidden", "sessions": 1, "reason": "not_visible"},
            {"source": "invented", "sessions": 1, "reason": "not_combinable"},
        ],
    }
    for role, wanted in said.items():
        folded = [(path, found) for path, found in answers(cast, role) if not path.startswith(OTHERS)]
        for path, found in folded:
            assert found.json()["withheld"] == wanted, (role, path)


def test_owner_only_but_combinable_session_counts_for_its_owner_alone(cast: Cast) -> None:
    activity = record(cast, told_by("hidden"), "hidden").activity
    assert_silent(cast, "coach", activity)
    on = "from_on=2026-03-01&to_on=2026-03-01"
    own = cast.as_("athlete").get(f"/api/v1/fitness?{on}").json()["data"][0]
    theirs = cast.as_("coach").get(f"/api/v1/fitness?{on}&athlete={cast['athlete'].pk}").json()["data"][0]
    assert (own["load"] > 100, theirs["load"]) == (True, 0)


def test_ai_learns_only_what_it_may(cast: Cast) -> None:
    record(cast, told_by("shown"), "shown")
    free = record(cast, ride(began=BEGAN + timedelta(days=1), watts=200), "file").activity
    readings = comparing.readings_of(cast["athlete"].pk, today=date(2026, 3, 5))
    seen_by = {
        reader: {str(row["activity_id"]) for row in readings[f"records {reader}"]} for reader in comparing.READERS
    }
    assert len(seen_by[Reader.COACH]) == 2
    assert seen_by[Reader.AI] == {str(free.pk)}
    assert readings[f"power {Reader.AI}"]["withheld"] == [{"source": "shown", "sessions": 1, "reason": "not_visible"}]
    assert max(point["power_w"] for point in readings[f"power {Reader.AI}"]["data"]) == 200
    with as_system("test"):
        for model in (Activity, Source, Curve, LoadDay, LoadChange):
            assert not model.objects.readable_by(Reader.AI).filter(ai_allowed=False).exists()
            assert model.objects.readable_by(Reader.AI).exists()
        totals = read_totals(
            athlete_id=cast["athlete"].pk, reader=Reader.AI, from_on=date(2026, 3, 1), to_on=date(2026, 3, 9), by="year"
        )
    assert totals[0]["sessions"] == 1


def test_a_file_of_the_same_session_leads_and_unlocks(cast: Cast) -> None:
    locked = record(cast, told_by("invented"), "invented").activity
    recorded = record(cast, ride(seconds=2500, watts=210), "file")
    assert recorded.duplicate_of == locked.pk
    coach = cast.as_("coach")
    shown = coach.get(f"/api/v1/activities/{locked.pk}")
    body = shown.json()
    assert (shown.status_code, body["avg_power_w"], body["title"], body["device"]) == (200, 210.0, "", "Test device")
    assert [source["kind"] for source in body["sources"]] == ["file"]
    for path, found in answers(cast, "coach", locked):
        if path.endswith("/file"):
            continue
        text = found.content.decode()
        assert found.status_code == 200, (path, text)
        assert CANARY not in text, path
        assert "invented" not in text, path
        channels = json.loads(text).pop("channels", {})
        assert max(channels.get("power_w", [0])) <= 210, path
        assert channels or not set(numbers_in(json.loads(text))) & {WATTS, BPM, SPEED}, path
    own = cast.as_("athlete").get(f"/api/v1/activities/{locked.pk}").json()
    assert {source["kind"] for source in own["sources"]} == {"file", "invented"}
    assert cast.as_("athlete").get(f"/api/v1/activities?q={CANARY}").json()["data"] == []
    comparing.assert_measured(cast["athlete"].pk)
    comparing.assert_journal_adds_up(cast["athlete"].pk)


def test_a_restricted_telling_that_comes_later_changes_nothing(cast: Cast) -> None:
    first = record(cast, ride(seconds=2500, watts=210), "file").activity
    before = cast.as_("coach").get(f"/api/v1/activities/{first.pk}").json()
    recorded = record(cast, told_by("invented"), "invented")
    after = cast.as_("coach").get(f"/api/v1/activities/{first.pk}").json()
    assert recorded.duplicate_of == first.pk
    assert {**after, "version": 0} == {**before, "version": 0}


def test_taking_the_file_away_locks_again(cast: Cast) -> None:
    locked = record(cast, told_by("invented"), "invented").activity
    recorded = record(cast, ride(seconds=2500, watts=210), "file")
    with acting_as(cast["athlete"]):
        locked.refresh_from_db()
        born = split_sources(activity=locked, source_ids=[recorded.source.pk], actor=cast["athlete"])[0]
        born.refresh_from_db()
    coach = cast.as_("coach")
    assert coach.get(f"/api/v1/activities/{born.pk}").json()["avg_power_w"] == 210
    assert coach.get(f"/api/v1/activities/{locked.pk}").status_code == 404
    rows = coach.get(f"/api/v1/activities?athlete={cast['athlete'].pk}").json()["data"]
    assert [row["id"] for row in rows] == [str(born.pk)]
    comparing.assert_measured(cast["athlete"].pk)
    comparing.assert_journal_adds_up(cast["athlete"].pk)
    comparing.assert_ledger_rebuilds(cast["athlete"].pk)


@pytest.mark.parametrize("reader", [Reader.COACH, Reader.AI])
def test_reasons_do_not_name_what_was_locked_since(cast: Cast, reader: str) -> None:
    shown = record(cast, told_by("file"), "file").activity
    with as_system("test"):
        Source.objects.update(visible_to="owner", ai_allowed=False)
        measure_again(Activity.objects.get(), cause=ChangeCause.POLICY)
        told = explain(
            athlete_id=shown.athlete_id, reader=reader, from_on=date(2026, 3, 1), to_on=date(2026, 3, 3), since=BEGAN
        )
    assert CANARY not in str(told)
    assert told["fitness_after"] == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("kind", ["invented", "hidden"])
def test_the_tables_hide_owner_only_rows_from_everybody_else(cast: Cast, kind: str) -> None:
    record(cast, told_by(kind), kind)
    tables = ("activity", "source", "stream", "analysis", "curve", "loadday", "loadchange")

    def counted(role: str) -> dict[str, int]:
        with acting_as(cast[role]), connection.cursor() as cursor:
            found = {}
            for table in tables:
                cursor.execute(f"select count(*) from training_{table}")
                found[table] = cursor.fetchone()[0]
            return found

    assert set(counted("coach").values()) == {0}
    own = counted("athlete")
    assert own["activity"] == own["source"] == own["analysis"] == 1
    assert (own["loadday"] > 0) == (kind == "hidden")


def test_places_that_may_not_be_kept_are_nowhere(cast: Cast) -> None:
    source = record(cast, told_by("invented"), "invented").source
    with as_system("test"):
        assert {"lat", "lng"} & {stream.channel for stream in source.streams.all()} == set()
        assert {"lat", "lng"} & set(Source.objects.get().channels) == set()
        assert Activity.objects.get().polyline == ""


def test_guardians_see_what_their_wards_own(cast: Cast) -> None:
    with acting_as(cast["head_coach"]):
        ward = create_ward(name="Kid", guardian=cast["head_coach"], now=NOW)
    with as_system("test"):
        Access.objects.filter(athlete_id=ward.pk).update(from_at=BEGAN)
        activity = record_session(
            athlete_id=ward.pk, recording=told_by("invented"), kind="invented", original=None, now=NOW
        ).activity
    client = cast.as_("head_coach")
    assert len(client.get(f"/api/v1/activities?athlete={ward.pk}").json()["data"]) == 1
    assert client.get(f"/api/v1/activities/{activity.pk}").status_code == 200


def test_entity_tags_do_not_let_a_reader_keep_what_is_locked(cast: Cast) -> None:
    activity = record(cast, ride(seconds=2500, watts=210), "file").activity
    coach, path = cast.as_("coach"), f"/api/v1/activities/{activity.pk}"
    tag = coach.get(path).headers["ETag"]
    assert coach.get(path, headers={"If-None-Match": tag}).status_code == 304
    with as_system("test"):
        Source.objects.update(visible_to="owner", ai_allowed=False, combinable=False)
        measure_again(Activity.objects.get(), cause="policy")
    assert coach.get(path, headers={"If-None-Match": tag}).status_code == 404


def test_pages_for_others_do_not_show_it_either(cast: Cast) -> None:
    locked = record(cast, told_by("hidden"), "hidden").activity
    free = record(cast, ride(began=BEGAN + timedelta(days=1), watts=200), "file").activity
    client = Client()
    client.force_login(cast["coach"])
    base = f"/athletes/{cast['athlete'].pk}"
    span = "from_on=2026-02-01&to_on=2026-03-20"
    pages = (
        "activities", f"activities?q={CANARY}", f"activities/{free.pk}", f"fitness?{span}", f"fitness/explain?{span}", "records",
    )  # fmt: skip
    for page in pages:
        found = client.get(f"{base}/{page}")
        text = found.content.decode()
        assert found.status_code == 200, (page, found.status_code)
        assert CANARY not in text.replace(f'value="{CANARY}"', ""), page
        assert str(locked.pk) not in text, page
        assert not re.search(r"(?<![\w.])377(?![\w.])", text), page
    assert client.get(f"{base}/activities/{locked.pk}").status_code == 404
    assert client.get(f"/activities/{locked.pk}").status_code == 404


def test_pictures_for_others_do_not_show_it_either(cast: Cast) -> None:
    locked = record(cast, told_by("hidden"), "hidden").activity
    span = "from_on=2026-02-01&to_on=2026-03-20"
    coach, athlete = cast.as_("coach"), cast["athlete"].pk
    before = coach.get(f"/api/v1/fitness/picture?{span}&athlete={athlete}")
    assert before.status_code == 200
    own = cast.as_("athlete").get(f"/api/v1/fitness/picture?{span}")
    assert own.content != before.content
    assert CANARY not in before.content.decode()
    assert coach.get(f"/api/v1/activities/{locked.pk}/picture").status_code == 404
