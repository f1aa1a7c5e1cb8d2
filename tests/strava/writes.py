"""What somebody could send to feel for a session that they may not see, and what each answer says."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.test import Client

from tests.access.conftest import address, endpoints
from tests.strava.canary import DAY, Answer, World


def writes(world: World) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every door that changes something, aimed at the session and its workout, with nothing and with what fits."""
    targets = {**world.targets, "activity_id": world.activity.pk, "workout_id": world.workout_id}
    for route, methods in endpoints().items():
        for method in sorted(methods - {"get"}):
            yield method, address(route, targets), {}
    for path, body in _fitting(world):
        yield "post", f"/api/v1/{path}", body
    for path, body in _changes(world):
        yield "patch", f"/api/v1/{path}", body


def _fitting(world: World) -> Iterator[tuple[str, dict[str, Any]]]:
    hidden, workout, other = (str(pk) for pk in (world.activity.pk, world.workout_id, world.targets["workout_id"]))
    athlete, seen = str(world.cast["athlete"].pk), str(world.targets["activity_id"])
    ids = {"ids": [workout]}
    yield from (
        (f"workouts/{other}/pair", {"activity_id": hidden}),
        (f"workouts/{workout}/pair", {"activity_id": seen}),
        (f"workouts/{workout}/unpair", {}),
        (f"workouts/{workout}/swaps", {"reason": "time"}),
        (f"workouts/{workout}/excuse", {"reason": "ill"}),
        (f"activities/{seen}/merge", {"activity_ids": [hidden]}),
        (f"activities/{hidden}/merge", {"activity_ids": [seen]}),
        (f"activities/{hidden}/corrections", {"kind": "fix_distance", "values": {"distance_m": 1000}}),
        (f"activities/{hidden}/recompute", {}),
        ("workouts", {"athlete_id": athlete, "on": DAY, "sport": "ride", "planned_duration_s": 2400}),
        ("workouts", {"athlete_id": athlete, "on": DAY, "sport": "run", "planned_duration_s": 2400}),
        ("workouts/move", {**ids, "by_days": 1}),
        ("workouts/move", {"ids": [other], "to_on": DAY}),
        ("workouts/copy", {**ids, "to_on": "2026-03-09"}),
        ("workouts/remove", ids),
        ("workouts/shift", {"athlete_id": athlete, "from_on": DAY, "to_on": DAY, "by_days": 1}),
        ("workouts/copy-week", {"athlete_id": athlete, "from_on": "2026-03-02", "to_on": "2026-03-09"}),
        ("library/workouts/from-calendar", {"workout_id": workout}),
        ("plans/from-calendar", {"athlete_id": athlete, "from_on": DAY, "to_on": "2026-03-08", "title": "Week"}),
        ("plan-waivers", {"athlete_id": athlete, "code": "ramp", "on": DAY, "reason": "camp"}),
    )


def _changes(world: World) -> Iterator[tuple[str, dict[str, Any]]]:
    yield f"workouts/{world.workout_id}", {"title": "Others", "planned_duration_s": 1800}
    yield f"workouts/{world.workout_id}", {"on": "2026-03-09"}
    yield f"activities/{world.activity.pk}", {"title": "Mine"}


def send(client: Client, method: str, path: str, body: dict[str, Any]) -> Answer:
    """What it changes is undone."""
    client.raise_request_exception = False
    with transaction.atomic():
        response = getattr(client, method)(path, body, content_type="application/json", headers=_version_of(path))
        transaction.set_rollback(True)
    with connection.cursor() as cursor:
        cursor.execute("select set_config('app.actor', '', true)")
    told = {name: response.headers.get(name, "") for name in ("Content-Type", "ETag")}
    return Answer(path, response.status_code, told["Content-Type"], response.content, told["ETag"])


def _version_of(path: str) -> dict[str, str]:
    """Whichever it is now."""
    return {"If-Match": "*"} if _names_a_row(path) else {}


def _names_a_row(path: str) -> bool:
    try:
        return bool(UUID(path.rsplit("/", maxsplit=1)[1]))
    except ValueError:
        return False
