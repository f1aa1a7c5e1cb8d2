"""How much was climbed."""

from typing import NamedTuple

import numpy as np

from training.science.arrays import Array, Indices, centred_means

SMOOTHING_S = 10
HYSTERESIS_M = 0.4
CERTAIN_M = 10.0


class Steps(NamedTuple):
    """Counted rises (positive) and falls (negative) in metres, and the places in the altitude where each was counted."""

    places: Indices
    metres: Array

    def gain(self) -> float:
        return float(self.metres[self.metres > 0].sum())

    def loss(self) -> float:
        return float(-self.metres[self.metres < 0].sum()) + 0.0  # no minus before a zero


def hysteresis(altitude: Array, threshold_m: float) -> Steps:
    """A rise or fall counts once it leaves the reference by more than the threshold, which then moves there."""
    places, metres = [], []
    known = np.flatnonzero(~np.isnan(altitude))
    values = altitude[known].tolist()
    reference = values[0] if values else 0.0
    low, high = reference - threshold_m, reference + threshold_m
    for place, value in enumerate(values):
        if low <= value <= high:
            continue
        places.append(place)
        metres.append(value - reference)
        reference, low, high = value, value - threshold_m, value + threshold_m
    return Steps(known[places] if places else known[:0], np.array(metres))


def hysteresis_gain(altitude: Array, threshold_m: float) -> float:
    """Rise by the rule above on the altitude as it is: 3 m is GoldenCheetah's custom."""
    return hysteresis(altitude, threshold_m).gain()


def steps(altitude: Array) -> Steps:
    """What is shown: a mean of 10 s, then a hysteresis of 0.4 m (median error 5 % against 51 devices)."""
    return hysteresis(centred_means(altitude, SMOOTHING_S), HYSTERESIS_M)


def ascent_and_descent(altitude: Array) -> tuple[float, float] | None:
    if np.isnan(altitude).all():
        return None
    counted = steps(altitude)
    return counted.gain(), counted.loss()
