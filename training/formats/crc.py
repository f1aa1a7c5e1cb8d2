"""FIT's checksum: CRC-16 with polynomial 0xA001, bit-reflected, starting at 0 (FIT protocol, "CRC")."""

from functools import cache

import numpy as np
import numpy.typing as npt

Words = npt.NDArray[np.uint16]


@cache
def _shift(level: int) -> Words:
    """What a checksum becomes after 2**level words of zeros; linear, so halves of a file can be folded."""
    if level:
        half = _shift(level - 1)
        return half[half]
    values = np.arange(65536, dtype=np.uint16)
    for _ in range(16):
        values = np.where(values & 1, (values >> 1) ^ np.uint16(0xA001), values >> 1).astype(np.uint16)
    return values


def checksum(content: bytes | memoryview) -> int:
    padded = bytes(content) if len(content) % 2 == 0 else b"\0" + bytes(content)  # leading zeros change nothing
    if not padded:
        return 0
    values: Words = _shift(0)[np.frombuffer(padded, dtype="<u2")]
    level = 0
    while len(values) > 1:
        if len(values) % 2:
            values = np.concatenate([np.zeros(1, np.uint16), values])
        values = _shift(level)[values[0::2]] ^ values[1::2]
        level += 1
    return int(values[0])
