"""What must outlive a restart in development, in one JSON file: the histories come from their seeds again."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tests.fakes.strava.athletes import Athlete
from tests.fakes.strava.entries import remembered
from tests.fakes.strava.oauth import Grant
from tests.fakes.strava.state import Strava
from tests.fakes.strava.webhooks import Subscription


def save(strava: Strava, path: Path) -> None:
    with strava.lock:
        told = json.dumps(_told(strava))
        draft = path.with_suffix(".new")
        draft.touch(mode=0o600)
        draft.write_text(told)
        draft.replace(path)


def _told(strava: Strava) -> dict[str, Any]:
    subscription = strava.webhooks.subscription
    return {
        "athletes": [asdict(one) for one in strava.athletes.values()],
        "created": [asdict(one) for one in strava.created.values()],
        "edited": [asdict(one) for one in strava.edited.values()],
        "deleted": sorted(strava.deleted),
        "grants": [asdict(one) for one in strava.permissions.grants.values()],
        "subscription": asdict(subscription) if subscription else None,
        "last_subscription": strava.webhooks.last_id,
        "capacity": strava.permissions.capacity,
        "limits": {name: budget.limit for name, budget in strava.limits.budgets.items()},
        "is_lapsed": strava.is_lapsed,
        "clock": strava.clock.offset_s,
    }


def load(strava: Strava, path: Path) -> bool:
    if not path.exists():
        return False
    told = json.loads(path.read_text())
    strava.athletes = {one["id"]: Athlete(**one | {"home": tuple(one["home"])}) for one in told["athletes"]}
    strava.created = {one["id"]: remembered(one) for one in told["created"]}
    strava.edited = {one["id"]: remembered(one) for one in told["edited"]}
    strava.deleted = set(told["deleted"])
    strava.permissions.grants = {one["athlete_id"]: Grant(**one) for one in told["grants"]}
    strava.permissions.capacity = told["capacity"]
    strava.limits.set(**told["limits"])
    strava.is_lapsed, strava.clock.offset_s = told["is_lapsed"], told["clock"]
    strava.webhooks.last_id = told["last_subscription"]
    strava.webhooks.subscription = Subscription(**told["subscription"]) if told["subscription"] else None
    return True
