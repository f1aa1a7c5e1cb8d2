"""Troubles ordered in advance: the next calls that match get one instead of, or before, their answer."""

import json
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from tests.fakes.strava.answers import Refusal, Response, not_found, too_many_calls, unauthorized

WORDS = {401: unauthorized(), 404: not_found("Activity"), 429: too_many_calls()}


@dataclass
class Fault:
    calls: int = 1
    path: str = ""
    """Part of the path; empty for every call of the API and of the token endpoint."""
    status: int = 0
    slow_s: float = 0
    half: bool = False
    drop: bool = False
    trickle_s: float = 0
    """How long the body takes to come in, a piece a tenth of a second: no pause is long enough for a read to time out."""
    body: str | None = None
    headers: dict[str, str] | None = None

    def answer(self) -> Response | None:
        if not self.status:
            return None
        found = WORDS.get(self.status, Refusal(self.status, "Error")).response()
        if self.body is not None:
            found.body, found.headers["Content-Type"] = self.body.encode(), "text/html"
        found.headers |= self.headers or {}
        return found

    def delay(self) -> None:
        time.sleep(self.slow_s)

    def pieces(self, body: bytes) -> Iterator[bytes]:
        """What is sent of the body, and when."""
        if self.half:
            body = body[: len(body) // 2]
        count = max(1, min(int(self.trickle_s * 10), len(body)))
        for number in range(count):
            time.sleep(self.trickle_s / count)
            yield body[number * len(body) // count : (number + 1) * len(body) // count]


class Faults:
    def __init__(self) -> None:
        self.waiting: list[Fault] = []

    def add(self, **wanted: Any) -> Fault:
        fault = Fault(**wanted)
        self.waiting.append(fault)
        return fault

    def next_for(self, path: str) -> Fault | None:
        for fault in self.waiting:
            if fault.path in path:
                fault.calls -= 1
                if fault.calls <= 0:
                    self.waiting.remove(fault)
                return fault
        return None

    def clear(self) -> None:
        self.waiting.clear()

    def listed(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(json.dumps([asdict(fault) for fault in self.waiting]))
        return found
