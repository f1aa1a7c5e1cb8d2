"""Small array arithmetic that every topic shares. NaN is null everywhere."""

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.intp]

EMPTY: Array = np.zeros(0)


def as_array(values: Sequence[float] | Array) -> Array:
    return np.asarray(values, dtype=np.float64)


def mean_or_none(values: Array) -> float | None:
    known = values[~np.isnan(values)]
    return float(known.mean()) if known.size else None


def max_or_none(values: Array) -> float | None:
    known = values[~np.isnan(values)]
    return float(known.max()) if known.size else None


def nulls(column: Array | None, length: int) -> list[float | None]:
    """Plain numbers with None for NaN; all None where there is no column."""
    if column is None:
        return [None] * length
    return [None if math.isnan(value) else value for value in column.tolist()]


def running_sum(values: Array) -> Array:
    """Sums of the first 0, 1, … n values: window sums are differences of it."""
    sums = np.empty(values.size + 1)
    sums[0] = 0.0
    np.cumsum(values, out=sums[1:])
    return sums


def fourth_root_mean(values: Array) -> float:
    """Fourth root of the mean fourth power (not by a dot product: its threads cost more than they save)."""
    squares = values * values
    return math.sqrt(math.sqrt(float((squares * squares).sum()) / values.size))


def span_means(values: Array, begins: Indices, ends: Indices) -> Array:
    """Mean of the known values in each [begin, end); NaN where there is none."""
    known = ~np.isnan(values)
    sums, counts = running_sum(np.where(known, values, 0.0)), running_sum(known.astype(np.float64))
    number = counts[ends] - counts[begins]
    means: Array = np.where(number > 0, (sums[ends] - sums[begins]) / np.maximum(number, 1.0), np.nan)
    return means


def trailing_means(values: Array, width: int) -> Array:
    """Mean of every full window of `width` values; shorter input gives nothing."""
    if values.size < width:
        return EMPTY
    sums = running_sum(values)
    means: Array = (sums[width:] - sums[:-width]) / width
    return means


def centred_means(values: Array, width: int) -> Array:
    """Mean over a window centred on each value, smaller at both ends; nulls are left out."""
    known = ~np.isnan(values)
    sums, counts = running_sum(np.where(known, values, 0.0)), running_sum(known.astype(np.float64))
    index = np.arange(values.size)
    low, high = np.maximum(index - (width - 1) // 2, 0), np.minimum(index + width // 2 + 1, values.size)
    number = counts[high] - counts[low]
    with np.errstate(invalid="ignore"):
        means: Array = np.where(number > 0, (sums[high] - sums[low]) / np.maximum(number, 1), np.nan)
    return means
