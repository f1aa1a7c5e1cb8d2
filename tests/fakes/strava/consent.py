"""The page on which an athlete allows or refuses, with scopes one can untick."""

import html
from pathlib import Path
from string import Template
from urllib.parse import urlencode, urlsplit

from tests.fakes.strava.answers import Refusal, Request, Response, as_page, bad_request, sent_to
from tests.fakes.strava.oauth import SCOPES
from tests.fakes.strava.state import Strava

HERE = Path(__file__).parent
COOKIE = "simulated_strava_athlete"


def show(strava: Strava, request: Request) -> Response:
    scopes = _asked(strava, request)
    known = _signed_in(request)
    grant = strava.permissions.grants.get(known)
    if request.given("approval_prompt") != "force" and grant is not None and set(scopes) <= set(grant.scopes):
        return _back_with_code(strava, request, known, scopes)
    boxes = "".join(_box(scope) for scope in scopes)
    people = "".join(
        f'<option value="{one.id}"{" selected" if one.id == known else ""}>{html.escape(f"{one.firstname} {one.lastname}")}</option>'
        for one in strava.athletes.values()
    )
    names = ("client_id", "redirect_uri", "response_type", "scope", "state")
    hidden = "".join(
        f'<input type="hidden" name="{name}" value="{html.escape(request.given(name))}">' for name in names
    )
    return as_page(_template("consent.html").substitute(boxes=boxes, people=people, hidden=hidden))


def decide(strava: Strava, request: Request) -> Response:
    asked = _asked(strava, request)
    if request.given("decision") != "allow":
        return _back(request, {"error": "access_denied"})
    number = request.number("athlete") or 0
    strava.athlete(number)
    kept = [scope for scope in asked if scope == "read" or request.given(f"allow:{scope}")]
    found = _back_with_code(strava, request, number, kept)
    found.headers["Set-Cookie"] = f"{COOKIE}={number}; Path=/; HttpOnly; SameSite=Lax"
    return found


def _asked(strava: Strava, request: Request) -> list[str]:
    if request.given("client_id") != strava.app_id:
        raise bad_request("Application", "client_id")
    if request.given("response_type") != "code":
        raise bad_request("Application", "response_type")
    if not urlsplit(request.given("redirect_uri")).scheme:
        raise bad_request("Application", "redirect_uri")
    scopes = [scope.strip() for scope in request.given("scope").replace(" ", ",").split(",") if scope.strip()]
    if not scopes or not set(scopes) <= set(SCOPES):
        raise bad_request("Application", "scope")
    return scopes


def _signed_in(request: Request) -> int:
    for pair in request.headers.get("cookie", "").split(";"):
        name, _, value = pair.strip().partition("=")
        if name == COOKIE and value.isdigit():
            return int(value)
    return 0


def _back_with_code(strava: Strava, request: Request, number: int, scopes: list[str]) -> Response:
    try:
        code = strava.permissions.allow(number, scopes)
    except Refusal as refusal:
        return as_page(_template("refused.html").substitute(title=f"Error {refusal.status}: {refusal}"), refusal.status)
    return _back(request, {"code": code, "scope": ",".join(scopes)})


def _back(request: Request, answer: dict[str, str]) -> Response:
    address = request.given("redirect_uri")
    told = {"state": request.given("state"), **answer}
    return sent_to(address + ("&" if "?" in address else "?") + urlencode(told, safe=":,"))


def _box(scope: str) -> str:
    required = " disabled" if scope == "read" else ""
    note = " (required)" if required else ""
    words = html.escape(SCOPES[scope])
    return (
        f'<li><label><input type="checkbox" name="allow:{scope}" value="1" checked{required}>'
        f"<span>{words}{note}<small>{scope}</small></span></label></li>"
    )


def _template(name: str) -> Template:
    return Template((HERE / "pages" / name).read_text())
