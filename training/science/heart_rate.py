"""What the heart says of a session. Per second of timer time; null heart rate adds nothing."""

import math

import numpy as np

from training.science.arrays import Array

DEFAULT_REST_BPM = 60.0
EDWARDS_EDGES = (50.0, 60.0, 70.0, 80.0, 90.0)
ZONAL_EDGES = (68.0, 83.0, 94.0, 105.0)
ZONAL_WEIGHTS = (0.9, 1.1, 1.2, 2.0, 5.0)


def coefficients(sex: str) -> tuple[float, float]:
    """Weights of the impulse: women (0.86, 1.67), men and unknown (0.64, 1.92) (R. H. Morton et al., 1990)."""
    return (0.86, 1.67) if sex == "f" else (0.64, 1.92)


def banister_trimp(heart_rate: Array, *, rest_bpm: float, max_bpm: float, sex: str = "") -> float | None:
    """Sum of minutes · x · a · exp(b · x), x the share of the heart rate reserve (E. W. Banister, 1991)."""
    if max_bpm <= rest_bpm:
        return None
    weight, growth = coefficients(sex)
    known = heart_rate[~np.isnan(heart_rate)]
    if not known.size:
        return None
    reserve = np.maximum((known - rest_bpm) / (max_bpm - rest_bpm), 0.0)
    return float((reserve * np.exp(growth * reserve)).sum()) * weight / 60.0


def hour_at(bpm: float, *, rest_bpm: float, max_bpm: float, sex: str = "") -> float:
    """The impulse of one hour at one heart rate."""
    weight, growth = coefficients(sex)
    reserve = max((bpm - rest_bpm) / (max_bpm - rest_bpm), 0.0)
    return 60.0 * reserve * weight * math.exp(growth * reserve)


def hr_load(trimp: float, *, lthr_bpm: float, rest_bpm: float, max_bpm: float, sex: str = "") -> float | None:
    """Impulse as a share of one hour at the threshold heart rate, that hour being 100 (HRSS)."""
    if max_bpm <= rest_bpm:
        return None
    hour = hour_at(lthr_bpm, rest_bpm=rest_bpm, max_bpm=max_bpm, sex=sex)
    return 100.0 * trimp / hour if hour > 0 else None


def edwards(heart_rate: Array, max_bpm: float) -> float | None:
    """Minutes times 1 to 5 for the tenths of maximum heart rate from 50 % on (S. Edwards, 1993)."""
    known = heart_rate[~np.isnan(heart_rate)]
    if not known.size:
        return None
    edges = np.array([max_bpm * percent / 100.0 for percent in EDWARDS_EDGES])
    return float(np.searchsorted(edges, known, side="right").sum()) / 60.0


def lucia(heart_rate: Array, first_bpm: float, second_bpm: float) -> float | None:
    """Minutes times 1, 2, 3 below, between and above two ventilatory thresholds (A. Lucia et al., 2003)."""
    known = heart_rate[~np.isnan(heart_rate)]
    if not known.size:
        return None
    return float((1 + np.searchsorted([first_bpm, second_bpm], known, side="right")).sum()) / 60.0


def zonal(heart_rate: Array, lthr_bpm: float) -> float | None:
    """Minutes weighted 0.9, 1.1, 1.2, 2, 5 by ranges of 68, 83, 94 and 105 % of the threshold heart rate."""
    known = heart_rate[~np.isnan(heart_rate)]
    if not known.size:
        return None
    edges = np.array([lthr_bpm * percent / 100.0 for percent in ZONAL_EDGES])
    return float(np.array(ZONAL_WEIGHTS)[np.searchsorted(edges, known, side="right")].sum()) / 60.0


def session_rpe(rpe: float, minutes: float) -> float:
    """Felt exertion (0 to 10) times minutes (C. Foster et al., 2001)."""
    return rpe * minutes
