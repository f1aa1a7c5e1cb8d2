"""Time-ordered identifiers (UUIDv7, RFC 9562), monotonic within a process."""

import os
import threading
import time
from uuid import UUID

_lock = threading.Lock()
_last_tick = 0


def uuid7() -> UUID:
    """48 bits of milliseconds, 12 of sub-millisecond clock, 62 random; strictly growing per process."""
    global _last_tick
    with _lock:
        nanoseconds = time.time_ns()
        milliseconds, rest = divmod(nanoseconds, 1_000_000)
        tick = max((milliseconds << 12) | (rest * 4096 // 1_000_000), _last_tick + 1)
        _last_tick = tick
    random_bits = int.from_bytes(os.urandom(8)) & ((1 << 62) - 1)
    return UUID(int=((tick >> 12) << 80) | (7 << 76) | ((tick & 0xFFF) << 64) | (2 << 62) | random_bits)
