"""What a test or a person does at the simulated Strava: train, edit, delete, withdraw, and order trouble."""

import random
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from tests.fakes.strava import history, shapes
from tests.fakes.strava.athletes import Athlete
from tests.fakes.strava.entries import Entry
from tests.fakes.strava.state import Call, Strava
from tests.fakes.strava.streams import Streams, streams_of
from tests.fakes.strava.webhooks import Delivery, Subscription

EVERY_SCOPE = "read,activity:read_all,profile:read_all"
AN_HOUR_S = 3600


class Actions:
    def __init__(self, strava: Strava) -> None:
        self.strava = strava

    # --- people and their permission --------------------------------------------------------------------------------
    @property
    def athletes(self) -> list[Athlete]:
        return list(self.strava.athletes.values())

    @property
    def athlete(self) -> Athlete:
        return self.athletes[0]

    def add_athlete(self, firstname: str = "Bo", history: int = 0, **about: Any) -> Athlete:
        plan = {"days": about.pop("days", 730), "seed": about.pop("seed", 1), "until": int(self.now())}
        plan["until"] = int(about.pop("until", None) or plan["until"])
        plan["shape"] = about.pop("shape", "mixed")
        with self.strava.lock:
            return self.strava.add_athlete(firstname, history={"count": history, **plan}, **about)

    def grant(self, athlete: Athlete | int | None = None, scopes: str | Iterable[str] = EVERY_SCOPE) -> dict[str, Any]:
        """Tokens without the walk over the consent page."""
        wanted = scopes.split(",") if isinstance(scopes, str) else list(scopes)
        with self.strava.lock:
            permissions = self.strava.permissions
            return permissions.spoken(permissions.grant(self._number(athlete), wanted))

    def revoke(self, athlete: Athlete | int | None = None) -> bool:
        """The athlete takes the permission back at Strava."""
        with self.strava.lock:
            return self.strava.withdraw(self._number(athlete))

    def expire_tokens(self) -> None:
        self.strava.permissions.expire()

    # --- activities -------------------------------------------------------------------------------------------------
    def create_activity(
        self, sport_type: str = "Run", *, athlete: Athlete | int | None = None, start: float | datetime | None = None,
        minutes: float | None = None, km: float | None = None, streams: Streams | None = None, silent: bool = False,
        **about: Any,
    ) -> int:  # fmt: skip
        with self.strava.lock:
            person = self.strava.athlete(self._number(athlete))
            entry = self._new(person, sport_type, _epoch(start, self.now() - AN_HOUR_S))
            _stretch(entry, minutes, km)
            _use(entry, streams)
            for name, value in about.items():
                setattr(entry, name, value)
            if entry.manual:
                entry.home = None
            self.strava.create(entry)
            if not silent:
                self.strava.tell("create", entry)
        return entry.id

    def _new(self, person: Athlete, sport_type: str, start: int) -> Entry:
        number = self.strava.new_id(person.id)
        return history.made(person, history.rare(sport_type), number, start, random.Random(number))

    def edit(self, number: int, *, silent: bool = False, **changes: Any) -> None:
        with self.strava.lock:
            before, after = self.strava.edit(int(number), **changes)
            if not silent:
                self.strava.tell_edit(before, after)

    def delete(self, number: int, *, silent: bool = False) -> None:
        with self.strava.lock:
            entry = self.strava.delete(int(number))
            if not silent:
                self.strava.tell("delete", entry)

    def activities(self, athlete: Athlete | int | None = None) -> list[int]:
        return [entry.id for entry in reversed(self.strava.of_athlete(self._number(athlete)))]

    def entry(self, number: int) -> Entry:
        return self.strava.entry(int(number))

    def activity(self, number: int) -> dict[str, Any]:
        return shapes.detail(self.entry(number))

    def streams(self, number: int) -> Streams:
        return streams_of(self.entry(number))

    # --- events -----------------------------------------------------------------------------------------------------
    @property
    def subscription(self) -> Subscription | None:
        return self.strava.webhooks.subscription

    def subscribe(self, callback_url: str, verify_token: str) -> int:
        return self.strava.webhooks.subscribe(callback_url, verify_token).id

    def unsubscribe(self) -> None:
        self.strava.webhooks.subscription = None

    def hold(self) -> None:
        self.strava.webhooks.is_held = True

    def release(
        self, *, shuffled: bool = False, backwards: bool = False, copies: int = 1, at_once: bool = False
    ) -> None:  # fmt: skip
        self.strava.webhooks.release(shuffled=shuffled, backwards=backwards, copies=copies, at_once=at_once)

    def send_event(self, **told: Any) -> None:
        """Any event, also one Strava would never send."""
        usual = self.strava.event("activity", "create", 1, self.athlete.id, {})
        self.strava.webhooks.tell(usual | told)

    def drain(self, timeout: float = 10) -> bool:
        return self.strava.webhooks.drain(timeout)

    @property
    def deliveries(self) -> list[Delivery]:
        return self.strava.webhooks.deliveries

    # --- trouble ----------------------------------------------------------------------------------------------------
    def fail_next(
        self, n: int = 1, *, status: int = 0, path: str = "", slow_s: float = 0, half: bool = False, drop: bool = False,
        trickle_s: float = 0, body: str | None = None, headers: dict[str, str] | None = None,
    ) -> None:  # fmt: skip
        if not (status or slow_s or half or drop or trickle_s):
            status = 503
        self.strava.faults.add(calls=n, path=path, status=status, slow_s=slow_s, half=half, drop=drop, body=body, trickle_s=trickle_s,
                               headers=headers)  # fmt: skip

    def heal(self) -> None:
        self.strava.faults.clear()
        self.strava.is_lapsed = False

    def lapse(self) -> None:
        self.strava.is_lapsed = True

    def renew(self) -> None:
        self.strava.is_lapsed = False

    def limits(self, overall: tuple[int, int] | None = None, read: tuple[int, int] | None = None) -> None:
        self.strava.limits.set(overall, read)

    def use_up(self, name: str = "read", window: str = "short") -> None:
        self.strava.limits.use_up(name, window)

    def reset_limits(self) -> None:
        self.strava.limits.reset()

    def now(self) -> float:
        return self.strava.clock.now()

    def advance(self, seconds: float) -> None:
        self.strava.clock.advance(seconds)

    # --- what was seen ----------------------------------------------------------------------------------------------
    @property
    def calls(self) -> list[Call]:
        return self.strava.calls

    def count(self, path: str = "", method: str = "") -> int:
        return sum(path in call.path and method in {"", call.method} for call in self.calls)

    def forget_calls(self) -> None:
        self.calls.clear()

    def _number(self, athlete: Athlete | int | None) -> int:
        return (athlete or self.athlete).id if not isinstance(athlete, int) else athlete


def _epoch(start: float | datetime | None, default: float) -> int:
    if isinstance(start, datetime):
        return int(start.timestamp())
    return int(default if start is None else start)


def _stretch(entry: Entry, minutes: float | None, km: float | None) -> None:
    """As long and as far as wanted, at the usual speed where only one of the two is said."""
    if minutes is not None:
        entry.distance_m *= minutes * 60 / entry.moving_s
        entry.moving_s = round(minutes * 60)
    if km is not None:
        entry.distance_m = km * 1000
    entry.distance_m = round(entry.distance_m, 1)


def _use(entry: Entry, streams: Streams | None) -> None:
    """Streams somebody gives are what the activity consists of."""
    if streams is None:
        return
    entry.given, entry.pause_s = streams, 0
    entry.moving_s = int(streams["time"][-1] - streams["time"][0])
    entry.distance_m = float((streams.get("distance") or [0.0])[-1])
    for name, stream in (("heartrate", "heartrate"), ("watts", "watts"), ("cadence", "cadence")):
        values = [value for value in streams.get(stream, []) if value is not None]
        setattr(entry, name, round(sum(values) / len(values)) if values else 0)
    entry.home = tuple(streams["latlng"][0]) if streams.get("latlng") else None
