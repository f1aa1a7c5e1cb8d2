"""Where an activity went: a loop from home and back, as long as the activity says."""

from functools import lru_cache

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
CORNERS = 257
METRES_OF_DEGREE = 111_320.0


@lru_cache(maxsize=8)
def _shape(seed: int) -> tuple[Array, Array, Array]:
    """A closed curve through the origin: x, y and the share of its length up to each corner."""
    turn = np.linspace(0, 2 * np.pi, CORNERS)
    first, second = (seed % 97) / 97 * 6.28, (seed % 89) / 89 * 6.28
    x = np.sin(turn) + 0.22 * np.sin(3 * turn + first)
    y = 1 - np.cos(turn) + 0.18 * np.sin(4 * turn + second)
    x, y = x - x[0], y - y[0]
    steps = np.hypot(np.diff(x), np.diff(y))
    walked = np.concatenate(([0.0], np.cumsum(steps)))
    return x / walked[-1], y / walked[-1], walked / walked[-1]


def places(home: tuple[float, float], metres: float, shares: Array, seed: int) -> Array:
    """Latitude and longitude after these shares of the distance."""
    x, y, walked = _shape(seed)
    north = np.interp(shares, walked, y) * metres / METRES_OF_DEGREE
    east = np.interp(shares, walked, x) * metres / (METRES_OF_DEGREE * np.cos(np.radians(home[0])))
    return np.round(np.column_stack((home[0] + north, home[1] + east)), 6)


def polyline(points: Array) -> str:
    """Google's encoding with five decimals."""
    numbers = np.round(points * 1e5).astype(np.int64)
    moves = np.diff(numbers, axis=0, prepend=np.zeros((1, 2), dtype=np.int64))
    return "".join(_letters(int(move)) for move in moves.ravel())


def _letters(move: int) -> str:
    left = ~(move << 1) if move < 0 else move << 1
    text = ""
    while left >= 0x20:
        text += chr((0x20 | (left & 0x1F)) + 63)
        left >>= 5
    return text + chr(left + 63)
