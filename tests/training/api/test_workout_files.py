import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cast import make_cast
from tests.training.api.test_workout_structures import set_ftp
from tests.training.planned import created
from training.models import Workout
from training.workout_files import FORMATS

pytestmark = pytest.mark.django_db
PATH = "/api/v1/workouts/import"
ZWO = b"""<workout_file><name>Steps up</name><description>Breathe.</description><sportType>bike</sportType><workout>
<Warmup Duration="600" PowerLow="0.4" PowerHigh="0.7"/><IntervalsT Repeat="3" OnDuration="300" OffDuration="120"
OnPower="1.0" OffPower="0.5"/><Cooldown Duration="300" PowerLow="0.6" PowerHigh="0.4"/></workout></workout_file>"""


@pytest.fixture
def cast():
    found = make_cast()
    set_ftp(found["athlete"], 250, date(2026, 1, 1))
    return found


def sent(cast, persona="athlete", content=ZWO, name="steps.zwo", **fields):
    return cast.as_(persona).post(PATH, {"file": SimpleUploadedFile(name, content), **fields})


def test_file_becomes_a_workout_of_its_day(cast):
    told = sent(cast, on="2026-03-04")
    assert told.status_code == 201, told.content
    body = told.json()
    assert {"on": "2026-03-04", "sport": "ride", "title": "Steps up", "description": "Breathe.", "kind": "zwo",
            "planned_duration_s": 2160, "warnings": [], "state": "planned"}.items() <= body.items()  # fmt: skip
    assert body["planned_load"] > 30
    assert cast.as_("athlete").get(f"/api/v1/workouts/{body['id']}").json()["structure"] == body["structure"]


def test_file_sent_twice_under_an_id_is_planned_once(cast):
    fields = {"on": "2026-03-04", "id": "0197f5a0-0000-7000-8000-000000000021"}
    other = ZWO.replace(b'Duration="600"', b'Duration="900"')
    assert [sent(cast, content=content, **fields).status_code for content in (ZWO, ZWO, other)] == [201, 200, 409]


def test_dry_run_shows_and_keeps_nothing(cast):
    told = sent(cast, dry_run="true")
    assert (told.status_code, told.json()["id"], told.json()["planned_duration_s"]) == (200, None, 2160)
    assert cast.as_("athlete").get("/api/v1/workouts").json()["data"] == []


def test_coach_imports_for_an_athlete_and_others_do_not(cast):
    athlete_id = str(cast["athlete"].pk)
    told = sent(cast, "coach", on="2026-03-04", athlete_id=athlete_id)
    assert (told.status_code, told.json()["team_id"]) == (201, str(cast.teams["alpha"].pk))
    statuses = {who: sent(cast, who, athlete_id=athlete_id).status_code for who in ("narrow_coach", "other_coach")}
    assert statuses == {"narrow_coach": 403, "other_coach": 404}


@pytest.mark.parametrize(
    ("content", "name"), [(b"", "empty.zwo"), (b"<gpx/>", "a.gpx"), (b"hello", "a.zwo"), (b"\x0e\x10", "a.fit")]
)
def test_what_is_no_workout_is_refused_with_its_name(cast, content, name):
    refused = sent(cast, content=content, name=name)
    assert refused.status_code == 400, refused.content
    detail = refused.json()["error"]["details"][0]
    assert detail["field"] == "file"
    assert name in detail["message"]


def test_request_without_a_file_or_with_two_is_refused(cast):
    client = cast.as_("athlete")
    two = {"file": [SimpleUploadedFile("a.zwo", ZWO), SimpleUploadedFile("b.zwo", ZWO)]}
    for body in ({}, two):
        refused = client.post(PATH, body)
        assert (refused.status_code, refused.json()["error"]["details"][0]["field"]) == (400, "file")


@pytest.mark.parametrize("form", FORMATS)
def test_exported_file_comes_back_as_the_same_workout(cast, form):
    told = sent(cast, on="2026-03-04").json()
    file = cast.as_("athlete").get(f"/api/v1/workouts/{told['id']}/export?format={form}")
    assert file.status_code == 200, file.content
    assert file.headers["Content-Disposition"] == f'attachment; filename="steps-up.{form}"'
    again = sent(cast, content=file.content, name=f"again.{form}", on="2026-03-05").json()
    assert again["planned_duration_s"] == told["planned_duration_s"]
    assert again["planned_load"] == pytest.approx(told["planned_load"], rel=0.01)


def test_export_needs_steps_a_known_format_and_the_words(cast):
    bare = created(cast)
    path = f"/api/v1/workouts/{bare['id']}/export"
    for query, field in (("?format=zwo", "format"), ("?format=gpx", "format"), ("", "format")):
        refused = cast.as_("athlete").get(f"{path}{query}")
        assert (refused.status_code, refused.json()["error"]["details"][0]["field"]) == (400, field)
    theirs = sent(cast, "coach", on="2026-03-04", athlete_id=str(cast["athlete"].pk)).json()
    path = f"/api/v1/workouts/{theirs['id']}/export?format=zwo"
    statuses = {who: cast.as_(who).get(path).status_code for who in ("head_coach", "narrow_coach", "other_coach")}
    assert statuses == {"head_coach": 200, "narrow_coach": 403, "other_coach": 404}


def test_done_workout_is_exported_with_the_thresholds_it_was_done_with(cast):
    told = sent(cast, on="2026-03-04").json()
    Workout.objects.filter(pk=told["id"]).update(state="done", compliance={"planned_with": {"ftp_w": 200}})
    set_ftp(cast["athlete"], 300, date(2026, 3, 1))
    file = cast.as_("athlete").get(f"/api/v1/workouts/{told['id']}/export?format=json")
    assert json.loads(file.content)
    erg = cast.as_("athlete").get(f"/api/v1/workouts/{told['id']}/export?format=erg").content.decode()
    assert "200" in erg
    assert "300" not in erg.split("[COURSE DATA]")[1]
