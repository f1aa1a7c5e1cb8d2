"""The channels of an activity as a reader gets them: corrected, thinned to what a chart can show, ready to be sent."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import orjson

from training.models import Activity
from training.reading_rights import Sight
from training.repairing import corrected
from training.science.preparation import Track
from training.science.simplify import lttb_indices
from training.tracks import PLACES, STREAMS, stored_packs, track_of

Array = npt.NDArray[np.float64]
# What a thinned line should keep the shape of, the first that is there.
SHAPES = ("power_w", "heart_rate_bpm", "speed_mps", "altitude_m", "distance_m")
WHOLE = frozenset({"time_s", "heart_rate_bpm", "power_w"})
DEFAULT_POINTS = 1000


@dataclass(frozen=True, slots=True)
class Series:
    channels: dict[str, orjson.Fragment]
    original_size: int
    sampling: str
    pauses: list[tuple[float, float]]


def corrected_track(activity: Activity) -> Track | None:
    if activity.leader is None:
        return None
    track = track_of(activity.leader, stored_packs(activity.leader))
    return corrected(track, activity.corrections.order_by("created_at", "id"))


def read_series(activity: Activity, *, sight: Sight, wanted: Sequence[str], points: int | None) -> Series:
    """Without `points` everything there is, in its original resolution."""
    track = corrected_track(activity)
    if track is None:
        return Series({}, 0, "all", [])
    shown = {name: values for name, values in _channels(track).items() if _is_shown(name, sight, wanted)}
    size = track.time_s.size
    chosen = _thinned(track, points) if points and points < size else None
    channels = {name: _json(name, values if chosen is None else values[chosen]) for name, values in shown.items()}
    return Series(channels, size, "all" if chosen is None else "lttb", list(track.pauses))


def _channels(track: Track) -> dict[str, Array]:
    clock = {"time_s": track.time_s} if track.has_time else {}
    return {**clock, **{name: track.channels[name] for name in STREAMS if name in track.channels}}


def _is_shown(name: str, sight: Sight, wanted: Sequence[str]) -> bool:
    if name in PLACES and not sight.sees_map:
        return False
    if name == "heart_rate_bpm" and not sight.sees_heart_rate:
        return False
    return not wanted or name == "time_s" or name in wanted


def _thinned(track: Track, points: int) -> npt.NDArray[np.intp]:
    across = track.time_s if track.has_time else np.arange(track.time_s.size, dtype=np.float64)
    shape = next((track.channels[name] for name in SHAPES if name in track.channels), across)
    return lttb_indices(across, np.nan_to_num(shape), points)


def _json(name: str, values: Array) -> orjson.Fragment:
    """orjson writes arrays as they lie in memory, NaN as null; whole numbers are shorter without their point."""
    told: npt.NDArray[np.generic] = values
    if name in WHOLE and np.isfinite(values).all():
        told = np.rint(values).astype(np.int64)
    return orjson.Fragment(orjson.dumps(np.ascontiguousarray(told), option=orjson.OPT_SERIALIZE_NUMPY))
