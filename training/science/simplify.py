"""Fewer points that look the same: for charts and for the line on a map."""

import numpy as np
import numpy.typing as npt

from training.science.arrays import Array

Indices = npt.NDArray[np.intp]
PRECISION = 1e5


def lttb_indices(x: Array, y: Array, points: int) -> Indices:
    """Largest-Triangle-Three-Buckets (S. Steinarsson, 2013): the first and last point, and of each bucket the one that
    spans the largest triangle with the point chosen before it and the mean of the bucket after it."""
    size = x.size
    if points >= size or size <= 2:
        return np.arange(size)
    if points < 3:
        return np.array([0, size - 1][:points])
    edges = np.linspace(1, size - 1, points - 1).astype(np.intp)
    counts = np.maximum(np.diff(edges), 1)
    mean_x = np.append(np.add.reduceat(x[: edges[-1]], edges[:-1]) / counts, x[-1])
    mean_y = np.append(np.add.reduceat(y[: edges[-1]], edges[:-1]) / counts, y[-1])
    chosen = np.empty(points, np.intp)
    chosen[0], chosen[-1] = 0, size - 1
    at_x, at_y = x[0], y[0]
    for bucket in range(points - 2):
        first, last = edges[bucket], max(edges[bucket + 1], edges[bucket] + 1)
        span_x, span_y = mean_x[bucket + 1] - at_x, mean_y[bucket + 1] - at_y
        areas = np.abs(span_x * (y[first:last] - at_y) - (x[first:last] - at_x) * span_y)
        best = first + int(areas.argmax())
        chosen[bucket + 1], at_x, at_y = best, x[best], y[best]
    return chosen


def simplified_route(lat: Array, lng: Array, points: int) -> tuple[Array, Array]:
    """At most so many points of a trace, by Ramer-Douglas-Peucker with the tolerance that gives them."""
    known = np.isfinite(lat) & np.isfinite(lng)
    lat, lng = lat[known], lng[known]
    if lat.size <= 2:
        return lat, lng
    thin = np.unique(np.linspace(0, lat.size - 1, min(lat.size, 5000)).astype(np.intp))
    lat, lng = lat[thin], lng[thin]
    scaled = lng * np.cos(np.radians(float(lat.mean())))
    tolerance = 2e-5
    kept = _douglas_peucker(scaled, lat, tolerance)
    while kept.size > points:
        tolerance *= 2
        kept = kept[_douglas_peucker(scaled[kept], lat[kept], tolerance)]
    return lat[kept], lng[kept]


def _douglas_peucker(x: Array, y: Array, tolerance: float) -> Indices:
    keep = np.zeros(x.size, bool)
    keep[[0, -1]] = True
    spans = [(0, x.size - 1)]
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        distances = _distances(x[first : last + 1], y[first : last + 1])
        farthest = int(distances.argmax())
        if distances[farthest] > tolerance:
            keep[first + farthest] = True
            spans += [(first, first + farthest), (first + farthest, last)]
    return np.flatnonzero(keep)


def _distances(x: Array, y: Array) -> Array:
    """Of each point from the straight line between the ends; of a loop, from its only end."""
    dx, dy = x[-1] - x[0], y[-1] - y[0]
    length = float(np.hypot(dx, dy))
    if length == 0:
        return np.hypot(x - x[0], y - y[0])
    across: Array = np.abs(dx * (y - y[0]) - dy * (x - x[0])) / length
    return across


def encode_polyline(lat: Array, lng: Array) -> str:
    """Google's polyline format with five decimals: differences, zigzag, five bits a character."""
    if not lat.size:
        return ""
    whole = np.rint(np.column_stack((lat, lng)) * PRECISION).astype(np.int64)
    steps = np.diff(whole, axis=0, prepend=np.zeros((1, 2), np.int64)).ravel()
    return "".join(_characters(int(step)) for step in steps)


def decode_polyline(text: str) -> tuple[Array, Array]:
    steps, value, shift = [], 0, 0
    for character in text:
        bits = ord(character) - 63
        value |= (bits & 0x1F) << shift
        shift += 5
        if bits < 0x20:
            steps.append(~(value >> 1) if value & 1 else value >> 1)
            value = shift = 0
    pairs = np.cumsum(np.array(steps[: len(steps) // 2 * 2], np.float64).reshape(-1, 2), axis=0) / PRECISION
    return pairs[:, 0], pairs[:, 1]


def _characters(step: int) -> str:
    value, told = (~(step << 1) if step < 0 else step << 1), ""
    while value >= 0x20:
        told += chr((0x20 | (value & 0x1F)) + 63)
        value >>= 5
    return told + chr(value + 63)
