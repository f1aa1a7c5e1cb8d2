"""A session that came from Strava with values that nothing else brings, and ways to walk past every door of the house."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID
from zipfile import BadZipFile, ZipFile

from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from accounts.models import StaffRole
from accounts.thresholds import set_threshold
from core.acting import acting_as, as_system
from core.events import deliver
from core.models import Delivery, Event, OutgoingMail
from core.work import run_due
from strava.policies import PRESETS
from tests.access.conftest import address, endpoints
from tests.cast import Cast
from tests.training.planned import planned
from tests.training.recordings import BEGAN, ride
from training.formats.recording import Lap, Recording
from training.models import Activity, Analysis, Gear, Source, SourcePolicy
from training.recording import record_session

WORD = "Zanzibar"
WATTS, BPM, SPEED = 377.0, 167.0, 9.7
STRAVA_ID = 987_654_321_987
STARTED = BEGAN + timedelta(days=1, seconds=131)
DAY = STARTED.date().isoformat()
SPAN = "from_on=2026-02-01&to_on=2026-03-20"
PLACE = "47.3719"
_BEGAN = re.compile(r"2026-03-02[T ]08:02|(March|Mar) 2, 2026,? 8:02|2 March 2026,? 0?8:02|02/03/2026,? 0?8:02")
_TEXT_NUMBERS = re.compile(r"(?<![\w.#-])(377|167|23[,.\u202f ]?4\d\d)(?![\w.])")


def told(
    *, seconds: int = 2417, watts: float = WATTS, bpm: float = BPM, speed: float = SPEED, later: timedelta = timedelta(),
    word: str = WORD,
) -> Recording:  # fmt: skip
    began = STARTED + later
    made = ride(began=began, seconds=seconds, watts=watts, bpm=bpm, speed=speed)
    way = made.channels["distance_m"]
    channels = {**made.channels, "lat": 47.3719 + way * 1e-6, "lng": way * 0 + 8.5417}
    laps = (Lap(began.timestamp(), began.timestamp() + 611),)
    return replace(
        made, title=f"{word} ride", device=f"{word} 530", description=f"{word} hills", laps=laps, channels=channels
    )


def write(preset: str) -> None:
    with as_system("test"):
        SourcePolicy.objects.filter(pk="strava").delete()
        PRESETS[preset].row().save()


@dataclass
class World:
    cast: Cast
    targets: dict[str, UUID]
    activity: Activity
    workout_id: UUID

    @property
    def secrets(self) -> set[float]:
        """Every number that was measured of it, but for those that anything could have."""
        row = Activity.objects.filter(pk=self.activity.pk).values().get()
        analysis = (
            Analysis.objects.filter(activity=self.activity).values("laps", "efforts", "intervals", "figures").get()
        )
        found = {*numbers_in(row), *numbers_in(analysis)}
        return {number for number in found if abs(number) > 30 and number not in {*_COMMON, 171.0}}


_COMMON = {60.0, 100.0, 120.0, 200.0, 250.0, 300.0, 600.0, 1000.0, 1200.0, 1500.0, 1609.344, 3000.0, 3600.0, 5000.0,
           10000.0, 15000.0, 20000.0, 400.0, 800.0, 3218.688, 8046.72, 16093.44, 500.0, 2000.0, 50.0, 40.0}  # fmt: skip


def make_world(cast: Cast, targets: dict[str, UUID]) -> World:
    """The coach has planned something for that day, with steps; Strava tells that it was done."""
    athlete, now = cast["athlete"], timezone.now()
    with acting_as(athlete):
        set_threshold(
            athlete_id=athlete.pk, sport="ride", kind="lthr_bpm", value=171, effective_on=BEGAN.date(), actor=athlete, now=now
        )  # fmt: skip
        Gear.objects.create(athlete=athlete, name="Steed", sport="ride", is_default=True)
    workout = planned(
        athlete,
        by=cast["coach"],
        on=STARTED.date(),
        title="Steps",
        structure_text="10m 60%\n3x\n- 5m 100%\n- 2m 50%\n5m 55%",
    )
    with as_system("test"):
        activity = record_session(
            athlete_id=athlete.pk, recording=told(), kind="strava", original=None, now=now, external_id=str(STRAVA_ID)
        ).activity
    settle()
    return World(cast, targets, activity, workout.pk)


def settle() -> None:
    run_due(Delivery, deliver, limit=10_000, budget_s=600)


# --- walking -----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Answer:
    path: str
    status: int
    kind: str
    content: bytes
    etag: str = ""

    @property
    def text(self) -> str:
        return readable(self.content)


def ask(client: Client, path: str, headers: dict[str, str] | None = None) -> Answer:
    """What a request changes is undone."""
    client.raise_request_exception = False
    with transaction.atomic():
        response = client.get(path, headers=headers or {})
        transaction.set_rollback(True)
    with connection.cursor() as cursor:
        cursor.execute("select set_config('app.actor', '', true)")
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if response.streaming:
        for close in response._resource_closers:
            close()
    told = {name: response.headers.get(name, "") for name in ("Content-Type", "ETag")}
    return Answer(path, response.status_code, told["Content-Type"], content, told["ETag"])


def readable(content: bytes) -> str:
    if content.startswith(b"PK"):
        try:
            with ZipFile(BytesIO(content)) as archive:
                return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
        except BadZipFile:
            pass
    return content.decode("utf-8", "replace")


def api_paths(world: World) -> Iterator[str]:
    """Each door of the API that is opened by GET, for oneself and for the athlete, with and without a span."""
    athlete = f"athlete={world.cast['athlete'].pk}"
    for route, methods in endpoints().items():
        if "get" not in methods:
            continue
        for targets in _aims(route, world):
            base = address(route, targets)
            is_of_one = "<uuid:" in route
            yield from (
                (base,) if is_of_one else (base, f"{base}?{athlete}", f"{base}?{athlete}&{SPAN}", f"{base}?{SPAN}")
            )
    base = "/api/v1"
    for who in ("", f"&{athlete}"):
        yield from (
            f"{base}/{path}{who}"
            for path in (
                f"activities?q={WORD}", "activities?source=strava", f"activities?min_load=1&{SPAN}",
                f"fitness?{SPAN}&model=tp", f"fitness?{SPAN}&sport=ride", f"fitness/explain?{SPAN}&since=2026-02-01T00:00:00Z",
                *(f"curves?metric={metric}{sport}" for metric in ("power", "heart_rate", "speed", "pace") for sport in ("", "&sport=ride")),
                "records?history=true", *(f"statistics?by={by}&{SPAN}" for by in ("day", "week", "month", "year")),
                f"calendar?{SPAN}", f"calendar?{SPAN}&include=structure", f"workouts?{SPAN}", f"plan-warnings?{SPAN}",
            )
        )  # fmt: skip
    for part in ("streams?points=all", "streams?points=200"):
        yield f"{base}/activities/{world.activity.pk}/{part}"
    yield f"{base}/workouts/{world.workout_id}/export?format=zwo"


def _aims(route: str, world: World) -> Iterator[dict[str, UUID]]:
    """Aimed at the session itself, and at its workout."""
    yield {**world.targets, "activity_id": world.activity.pk, "workout_id": world.workout_id}
    if "<uuid:activity_id>" in route or "<uuid:workout_id>" in route:
        yield world.targets


def page_paths(world: World) -> Iterator[str]:
    """Each page, filled with whatever its name asks for."""
    athlete = world.cast["athlete"].pk
    for route in _routes(get_resolver().url_patterns):
        if route.startswith(("api/", "admin/", "_allauth", "accounts/", "webhooks/", "metrics", "health")):
            continue
        queries = [""]
        if any(word in route for word in _ASKED):
            queries += [f"athlete={athlete}&on={DAY}", f"on={DAY}&{SPAN}", f"q={WORD}"]
        for base in _filled(route, world):
            yield from (f"/{base}?{query}" if query else f"/{base}" for query in queries)


_ASKED = ("calendar", "fitness", "activities", "records", "palette", "print", "gear", "plans/from-calendar")


def _filled(route: str, world: World) -> Iterator[str]:
    filled = route.replace("<uuid:athlete_id>", str(world.cast["athlete"].pk))
    for name in ("team_id", "user_id"):
        filled = filled.replace(f"<uuid:{name}>", str(world.targets[name]))
    filled = re.sub(r"<(?:slug|str):\w+>", "ride", filled)
    pks = _pks(route, world) if "<uuid:" in filled else [UUID(int=0)]
    for pk in pks:
        yield re.sub(r"<uuid:\w+>", str(pk), filled)


def _pks(route: str, world: World) -> list[UUID]:
    if "activities/" in route:
        return [world.activity.pk, world.targets["activity_id"]]
    if "workouts/" in route:
        return [world.workout_id, world.targets["workout_id"]]
    part = next((part for part in reversed(route.split("/")) if part in world.targets), "")
    named = {
        "calendar": "notes",
        "folders": "folders",
        "upload": "uploads",
        "import": "imports",
        "feeds": "calendar-feeds",
    }
    first = route.split("/", maxsplit=1)[0]
    found = world.targets.get(part or named.get(first, first))
    return [found] if found else [UUID(int=1)]


def _routes(patterns: list[Any], prefix: str = "") -> Iterator[str]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route


def browser_of(cast: Cast, persona: str) -> Client:
    client = Client()
    client.force_login(cast[persona])
    return client


def admin_paths(world: World) -> Iterator[str]:
    from django.contrib import admin  # noqa: PLC0415

    with as_system("test"):
        for model in admin.site._registry:
            meta = model._meta
            if meta.app_label in {"training", "strava", "accounts"} or meta.model_name in {"event", "outgoingmail"}:
                base = f"/admin/{meta.app_label}/{meta.model_name}/"
                yield base
                yield from (f"{base}{row.pk}/change/" for row in model._default_manager.all()[:40])


# --- looking -----------------------------------------------------------------------------------------------------------
def numbers_in(body: Any) -> Iterator[float]:
    if isinstance(body, dict):
        for value in body.values():
            yield from numbers_in(value)
    elif isinstance(body, list):
        for value in body:
            yield from numbers_in(value)
    elif isinstance(body, int | float) and not isinstance(body, bool):
        yield float(body)


def found_in(answer: Answer, world: World, secrets: set[float]) -> list[str]:
    """What of the session stands in an answer."""
    text = answer.text
    asked = f'value="{WORD}"'
    found = [one for one in (WORD, str(STRAVA_ID), PLACE) if one in text.replace(asked, "").replace(f"q={WORD}", "")]
    found += [match.group() for match in _BEGAN.finditer(text)]
    if str(world.activity.pk) in text.replace(answer.path, "") and str(world.activity.pk) not in answer.path:
        found.append("its id")
    if "json" in answer.kind:
        said = json.loads(answer.content)
        if isinstance(said, dict):
            said = {name: value for name, value in said.items() if name != "withheld"}
        found += [str(number) for number in set(numbers_in(said)) & secrets]
    elif "html" in answer.kind or "text" in answer.kind or "svg" in answer.kind:
        visible = re.sub(r"<[^>]+>", " ", text)
        found += [match.group() for match in _TEXT_NUMBERS.finditer(visible)]
    return found


def kept_outside() -> str:
    """What waits to be sent or delivered."""
    with as_system("test"):
        mails = [str(row.__dict__) for row in OutgoingMail.objects.all()]
        return "\n".join([*mails, *(json.dumps(row.payload) for row in Event.objects.all())])


STAFF = (StaffRole.SUPPORT.value, StaffRole.ADMIN.value, StaffRole.SUPER_ADMIN.value)
SESSIONS = (Activity, Source)
