"""What other services say of sessions in their own tables."""

import json

import pytest

from training.sport_names import sport_of
from training.tables import Tables, Told, number_in, read_tables

ENGLISH = (
    "Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time,Distance,Max Heart Rate,"
    "Relative Effort,Commute,Activity Private Note,Activity Gear,Filename,Athlete Weight,Bike Weight,Elapsed Time,"
    "Moving Time,Distance,Max Speed"
)
GERMAN = (
    "Aktivitäts-ID,Aktivitätsdatum,Name der Aktivität,Aktivitätsart,Aktivitätsbeschreibung,Verstrichene Zeit,Distanz,"
    "Max. Herzfrequenz,Relative Leistung,Pendeln,Private Notiz,Ausrüstung,Dateiname,Gewicht,Radgewicht,Verstrichene Zeit,"
    "Bewegungszeit,Distanz,Höchstgeschwindigkeit"
)
ROW = '11,"Mar 1, 2026, 8:00:00 AM","Ride, early",{kind},Nice,300,"1,5",150,20,false,Legs good,Canyon,activities/11.gpx.gz,70,8,300,290,1500.5,7'


def tables(files: dict[str, bytes]) -> Tables:
    return read_tables(list(files), files.__getitem__)


@pytest.mark.parametrize(("header", "kind"), [(ENGLISH, "Virtual Ride"), (GERMAN, "Radfahrt")])
def test_strava_table_is_read_in_any_language(header: str, kind: str) -> None:
    content = f"{header}\n{ROW.format(kind=kind)}\n12,,By hand,Swim,,600,,,,,,,,,,,,,\n".encode()
    found = tables({"activities.csv": content, "activities/11.gpx.gz": b"", "profile.csv": b"a,b\n1,2"})
    assert found.service == "strava"
    assert found.rows[0] == Told(
        name="activities/11.gpx.gz",
        title="Ride, early",
        notes="Nice\n\nLegs good",
        gear="Canyon",
        sport="ride",
        distance_m=1500.5,
        duration_s=300,
    )
    assert (found.rows[1].name, found.rows[1].title, found.rows[1].sport) == ("", "By hand", "swim")


def test_strava_table_may_lie_in_a_folder() -> None:
    content = f"{ENGLISH}\n{ROW.format(kind='Ride')}\n".encode()
    found = tables({"export_1/activities.csv": content, "export_1/activities/11.gpx.gz": b""})
    assert [row.name for row in found.rows] == ["export_1/activities/11.gpx.gz"]


def test_garmin_summaries_are_centimetres_and_milliseconds() -> None:
    row = {
        "name": "Munich Running",
        "activityType": "running",
        "beginTimestamp": 1772352000000.0,
        "distance": 1_000_050.0,
        "duration": 3_600_000.0,
    }
    content = json.dumps([{"summarizedActivitiesExport": [row, {"activityType": None}]}]).encode()
    found = tables({"DI_CONNECT/DI-Connect-Fitness/a_0_summarizedActivities.json": content})
    assert found.service == "garmin"
    assert found.rows[0] == Told(
        title="Munich Running", sport="run", start_s=1772352000.0, distance_m=10000.5, duration_s=3600.0
    )


def test_trainingpeaks_counts_what_was_done() -> None:
    content = (
        b"Title,WorkoutType,WorkoutDescription,PlannedDuration,WorkoutDay,DistanceInMeters,TimeTotalInHours\n"
        b"Long,Bike,Easy,2,2026-03-01,50000,1.5\nPlanned,Run,,1,2026-03-02,,\n"
    )
    found = tables({"workouts.csv": content})
    assert (found.service, len(found.rows)) == ("trainingpeaks", 1)
    assert (found.rows[0].sport, found.rows[0].duration_s, found.rows[0].distance_m) == ("ride", 5400.0, 50000.0)


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"a.csv": b""},
        {"a.csv": b"\xff\xfe\0\0"},
        {"a.csv": b'"' * 1000},
        {"x_summarizedActivities.json": b"[" * 100_000},
        {"x_summarizedActivities.json": b'[{"summarizedActivitiesExport": [1, null, {"distance": "x"}]}]'},
        {"x_summarizedActivities.json": b"[1, 2]"},
    ],
)
def test_broken_tables_say_nothing(files: dict[str, bytes]) -> None:
    assert not any(row.distance_m for row in tables(files).rows)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12.5", 12.5),
        ("12,5", 12.5),
        ("1,234.5", 1234.5),
        ("1.234,5", 1234.5),
        ("", None),
        ("nan", None),
        ("1e400", None),
    ],
)
def test_number_is_read_as_it_is_written(text: str, number: float | None) -> None:
    assert number_in(text) == number


@pytest.mark.parametrize(
    ("name", "sport"),
    [
        ("Virtual Ride", "ride"),
        ("Sortie à vélo", "ride"),
        ("trail_running", "run"),
        ("Natación", "swim"),
        ("Chess", ""),
    ],
)
def test_sport_has_many_names(name: str, sport: str) -> None:
    assert sport_of(name) == sport
