"""One subscription for the app, and events that are tried three times and then lost."""

import json
import queue
import random
import secrets
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any, TypeVar

from tests.fakes.strava.answers import Refusal, bad_request, not_found

ATTEMPTS = 3
LIMIT_S = 2.0
REMEMBERED = 2000
T = TypeVar("T")
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass
class Subscription:
    id: int
    callback_url: str


@dataclass
class Delivery:
    event: dict[str, Any]
    attempts: list[int | str] = field(default_factory=list)  # a status, or what went wrong
    is_delivered: bool = False


class Webhooks:
    def __init__(self) -> None:
        self.subscription: Subscription | None = None
        self.last_id = 300_000
        self.retry_pause_s = 0.05
        self.is_held = False
        self.held: list[dict[str, Any]] = []
        self.deliveries: list[Delivery] = []
        self.waiting: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self.thread = threading.Thread(target=self._work, daemon=True)

    def subscribe(self, callback_url: str, verify_token: str) -> Subscription:
        if self.subscription is not None:
            raise bad_request("PushSubscription", "base", "already exists")
        challenge(callback_url, verify_token)
        self.last_id += 1
        self.subscription = Subscription(self.last_id, callback_url)
        return self.subscription

    def unsubscribe(self, number: int) -> None:
        if self.subscription is None or self.subscription.id != number:
            raise not_found("PushSubscription")
        self.subscription = None

    def tell(self, event: dict[str, Any]) -> None:
        event.setdefault("subscription_id", self.subscription.id if self.subscription else 0)
        if self.is_held:
            self.held.append(event)
        else:
            self.waiting.put(event)

    def release(
        self, *, shuffled: bool = False, backwards: bool = False, copies: int = 1, at_once: bool = False
    ) -> None:  # fmt: skip
        events = [event for event in self.held for _ in range(copies)]
        self.held, self.is_held = [], False
        if shuffled:
            random.Random(len(events)).shuffle(events)
        events = events[::-1] if backwards else events
        if at_once:
            self._deliver_at_once(events)
            return
        for event in events:
            self.waiting.put(event)

    def _deliver_at_once(self, events: list[dict[str, Any]]) -> None:
        threads = [threading.Thread(target=self._deliver, args=(event,), daemon=True) for event in events]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def drain(self, timeout_s: float) -> bool:
        deadline = time.monotonic() + timeout_s
        while self.waiting.unfinished_tasks and time.monotonic() < deadline:
            time.sleep(0.01)
        return not self.waiting.unfinished_tasks

    def start(self) -> None:
        self.thread.start()

    def stop(self) -> None:
        self.waiting.put(None)
        self.thread.join(ATTEMPTS * (LIMIT_S + self.retry_pause_s) + 1)

    def _work(self) -> None:
        while (event := self.waiting.get()) is not None:
            try:
                self._deliver(event)
            finally:
                self.waiting.task_done()

    def _deliver(self, event: dict[str, Any]) -> None:
        delivery = Delivery(event)
        del self.deliveries[:-REMEMBERED]
        self.deliveries.append(delivery)
        for attempt in range(ATTEMPTS):
            if self.subscription is None:
                delivery.attempts.append("no subscription")
                return
            if attempt:
                time.sleep(self.retry_pause_s)
            delivery.attempts.append(post(self.subscription.callback_url, event))
            if delivery.attempts[-1] == 200:
                delivery.is_delivered = True
                return

    def told(self) -> list[dict[str, Any]]:
        return [asdict(delivery) for delivery in reversed(self.deliveries[-50:])]


def challenge(callback_url: str, verify_token: str) -> None:
    """Strava subscribes only an address that gives its challenge back within two seconds."""
    text = secrets.token_hex(8)
    asked = {"hub.mode": "subscribe", "hub.challenge": text, "hub.verify_token": verify_token}
    joint = "&" if "?" in callback_url else "?"
    try:
        body = within_limit(lambda: _open(callback_url + joint + urllib.parse.urlencode(asked), None)[1])
        answer = json.loads(body)
    except (OSError, ValueError):
        raise bad_request("PushSubscription", "callback url", "GET to callback URL does not return 200") from None
    if not isinstance(answer, dict) or answer.get("hub.challenge") != text:
        raise Refusal(400, "Bad Request", "PushSubscription", "callback url", "challenge not given back")


def post(address: str, event: dict[str, Any]) -> int | str:
    try:
        return within_limit(lambda: _open(address, json.dumps(event).encode())[0])
    except urllib.error.HTTPError as error:
        return error.code
    except TimeoutError:
        return "timeout"
    except OSError as error:
        return "timeout" if "timed out" in str(error) else type(error).__name__


def within_limit(call: Callable[[], T]) -> T:
    began = time.monotonic()
    found = call()
    if time.monotonic() - began > LIMIT_S:  # answers that trickle in keep the socket's own limit from striking
        raise TimeoutError
    return found


def _open(address: str, body: bytes | None) -> tuple[int, bytes]:
    request = urllib.request.Request(address, body, {"Content-Type": "application/json"})
    with _direct.open(request, timeout=LIMIT_S) as response:
        return response.status, response.read(100_000)
