"""Swimming: load from speed without the rests, and the speed one can hold."""


def swim_intensity(distance_m: float, moving_s: float, css_mps: float) -> float | None:
    """Speed while swimming as a share of the critical speed."""
    return distance_m / moving_s / css_mps if moving_s > 0 else None


def swim_load(distance_m: float, moving_s: float, css_mps: float) -> float | None:
    """100 · hours · intensity³ on moving time: drag grows faster than speed (TrainingPeaks, 2008)."""
    share = swim_intensity(distance_m, moving_s, css_mps)
    return None if share is None else 100.0 * moving_s / 3600.0 * share**3


def css(short_m: float, short_s: float, long_m: float, long_s: float) -> float | None:
    """Critical swim speed of two time trials, usually 200 and 400 m: distance gained over time gained (m/s)."""
    return (long_m - short_m) / (long_s - short_s) if long_s > short_s else None
