"""What a device would have written each second, made when it is asked for and the same every time."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

from tests.fakes.strava.entries import Entry
from tests.fakes.strava.ways import Array, places

Streams = dict[str, list[Any]]
HIDDEN_M = 200.0
"""What a privacy zone takes away at either end."""
SWIMS = {"Swim"}
FASTEST, HIGHEST_HEARTRATE, STRONGEST = 1.3, 1.12, 1.8  # of the averages


def streams_of(entry: Entry) -> Streams:
    return entry.given if entry.given is not None else _made(_Key(entry))


class _Key:
    """Equal while nothing has been edited that the streams depend on."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self.parts = (entry.id, entry.moving_s, entry.pause_s, entry.distance_m, entry.climb_m, entry.heartrate,
                      entry.watts, entry.cadence, entry.home, entry.sport_type)  # fmt: skip

    def __hash__(self) -> int:
        return hash(self.parts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self.parts == other.parts


@lru_cache(maxsize=6)
def _made(key: _Key) -> Streams:
    entry = key.entry
    random = np.random.default_rng(entry.id)
    count = entry.moving_s + 1
    effort = _wave(random, count, blocks=entry.id % 3 == 0)
    found: Streams = _times(entry, count)
    if entry.distance_m:
        found |= _movement(entry, effort, random)
    if entry.heartrate:
        found["heartrate"] = _whole(entry.heartrate * (1 + (HIGHEST_HEARTRATE - 1) * _lagging(effort)))
    if entry.watts:
        found["watts"] = _whole(entry.watts * (1 + (STRONGEST - 1) * effort))
    if entry.cadence:
        found["cadence"] = _whole(entry.cadence * (1 + 0.1 * _wave(random, count)))
    return found


def _wave(random: np.random.Generator, count: int, *, blocks: bool = False) -> Array:
    """Mean 0 and maximum 1, so that averages and maxima of a summary are those of its streams."""
    width = min(30, count)
    noise = np.convolve(random.normal(size=count), np.ones(width) / width, "same") * 2
    if blocks:  # hard and easy by turns
        noise += np.where((np.arange(count) // 240) % 2 == 1, 1.0, -1.0) * (np.arange(count) > count / 5)
    return _levelled(noise)


def _levelled(values: Array) -> Array:
    values = values - values.mean()
    top = values.max()
    return np.maximum(values / top, -1.0) if top > 0 else values


def _lagging(effort: Array, seconds: int = 45) -> Array:
    """The heart follows, and rises from rest."""
    width = min(seconds, len(effort))
    padded = np.concatenate((np.full(width - 1, -1.0), effort))
    return _levelled(np.convolve(padded, np.ones(width) / width, "valid"))


def _times(entry: Entry, count: int) -> Streams:
    seconds = np.arange(count)
    moving = np.ones(count, dtype=bool)
    pauses = min(3, entry.pause_s // 20)
    for number in range(pauses):
        at = count * (number + 1) // (pauses + 1)
        length = entry.pause_s // pauses + (entry.pause_s % pauses if number == 0 else 0)
        seconds[at:] += length
        moving[at] = False
    return {"time": seconds.tolist(), "moving": moving.tolist()}


def _movement(entry: Entry, effort: Array, random: np.random.Generator) -> Streams:
    mean = entry.distance_m / max(entry.moving_s, 1)
    speed = mean * (1 + (FASTEST - 1) * effort)
    walked = np.concatenate(([0.0], np.cumsum(speed[1:])))
    walked *= entry.distance_m / max(walked[-1], 1e-9)
    found: Streams = {"distance": np.round(walked, 1).tolist(), "velocity_smooth": np.round(speed, 2).tolist()}
    if entry.home is not None:
        found |= _terrain(entry, walked)
        found["temp"] = _whole(16 + 3 * _wave(random, len(walked)))
    return found


def _terrain(entry: Entry, walked: Array) -> Streams:
    shares = walked / entry.distance_m
    found: Streams = {"latlng": places(entry.home or (0, 0), entry.distance_m, shares, entry.id).tolist()}
    if entry.sport_type not in SWIMS:
        hills = max(1, round(entry.climb_m / 80))
        height = 60 + entry.climb_m / hills * (1 - np.cos(2 * np.pi * hills * shares)) / 2
        slope = entry.climb_m * np.pi * np.sin(2 * np.pi * hills * shares) / entry.distance_m * 100
        found |= {"altitude": np.round(height, 1).tolist(), "grade_smooth": np.round(slope, 1).tolist()}
    return found


def _whole(values: Array) -> list[int]:
    found: list[int] = np.maximum(np.round(values), 0).astype(int).tolist()
    return found


def without_ends(streams: Streams) -> Streams:
    """As an app sees it that may not look into privacy zones."""
    walked = streams.get("distance")
    if not walked or "latlng" not in streams:
        return streams
    first = int(np.searchsorted(walked, HIDDEN_M))
    last = int(np.searchsorted(walked, max(walked[-1] - HIDDEN_M, 0)))
    keep: Callable[[list[Any]], list[Any]] = lambda values: values[first:last]  # noqa: E731
    return {name: keep(values) for name, values in streams.items()}


def spoken(streams: Streams, keys: list[str]) -> dict[str, Any]:
    size = len(next(iter(streams.values()), []))
    about = {
        "series_type": "distance" if "distance" in streams else "time",
        "original_size": size,
        "resolution": "high",
    }
    wanted = [name for name in streams if name in keys or name in {about["series_type"]}]
    return {name: {"data": streams[name], **about} for name in wanted}
