import numpy as np
import pytest

from training.science.preparation import Track
from training.workouts.executed import Executed, executed_of


def track(
    seconds: int, *, pauses: tuple[tuple[float, float], ...] = (), laps: tuple[tuple[float, float], ...] = ()
) -> Track:
    time_s = np.arange(seconds, dtype=np.float64)
    channels = {"power_w": np.full(seconds, 200.0), "distance_m": time_s * 5}
    return Track(0.0, time_s, channels, np.zeros(seconds), pauses, "timer_events", "ride", None, laps=laps)


def test_stops_are_cut_out_and_told_where_they_were() -> None:
    executed = executed_of(track(600, pauses=((100.0, 160.0),), laps=((0.0, 300.0), (300.0, 599.0))))
    assert executed.seconds == pytest.approx(540, abs=2)
    ((at, length),) = executed.pauses
    assert (at, length) == (pytest.approx(100, abs=1), 60)
    assert executed.laps[0] == (0.0, pytest.approx(240, abs=2))
    assert executed.values("power") is not None
    assert executed.values("heart_rate") is None


def test_laps_of_every_kilometre_say_nothing() -> None:
    automatic = tuple((at * 200.0, (at + 1) * 200.0) for at in range(5))
    assert executed_of(track(1_001, laps=automatic)).laps == ()
    shorter = tuple((at * 80.0, (at + 1) * 80.0) for at in range(8))
    assert len(executed_of(track(1_001, laps=shorter)).laps) == 8
    by_hand = ((0.0, 300.0), (300.0, 420.0), (420.0, 900.0), (900.0, 1_000.0))
    assert len(executed_of(track(1_001, laps=by_hand)).laps) == 4


def test_a_track_without_time_gives_nothing() -> None:
    empty = Track(0.0, np.zeros(0), {}, np.zeros(0), (), "none", "ride", None)
    assert executed_of(empty) == Executed(0)
