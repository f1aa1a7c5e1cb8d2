"""On which day of the athlete's life a session was: told by the device, by the place, or by where the athlete lives."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np

from training.formats.recording import Recording

_QUARTER_S = 900
_LONGEST_S = 2 * 86_400.0
_FARTHEST_S = 14 * 3600
# Where clocks differ from UTC by no whole hour, for a device that tells its offset and nothing else.
_ODD_OFFSETS = {
    -34200: "Pacific/Marquesas", -12600: "America/St_Johns", -9000: "America/St_Johns", 12600: "Asia/Tehran",
    16200: "Asia/Kabul", 19800: "Asia/Kolkata", 20700: "Asia/Kathmandu", 23400: "Asia/Yangon", 34200: "Australia/Darwin",
    37800: "Australia/Adelaide", 31500: "Australia/Eucla", 45900: "Pacific/Chatham", 49500: "Pacific/Chatham",
}  # fmt: skip


def local_day(at: datetime, time_zone: str) -> date:
    return at.astimezone(zone_of(time_zone)).date()


def zone_of(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def time_zone_of(recording: Recording, *, home: str, start_at: datetime) -> str:
    """A zone whose clock shows what the device showed; else that of the place; else the athlete's own."""
    place = _zone_of_place(recording)
    offset = _told_offset(recording)
    if offset is None:
        return place or home
    moments = (start_at, _end_of(recording, start_at))  # the clocks may change on the way
    for name in (place, home, _ODD_OFFSETS.get(offset), _etc(offset)):
        if name and offset in {_offset_s(name, at) for at in moments}:
            return name
    return place or home


def _end_of(recording: Recording, start_at: datetime) -> datetime:
    length = recording.totals.elapsed_s or recording.totals.timer_s or 0.0
    if recording.time_s.size and np.isfinite(recording.time_s[-1]):
        length = max(length, float(recording.time_s[-1]) - start_at.timestamp())
    return start_at + timedelta(seconds=min(max(length, 0.0), _LONGEST_S))


def _told_offset(recording: Recording) -> int | None:
    """Some devices round to the second; others write nonsense."""
    told = recording.utc_offset_s
    if told is None:
        return None
    whole = round(told / _QUARTER_S) * _QUARTER_S
    return whole if abs(told - whole) <= 60 and abs(whole) <= _FARTHEST_S else None


def _zone_of_place(recording: Recording) -> str:
    lat, lng = recording.channels.get("lat"), recording.channels.get("lng")
    if lat is None or lng is None:
        return ""
    known = np.flatnonzero(np.isfinite(lat) & np.isfinite(lng) & (np.abs(lat) <= 90) & (np.abs(lng) <= 180))
    if not known.size:
        return ""
    from tzfpy import get_tz  # noqa: PLC0415 - 30 MB that only workers need

    return str(get_tz(float(lng[known[0]]), float(lat[known[0]])))


def _etc(offset_s: int) -> str:
    """The signs of these zones are the other way round."""
    hours, rest = divmod(abs(offset_s), 3600)
    if rest or hours > 14:
        return ""
    return "UTC" if not hours else f"Etc/GMT{'-' if offset_s > 0 else '+'}{hours}"


def _offset_s(name: str, at: datetime) -> int:
    offset = at.astimezone(zone_of(name)).utcoffset() or timedelta()
    return int(offset.total_seconds())


def today(now: datetime, time_zone: str) -> date:
    return local_day(now.astimezone(UTC), time_zone)
