"""Permission and tokens: codes for one use, refresh tokens that die when they are replaced."""

import base64
import secrets
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.strava.answers import Request, Response, as_json, bad_request, too_many_athletes, unauthorized
from tests.fakes.strava.clock import Clock

SCOPES = {
    "read": "View data about your public profile",
    "read_all": "View data about your private profile, routes and clubs",
    "profile:read_all": "View your complete profile: zones, weight and threshold power",
    "profile:write": "Update your profile",
    "activity:read": "View your activities, except those only you can see",
    "activity:read_all": "View all your activities, private ones and privacy zones included",
    "activity:write": "Upload and change activities",
}
KEPT_WHEN_LEFT_S = 3600
CODE_LIFE_S = 600


@dataclass
class Grant:
    """What one athlete allows the app: a chain of refresh tokens, and the access tokens that still live."""

    athlete_id: int
    scopes: list[str]
    refresh_token: str
    access: dict[str, float] = field(default_factory=dict)  # token → end of its life

    def newest(self) -> tuple[str, float]:
        return max(self.access.items(), key=lambda pair: pair[1], default=("", 0.0))


@dataclass
class Code:
    athlete_id: int
    scopes: list[str]
    ends_at: float


class Permissions:
    def __init__(self, clock: Clock, app_id: str, app_secret: str) -> None:
        self.clock = clock
        self.app_id, self.app_secret = app_id, app_secret
        self.capacity = 10
        self.token_life_s = 21_600
        self.grants: dict[int, Grant] = {}
        self.codes: dict[str, Code] = {}

    def require_room(self, athlete_id: int) -> None:
        if athlete_id not in self.grants and len(self.grants) >= self.capacity:
            raise too_many_athletes()

    def allow(self, athlete_id: int, scopes: list[str]) -> str:
        self.require_room(athlete_id)
        code = secrets.token_hex(20)
        self.codes[code] = Code(athlete_id, scopes, self.clock.now() + CODE_LIFE_S)
        return code

    def exchange(self, text: str) -> Grant:
        code = self.codes.pop(text, None)
        if code is None or code.ends_at < self.clock.now():
            raise bad_request("AuthorizationCode", "code")
        return self.grant(code.athlete_id, code.scopes)

    def grant(self, athlete_id: int, scopes: list[str]) -> Grant:
        self.require_room(athlete_id)
        self.grants[athlete_id] = found = Grant(athlete_id, scopes, secrets.token_hex(20))
        self.issue(found)
        return found

    def issue(self, grant: Grant) -> None:
        now = self.clock.now()
        grant.access = {token: end for token, end in grant.access.items() if end > now}
        grant.access[secrets.token_hex(20)] = float(int(now) + self.token_life_s)

    def refresh(self, refresh_token: str) -> Grant:
        grant = next((grant for grant in self.grants.values() if grant.refresh_token == refresh_token), None)
        if grant is None:
            raise bad_request("RefreshToken", "refresh_token")
        if grant.newest()[1] - self.clock.now() <= KEPT_WHEN_LEFT_S:
            self.issue(grant)
            grant.refresh_token = secrets.token_hex(20)
        return grant

    def holder(self, access_token: str) -> Grant:
        for grant in self.grants.values():
            if grant.access.get(access_token, 0) > self.clock.now():
                return grant
        raise unauthorized()

    def owning(self, token: str) -> Grant | None:
        """By either kind of token, ended or not."""
        return next((it for it in self.grants.values() if token == it.refresh_token or token in it.access), None)

    def end(self, athlete_id: int) -> bool:
        return self.grants.pop(athlete_id, None) is not None

    def expire(self) -> None:
        for grant in self.grants.values():
            grant.access = dict.fromkeys(grant.access, self.clock.now() - 1)

    def spoken(self, grant: Grant) -> dict[str, Any]:
        access_token, ends_at = grant.newest()
        left = int(ends_at - self.clock.now())
        return {"token_type": "Bearer", "access_token": access_token, "expires_at": int(ends_at), "expires_in": left,
                "refresh_token": grant.refresh_token}  # fmt: skip

    def require_app(self, app_id: str, app_secret: str) -> None:
        if app_id != self.app_id:
            raise bad_request("Application", "client_id")
        if app_secret != self.app_secret:
            raise bad_request("Application", "client_secret")

    def require_basic(self, request: Request) -> None:
        scheme, _, packed = request.headers.get("authorization", "").partition(" ")
        try:
            pair = base64.b64decode(packed, validate=True).decode()
        except ValueError:
            pair = ""
        if scheme.lower() != "basic" or pair != f"{self.app_id}:{self.app_secret}":
            raise unauthorized("client_secret")


def token(permissions: Permissions, request: Request) -> tuple[Grant, dict[str, Any]]:
    """POST /oauth/token: the grant, and what is said about it (an athlete only for a new one)."""
    permissions.require_app(request.given("client_id"), request.given("client_secret"))
    kind = request.given("grant_type") or "authorization_code"
    if kind == "authorization_code":
        grant = permissions.exchange(request.given("code"))
    elif kind == "refresh_token":
        grant = permissions.refresh(request.given("refresh_token"))
    else:
        raise bad_request("Application", "grant_type")
    return grant, permissions.spoken(grant)


def revoked(permissions: Permissions, request: Request) -> int | None:
    """POST /oauth/revoke: either token ends both; 200 also when there is nothing left to end."""
    permissions.require_basic(request)
    grant = permissions.owning(request.given("token"))
    return grant.athlete_id if grant is not None else None


def deauthorized(permissions: Permissions, request: Request) -> tuple[int, Response]:
    """POST /oauth/deauthorize, the old way: with the access token itself."""
    grant = permissions.holder(request.bearer)
    return grant.athlete_id, as_json({"access_token": request.bearer})
