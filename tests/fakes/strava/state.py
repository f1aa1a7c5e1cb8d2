"""The simulated Strava as a whole: people, what they did, who may see it, and what the app is told."""

import threading
from bisect import insort
from dataclasses import dataclass, field, replace
from typing import Any

from tests.fakes.strava import history, season
from tests.fakes.strava.answers import not_found
from tests.fakes.strava.athletes import FIRST_ID, Athlete
from tests.fakes.strava.clock import Clock
from tests.fakes.strava.entries import Entry
from tests.fakes.strava.faults import Faults
from tests.fakes.strava.limits import Limits
from tests.fakes.strava.oauth import Permissions
from tests.fakes.strava.webhooks import Webhooks

REMEMBERED_CALLS = 5000
SHAPES = {"mixed": history.generate, "season": season.generate}
TOLD_EDITS = {"name": "title", "sport_type": "type"}


@dataclass(frozen=True, slots=True)
class Call:
    method: str
    path: str
    query: dict[str, str]
    status: int
    athlete_id: int | None
    at: float


@dataclass
class Strava:
    app_id: str
    app_secret: str
    clock: Clock = field(default_factory=Clock)
    athletes: dict[int, Athlete] = field(default_factory=dict)
    created: dict[int, Entry] = field(default_factory=dict)
    edited: dict[int, Entry] = field(default_factory=dict)
    deleted: set[int] = field(default_factory=set)
    calls: list[Call] = field(default_factory=list)
    is_lapsed: bool = False

    def __post_init__(self) -> None:
        self.lock = threading.RLock()
        self.limits = Limits(self.clock)
        self.faults = Faults()
        self.webhooks = Webhooks()
        self.permissions = Permissions(self.clock, self.app_id, self.app_secret)
        self.histories: dict[int, dict[int, Entry]] = {}
        self.sorted: dict[int, list[Entry]] = {}

    # --- people ---------------------------------------------------------------------------------------------------
    def add_athlete(self, firstname: str, lastname: str = "Simulated", **about: Any) -> Athlete:
        number = FIRST_ID + len(self.athletes)
        self.athletes[number] = Athlete(number, firstname, lastname, **about)
        return self.athletes[number]

    def athlete(self, number: int) -> Athlete:
        if number not in self.athletes:
            raise not_found("Athlete")
        return self.athletes[number]

    # --- what they did --------------------------------------------------------------------------------------------
    def past(self, athlete_id: int) -> dict[int, Entry]:
        """Made when first asked for: it costs some seconds for tens of thousands."""
        if athlete_id not in self.histories:
            athlete = self.athletes[athlete_id]
            plan = dict(athlete.history)
            generate = SHAPES[plan.pop("shape", "mixed")]
            entries = generate(athlete, **plan) if plan.get("count") else []
            self.histories[athlete_id] = {entry.id: entry for entry in entries}
        return self.histories[athlete_id]

    def of_athlete(self, athlete_id: int) -> list[Entry]:
        """Oldest first, by what is shown as the start."""
        if athlete_id not in self.sorted:
            known = self.past(athlete_id) | {
                one.id: one for one in self.created.values() if one.athlete_id == athlete_id
            }
            entries = (self.edited.get(one.id, one) for one in known.values() if one.id not in self.deleted)
            self.sorted[athlete_id] = sorted(entries, key=_order)
        return self.sorted[athlete_id]

    def entry(self, number: int) -> Entry:
        if number in self.deleted:
            raise not_found("Activity")
        found = self.edited.get(number) or self.created.get(number)
        owner = FIRST_ID + (number - history.FIRST_ID) // history.OF_ATHLETE - FIRST_ID % 1000
        if found is None and owner in self.athletes:
            found = self.past(owner).get(number)
        if found is None:
            raise not_found("Activity")
        return found

    def create(self, entry: Entry) -> None:
        self.created[entry.id] = entry
        if entry.athlete_id in self.sorted:
            insort(self.sorted[entry.athlete_id], entry, key=_order)

    def edit(self, number: int, **changes: Any) -> tuple[Entry, Entry]:
        before = self.entry(number)
        after = replace(before, **changes)
        self.edited[number] = after
        self.sorted.pop(after.athlete_id, None)
        return before, after

    def delete(self, number: int) -> Entry:
        entry = self.entry(number)
        self.deleted.add(number)
        self.sorted.pop(entry.athlete_id, None)
        return entry

    def new_id(self, athlete_id: int) -> int:
        first = history.FIRST_ID + (athlete_id % 1000) * history.OF_ATHLETE + history.NEW_ID
        return first + 101 * len(self.created) + 1

    # --- what the app is told -------------------------------------------------------------------------------------
    def tell(self, aspect: str, entry: Entry, updates: dict[str, str] | None = None) -> None:
        grant = self.permissions.grants.get(entry.athlete_id)
        if grant is not None and self._may_hear(grant.scopes, entry, aspect):
            self.webhooks.tell(self.event("activity", aspect, entry.id, entry.athlete_id, updates or {}))

    def tell_edit(self, before: Entry, after: Entry) -> None:
        scopes = getattr(self.permissions.grants.get(after.athlete_id), "scopes", [])
        if before.is_private != after.is_private and "activity:read_all" not in scopes:
            self.tell("delete" if after.is_private else "create", before if after.is_private else after)
            return
        updates = {word: getattr(after, name) for name, word in TOLD_EDITS.items() if _differ(before, after, name)}
        if before.is_private != after.is_private:
            updates["private"] = str(after.is_private).lower()
        if updates:
            self.tell("update", after, updates)

    @staticmethod
    def _may_hear(scopes: list[str], entry: Entry, aspect: str) -> bool:
        return "activity:read_all" in scopes or (
            "activity:read" in scopes and (not entry.is_private or aspect == "delete")
        )

    def event(self, kind: str, aspect: str, number: int, owner: int, updates: dict[str, str]) -> dict[str, Any]:
        return {"object_type": kind, "aspect_type": aspect, "object_id": number, "owner_id": owner,
                "event_time": int(self.clock.now()), "updates": updates}  # fmt: skip

    def withdraw(self, athlete_id: int) -> bool:
        """The athlete's permission ends, from either side, and the app is told."""
        if not self.permissions.end(athlete_id):
            return False
        self.webhooks.tell(self.event("athlete", "update", athlete_id, athlete_id, {"authorized": "false"}))
        return True

    def note(self, call: Call) -> None:
        del self.calls[:-REMEMBERED_CALLS]
        self.calls.append(call)


def _order(entry: Entry) -> tuple[int, int]:
    return entry.shown_start, entry.id


def _differ(before: Entry, after: Entry, name: str) -> bool:
    return bool(getattr(before, name) != getattr(after, name))
