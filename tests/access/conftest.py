from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from accounts.api_keys import create_key
from accounts.invitations import invite
from accounts.joining import ask_to_join
from accounts.models import Absence, FitnessSeed, Grant, JoinCode, Role, Threshold, ZoneSet
from core.acting import acting_as, as_system
from tests.cast import Cast, make_cast
from tests.training.conftest import originals_disk  # noqa: F401 - a fixture
from tests.training.planned import planned
from tests.training.recordings import ride
from training.feeds import open_feed
from training.models import (
    ArchiveImport,
    BulkJob,
    CalendarNote,
    Correction,
    Gear,
    GoalEvent,
    LibraryFolder,
    LibraryWorkout,
    PlanAct,
    PlanApplication,
    PlanWaiver,
    Recomputation,
    Season,
    Upload,
)
from training.originals import store_original
from training.plans import create_plan
from training.recording import record_session


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def targets(cast: Cast, originals_disk: Path) -> dict[str, UUID]:  # noqa: F811
    """One row of the athlete for each endpoint that takes an id."""
    athlete, now = cast["athlete"], timezone.now()
    with acting_as(athlete):
        rows: dict[str, Any] = {
            "thresholds": Threshold.objects.create(
                athlete=athlete, kind="ftp_w", sport="ride", value=250, effective_on="2026-01-01"
            ),
            "zones": ZoneSet.objects.create(
                athlete=athlete, metric="power", effective_on="2026-01-01", boundaries=[100, 200]
            ),
            "fitness-seeds": FitnessSeed.objects.create(athlete=athlete, on="2026-01-01", fitness=50, fatigue=40),
            "absences": Absence.objects.create(athlete=athlete, from_on="2026-01-01"),
            "grants": Grant.objects.filter(team=cast.teams["alpha"]).get(),
            "api-keys": create_key(user=athlete, name="script", scopes=["read"], now=now)[0],
            "gear": Gear.objects.create(athlete=athlete, name="Bike", sport="ride"),
            "uploads": Upload.objects.create(athlete=athlete),
            "imports": ArchiveImport.objects.create(athlete=athlete, filename="export.zip", size_bytes=1),
            "recomputations": Recomputation.objects.create(athlete=athlete, cause="formula"),
        }
        original = store_original(athlete_id=athlete.pk, content=BytesIO(b"as it was sent"), filename="ride.fit")
        session = record_session(
            athlete_id=athlete.pk, recording=ride(seconds=120), kind="file", original=original, now=now
        ).activity
        rows["corrections"] = Correction.objects.create(
            athlete=athlete, activity=session, kind="crop", values={"from_s": 0, "to_s": 60}
        )
    rows |= planned_rows(cast) | library_rows(cast)
    with acting_as(cast["head_coach"]):
        rows["invitations"] = invite(team=cast.teams["alpha"], role=Role.ATHLETE, actor=cast["head_coach"], now=now)[0]
    with as_system("test"):
        code = JoinCode.objects.get(team=cast.teams["alpha"]).code
    with acting_as(cast["other_athlete"]):
        asked = ask_to_join(code=code, role=Role.ATHLETE, scopes=[], actor=cast["other_athlete"], now=now)
    ids = {name: row.pk for name, row in rows.items()}
    return {
        **ids,
        "join-requests": asked.pk,
        "athlete_id": athlete.pk,
        "user_id": athlete.pk,
        "team_id": cast.teams["alpha"].pk,
        "activity_id": session.pk,
        "upload_id": rows["uploads"].pk,
        "import_id": rows["imports"].pk,
        **{f"{name}_id": rows[f"{name}s"].pk for name in ("workout", "event", "note", "season", "plan", "folder")},
        "library_id": rows["library"].pk,
    }


def planned_rows(cast: Cast) -> dict[str, Any]:
    """What stands in the athlete's calendar."""
    athlete = cast["athlete"]
    with acting_as(athlete):
        workout = planned(athlete, title="Long ride")
        act = PlanAct.objects.create(asked_by=athlete, kind="move", before=[], after=[])
        event = GoalEvent.objects.create(athlete=athlete, on="2026-06-01", title="Race", sport="run")
        note = CalendarNote.objects.create(athlete=athlete, on="2026-03-01", body="Sleep.")
        season = Season.objects.create(athlete=athlete, title="Spring", from_on="2026-01-01", to_on="2026-06-01")
        feed, _token = open_feed(athlete_id=athlete.pk, actor=athlete, now=timezone.now())
    return {
        "calendar-feeds": feed,
        "workouts": workout,
        "plan-acts": act,
        "events": event,
        "notes": note,
        "seasons": season,
    }


def library_rows(cast: Cast) -> dict[str, Any]:
    """What a coach shares with the team, and what became of it in the athlete's calendar."""
    coach, athlete, team = cast["coach"], cast["athlete"], cast.teams["alpha"]
    with acting_as(coach):
        plan = create_plan(actor=coach, title="Base", team_id=team.pk, items=[{"day": 0, "sport": "ride"}])
        folder = LibraryFolder.objects.create(owner=coach, team=team, title="Rides")
        workout = LibraryWorkout.objects.create(owner=coach, team=team, title="Easy hour", sport="ride")
    with acting_as(athlete):
        put_in = PlanApplication.objects.create(athlete=athlete, plan=plan, batch=uuid4(), starts_on="2026-03-02")
        job = BulkJob.objects.create(asked_by=athlete, kind="apply_plan")
        waiver = PlanWaiver.objects.create(athlete=athlete, code="ramp", on="2026-03-02", reason="camp")
    rows = {"plans": plan, "folders": folder, "library": workout, "plan-applications": put_in}
    return {**rows, "bulk-jobs": job, "plan-waivers": waiver}


def endpoints() -> dict[str, set[str]]:
    """Every address under /api/v1 with the methods it answers."""
    found: dict[str, set[str]] = {}
    for route, view in _walk(get_resolver().url_patterns):
        if route.startswith("api/v1/"):
            methods = {name for name in ("get", "post", "put", "patch", "delete") if hasattr(view, name)}
            found.setdefault(route.removeprefix("api/v1/"), set()).update(methods)
    return found


def _walk(patterns: list[Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route, getattr(pattern.callback, "cls", None)


def address(route: str, targets: dict[str, UUID]) -> str:
    kind = next((part for part in reversed(route.split("/")) if part in targets), "")
    filled = route.replace("<uuid:pk>", str(targets.get(kind, ""))).replace("<slug:kind>", "marketing")
    for name in (name for name in targets if name.endswith("_id")):
        filled = filled.replace(f"<uuid:{name}>", str(targets[name]))
    return f"/api/v1/{filled}"


def call(cast: Cast, persona: str, method: str, path: str, **headers: str) -> Any:
    """One request whose effects are undone, so that the next persona finds the same world."""
    client = cast.as_(persona)
    with transaction.atomic():
        response = getattr(client, method)(
            path, data={} if method == "get" else "{}", content_type="application/json", headers=headers
        )
        transaction.set_rollback(True)
    with connection.cursor() as cursor:
        cursor.execute("select set_config('app.actor', '', true)")
    return _whole(response) if response.streaming else response


def _whole(response: Any) -> HttpResponse:
    content = b"".join(response.streaming_content)
    for close in response._resource_closers:  # closing the response would end the test's own transaction
        close()
    return HttpResponse(content, status=response.status_code)
