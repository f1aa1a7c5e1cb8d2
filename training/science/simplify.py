"""Fewer points that look the same: for maps (a line) and for charts (a series)."""

import math
from collections.abc import Sequence

import numpy as np

from training.science.arrays import Array, Indices

Point = tuple[float, float]
PRECISION = 5


def encode_polyline(points: list[Point], precision: int = PRECISION) -> str:
    """Google's encoded polyline: differences of rounded (lat, lng), zigzag, five bits a character."""
    factor = 10**precision
    encoded, before = [], (0, 0)
    for lat, lng in points:
        place = (math.floor(lat * factor + 0.5), math.floor(lng * factor + 0.5))
        encoded.append(_signed(place[0] - before[0]) + _signed(place[1] - before[1]))
        before = place
    return "".join(encoded)


def _signed(value: int) -> str:
    rest = ~(value << 1) if value < 0 else value << 1
    letters = []
    while rest >= 0x20:
        letters.append(chr((0x20 | (rest & 0x1F)) + 63))
        rest >>= 5
    return "".join([*letters, chr(rest + 63)])


def decode_polyline(line: str, precision: int = PRECISION) -> list[Point]:
    numbers, value, shift = [], 0, 0
    for letter in line:
        chunk = ord(letter) - 63
        value |= (chunk & 0x1F) << shift
        shift += 5
        if chunk < 0x20:
            numbers.append(~(value >> 1) if value & 1 else value >> 1)
            value, shift = 0, 0
    factor = 10**precision
    lats, lngs = np.cumsum(numbers[::2]) / factor, np.cumsum(numbers[1::2]) / factor
    return list(zip(lats.tolist(), lngs.tolist(), strict=True))


def line_indices(lat: Array, lng: Array, tolerance_m: float = 10.0, most: int = 1000) -> Indices:
    """Which points keep the shape of a way to so many metres (U. Ramer, 1972; D. Douglas and T. Peucker, 1973).

    The tolerance doubles until no more than `most` points are left. Unknown places are left out.
    """
    known = np.flatnonzero(~np.isnan(lat) & ~np.isnan(lng))
    if known.size < 3:
        return known
    north = np.radians(lat[known]) * 6_371_000.0
    east = np.radians(lng[known]) * 6_371_000.0 * math.cos(math.radians(float(lat[known[0]])))
    kept = _corners(east, north, most * 4)
    kept = kept[_peucker(east[kept], north[kept], tolerance_m)]
    while kept.size > most:
        tolerance_m *= 2
        kept = kept[_peucker(east[kept], north[kept], tolerance_m)]
    return known[kept]


def _corners(x: Array, y: Array, pieces: int) -> Indices:
    """Of each of so many pieces of a long way its ends and the point farthest from the line between them."""
    length = -(-(x.size - 1) // pieces)
    ends = np.append(np.arange(0, x.size - 1, length), x.size - 1)
    return np.union1d(ends, _highest_of_each(_off_segments(x, y, ends), ends))


def _peucker(x: Array, y: Array, tolerance: float) -> Indices:
    """All segments are split at once, again and again, until none has a point too far away."""
    ends = np.array([0, x.size - 1])
    while True:
        away = _off_segments(x, y, ends)
        farthest = _highest_of_each(away, ends)
        new = farthest[away[farthest] > tolerance]
        if not new.size:
            return ends
        ends = np.union1d(ends, new)


def _off_segments(x: Array, y: Array, ends: Indices) -> Array:
    """Distance of each point but the last from the segment between the ends around it."""
    widths = np.diff(ends)
    run_x, run_y = np.diff(x[ends]), np.diff(y[ends])
    length = run_x**2 + run_y**2
    length[length == 0] = np.inf  # where both ends are one place, the distance from it
    from_x, from_y = (column[:-1] - np.repeat(column[ends[:-1]], widths) for column in (x, y))
    run_x, run_y, length = (np.repeat(column, widths) for column in (run_x, run_y, length))
    share = np.minimum(np.maximum((from_x * run_x + from_y * run_y) / length, 0.0), 1.0)
    away: Array = np.hypot(from_x - share * run_x, from_y - share * run_y)
    return away


def polyline(lat: Array, lng: Array, tolerance_m: float = 10.0, most: int = 1000) -> str:
    """The way as a short encoded line; nothing where no place is known."""
    kept = line_indices(lat, lng, tolerance_m, most)
    return encode_polyline(list(zip(lat[kept].tolist(), lng[kept].tolist(), strict=True)))


def lttb_indices(x: Array, y: Array, points: int) -> Indices:
    """Largest triangle of three buckets (S. Steinarsson, 2013): the points of a chart that keep its peaks.

    The corner before is the mean of the bucket before, not the point chosen in it; so all buckets are done at once.
    """
    return shared_indices(x, [y], points)


def shared_indices(x: Array, channels: Sequence[Array], points: int) -> Indices:
    """The same for several series with one common x: the triangles, each in its own spread, are added up.

    First and last stay; null values draw no triangle.
    """
    if points >= x.size or x.size < 3:
        return np.arange(x.size)
    buckets = max(points, 3) - 2
    edges = 1 + ((x.size - 2) * np.arange(buckets + 1)) // buckets
    area = np.zeros(int(edges[-1]) - 1)
    for values in channels:
        filled = (
            np.nan_to_num(values, nan=float(np.nanmean(values))) if not np.isnan(values).all() else np.zeros(x.size)
        )
        spread = float(filled.std())
        if spread > 0:
            area += _areas(x, filled / spread, edges)
    return np.concatenate(([0], 1 + _highest_of_each(area, edges - 1), [x.size - 1])).astype(np.intp)


def _areas(x: Array, y: Array, edges: Indices) -> Array:
    """Twice the triangle of each inner point with the mean points of the buckets before and after its own.

    |(x - x0)(y2 - y0) - (y - y0)(x2 - x0)| with all but x and y the same throughout a bucket.
    """
    widths = np.diff(edges)
    mean_x, mean_y = (np.add.reduceat(values[: edges[-1]], edges[:-1]) / widths for values in (x, y))
    before_x, before_y = np.append(x[0], mean_x[:-1]), np.append(y[0], mean_y[:-1])
    run, rise = np.append(mean_x[1:], x[-1]) - before_x, np.append(mean_y[1:], y[-1]) - before_y
    constant = before_y * run - before_x * rise
    inner = slice(1, int(edges[-1]))
    area: Array = np.abs(
        x[inner] * np.repeat(rise, widths) - y[inner] * np.repeat(run, widths) + np.repeat(constant, widths)
    )
    return area


def _highest_of_each(values: Array, edges: Indices) -> Indices:
    """Where the largest value of each bucket [edge, next edge) first stands."""
    highest = np.maximum.reduceat(values, edges[:-1])
    places = np.flatnonzero(values == np.repeat(highest, np.diff(edges)))
    firsts: Indices = places[np.searchsorted(places, edges[:-1], side="left")]
    return firsts
