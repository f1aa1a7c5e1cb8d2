"""Files of sessions made up on the spot: one reading a second, with the unrest that real sensors have."""

from datetime import datetime, timedelta
from typing import Any

import numpy as np

from tests.training.formats.fit_writer import write_fit
from tests.training.formats.markup_writer import write_gpx

HOUR_S = 3600


def ride_fit(*, began: datetime, seconds: int = HOUR_S, number: int = 0) -> bytes:
    return write_fit(records=points_of(seconds, number), start_at=began, laps=_laps(seconds), product_name="Bench")


def ride_gpx(*, began: datetime, seconds: int = HOUR_S, number: int = 0) -> bytes:
    return write_gpx(points=points_of(seconds, number), start_at=began, title="A ride")


def points_of(seconds: int, number: int) -> list[dict[str, Any]]:
    """Eight channels beside the time."""
    columns = channels_of(seconds, number)
    return [
        dict(zip(columns, row, strict=True))
        for row in zip(*(column.tolist() for column in columns.values()), strict=True)
    ]


def channels_of(seconds: int, number: int) -> dict[str, np.ndarray]:
    """A ride over hills: effort follows the slope, the heart follows the effort."""
    chance = np.random.default_rng(number)
    clock = np.arange(seconds)
    slope = 3 * np.sin(clock / 240) + 2 * np.sin(clock / 67)
    power = np.clip(190 + number % 40 + 25 * slope + chance.normal(0, 25, seconds), 0, 900).round()
    heart = np.clip(120 + _smooth(power, 60) / 8 + chance.normal(0, 0.4, seconds), 60, 195).round()
    speed = np.clip(8.5 - 0.9 * slope + chance.normal(0, 0.15, seconds), 1, 20).round(3)
    distance = np.cumsum(speed)
    heading = 2 * np.pi * clock / 3000 + 0.3 * np.sin(clock / 90)
    north, east = np.cumsum(speed * np.cos(heading)), np.cumsum(speed * np.sin(heading))
    return {
        "lat": (48 + north / 111_195 + chance.normal(0, 3e-6, seconds)).round(6),
        "lng": (11.5 + east / 74_400 + chance.normal(0, 3e-6, seconds)).round(6),
        "altitude_m": (500 - 61 * np.cos(clock / 240) - 11 * np.cos(clock / 67)).round(1),
        "distance_m": distance.round(2),
        "speed_mps": speed,
        "heart_rate_bpm": heart,
        "cadence_rpm": np.clip(88 + chance.normal(0, 3, seconds), 40, 120).round(),
        "power_w": power,
    }


def start_of(number: int, now: datetime) -> datetime:
    """One ride a day, the newest yesterday."""
    return now.replace(hour=8, minute=0, second=0, microsecond=0) - timedelta(days=1 + number)


def _smooth(values: np.ndarray, seconds: int) -> np.ndarray:
    return np.convolve(np.pad(values, (seconds - 1, 0), mode="edge"), np.ones(seconds) / seconds, mode="valid")


def _laps(seconds: int) -> list[dict[str, Any]]:
    return [{"start_s": start, "end_s": min(start + 600, seconds - 1)} for start in range(0, seconds - 1, 600)]
