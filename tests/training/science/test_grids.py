import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.training.science.tracks import track
from training.science.grids import timer_grid, wall_grid

steps = st.lists(st.sampled_from([1, 1, 1, 2, 4, 9, 15, 60]), min_size=3, max_size=60)
stops = st.lists(st.tuples(st.integers(0, 300), st.integers(1, 90)), max_size=4)


def session(gaps, values, stopped):
    times = np.concatenate(([0], np.cumsum(gaps)))
    power = np.resize(np.array(values, dtype=float), times.size)
    power[0] = 111.0
    return times, power, track(times, power_w=power, stops=[(a, a + b) for a, b in stopped])


def walked(times, power, pauses, *, wall):
    """Second by second: the next record's value, nothing in pauses, and on the wall nothing in gaps over 10 s."""
    seconds = []
    for second in range(int(times[-1]) + 1):
        after = next(i for i, moment in enumerate(times) if moment >= second)
        is_paused = any(begin < second <= end for begin, end in pauses)
        is_gap = after > 0 and times[after] - times[after - 1] > 10 and second < times[after]
        value = 0.0 if np.isnan(power[after]) else power[after]
        if wall:
            seconds.append(0.0 if is_paused or is_gap else value)
        elif not is_paused:
            seconds.append(value)
    return seconds


watts = st.lists(st.one_of(st.floats(0, 900), st.just(np.nan)), min_size=1, max_size=20)


@given(steps, watts, stops)
def test_grids_are_the_seconds_walked_one_by_one(gaps, values, stopped):
    times, power, prepared = session(gaps, values, stopped)
    assert timer_grid(prepared).channels["power_w"].tolist() == walked(times, power, prepared.pauses, wall=False)
    assert wall_grid(prepared).channels["power_w"].tolist() == walked(times, power, prepared.pauses, wall=True)


@given(steps, watts, stops)
def test_every_second_is_timer_time_or_pause(gaps, values, stopped):
    times, _, prepared = session(gaps, values, stopped)
    timer = timer_grid(prepared)
    paused = sum(end - begin for begin, end in prepared.pauses)
    assert timer.seconds.size + paused == times[-1] + 1
    assert all(begin < end for begin, end in prepared.pauses)
