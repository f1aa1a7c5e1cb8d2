"""The control page: everything a test can do with the simulator, for people and for scripts (POST /control/<action>)."""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tests.fakes.strava import keeping
from tests.fakes.strava.actions import Actions
from tests.fakes.strava.answers import Refusal, Request, Response, as_json, as_page
from tests.fakes.strava.entries import SPORTS, UNKNOWN_SPORT, Entry, in_utc
from tests.fakes.strava.state import Strava

PAGES = Path(__file__).parent / "pages"
KINDS = {".css": "text/css", ".js": "text/javascript"}
SHOWN = 25
ACTIONS = {
    "create_activity", "edit", "delete", "add_athlete", "revoke", "expire_tokens", "subscribe", "unsubscribe", "hold",
    "release", "send_event", "fail_next", "heal", "lapse", "renew", "limits", "use_up", "reset_limits", "advance",
    "forget_calls", "settle",
}  # fmt: skip


class Control:
    def __init__(self, strava: Strava, kept_in: Path | None = None) -> None:
        self.strava, self.kept_in = strava, kept_in
        self.actions = Actions(strava)

    def save(self) -> None:
        if self.kept_in is not None:
            keeping.save(self.strava, self.kept_in)

    def answer(self, request: Request) -> Response:
        try:
            return self._answered(request)
        except Refusal as refusal:
            return refusal.response()
        except (TypeError, ValueError, KeyError) as error:
            return as_json({"message": str(error)}, 400)

    def _answered(self, request: Request) -> Response:
        if request.method == "POST":
            return self._act(request)
        if request.path == "/":
            return as_page((PAGES / "control.html").read_text())
        if request.path == "/control/state":
            return as_json(self.state(request.number("athlete")))
        return Response(204) if request.path == "/favicon.ico" else _file(request.path)

    def _act(self, request: Request) -> Response:
        """Only JSON: a form on somebody else's page could not send it."""
        name = request.path.removeprefix("/control/")
        if name not in ACTIONS or "application/json" not in request.headers.get("content-type", ""):
            return as_json({"message": "POST /control/<action> with JSON", "actions": sorted(ACTIONS)}, 404)
        told = json.loads(request.form.get("json", "{}"))
        act: Callable[..., Any] = self.settle if name == "settle" else getattr(self.actions, name)
        found = act(*told.pop("positional", []), **told)
        return as_json({"result": "done" if found is None else str(getattr(found, "id", found))})

    def settle(
        self, capacity: int | None = None, token_life_s: int | None = None, retry_pause_s: float | None = None
    ) -> None:
        permissions = self.strava.permissions
        permissions.capacity = permissions.capacity if capacity is None else capacity
        permissions.token_life_s = permissions.token_life_s if token_life_s is None else token_life_s
        if retry_pause_s is not None:
            self.strava.webhooks.retry_pause_s = retry_pause_s

    def state(self, athlete_id: int | None) -> dict[str, Any]:
        with self.strava.lock:
            chosen = athlete_id if athlete_id in self.strava.athletes else self.actions.athlete.id
            return {"athletes": self._people(), "athlete": chosen, "activities": self._activities(chosen),
                    "sports": [*SPORTS, UNKNOWN_SPORT], **self._app(), **self._heard()}  # fmt: skip

    def _people(self) -> list[dict[str, Any]]:
        grants = self.strava.permissions.grants
        return [
            {"id": one.id, "name": f"{one.firstname} {one.lastname}",
             "scopes": grants[one.id].scopes if one.id in grants else None,
             "ends": in_utc(grants[one.id].newest()[1]) if one.id in grants else ""}
            for one in self.strava.athletes.values()
        ]  # fmt: skip

    def _activities(self, athlete_id: int) -> dict[str, Any]:
        entries = self.strava.of_athlete(athlete_id)
        return {"count": len(entries), "newest": [_shown(entry) for entry in entries[: -SHOWN - 1 : -1]]}

    def _app(self) -> dict[str, Any]:
        limits = self.strava.limits.current()
        return {
            "clock": in_utc(self.strava.clock.now()), "lapsed": self.strava.is_lapsed,
            "capacity": self.strava.permissions.capacity, "faults": self.strava.faults.listed(),
            "limits": {name: {"limit": budget.limit, "used": budget.used} for name, budget in limits.items()},
        }  # fmt: skip

    def _heard(self) -> dict[str, Any]:
        webhooks = self.strava.webhooks
        subscription = asdict(webhooks.subscription) if webhooks.subscription else None
        if subscription:
            subscription["callback_url"] = subscription["callback_url"].rpartition("/")[0] + "/…"
        deliveries = webhooks.told()[:SHOWN]
        for delivery in deliveries:
            delivery["event"] = delivery["event"] | {"object_id": str(delivery["event"]["object_id"])}
        calls = [asdict(call) | {"at": in_utc(call.at)} for call in reversed(self.strava.calls[-SHOWN:])]
        return {"subscription": subscription, "held": len(webhooks.held) if webhooks.is_held else None,
                "deliveries": deliveries, "calls": calls, "calls_count": len(self.strava.calls)}  # fmt: skip


def _shown(entry: Entry) -> dict[str, Any]:
    return {"id": str(entry.id), "name": entry.name, "sport_type": entry.sport_type, "start": in_utc(entry.start),
            "minutes": round(entry.moving_s / 60), "km": round(entry.distance_m / 1000, 1),
            "visibility": entry.visibility, "manual": entry.manual}  # fmt: skip


def _file(path: str) -> Response:
    found = PAGES / Path(path).name
    if found.suffix not in KINDS or not found.is_file():
        return as_json({"message": "Record Not Found", "errors": []}, 404)
    return Response(200, found.read_bytes(), {"Content-Type": f"{KINDS[found.suffix]}; charset=utf-8"})
