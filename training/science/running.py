"""Running on hills: what the pace would have been on the flat."""

import numpy as np

from training.science.arrays import Array, centred_means, fourth_root_mean, running_sum, trailing_means

GRADE_WINDOW_M = 50.0
STEEPEST = 0.45
ALTITUDE_SMOOTHING_S = 9
NGP_WINDOW_S = 30
# What a grade (%) costs in pace at an equal heart rate, as published by Strava in 2017; steep descents are not
# rewarded further, since they hurt more than they cost.
GRADES_PCT = np.array([-45, -40, -30, -20, -15, -10, -5, 0, 5, 10, 15, 20, 25, 30, 35, 40, 45], dtype=np.float64)
FACTORS = np.array(
    [1.91, 1.70, 1.35, 1.085, 0.955, 0.875, 0.90, 1.0, 1.19, 1.48, 1.84, 2.28, 2.72, 3.16, 3.62, 4.07, 4.52]
)


def minetti_cost(grade: Array | float) -> Array:
    """Energy cost of running, J/kg/m: a polynomial of the grade, valid to ±45 % (A. E. Minetti et al., 2002)."""
    slope = np.clip(np.asarray(grade, dtype=np.float64), -STEEPEST, STEEPEST)
    cost: Array = ((((155.4 * slope - 30.4) * slope - 43.3) * slope + 46.3) * slope + 19.5) * slope + 3.6
    return cost


def grade(distance_m: Array, altitude_m: Array, window_m: float = GRADE_WINDOW_M) -> Array:
    """Rise over run across a window of 50 m centred on each second, from altitude smoothed over 9 s."""
    if not distance_m.size or np.isnan(distance_m).any() or np.isnan(altitude_m).all():
        return np.zeros(distance_m.size)
    height = centred_means(altitude_m, ALTITUDE_SMOOTHING_S)
    first = np.flatnonzero(np.diff(distance_m, prepend=-np.inf) > 0)
    way = distance_m[first]
    low = np.clip(distance_m - window_m / 2, way[0], way[-1])
    high = np.clip(distance_m + window_m / 2, way[0], way[-1])
    rise = np.interp(high, way, height[first]) - np.interp(low, way, height[first])
    slope: Array = np.clip(rise / np.maximum(high - low, window_m / 2), -STEEPEST, STEEPEST)
    return np.nan_to_num(slope, nan=0.0)


def gap_factor(slope: Array) -> Array:
    """How many times harder a grade is than the flat, from the table of grade adjusted pace."""
    factor: Array = np.interp(slope * 100.0, GRADES_PCT, FACTORS)
    return factor


def gap_speed(speed: Array, slope: Array) -> Array:
    """Speed on the flat that would have been as hard."""
    graded: Array = speed * gap_factor(slope)
    return graded


def ngp(graded_speed: Array) -> float | None:
    """Normalized graded speed, m/s: fourth root of the mean fourth power of 30 s means of speed, never of pace."""
    means = trailing_means(np.nan_to_num(graded_speed, nan=0.0), NGP_WINDOW_S)
    if not means.size:
        return None
    return fourth_root_mean(means)


def run_load(timer_s: float, ngp_mps: float, threshold_mps: float) -> float:
    """100 points an hour at threshold: 100 · hours · (speed ratio)². Speeds, not paces: those would invert it."""
    return 100.0 * timer_s / 3600.0 * (ngp_mps / threshold_mps) ** 2


def distance_of(speed: Array) -> Array:
    """Way covered after each second of a speed, where nothing measured it."""
    return running_sum(np.nan_to_num(speed, nan=0.0))[1:]
