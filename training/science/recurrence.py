"""One linear recurrence that several models share."""

import numpy as np

from training.science.arrays import Array

LARGEST_EXPONENT = 300.0


def decaying_sum(inputs: Array, decay: Array) -> Array:
    """S[i] = S[i-1] · exp(-decay[i]) + inputs[i], from S = 0, without a loop over the seconds.

    Within a block S[i] = exp(-L[i]) · (S₀ + Σ inputs · exp(L)) with L the running sum of the decay; blocks end before
    the exponential leaves the range of a double. Inputs and decays are not negative, so nothing cancels.
    """
    result, carried, start = np.empty(inputs.size), 0.0, 0
    levels = np.cumsum(decay)
    while start < inputs.size:
        base = float(levels[start - 1]) if start else 0.0
        end = max(int(np.searchsorted(levels, base + LARGEST_EXPONENT, side="right")), start + 1)
        exponents = np.minimum(levels[start:end] - base, 700.0)
        grown = np.exp(exponents)
        result[start:end] = (carried + np.cumsum(inputs[start:end] * grown)) / grown
        carried = float(result[end - 1])
        start = end
    return result
