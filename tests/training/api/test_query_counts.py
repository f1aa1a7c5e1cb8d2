"""No list of training asks more questions because it is longer."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.acting import acting_as, as_system
from tests.cast import Cast, make_cast, questions
from tests.training.comparing import settle
from tests.training.planned import planned
from tests.training.recordings import BEGAN, ride, run
from training.corrections import add_correction
from training.feeds import open_feed
from training.goal_events import create_event
from training.models import (
    Activity,
    ArchiveImport,
    ChangeCause,
    Gear,
    Recomputation,
    SourceKind,
    Upload,
    UploadFile,
    UploadItem,
)
from training.notes import write_note
from training.recording import record_session
from training.season_plans import create_season

pytestmark = pytest.mark.django_db
Make = Callable[[Cast, int], None]


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def make_session(cast: Cast, number: int) -> None:
    """Of two sources each, in two sports, so that there is something behind every row."""
    made = (ride, run)[number % 2]
    for shift in (0, 9):
        began = BEGAN + timedelta(days=number, seconds=shift)
        with as_system("test"):
            record_session(
                athlete_id=cast["athlete"].pk, recording=made(began=began, seconds=900), kind=SourceKind.FILE,
                original=None, now=began,
            )  # fmt: skip


def make_gear(cast: Cast, number: int) -> None:
    Gear.objects.create(athlete=cast["athlete"], name=f"Bike {number}", sport="ride")


def make_recomputation(cast: Cast, number: int) -> None:
    Recomputation.objects.create(athlete=cast["athlete"], cause=ChangeCause.THRESHOLD)


def make_upload(cast: Cast, number: int) -> None:
    upload = Upload.objects.create(athlete=cast["athlete"])
    file = UploadFile.objects.create(upload=upload, athlete=cast["athlete"], filename="a.fit", state="done")
    UploadItem.objects.create(file=file, athlete=cast["athlete"], filename="a.fit", state="failed")


def make_import(cast: Cast, number: int) -> None:
    ArchiveImport.objects.create(athlete=cast["athlete"], filename="all.zip", size_bytes=1)


def make_correction(cast: Cast, number: int) -> None:
    if not Activity.objects.exists():
        make_session(cast, 0)
    activity = Activity.objects.get()
    add_correction(activity=activity, kind="fix_distance", values={"distance_m": 5000 + number}, actor=cast["athlete"])


def make_workout(cast: Cast, number: int) -> None:
    """By another team's coach too, and one that was done."""
    planned(cast["athlete"], on=BEGAN.date() + timedelta(days=number), by=cast["coach"] if number else None)


def make_done_workout(cast: Cast, number: int) -> None:
    make_workout(cast, number)
    make_session(cast, number)
    settle()


def make_event(cast: Cast, number: int) -> None:
    on = BEGAN.date() + timedelta(days=30 + number)
    create_event(
        athlete_id=cast["athlete"].pk, actor=cast["athlete"], on=on, title="Race", sport="run", distance_m=5000
    )
    make_session(cast, 2 * number + 1)


def make_note(cast: Cast, number: int) -> None:
    write_note(athlete_id=cast["athlete"].pk, actor=cast["athlete"], on=BEGAN.date() + timedelta(days=number))


def make_season(cast: Cast, number: int) -> None:
    first = BEGAN.date() + timedelta(days=100 * number)
    phase = {"kind": "base", "from_on": first, "to_on": first + timedelta(days=50), "weekly_load": 300.0}
    create_season(
        athlete_id=cast["athlete"].pk, actor=cast["athlete"], title="Spring", from_on=first,
        to_on=first + timedelta(days=90), phases=[phase],
    )  # fmt: skip


def make_feed(cast: Cast, number: int) -> None:
    open_feed(athlete_id=cast["athlete"].pk, actor=cast["athlete"], now=BEGAN)


SPAN = "from_on=2026-02-25&to_on=2026-03-10"
LISTS: list[tuple[str, str, Make, int]] = [
    ("athlete", "activities", make_session, 4),
    ("athlete", "activities?q=test&source=file&has_power=true", make_session, 4),
    ("coach", "activities?athlete={athlete}", make_session, 7),
    ("athlete", f"fitness?{SPAN}", make_session, 7),
    ("athlete", f"fitness/explain?{SPAN}", make_session, 7),
    ("athlete", "curves?metric=power", make_session, 5),
    ("athlete", "records", make_session, 7),
    ("athlete", "badges", make_session, 7),
    ("athlete", f"statistics?{SPAN}", make_session, 4),
    ("athlete", "workouts", make_done_workout, 3),
    ("coach", "workouts?athlete={athlete}&q=x", make_workout, 4),
    ("athlete", "events", make_event, 4),
    ("athlete", "events?include=prediction", make_event, 5),
    ("coach", "events?athlete={athlete}&include=prediction", make_event, 9),
    ("athlete", "notes", make_note, 3),
    ("coach", "notes?athlete={athlete}", make_note, 5),
    ("athlete", "seasons", make_season, 4),
    ("athlete", "calendar-feeds", make_feed, 2),
    ("athlete", "gear", make_gear, 2),
    ("athlete", "recomputations", make_recomputation, 2),
    ("athlete", "uploads", make_upload, 4),
    ("athlete", "me/imports", make_import, 4),
    ("athlete", "activities/{activity}/corrections", make_correction, 3),
]


@pytest.mark.parametrize(("role", "path", "make", "most"), LISTS, ids=[f"{row[0]} {row[1]}" for row in LISTS])
def test_list_asks_the_same_few_questions(role: str, path: str, make: Make, most: int, cast: Cast) -> None:
    asked_at = []
    for number in range(3):
        with acting_as(cast["athlete"]):
            make(cast, number)
        if number != 1:
            asked_at.append(asked_for(role, path, cast))
    assert len(asked_at[0]) == len(asked_at[1]) <= most, asked_at[1]


def asked_for(role: str, path: str, cast: Cast) -> list[str]:
    with as_system("test"):
        activity = Activity.objects.values_list("pk", flat=True).first()
    address = f"/api/v1/{path.format(athlete=cast['athlete'].pk, activity=activity)}"
    assert cast.as_(role).get(address).status_code == 200
    with CaptureQueriesContext(connection) as asked:
        cast.as_(role).get(address)
    return questions(asked)


PARTS = ("", "/streams", "/laps", "/intervals", "/curve", "/efforts")


@pytest.mark.parametrize("part", PARTS)
def test_parts_of_a_session_ask_no_more_when_there_are_more_sessions(part: str, cast: Cast) -> None:
    asked_at = []
    for number in range(3):
        make_session(cast, number)
        with as_system("test"):
            pk = Activity.objects.order_by("start_at").values_list("pk", flat=True)[0]
        cast.as_("athlete").get(f"/api/v1/activities/{pk}{part}")
        with CaptureQueriesContext(connection) as asked:
            assert cast.as_("athlete").get(f"/api/v1/activities/{pk}{part}").status_code == 200
        asked_at.append(len(questions(asked)))
    assert asked_at[0] == asked_at[2] <= 7
