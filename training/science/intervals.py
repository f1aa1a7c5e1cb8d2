"""Work and recovery found in a session that nobody marked."""

from dataclasses import dataclass

import numpy as np

from training.science.arrays import Array, Indices, Mask, centred_means, nulls, running_sum, span_means
from training.science.grids import Grid

# How long a mean is looked at, and the shortest work and recovery that it can tell: short repeats first.
SCALES = ((15, 20, 10), (45, 60, 20), (121, 240, 45))
LEAST_WORKS = 2
MOST_WORKS = 40
FEW_WORKS = 4
MOST_SCATTER = 0.35
CONTRASTS = {"power_w": 1.3, "speed_mps": 1.2, "heart_rate_bpm": 1.12}  # work over recovery, at least
LEAST_SHARES = {"power_w": 0.8, "speed_mps": 0.85, "heart_rate_bpm": 0.85}  # work over the threshold, at least


@dataclass(frozen=True, slots=True)
class Interval:
    """Times count from the start of the track; `end_s` is the last second that belongs to it."""

    start_s: float
    end_s: float
    kind: str  # "work" | "recovery"
    metric: str  # what it was found by: "power_w" | "speed_mps" | "heart_rate_bpm"
    avg_power_w: float | None
    avg_speed_mps: float | None
    avg_hr_bpm: float | None
    distance_m: float | None


def find_intervals(timer: Grid, sport: str, thresholds: dict[str, float | None]) -> list[Interval]:
    """Two levels are looked for in the smoothed metric that tells most: power, else speed, else heart rate.

    They are parted where the variance between them is largest (N. Otsu, 1979); the middle of a step lies on a symmetric
    mean's crossing. What is not clearly harder than its surroundings, or than a known threshold asks, is no work; what
    falls into too many pieces is riding with surges, and is looked at again from farther away.
    """
    metric = _metric(timer, sport)
    if metric is None:
        return []
    values = np.nan_to_num(timer.channels[metric], nan=0.0)
    scales = SCALES[1:] if metric == "heart_rate_bpm" else SCALES  # the heart answers slowly
    for scale in scales:
        works = _works(values, metric, thresholds.get(metric), scale)
        if works and (scale is scales[-1] or _is_planned(works)):
            return _described(works, metric, timer)
    return []


def _is_planned(works: list[tuple[int, int]]) -> bool:
    """A few efforts, or many of about one length."""
    lengths = np.diff(np.array(works), axis=1)
    return len(works) <= FEW_WORKS or float(lengths.std() / lengths.mean()) <= MOST_SCATTER


def _metric(timer: Grid, sport: str) -> str | None:
    if "power_w" in timer.channels and float(timer.channels["power_w"].max(initial=0.0)) > 0:
        return "power_w"
    preferred = {"run": "speed_mps", "row": "speed_mps", "swim": "speed_mps", "ride": "heart_rate_bpm"}.get(sport)
    return preferred if preferred in timer.channels else None


def _works(values: Array, metric: str, threshold: float | None, scale: tuple[int, int, int]) -> list[tuple[int, int]]:
    width, shortest_work, shortest_recovery = scale
    if values.size < 4 * width:
        return []
    smooth = centred_means(values, width)
    level = split_level(smooth)
    if threshold:
        level = max(level, LEAST_SHARES[metric] * threshold)
    works = _runs(_bridged(smooth > level, shortest_recovery), shortest_work)
    if not LEAST_WORKS <= len(works) <= MOST_WORKS:
        return []
    return works if _contrast(values, works) >= CONTRASTS[metric] else []


def split_level(values: Array, bins: int = 128) -> float:
    """The value that parts a distribution into two with the largest variance between them (N. Otsu, 1979)."""
    if float(np.ptp(values)) < 1e-6:
        return float(values.max())
    counts, edges = np.histogram(values, bins=bins)
    centres = (edges[:-1] + edges[1:]) / 2
    below, sums = np.cumsum(counts), np.cumsum(counts * centres)
    above = below[-1] - below
    parted = (below > 0) & (above > 0)
    means = np.where(parted, sums / np.maximum(below, 1) - (sums[-1] - sums) / np.maximum(above, 1), 0.0)
    return float(edges[int((below * above * means**2).argmax()) + 1])


def _bridged(mask: Mask, shortest: int) -> Mask:
    """Breaks shorter than so many seconds belong to the work around them."""
    result = mask.copy()
    for begin, end in _runs(~mask, 1):
        if end - begin < shortest and begin > 0 and end < mask.size:
            result[begin:end] = True
    return result


def _runs(mask: Mask, shortest: int) -> list[tuple[int, int]]:
    padded = np.concatenate(([False], mask, [False]))
    changes = np.flatnonzero(padded[1:] != padded[:-1]).tolist()
    return [(a, b) for a, b in zip(changes[::2], changes[1::2], strict=True) if b - a >= shortest]


def _contrast(values: Array, works: list[tuple[int, int]]) -> float:
    """Mean of the works over the mean of what lies between the first and the last of them."""
    sums = running_sum(values)
    worked = sum(sums[end] - sums[begin] for begin, end in works)
    seconds = sum(end - begin for begin, end in works)
    first, last = works[0][0], works[-1][1]
    rest_seconds = max(last - first - seconds, 1)
    rest = (sums[last] - sums[first] - worked) / rest_seconds
    return float(worked / seconds / max(rest, 1e-9))


def _described(works: list[tuple[int, int]], metric: str, timer: Grid) -> list[Interval]:
    bounds = [place for work in works for place in work]
    kinds = ["recovery" if index % 2 else "work" for index in range(len(bounds) - 1)]
    begins, ends = np.array(bounds[:-1]), np.array(bounds[1:])
    names = ("power_w", "speed_mps", "heart_rate_bpm")
    columns = [_column(timer.channels.get(name), begins, ends) for name in names]
    columns.append(_distances(timer, begins, ends))
    seconds = timer.seconds
    rows = zip(seconds[begins].tolist(), seconds[ends - 1].tolist(), kinds, *columns, strict=True)
    return [Interval(begin, end, kind, metric, *numbers) for begin, end, kind, *numbers in rows]


def _column(values: Array | None, begins: Indices, ends: Indices) -> list[float | None]:
    return nulls(None if values is None else span_means(values, begins, ends), begins.size)


def _distances(timer: Grid, begins: Indices, ends: Indices) -> list[float | None]:
    way = timer.channels.get("distance_m")
    return nulls(None if way is None else way[ends - 1] - way[np.maximum(begins - 1, 0)], begins.size)
