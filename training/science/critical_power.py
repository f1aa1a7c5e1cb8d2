"""Critical power (the power of a steady state) and the work that can be done above it, from exhausting efforts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from training.science.arrays import Array, as_array

SHORTEST_S, LONGEST_S = 120.0, 1800.0
WORKS_J = (3_000.0, 60_000.0)


@dataclass(frozen=True, slots=True)
class Fit:
    cp_w: float
    w_prime_j: float
    max_power_w: float | None = None


class NoFit(ValueError):
    """The efforts do not determine the model; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def linear(durations_s: Sequence[float], powers_w: Sequence[float]) -> Fit:
    """Work against time, W = W' + CP · t (H. Monod and J. Scherrer, 1965)."""
    time, watts = as_array(durations_s), as_array(powers_w)
    slope, intercept = _line(time, watts * time)
    return Fit(slope, intercept)


def inverse(durations_s: Sequence[float], powers_w: Sequence[float]) -> Fit:
    """Power against 1/time, P = W'/t + CP; the same as least squares on power, and high in CP."""
    time, watts = as_array(durations_s), as_array(powers_w)
    slope, intercept = _line(1.0 / time, watts)
    return Fit(intercept, slope)


def _line(x: Array, y: Array) -> tuple[float, float]:
    if x.size < 2 or float(np.ptp(x)) == 0.0:
        raise NoFit("too_few_efforts")
    centred = x - x.mean()
    slope = float((centred * (y - y.mean())).sum() / (centred * centred).sum())
    return slope, float(y.mean()) - slope * float(x.mean())


def fit_2p(durations_s: Sequence[float], powers_w: Sequence[float]) -> Fit:
    """t = W'/(P - CP) by least squares on time, which is what was measured (D. W. Hill, 1993)."""
    time, watts = as_array(durations_s), as_array(powers_w)
    if time.size < 2:
        raise NoFit("too_few_efforts")
    lowest = float(watts.min())
    cp = _minimum(lambda cp: _error_2p(cp, time, watts)[0], 0.3 * lowest, lowest - 1e-3)
    return Fit(cp, _error_2p(cp, time, watts)[1])


def _error_2p(cp: float, time: Array, watts: Array) -> tuple[float, float]:
    """For a CP the best W' is linear; so only CP has to be searched."""
    shape = 1.0 / (watts - cp)
    w_prime = float((shape * time).sum() / (shape * shape).sum())
    return float(((w_prime * shape - time) ** 2).sum()), w_prime


def fit_3p(durations_s: Sequence[float], powers_w: Sequence[float]) -> Fit:
    """t = W'/(P - CP) + W'/(CP - Pmax) by least squares on time (R. H. Morton, 1996)."""
    time, watts = as_array(durations_s), as_array(powers_w)
    if time.size < 3:
        raise NoFit("too_few_efforts")
    lowest = float(watts.min())
    cp = _minimum(lambda cp: _error_3p(cp, time, watts)[0], 0.3 * lowest, lowest - 1e-3)
    _, w_prime, offset = _error_3p(cp, time, watts)
    if offset >= 0:
        raise NoFit("no_power_limit")
    return Fit(cp, w_prime, cp - w_prime / offset)


def _error_3p(cp: float, time: Array, watts: Array) -> tuple[float, float, float]:
    """For a CP the model is a line in 1/(P - CP): slope W', offset W'/(CP - Pmax)."""
    shape = 1.0 / (watts - cp)
    slope, offset = _line(shape, time)
    return float(((slope * shape + offset - time) ** 2).sum()), slope, offset


def _minimum(error: Callable[[float], float], low: float, high: float) -> float:
    """The lowest of a coarse scan, then golden section around it."""
    tries = high - (high - low) * (np.linspace(0.0, 1.0, 400) ** 2)
    best = int(np.argmin([error(float(value)) for value in tries]))
    left, right = float(tries[min(best + 1, 399)]), float(tries[max(best - 1, 0)])
    ratio = (5**0.5 - 1) / 2
    while right - left > 1e-7:
        one, other = right - ratio * (right - left), left + ratio * (right - left)
        left, right = (left, other) if error(one) < error(other) else (one, right)
    return (left + right) / 2


def suitable(durations_s: Sequence[float], powers_w: Sequence[float]) -> list[tuple[float, float]]:
    """Efforts of 2 to 30 minutes that could be exhausting: none longer has as much power."""
    pairs = sorted(zip(durations_s, powers_w, strict=True))
    within = [(time, watts) for time, watts in pairs if SHORTEST_S <= time <= LONGEST_S]
    return [
        (time, watts)
        for index, (time, watts) in enumerate(within)
        if all(watts > later for _, later in within[index + 1 :])
    ]


def checked(fit: Fit, efforts: Sequence[tuple[float, float]]) -> Fit:
    """Refuses what no body has: fewer than 3 efforts or a narrow span of times, CP not positive, W' out of 3-60 kJ."""
    times = [time for time, _ in efforts]
    if len(times) < 3:
        raise NoFit("too_few_efforts")
    if max(times) < 3.0 * min(times):
        raise NoFit("too_narrow")
    if fit.cp_w <= 0 or not WORKS_J[0] <= fit.w_prime_j <= WORKS_J[1]:
        raise NoFit("implausible")
    if fit.max_power_w is not None and fit.max_power_w < max(watts for _, watts in efforts):
        raise NoFit("implausible")
    return fit


def endurance_power(duration_s: float, fit: Fit) -> float:
    """Power that a fit foresees for a duration."""
    if fit.max_power_w is None:
        return fit.w_prime_j / duration_s + fit.cp_w
    return fit.cp_w + fit.w_prime_j / (duration_s + fit.w_prime_j / (fit.max_power_w - fit.cp_w))


def omni_power(duration_s: float, fit: Fit, decline: float = 0.0) -> float:
    """The same over all durations, falling by `decline` per log of time past 30 min (M. J. Puchowicz et al., 2020)."""
    reach = (fit.max_power_w or 1e9) - fit.cp_w
    short = fit.w_prime_j / duration_s * (1.0 - np.exp(-duration_s * reach / fit.w_prime_j)) + fit.cp_w
    return float(short - decline * np.log(duration_s / 1800.0)) if duration_s > 1800.0 else float(short)
