"""What Strava's JSON says, in the words of a recording. Pure: the same answers always give the same session.

The original `sport_type` counts, not the coarser `type`. `start_date` is an instant; `start_date_local` only looks like
one (its Z is none), so the local day follows from the zone. Estimated power is no power.
"""

import hashlib
import math
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np

from strava.sports import sport_of
from training.formats.recording import Array, Lap, Note, Recording, Totals
from training.passport import UNRESTRICTED, Passport

Json = Mapping[str, Any]

PRIVATE = Note("private", "Only the athlete sees this session on Strava, so only the athlete sees it here.")
_CHANNELS = {
    "distance": "distance_m",
    "altitude": "altitude_m",
    "velocity_smooth": "speed_mps",
    "heartrate": "heart_rate_bpm",
    "cadence": "cadence_rpm",
    "watts": "power_w",
    "temp": "temperature_c",
}
_SHAPE = ("sport_type", "type", "start_date", "elapsed_time", "moving_time", "distance", "manual", "trainer")
_WORDS = ("name", "private", "visibility")
_HALF = 32
_NUMBERS = {int, float, type(None)}
_NOWHERE = [None, None]
_ABSURD = 1e15
_YEARS = range(1900, 2200)
_NOTHING = np.empty(0)


class Unusable(Exception):
    """An activity without what makes a session: a beginning."""


def recording_of(activity: Json, streams: Json | None = None) -> Recording:
    """Of a summary, the totals alone; with streams, every record."""
    start_at = started(activity)
    sport, sub_sport, is_known = sport_of(_text(activity, "sport_type") or _text(activity, "type"))
    if sub_sport is None and activity.get("trainer") and sport in {"ride", "run", "row", "walk"}:
        sub_sport = "treadmill" if sport == "run" else "indoor"
    time_s, channels = _records(activity, streams or {}, start_at.timestamp())
    has_records = bool(time_s.size)
    return Recording(
        sport=sport,
        sub_sport=sub_sport,
        start_at=start_at,
        utc_offset_s=_offset(activity),
        time_s=time_s,
        channels=channels,
        segments=np.zeros(time_s.size),
        laps=tuple(_laps(activity)) if has_records else (),
        totals=_totals(activity, sport, has_places="lat" in channels, has_records=has_records),
        device=_text(activity, "device_name"),
        title=_text(activity, "name"),
        description=_text(activity, "description"),
        notes=tuple(_notes(activity, is_known=is_known)),
    )


def started(activity: Json) -> datetime:
    try:
        told = datetime.fromisoformat(str(activity["start_date"]).replace("Z", "+00:00"))
    except (KeyError, ValueError):
        raise Unusable("The activity has no beginning.") from None
    if told.year not in _YEARS:
        raise Unusable(f"The activity begins in the year {told.year}.")
    return told if told.tzinfo else told.replace(tzinfo=UTC)


def time_zone_of(activity: Json) -> str:
    """`(GMT+01:00) Europe/Berlin` is the zone behind the bracket; the offset in it knows no summer."""
    name = _text(activity, "timezone").rpartition(") ")[2].strip()
    try:
        return ZoneInfo(name).key if name else ""
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ""


def narrowed_by(activity: Json) -> Passport:
    """What nobody else sees at Strava, nobody else sees here."""
    return Passport(visible_to="owner") if is_private(activity) else UNRESTRICTED


def is_private(activity: Json) -> bool:
    return activity.get("private") is True or activity.get("visibility") == "only_me"


def has_streams(activity: Json) -> bool:
    return activity.get("manual") is not True


def gear_name(activity: Json) -> str:
    gear = activity.get("gear")
    return _text(gear, "name") or _text(gear, "nickname") if isinstance(gear, Mapping) else ""


def digest_of(activity: Json) -> str:
    """Of what lists and details both tell: first the half that the records follow from, then the words."""
    return "".join(
        hashlib.sha256(repr([_plain(activity.get(name)) for name in names]).encode()).hexdigest()[:_HALF]
        for names in (_SHAPE, _WORDS)
    )


def has_same_records(digest: str, other: str) -> bool:
    return bool(digest) and digest[:_HALF] == other[:_HALF]


