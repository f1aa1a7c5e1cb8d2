"""Recordings made up on the spot: a rider or runner with a steady hand."""

from datetime import UTC, datetime

import numpy as np

from training.formats.recording import Recording, Totals

BEGAN = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


def ride(
    *, began: datetime = BEGAN, seconds: int = 3600, watts: float = 200, bpm: float = 140, speed: float = 8
) -> Recording:
    clock = began.timestamp() + np.arange(seconds)
    steady = np.ones(seconds)
    channels = {
        "power_w": steady * watts,
        "heart_rate_bpm": steady * bpm,
        "speed_mps": steady * speed,
        "distance_m": np.arange(1, seconds + 1) * float(speed),
    }
    return recording("ride", began, clock, channels)


def run(*, began: datetime = BEGAN, seconds: int = 1800, bpm: float = 150, speed: float = 3.5) -> Recording:
    clock = began.timestamp() + np.arange(seconds)
    channels = {
        "heart_rate_bpm": np.ones(seconds) * bpm,
        "speed_mps": np.ones(seconds) * speed,
        "distance_m": np.arange(1, seconds + 1) * float(speed),
    }
    return recording("run", began, clock, channels)


def recording(sport: str, began: datetime, clock: np.ndarray, channels: dict[str, np.ndarray]) -> Recording:
    return Recording(
        sport=sport,
        sub_sport=None,
        start_at=began,
        utc_offset_s=None,
        time_s=clock,
        channels=channels,
        segments=np.zeros(clock.size),
        totals=Totals(timer_s=float(clock.size)),
        device="Test device",
    )
