"""Which call is answered by what, and what stands before every answer: faults, limits, tokens, the app's status."""

import re
from collections.abc import Callable
from dataclasses import asdict

from tests.fakes.strava import api, consent, oauth
from tests.fakes.strava.answers import Refusal, Request, Response, as_json, inactive, not_found
from tests.fakes.strava.oauth import Grant
from tests.fakes.strava.state import Strava

Endpoint = Callable[..., Response]
API = "/api/v3"
NUMBER = r"(\d+)"
READS: list[tuple[re.Pattern[str], Endpoint]] = [
    (re.compile(pattern + "$"), endpoint)
    for pattern, endpoint in (
        ("/athlete", api.athlete),
        ("/athlete/zones", api.zones),
        ("/athlete/activities", api.activities),
        (f"/athletes/{NUMBER}/stats", api.stats),
        (f"/activities/{NUMBER}", api.activity),
        (f"/activities/{NUMBER}/streams", api.streams),
        (f"/activities/{NUMBER}/laps", api.laps),
        (r"/gear/(\w+)", api.gear),
    )
]


def answer_api(strava: Strava, request: Request) -> Response:
    """Every answer, refusals included, says how much of the budget is used."""
    with strava.lock:
        try:
            strava.limits.take(request.method)
            found = _answered(strava, request)
        except Refusal as refusal:
            found = refusal.response()
        found.headers |= strava.limits.headers()
    return found


def _answered(strava: Strava, request: Request) -> Response:
    path = request.path.removeprefix(API).rstrip("/")
    if path.startswith("/push_subscriptions"):
        return _subscriptions(strava, request, path)
    if path == "/oauth/deauthorize" and request.method == "POST":
        return _deauthorize(strava, request)
    grant = strava.permissions.holder(request.bearer)
    if strava.is_lapsed:
        raise inactive()
    return _read(strava, grant, request, path)


def _read(strava: Strava, grant: Grant, request: Request, path: str) -> Response:
    for pattern, endpoint in READS:
        found = pattern.match(path)
        if found and request.method == "GET":
            return endpoint(strava, grant, request, *found.groups())
    raise not_found("Path", "path")


def _subscriptions(strava: Strava, request: Request, path: str) -> Response:
    strava.permissions.require_app(request.given("client_id"), request.given("client_secret"))
    webhooks = strava.webhooks
    number = re.fullmatch(rf"/push_subscriptions/{NUMBER}", path)
    if number and request.method == "DELETE":
        webhooks.unsubscribe(int(number[1]))
        return Response(204)
    if path != "/push_subscriptions" or request.method not in {"GET", "POST"}:
        raise not_found("Path", "path")
    if request.method == "GET":
        return as_json([_spoken(strava)] if webhooks.subscription else [])
    made = webhooks.subscribe(request.given("callback_url"), request.given("verify_token"))
    return as_json({"id": made.id}, 201)


def _spoken(strava: Strava) -> dict[str, object]:
    subscription = strava.webhooks.subscription
    assert subscription is not None
    about = {"resource_state": 2, "application_id": int(strava.app_id), **asdict(subscription)}
    return about | {"created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-01T00:00:00Z"}


def _deauthorize(strava: Strava, request: Request) -> Response:
    number, found = oauth.deauthorized(strava.permissions, request)
    strava.withdraw(number)
    return found


def answer_oauth(strava: Strava, request: Request) -> Response:
    with strava.lock:
        try:
            return _oauth(strava, request)
        except Refusal as refusal:
            return refusal.response()


def _oauth(strava: Strava, request: Request) -> Response:
    match request.method, request.path:
        case "GET", "/oauth/authorize" | "/oauth/mobile/authorize":
            return consent.show(strava, request)
        case "POST", "/oauth/accept_application":
            return consent.decide(strava, request)
        case "POST", "/oauth/token" | "/api/v3/oauth/token":
            grant, said = oauth.token(strava.permissions, request)
            is_new = request.given("grant_type") != "refresh_token"
            return as_json(said | ({"athlete": strava.athlete(grant.athlete_id).summary()} if is_new else {}))
        case "POST", "/oauth/revoke":
            number = oauth.revoked(strava.permissions, request)
            if number is not None:
                strava.withdraw(number)
            return as_json({})
        case "POST", "/oauth/deauthorize":
            return _deauthorize(strava, request)
    raise not_found("Path", "path")
