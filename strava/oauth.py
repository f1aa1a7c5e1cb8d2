"""Strava's OAuth: few and small calls, made by the site and by workers alike, so without stravalib."""

import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx
from django.conf import settings

from core.outbound import Outbound
from strava.client import refusal
from strava.errors import Unreadable

READ_ALL, READ = "activity:read_all", "activity:read"
SCOPES = ("read", READ, READ_ALL, "profile:read_all")
FAR_AWAY = 2**35


@dataclass(frozen=True, slots=True, repr=False)
class Granted:
    access_token: str
    refresh_token: str
    expires_at: int
    athlete: dict[str, Any]


def consent_address(*, state: str, scopes: tuple[str, ...], redirect_uri: str) -> str:
    asked = {
        "client_id": settings.STRAVA_APP_ID,
        "redirect_uri": redirect_uri,
        "response_type": "code",
        "approval_prompt": "auto",
        "scope": ",".join(scopes),
        "state": state,
    }
    return f"{settings.STRAVA_OAUTH_BASE}/oauth/authorize?{urlencode(asked)}"


def exchange(code: str) -> Granted:
    return _granted(_post_token(grant_type="authorization_code", code=code))


def refresh(refresh_token: str) -> Granted:
    return _granted(_post_token(grant_type="refresh_token", refresh_token=refresh_token), kept=refresh_token)


def revoke(*, access_token: str, refresh_token: str) -> None:
    """Returns when Strava has said yes. The old endpoint ends on 2027-06-01."""
    if settings.STRAVA_REVOKE == "old":
        response = _post("/oauth/deauthorize", headers={"Authorization": f"Bearer {access_token}"})
    else:
        form = {"token": refresh_token, "token_type_hint": "refresh_token"}
        response = _post("/oauth/revoke", data=form, auth=(settings.STRAVA_APP_ID, settings.STRAVA_APP_SECRET))
    if not response.is_success:
        raise refusal(response.status_code, _json(response))


def _post_token(**form: str) -> Any:
    app = {"client_id": settings.STRAVA_APP_ID, "client_secret": settings.STRAVA_APP_SECRET}
    response = _post("/oauth/token", data={**app, **form})
    if response.status_code >= 400:
        raise refusal(response.status_code, _json(response))
    return _json(response)


def _post(path: str, **options: Any) -> httpx.Response:
    outbound = Outbound("strava_oauth", settings.STRAVA_OAUTH_BASE)
    try:
        return outbound.request("POST", path, **options)
    finally:
        outbound.client.close()


def _json(response: httpx.Response) -> Any:
    try:
        return response.json()
    except ValueError:
        return None


def _granted(body: Any, *, kept: str = "") -> Granted:
    """Who is given no new key to refresh with goes on with the one they have."""
    told = body if isinstance(body, dict) else {}
    access, renewal = told.get("access_token"), told.get("refresh_token") or kept
    athlete, expires_at = told.get("athlete"), _end(told)
    if not (isinstance(access, str) and access and isinstance(renewal, str) and renewal and expires_at):
        raise Unreadable("strava: a token answer is none")
    return Granted(access, renewal, expires_at, athlete if isinstance(athlete, dict) else {})


def _end(told: dict[str, Any]) -> int | None:
    """Told as a second of time, or as how long it is from now."""
    try:
        at = int(told["expires_at"]) if told.get("expires_at") else int(time.time()) + int(told["expires_in"])
    except (KeyError, TypeError, ValueError, OverflowError):
        return None
    return at if 0 < at < FAR_AWAY else None
