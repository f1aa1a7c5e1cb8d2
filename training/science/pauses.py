"""When the clock of the session stood still. A pause (from, to] cuts the seconds from + 1 … to out of timer time."""

from collections.abc import Iterable, Sequence

import numpy as np

from training.science.arrays import Array, Mask

Span = tuple[float, float]
SHORTEST_GAP_S = 10.0
GAP_MEDIANS = 4.0
RECORDS_THAT_PROVE_MOTION = 30


def from_stops(stops: Iterable[Span], time_s: Array) -> tuple[tuple[Span, ...], int]:
    """Pauses from the timer events of a device (seconds of the track), and how many stops were not believed.

    A pause is a pair: a stop without a start is the end, and what was recorded after it still counts.
    """
    last, ignored, spans = float(time_s[-1]), 0, []
    for stop, start in stops:
        begin, end = max(np.floor(stop), 0.0), min(np.floor(start), last)
        if np.isinf(start):
            ignored += int(np.count_nonzero(time_s > begin) >= RECORDS_THAT_PROVE_MOTION)
        elif end > begin:
            spans.append((float(begin), float(end)))
    return merged(spans), ignored


def from_gaps(time_s: Array) -> tuple[Span, ...]:
    """Without timer events a gap over max(10 s, 4 medians) is a pause; the record after it covers its own second."""
    if time_s.size < 2:
        return ()
    gaps = np.diff(time_s)
    longest = max(SHORTEST_GAP_S, GAP_MEDIANS * float(np.median(gaps)))
    return tuple((float(time_s[i]), float(time_s[i + 1]) - 1.0) for i in np.flatnonzero(gaps > longest))


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    result: list[Span] = []
    for begin, end in sorted(spans):
        if result and begin <= result[-1][1]:
            result[-1] = (result[-1][0], max(result[-1][1], end))
        else:
            result.append((begin, end))
    return tuple(result)


def paused_seconds(pauses: Sequence[Span], length: int) -> Mask | None:
    """Which of the seconds 0 … length - 1 lie in a pause; None when none does."""
    if not pauses:
        return None
    paused = np.zeros(length, dtype=np.bool_)
    for begin, end in pauses:
        paused[int(begin) + 1 : int(end) + 1] = True
    return paused


def gap_seconds(time_s: Array, length: int) -> Mask | None:
    """Which seconds lie inside a gap over 10 s between two records, the later record's own second excepted."""
    gaps = np.diff(time_s)
    if not gaps.size or gaps.max() <= SHORTEST_GAP_S:
        return None
    wide = np.flatnonzero(gaps > SHORTEST_GAP_S)
    return paused_seconds([(time_s[i], time_s[i + 1] - 1.0) for i in wide], length)