# --- records -----------------------------------------------------------------------------------------------------------
def _records(activity: Json, streams: Json, start_s: float) -> tuple[Array, dict[str, Array]]:
    clock = _numbers(streams, "time")
    if not clock.size:
        return _NOTHING, {}
    channels = {ours: _numbers(streams, theirs) for theirs, ours in _CHANNELS.items()} | _places(streams)
    if activity.get("device_watts") is False:
        channels.pop("power_w", None)
    told = {name: _fitted(values, clock.size) for name, values in channels.items() if np.isfinite(values).any()}
    return start_s + clock, told


def _numbers(streams: Json, name: str) -> Array:
    return _array(_values(streams, name))


def _array(values: list[Any]) -> Array:
    if not _NUMBERS.issuperset(map(type, values)):
        return np.array([_number(value) for value in values], dtype=np.float64)
    found = np.array(values, dtype=np.float64)  # None becomes NaN
    found[~(np.abs(found) < _ABSURD)] = np.nan
    return found


def _places(streams: Json) -> dict[str, Array]:
    values = _values(streams, "latlng")
    if not values:
        return {}
    pairs = [pair if type(pair) is list and len(pair) == 2 else _NOWHERE for pair in values]
    both = _array(list(chain.from_iterable(pairs))).reshape(-1, 2)
    return {"lat": both[:, 0].copy(), "lng": both[:, 1].copy()}


def _values(streams: Json, name: str) -> list[Any]:
    stream = streams.get(name)
    values = stream.get("data") if isinstance(stream, Mapping) else None
    return values if isinstance(values, list) else []


def _fitted(values: Array, size: int) -> Array:
    """As long as the clock: what is missing at the end is not known."""
    return np.append(values[:size], np.full(max(size - values.size, 0), np.nan))


def _number(value: Any) -> float:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return float(value) if is_number and abs(value) < _ABSURD else math.nan


# --- what is told beside them ------------------------------------------------------------------------------------------
def _totals(activity: Json, sport: str, *, has_places: bool, has_records: bool) -> Totals:
    """Strava tells moving time and no timer. Indoors both are the same; under way the records show the pauses."""
    elapsed, moving = _figure(activity, "elapsed_time"), _figure(activity, "moving_time")
    timer = elapsed if sport == "swim" and has_records else moving
    has_power = activity.get("device_watts") is True
    work = _figure(activity, "kilojoules") if has_power else None
    return Totals(
        timer_s=None if has_records and has_places and sport != "swim" else timer,
        elapsed_s=elapsed,
        distance_m=_figure(activity, "distance"),
        ascent_m=_figure(activity, "total_elevation_gain"),
        energy_kcal=_figure(activity, "calories"),
        work_j=work * 1000 if work else None,
        avg_power_w=_figure(activity, "average_watts") if has_power else None,
        max_power_w=_figure(activity, "max_watts") if has_power else None,
        avg_hr_bpm=_figure(activity, "average_heartrate"),
        max_hr_bpm=_figure(activity, "max_heartrate"),
        avg_cadence_rpm=_figure(activity, "average_cadence"),
        avg_speed_mps=_figure(activity, "average_speed"),
        max_speed_mps=_figure(activity, "max_speed"),
    )


def _laps(activity: Json) -> list[Lap]:
    told = activity.get("laps")
    found = [_lap(lap) for lap in told if isinstance(lap, Mapping)] if isinstance(told, list) else []
    return [lap for lap in found if lap is not None]


def _lap(lap: Json) -> Lap | None:
    try:
        start = started(lap).timestamp()
    except Unusable:
        return None
    elapsed = _figure(lap, "elapsed_time")
    if elapsed is None:
        return None
    return Lap(
        start_s=start, end_s=start + elapsed, timer_s=_figure(lap, "moving_time"), distance_m=_figure(lap, "distance")
    )


def _notes(activity: Json, *, is_known: bool) -> list[Note]:
    found = (
        []
        if is_known
        else [Note("unknown_sport", f"Strava's sport {_text(activity, 'sport_type')[:40]!r} is new to us.")]
    )
    return [*found, PRIVATE] if is_private(activity) else found


def _figure(told: Json, name: str) -> float | None:
    value = _number(told.get(name))
    return None if math.isnan(value) or value < 0 else value


def _offset(activity: Json) -> int | None:
    value = _number(activity.get("utc_offset"))
    return None if math.isnan(value) else int(value)


def _text(told: Json, name: str) -> str:
    value = told.get(name)
    return value if isinstance(value, str) else ""


def _plain(value: Any) -> Any:
    """The same number, whole or not, is the same."""
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return round(float(value), 1) if is_number and math.isfinite(value) else value
