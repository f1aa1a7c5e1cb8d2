"""Pool swims: the distance lies in the lengths, and often only there."""

import numpy as np

from training.formats.recording import Array, Lap

Swum = tuple[Array, dict[str, Array]]


def swum(times: Array, channels: dict[str, Array], laps: tuple[Lap, ...], pool_length_m: float | None) -> Swum | None:
    """Records with distance from the lengths; None where records have their own or there are no lengths."""
    lengths = sorted((lap for lap in laps if lap.kind == "length"), key=lambda lap: lap.end_s)
    has_distance = len(times) > 1 and np.nanmax(channels.get("distance_m", np.zeros(1)), initial=0) > 0
    if not lengths or not pool_length_m or has_distance:
        return None
    at, covered = _covered(lengths, pool_length_m)
    if len(times) > 1:
        return times, channels | {"distance_m": np.interp(times, at, covered)}
    return at, {"distance_m": covered}


def _covered(lengths: list[Lap], pool_length_m: float) -> tuple[Array, Array]:
    """The instants lengths end at, from the first one's start, and the distance swum by then."""
    at, covered, total = [lengths[0].start_s], [0.0], 0.0
    for length in lengths:
        total += 0 if length.intensity == "rest" else pool_length_m
        if length.end_s > at[-1]:
            at.append(length.end_s)
            covered.append(total)
        else:
            covered[-1] = total
    return np.array(at), np.array(covered)
