"""What power says of a session. All on the timer grid: pauses cut out, coasting zeros kept."""

import numpy as np

from training.science.arrays import Array, fourth_root_mean, trailing_means
from training.science.recurrence import decaying_sum

WINDOW_S = 30
LOW_CONFIDENCE_S = 20 * 60
XPOWER_S = 25.0
DECOUPLING_SHORTEST_S = 600


def normalized_power(power: Array) -> float | None:
    """Fourth root of the mean fourth power of every full 30 s mean (A. Coggan). None under 30 s."""
    means = trailing_means(power, WINDOW_S)
    if not means.size:
        return None
    return fourth_root_mean(means)


def xpower(power: Array) -> float | None:
    """As normalized power with an exponentially weighted mean of 25 s (P. Skiba, 2006)."""
    if power.size < WINDOW_S:
        return None
    weight = 1.0 / (XPOWER_S + 1.0)
    smoothed = decaying_sum(power * weight, np.full(power.size, -np.log1p(-weight)))
    return fourth_root_mean(smoothed)


def intensity(normalized_w: float, ftp_w: float) -> float:
    """Share of the threshold power (A. Coggan)."""
    return normalized_w / ftp_w


def power_load(timer_s: float, normalized_w: float, ftp_w: float) -> float:
    """100 points an hour at threshold: 100 · hours · intensity² (A. Coggan)."""
    return 100.0 * timer_s / 3600.0 * intensity(normalized_w, ftp_w) ** 2


def variability(normalized_w: float, average_w: float) -> float | None:
    """Normalized over average power, zeros included (A. Coggan)."""
    return normalized_w / average_w if average_w > 0 else None


def efficiency(output: float, average_hr_bpm: float | None) -> float | None:
    """Output for each heart beat a minute: W per bpm on a ride, m/min per bpm on a run (J. Friel)."""
    return output / average_hr_bpm if average_hr_bpm else None


def power_decoupling(power: Array, heart_rate: Array) -> float | None:
    """How much normalized power per heart beat fell from the first to the second half, in percent (J. Friel)."""
    middle = power.size // 2
    first = _ratio(normalized_power(power[:middle]), heart_rate[:middle])
    second = _ratio(normalized_power(power[middle:]), heart_rate[middle:])
    return _drift(first, second, power.size)


def speed_decoupling(speed: Array, heart_rate: Array) -> float | None:
    """How much speed per heart beat fell from the first to the second half, in percent (J. Friel)."""
    middle = speed.size // 2
    means = [float(np.nanmean(half)) if not np.isnan(half).all() else None for half in (speed[:middle], speed[middle:])]
    return _drift(_ratio(means[0], heart_rate[:middle]), _ratio(means[1], heart_rate[middle:]), speed.size)


def _ratio(output: float | None, heart_rate: Array) -> float | None:
    known = heart_rate[~np.isnan(heart_rate)]
    return None if output is None or not known.size else output / float(known.mean())


def _drift(first: float | None, second: float | None, seconds: int) -> float | None:
    if not first or second is None or seconds < DECOUPLING_SHORTEST_S:
        return None
    return 100.0 * (first - second) / first
