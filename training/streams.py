"""Packing a channel into bytes: whole steps of its resolution, their differences, bytes shuffled, then zstandard."""

import struct
from collections.abc import Mapping
from threading import local

import numpy as np
import numpy.typing as npt
import zstandard

Array = npt.NDArray[np.float64]

# What a device can tell apart; one step of it is what one step of the packed number means.
STEP = {
    "time_s": 1.0,
    "segments": 1.0,
    "distance_m": 0.01,
    "lat": 1e-6,
    "lng": 1e-6,
    "altitude_m": 0.1,
    "speed_mps": 0.001,
    "heart_rate_bpm": 1.0,
    "cadence_rpm": 0.5,
    "power_w": 1.0,
    "temperature_c": 0.1,
    "grade_pct": 0.01,
}
DEFAULT_STEP = 0.01
MOST_VALUES = 2_000_000
_HEAD = struct.Struct("<BBBdqI")
_VERSION = 1
_WIDTHS: tuple[type[np.signedinteger], ...] = (np.int8, np.int16, np.int32, np.int64)
_own = local()


def pack(values: Array, *, step: float) -> bytes:
    """Nulls (NaN) are a bitmap beside the numbers, so that they cost nothing where there are none."""
    missing = ~np.isfinite(values)
    whole = _filled(np.rint(np.where(missing, 0.0, values) / step).astype(np.int64), missing)
    steps = np.diff(whole)
    first = int(whole[0]) if whole.size else 0
    width = _narrowest(steps)
    body = _shuffled(steps.astype(_WIDTHS[width]))
    nulls = np.packbits(missing).tobytes() if missing.any() else b""
    head = _HEAD.pack(_VERSION, width, 1 if nulls else 0, step, first, values.size)
    return head + _compressor().compress(nulls + body)


def unpack(packed: bytes) -> Array:
    version, width, has_nulls, step, first, count = _HEAD.unpack_from(packed)
    if version != _VERSION or count > MOST_VALUES:
        raise ValueError("This stream was packed by something else.")
    body = _decompressor().decompress(memoryview(packed)[_HEAD.size :], max_output_size=count * 9 + 16)
    nulls = -(-count // 8) if has_nulls else 0
    whole = np.empty(count, np.int64)
    if count:
        whole[0] = first
        whole[1:] = _unshuffled(body[nulls:], _WIDTHS[width])
        np.cumsum(whole, out=whole)
    values = _scaled(whole, step)
    if has_nulls:
        values[np.unpackbits(np.frombuffer(body[:nulls], np.uint8), count=count).astype(bool)] = np.nan
    return values


def pack_channels(channels: Mapping[str, Array]) -> dict[str, bytes]:
    return {name: pack(values, step=STEP.get(name, DEFAULT_STEP)) for name, values in channels.items()}


def _scaled(whole: npt.NDArray[np.int64], step: float) -> Array:
    """Dividing by a whole number gives the nearest double of 123.4; multiplying by 0.1 does not."""
    if step >= 1:
        return np.asarray(whole * step, np.float64)
    return np.asarray(whole / float(round(1 / step)), np.float64)


def _filled(whole: npt.NDArray[np.int64], missing: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """Null places repeat the number before them: a difference of nothing."""
    if not missing.any():
        return whole
    known = np.where(missing, 0, np.arange(whole.size))
    np.maximum.accumulate(known, out=known)
    return whole[known]


def _narrowest(steps: npt.NDArray[np.int64]) -> int:
    most = int(np.abs(steps).max()) if steps.size else 0
    return next(index for index, width in enumerate(_WIDTHS) if most <= np.iinfo(width).max)


def _shuffled(steps: npt.NDArray[np.signedinteger]) -> bytes:
    """First bytes together, then second bytes: the high ones are nearly all alike."""
    return steps.view(np.uint8).reshape(-1, steps.itemsize).T.tobytes()


def _unshuffled(body: bytes, width: type[np.signedinteger]) -> npt.NDArray[np.signedinteger]:
    size = np.dtype(width).itemsize
    return np.ascontiguousarray(np.frombuffer(body, np.uint8).reshape(size, -1).T).view(width).ravel()


def _compressor() -> zstandard.ZstdCompressor:
    if not hasattr(_own, "compressor"):
        _own.compressor = zstandard.ZstdCompressor(level=6)
    return _own.compressor  # type: ignore[no-any-return]


def _decompressor() -> zstandard.ZstdDecompressor:
    if not hasattr(_own, "decompressor"):
        _own.decompressor = zstandard.ZstdDecompressor()
    return _own.decompressor  # type: ignore[no-any-return]
