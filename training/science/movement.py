"""When somebody moved, and how fast."""

import numpy as np

from training.science.arrays import Array, Mask, trailing_means

SLOWEST_MPS = {"ride": 1.0, "swim": 0.3}
FOOT_MPS = 0.5
DEVICE_WINDOW_S = 3
PLACES_WINDOW_S = 10


def moving_mask(channels: dict[str, Array], sport: str) -> Mask | None:
    """Timer seconds faster than 1.0 m/s on a ride, 0.3 in water, 0.5 otherwise, or with something turning.

    Without any speed all seconds count (None). In other sports nothing that turns counts beside a speed: in the
    transitions of a triathlon it is a bike on its stand, or steps on the spot.
    """
    speed = channels.get("speed_mps")
    if speed is None or np.isnan(speed).all():
        return None
    moving: Mask = speed > SLOWEST_MPS.get(sport, FOOT_MPS)
    for name in () if sport == "other" and moving.any() else ("cadence_rpm", "power_w"):
        if name in channels:
            moving |= channels[name] > 0
    return moving


def max_speed(speed_on_wall: Array, *, from_places: bool) -> float | None:
    """The best mean of 3 s (10 s between GPS places): one wild record is no top speed."""
    known = np.nan_to_num(speed_on_wall, nan=0.0)
    means = trailing_means(known, PLACES_WINDOW_S if from_places else DEVICE_WINDOW_S)
    if not means.size:
        return None
    return max(float(means.max()), 0.0)
