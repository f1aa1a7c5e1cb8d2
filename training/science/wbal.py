"""What is left of the work that can be done above critical power."""

import math

import numpy as np

from training.science.arrays import Array
from training.science.recurrence import decaying_sum


def differential(power: Array, cp_w: float, w_prime_j: float) -> Array:
    """Balance in J after each second (P. F. Skiba, 2015; A. Froncioni): spent above CP, regained by exp below it.

    The missing part D obeys D ← D · exp(-(CP - P)/W') below CP and D ← D + P - CP above: one linear recurrence.
    It may go below zero: then CP or W' are set too low, and clamping would hide it.
    """
    surplus = power - cp_w
    missing = decaying_sum(np.maximum(surplus, 0.0), np.maximum(-surplus, 0.0) / w_prime_j)
    balance: Array = w_prime_j - missing
    return balance


def recovery_constant(power: Array, cp_w: float) -> float:
    """τ = 546 · exp(-0.01 · D) + 316 s, D the distance from CP of the mean power below it (P. F. Skiba, 2012)."""
    below = power[power < cp_w]
    distance = cp_w - float(below.mean()) if below.size else 0.0
    return 546.0 * math.exp(-0.01 * distance) + 316.0


def integral(power: Array, cp_w: float, w_prime_j: float, tau_s: float | None = None) -> Array:
    """Balance in J: what was spent comes back with one time constant (P. F. Skiba et al., 2012)."""
    tau = tau_s or recovery_constant(power, cp_w)
    balance: Array = w_prime_j - decaying_sum(np.maximum(power - cp_w, 0.0), np.full(power.size, 1.0 / tau))
    return balance
