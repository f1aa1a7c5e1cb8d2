"""How an app talks to Strava, without any of ours in between."""

from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import requests

from tests.fakes.strava import Simulator

SCOPES = "read,activity:read_all,profile:read_all"


def asking(sim: Simulator, scope: str = SCOPES, **more: str) -> str:
    asked = {"client_id": sim.app_id, "redirect_uri": "http://localhost:8000/strava/callback", "response_type": "code",
             "scope": scope, "state": "s+1/ä", "approval_prompt": "auto", **more}  # fmt: skip
    return f"{sim.oauth_base}/oauth/authorize?{urlencode(asked)}"


def token(sim: Simulator, **form: str) -> requests.Response:
    app = {"client_id": sim.app_id, "client_secret": sim.app_secret}
    return requests.post(f"{sim.oauth_base}/oauth/token", data=app | form, timeout=10)


def refreshed(sim: Simulator, refresh_token: str) -> requests.Response:
    return token(sim, grant_type="refresh_token", refresh_token=refresh_token)


def get(sim: Simulator, path: str, access: str, **query: Any) -> requests.Response:
    headers = {"Authorization": f"Bearer {access}"}
    return requests.get(sim.api_base + path, query, headers=headers, timeout=10)


def fault(response: requests.Response) -> tuple[int, str, str, str]:
    (only,) = response.json()["errors"]
    return response.status_code, only["resource"], only["field"], only["code"]


def asked_scopes(address: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(address).query)
