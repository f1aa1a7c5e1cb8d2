"""What cannot be is taken out of the records: clock jumps, double timestamps, impossible values."""

import numpy as np

from training.science.arrays import Array, Indices, Mask

DAY_S = 86_400.0
LONGEST_S = 10 * DAY_S
HIGHEST_HR_BPM = 254.0  # a FIT byte can say no more; 0 is a strap without contact
HIGHEST_POWER_W = 3_000.0
HIGHEST_CADENCE_RPM = 255.0
ALTITUDES_M = (-500.0, 9_000.0)
TEMPERATURES_C = (-60.0, 80.0)
GRADES_PCT = (-200.0, 200.0)
SPEED_CAPS_MPS = {"ride": 45.0, "run": 13.0, "walk": 13.0, "swim": 4.0, "row": 10.0, "ski": 60.0}
ANY_SPEED_CAP_MPS = 80.0


def speed_cap(sport: str) -> float:
    """Faster than this is a fault of the device, m/s."""
    return SPEED_CAPS_MPS.get(sport, ANY_SPEED_CAP_MPS)


def order(times: Array) -> tuple[Indices, int]:
    """Records in the order of time, without those a day or more away from all others, and how many those were."""
    ranked = np.flatnonzero(np.isfinite(times))
    ranked = ranked[np.argsort(times[ranked], kind="stable")]
    return _largest_cluster(ranked, times)


def _largest_cluster(ranked: Indices, times: Array) -> tuple[Indices, int]:
    clusters = np.split(ranked, np.flatnonzero(np.diff(times[ranked]) > DAY_S) + 1)
    largest = max(clusters, key=len)
    if largest.size:
        largest = largest[times[largest] - times[largest[0]] <= LONGEST_S]
    return largest, int(ranked.size - largest.size)


def collapse(times: Array, channels: dict[str, Array], segments: Array) -> tuple[Array, dict[str, Array], Array]:
    """One record a second: of several with one timestamp each channel keeps its last value that is not null."""
    is_first = np.empty(times.size, dtype=np.bool_)
    is_first[:1] = True
    np.not_equal(times[1:], times[:-1], out=is_first[1:])
    if is_first.all():
        return times, channels, segments
    starts = np.flatnonzero(is_first)
    kept = {name: _last_known(values, starts) for name, values in channels.items()}
    return times[starts], kept, segments[starts]


def _last_known(values: Array, starts: Indices) -> Array:
    places = np.where(np.isnan(values), -1, np.arange(values.size))
    last = np.maximum.reduceat(places, starts)
    known: Array = np.where(last >= 0, values[last], np.nan)
    return known


def clamp(channels: dict[str, Array], sport: str) -> tuple[dict[str, Array], dict[str, int]]:
    """Impossible values become null; how many did, by channel. Heart rate 0 is null and no fault.

    A channel that is null throughout is no channel.
    """
    cleaned, faults = dict(channels), {}
    for name, values in channels.items():
        impossible = _impossible(name, values, sport)
        if impossible is None:
            continue
        silent = values == 0 if name == "heart_rate_bpm" else np.zeros(0, dtype=np.bool_)
        faulty = int(np.count_nonzero(impossible))
        if faulty or silent.any():
            cleaned[name] = np.where(impossible | silent if silent.size else impossible, np.nan, values)
        if faulty:
            faults[name] = faulty
    _drop_null_island(cleaned)
    return {name: values for name, values in cleaned.items() if not np.isnan(values).all()}, faults


def _impossible(name: str, values: Array, sport: str) -> Mask | None:
    limits = {
        "heart_rate_bpm": (0.0, HIGHEST_HR_BPM),
        "power_w": (0.0, HIGHEST_POWER_W),
        "cadence_rpm": (0.0, HIGHEST_CADENCE_RPM),
        "speed_mps": (0.0, speed_cap(sport)),
        "altitude_m": ALTITUDES_M,
        "distance_m": (0.0, 1e7),
        "temperature_c": TEMPERATURES_C,
        "grade_pct": GRADES_PCT,
        "lat": (-90.0, 90.0),
        "lng": (-180.0, 180.0),
    }.get(name)
    if limits is None:
        return None
    outside: Mask = (values < limits[0]) | (values > limits[1])
    return outside


def _drop_null_island(channels: dict[str, Array]) -> None:
    """A place is a pair, and 0° 0° is a receiver without a fix."""
    if "lat" not in channels or "lng" not in channels:
        channels.pop("lat", None)
        channels.pop("lng", None)
        return
    lat, lng = channels["lat"], channels["lng"]
    lost = np.isnan(lat) | np.isnan(lng) | ((lat == 0) & (lng == 0))
    if lost.any():
        channels["lat"], channels["lng"] = np.where(lost, np.nan, lat), np.where(lost, np.nan, lng)


def spikes(power: Array) -> Mask:
    """Lone values far above both neighbourhoods: over 800 W and four times the median of the 11 records around."""
    found = np.zeros(power.size, dtype=np.bool_)
    high = np.flatnonzero(power > 800.0)
    if high.size:
        around = np.lib.stride_tricks.sliding_window_view(np.pad(power, 5, constant_values=np.nan), 11)[high]
        usual = np.maximum(_medians(around), 150.0)
        found[high] = (power[high] > 4.0 * usual) | (power[high] > 2_200.0)
    return found


def _medians(rows: Array) -> Array:
    """Of the known values of each row, which holds at least one: NumPy's own takes ten times as long for many rows."""
    ordered, known = np.sort(rows, axis=1), np.count_nonzero(~np.isnan(rows), axis=1)
    number = np.arange(len(rows))
    medians: Array = (ordered[number, (known - 1) // 2] + ordered[number, known // 2]) / 2
    return medians
