"""Requests at a steady pace that waits for nobody, each timed from the moment at which it should have been sent."""

import asyncio
import math
from collections.abc import Iterator
from dataclasses import dataclass, field

LIMIT_S = 10.0


@dataclass
class Arrived:
    seconds: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def share_ms(self, share: float) -> float:
        return share_of(self.seconds, share) * 1000


def share_of(values: list[float], share: float) -> float:
    """The value that so large a share does not exceed; of none, nothing that could be small."""
    ordered = sorted(values)
    return ordered[math.ceil(len(ordered) * share) - 1] if ordered else math.inf


def arrive(port: int, requests: Iterator[bytes], rate: float) -> Arrived:
    return asyncio.run(_arrive(port, requests, rate))


async def _arrive(port: int, requests: Iterator[bytes], rate: float) -> Arrived:
    """A connection each, as they come from many machines."""
    clock, found = asyncio.get_running_loop(), Arrived()
    began, tasks = clock.time() + 0.1, []
    for number, request in enumerate(requests):
        due = began + number / rate
        await asyncio.sleep(max(due - clock.time(), 0))
        tasks.append(asyncio.create_task(_send(port, request, due, found)))
    await asyncio.gather(*tasks)
    return found


async def _send(port: int, request: bytes, due: float, found: Arrived) -> None:
    try:
        async with asyncio.timeout(LIMIT_S):
            status = await _asked(port, request)
    except (OSError, TimeoutError) as error:
        found.wrong.append(type(error).__name__)
        return
    found.seconds.append(asyncio.get_running_loop().time() - due)
    if status != "200":
        found.wrong.append(status)


async def _asked(port: int, request: bytes) -> str:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request)
        answer = await reader.read()
    finally:
        writer.close()
    return answer[9:12].decode()


def post(path: str, body: bytes) -> bytes:
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nConnection: close\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
