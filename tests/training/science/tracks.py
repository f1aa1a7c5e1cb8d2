"""Small invented sessions."""

import numpy as np

from training.science.preparation import Raw, Track, prepare

START = 1_700_000_000.0


def series(*parts):
    """`series((10, 100), (5, 200))` is ten times 100, then five times 200."""
    return np.concatenate([np.full(count, float(value)) for count, value in parts])


def raw(times=None, *, sport="ride", stops=None, segments=None, sub_sport=None, laps=(), device=None, **channels):
    columns = {name: np.asarray(values, dtype=np.float64) for name, values in channels.items()}
    length = len(next(iter(columns.values()))) if columns else 0
    seconds = np.arange(length) if times is None else np.asarray(times)
    return Raw(
        time_s=seconds + START,
        channels=columns,
        segments=np.zeros(length) if segments is None else np.asarray(segments, dtype=np.float64),
        stops=tuple((START + begin, START + end) for begin, end in stops or ()),
        has_timer_events=stops is not None,
        sport=sport,
        sub_sport=sub_sport,
        laps=[(START + begin, START + end) for begin, end in laps],
        **{f"device_{name}": value for name, value in (device or {}).items()},
    )


def track(times=None, **given) -> Track:
    return prepare(raw(times, **given))
