"""Laps and kilometres, cut out of the streams so that indexes and numbers agree."""

from typing import Any

import numpy as np

from tests.fakes.strava.entries import Entry, in_utc
from tests.fakes.strava.streams import Streams, streams_of

LAP_S = 900
SPLIT_SPORTS = {"Run", "TrailRun", "Walk", "Hike", "VirtualRun", "Ride", "GravelRide", "MountainBikeRide"}


def laps_of(entry: Entry) -> list[dict[str, Any]]:
    if entry.manual:
        return []
    streams = streams_of(entry)
    last = len(streams["time"]) - 1
    count = max(1, last // LAP_S)
    edges = [last * number // count for number in range(count + 1)]
    return [_lap(entry, streams, number, edges[number - 1], edges[number]) for number in range(1, count + 1)]


def _lap(entry: Entry, streams: Streams, number: int, first: int, last: int) -> dict[str, Any]:
    begins = entry.shown_start + streams["time"][first]
    lap = {
        "id": 20_000_000_000_000 + entry.id % 10**9 * 100 + number, "resource_state": 2, "name": f"Lap {number}",
        "activity": {"id": entry.id, "visibility": entry.visibility, "resource_state": 1},
        "athlete": {"id": entry.athlete_id, "resource_state": 1}, "lap_index": number, "split": number,
        "start_index": first, "end_index": last, "start_date": in_utc(begins),
        "start_date_local": in_utc(begins + entry.offset_s), "device_watts": "watts" in streams, "pace_zone": 0,
    }  # fmt: skip
    return lap | _numbers(streams, first, last)


def _numbers(streams: Streams, first: int, last: int) -> dict[str, Any]:
    elapsed = streams["time"][last] - streams["time"][first]
    walked = streams.get("distance")
    metres = walked[last] - walked[first] if walked else 0.0
    found: dict[str, Any] = {"elapsed_time": elapsed, "moving_time": last - first, "distance": round(metres, 1)}
    found |= {
        "average_speed": round(metres / max(last - first, 1), 3),
        "total_elevation_gain": _gain(streams, first, last),
    }
    speeds = streams.get("velocity_smooth", [0.0])[first : last + 1]
    found["max_speed"] = max(speeds, default=0.0)
    for name in ("heartrate", "watts", "cadence"):
        if name in streams:
            found[f"average_{name}"] = round(float(np.mean(streams[name][first : last + 1])), 1)
    if "heartrate" in streams:
        found["max_heartrate"] = float(max(streams["heartrate"][first : last + 1]))
    return found


def _gain(streams: Streams, first: int, last: int) -> float:
    heights = np.asarray(streams.get("altitude", [0.0])[first : last + 1])
    rises = np.diff(heights)
    return round(float(rises[rises > 0].sum()), 1)


def splits_of(entry: Entry) -> list[dict[str, Any]]:
    if entry.manual or entry.sport_type not in SPLIT_SPORTS or not streams_of(entry).get("distance"):
        return []
    streams = streams_of(entry)
    walked = streams["distance"]
    edges = [int(at) for at in np.searchsorted(walked, np.arange(0, walked[-1], 1000.0))] + [len(walked) - 1]
    return [_split(streams, number, edges[number - 1], edges[number]) for number in range(1, len(edges))]


def _split(streams: Streams, number: int, first: int, last: int) -> dict[str, Any]:
    numbers = _numbers(streams, first, last)
    heights = streams.get("altitude", [0.0] * (last + 1))
    names = ("distance", "elapsed_time", "moving_time", "average_speed", "average_heartrate")
    found = {name: numbers[name] for name in names if name in numbers}
    return found | {"split": number, "pace_zone": 0, "average_grade_adjusted_speed": numbers["average_speed"],
                    "elevation_difference": round(heights[last] - heights[first], 1)}  # fmt: skip
