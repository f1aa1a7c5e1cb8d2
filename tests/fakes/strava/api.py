"""GET /api/v3/…: what the app may read with the token it brings."""

from tests.fakes.strava import athletes, shapes
from tests.fakes.strava.answers import Request, Response, as_json, bad_request, missing_scope, not_found
from tests.fakes.strava.entries import Entry
from tests.fakes.strava.laps import laps_of
from tests.fakes.strava.oauth import Grant
from tests.fakes.strava.state import Strava
from tests.fakes.strava.streams import spoken, streams_of, without_ends

LONGEST_PAGE, PAGE = 200, 30
ACTIVITY_SCOPES = {"activity:read", "activity:read_all"}


def athlete(strava: Strava, grant: Grant, request: Request) -> Response:
    return as_json(strava.athlete(grant.athlete_id).detail(complete="profile:read_all" in grant.scopes))


def zones(strava: Strava, grant: Grant, request: Request) -> Response:
    if "profile:read_all" not in grant.scopes:
        raise missing_scope("Athlete", "profile:read_all")
    return as_json(strava.athlete(grant.athlete_id).zones())


def stats(strava: Strava, grant: Grant, request: Request, number: str) -> Response:
    if int(number) != grant.athlete_id:
        raise not_found("Athlete")
    seen = [entry for entry in strava.of_athlete(grant.athlete_id) if not entry.is_private]
    return as_json(athletes.stats(seen, strava.clock.now()))


def activities(strava: Strava, grant: Grant, request: Request) -> Response:
    """Newest first; with `after` oldest first."""
    sees_all = _require_activities(grant)
    found = _between(strava.of_athlete(grant.athlete_id), request.number("before"), request.number("after"))
    if not sees_all:
        found = [entry for entry in found if not entry.is_private]
    if not request.given("after"):
        found = found[::-1]
    page, size = _page(request)
    shown = found[(page - 1) * size : page * size]
    return as_json([shapes.summary(entry, sees_all=sees_all) for entry in shown])


def _page(request: Request) -> tuple[int, int]:
    numbers = []
    for name, default in (("page", 1), ("per_page", PAGE)):
        number = request.number(name) if request.given(name) else default
        if number is None or number < 1 or (name == "per_page" and number > LONGEST_PAGE):
            raise bad_request("Application", name)
        numbers.append(number)
    return numbers[0], numbers[1]


def _between(entries: list[Entry], before: int | None, after: int | None) -> list[Entry]:
    return [one for one in entries
            if (before is None or one.shown_start < before) and (after is None or one.shown_start > after)]  # fmt: skip


def activity(strava: Strava, grant: Grant, request: Request, number: str) -> Response:
    entry, sees_all = _seen(strava, grant, number)
    return as_json(shapes.detail(entry, sees_all=sees_all))


def streams(strava: Strava, grant: Grant, request: Request, number: str) -> Response:
    entry, sees_all = _seen(strava, grant, number)
    if entry.manual:
        raise not_found("Activity")
    found = streams_of(entry)
    said = spoken(found if sees_all else without_ends(found), request.given("keys").split(","))
    if request.given("key_by_type").lower() == "true":
        return as_json(said)
    return as_json([{"type": name, **stream} for name, stream in said.items()])


def laps(strava: Strava, grant: Grant, request: Request, number: str) -> Response:
    return as_json(laps_of(_seen(strava, grant, number)[0]))


def gear(strava: Strava, grant: Grant, request: Request, number: str) -> Response:
    if number not in athletes.GEAR:
        raise not_found("Gear")
    used = sum(entry.distance_m for entry in strava.of_athlete(grant.athlete_id) if entry.gear_id == number)
    return as_json(athletes.gear(number, used, detail=True))


def _require_activities(grant: Grant) -> bool:
    if not ACTIVITY_SCOPES & set(grant.scopes):
        raise missing_scope("Activity", "activity:read")
    return "activity:read_all" in grant.scopes


def _seen(strava: Strava, grant: Grant, number: str) -> tuple[Entry, bool]:
    sees_all = _require_activities(grant)
    entry = strava.entry(int(number))
    if entry.athlete_id != grant.athlete_id or (entry.is_private and not sees_all):
        raise not_found("Activity")
    return entry, sees_all
