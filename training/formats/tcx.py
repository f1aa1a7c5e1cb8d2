"""TCX: activities with laps and tracks, Garmin's extensions among their points."""

from itertools import pairwise

import numpy as np

from training.formats.devices import device_name
from training.formats.markup import Attributes, Outline, walk_mended
from training.formats.points import Points, told_seconds
from training.formats.recording import Array, Lap, Note, Reading, Recording, Totals, Unreadable, instant
from training.formats.sports import told_sport

# elements inside a Trackpoint and the channel they feed; Value is the heart rate's
_CHANNELS = {
    "LatitudeDegrees": "lat",
    "LongitudeDegrees": "lng",
    "AltitudeMeters": "altitude_m",
    "DistanceMeters": "distance_m",
    "Value": "heart_rate_bpm",
    "Cadence": "cadence_rpm",
    "RunCadence": "cadence_rpm",
    "Speed": "speed_mps",
    "Watts": "power_w",
    "Temperature": "temperature_c",
}
_TRIGGERS = {"Manual": "manual", "Distance": "distance", "Location": "position", "Time": "time"}
_INTENSITIES = {"Active": "active", "Resting": "rest"}
_OTHER_CONTENTS = {"Course": "a course to follow", "Workout": "a planned workout"}
MAX_ACTIVITIES, MAX_LAPS = 500, 20_000


class Activity:
    """One <Activity> while it is read."""

    def __init__(self, sport: str) -> None:
        self.sport = sport
        self.told: dict[str, str] = {}  # Activity/Id, Activity/Notes, Creator/Name …
        self.laps: list[dict[str, str]] = []
        self.tracks_in_lap = 0
        self.segment = 0
        self.points = Points(_CHANNELS, "Time")

    def open_track(self) -> None:
        """A second track inside one lap is what the device writes after a pause."""
        self.tracks_in_lap += 1
        self.segment += self.tracks_in_lap > 1

    def open_lap(self, start: str) -> None:
        if len(self.laps) >= MAX_LAPS:
            raise Unreadable("too_large", f"The activity has more than {MAX_LAPS:,} laps.")
        self.laps.append({"StartTime": start})
        self.tracks_in_lap = 0


class _Tcx(Outline):
    """Keeps the activity being read and the path to where the parser stands outside of points."""

    point = "Trackpoint"

    def __init__(self) -> None:
        self.activities: list[Activity] = []
        self.activity: Activity | None = None
        self.contents: set[str] = set()
        self.path: list[str] = []

    def points(self, attributes: Attributes) -> Points | None:
        if self.activity is None:
            return None
        self.activity.points.add(self.activity.segment)
        return self.activity.points

    def opened(self, name: str, attributes: Attributes) -> None:
        self.path.append(name)
        self.contents.add(name)
        if name == "Activity":
            self._open_activity(attributes.get("Sport", ""))
        elif self.activity and name == "Lap":
            self.activity.open_lap(attributes.get("StartTime", ""))
        elif self.activity and name == "Track":
            self.activity.open_track()

    def _open_activity(self, sport: str) -> None:
        if len(self.activities) >= MAX_ACTIVITIES:
            raise Unreadable("too_large", f"The file has more than {MAX_ACTIVITIES} activities.")
        self.activity = Activity(sport)
        self.activities.append(self.activity)

    def closed(self, name: str, text: str) -> None:
        if self.path:  # a point inside a point would close one time too often
            self.path.pop()
        if name == "Activity":
            self.activity = None
        elif self.activity and self.path and (told := text.strip()):
            self._told(self.activity, self.path[-1], name, told)

    def _told(self, activity: Activity, parent: str, name: str, text: str) -> None:
        if "Lap" in self.path and activity.laps:
            activity.laps[-1].setdefault(f"{parent}/{name}" if name == "Value" else name, text)
        elif parent in ("Activity", "Creator", "Plan"):
            activity.told.setdefault(f"{parent}/{name}", text)


def read_tcx(content: bytes) -> Reading:
    outline, damage, notes = walk_mended(content, _Tcx)
    found = [_recording(activity) for activity in outline.activities if len(activity.points) or activity.laps]
    usable = tuple(recording for recording in found if recording.start_at)
    if not usable:
        raise _nothing(outline, damage)
    return Reading(usable, "tcx", damage is not None, notes)


def _nothing(outline: _Tcx, damage: Note | None) -> Unreadable:
    if damage:
        return Unreadable("damaged", damage.text, damage.text)
    kinds = [words for name, words in _OTHER_CONTENTS.items() if name in outline.contents]
    if kinds and not outline.activities:
        return Unreadable("not_a_session", f"This TCX file holds {kinds[0]}, not a session.")
    if any(len(activity.points) or activity.laps for activity in outline.activities):
        return Unreadable("no_time", "This TCX file does not say when its laps and points were recorded.")
    return Unreadable("no_records", "This TCX file holds no activity with laps or points.")


def _recording(activity: Activity) -> Recording:
    time_s = activity.points.time.over(len(activity.points))
    has_time = np.isfinite(time_s)
    lost = int((~has_time).sum())
    notes = [Note("no_timestamp", f"{lost} points without a time were left out.")] if lost else []
    time_s = time_s[has_time]
    laps = _laps(activity.laps, time_s)
    sport, sub_sport, unknown = told_sport(activity.sport)
    return Recording(
        sport=sport,
        sub_sport=sub_sport,
        start_at=instant(_start(activity, laps, time_s)),
        utc_offset_s=None,
        time_s=time_s,
        channels=activity.points.columns(has_time),
        segments=activity.points.segment_numbers()[has_time],
        laps=laps,
        totals=_totals(activity.laps),
        device=_device(activity.told),
        title=activity.told.get("Activity/Name", activity.told.get("Plan/Name", "")),
        description=activity.told.get("Activity/Notes", ""),
        notes=(*notes, *unknown),
    )


def _start(activity: Activity, laps: tuple[Lap, ...], time_s: Array) -> float:
    """Where the points begin; a first lap or the Id (a time) for an activity without points."""
    if len(time_s):
        return float(time_s[0])
    told = told_seconds(activity.told.get("Activity/Id", ""))
    return laps[0].start_s if laps else float("nan") if told is None else told


def _laps(told: list[dict[str, str]], time_s: Array) -> tuple[Lap, ...]:
    """A lap ends where the next one starts; the last one with its timer or the last point."""
    starts = [(told_seconds(lap["StartTime"]), lap) for lap in told]
    dated = [(start, lap) for start, lap in starts if start is not None]
    if not dated:
        return ()
    last_start, last = dated[-1]
    end = max(last_start + (_number(last, "TotalTimeSeconds") or 0), float(time_s[-1]) if len(time_s) else 0)
    ends = [after for _, (after, _) in pairwise(dated)]
    return tuple(_lap(lap, start, stop) for (start, lap), stop in zip(dated, [*ends, end], strict=True))


def _lap(told: dict[str, str], start: float, end: float) -> Lap:
    return Lap(
        start_s=start,
        end_s=end,
        timer_s=_number(told, "TotalTimeSeconds"),
        distance_m=_number(told, "DistanceMeters"),
        trigger=_TRIGGERS.get(told.get("TriggerMethod", ""), ""),
        intensity=_INTENSITIES.get(told.get("Intensity", ""), ""),
    )


def _totals(laps: list[dict[str, str]]) -> Totals:
    return Totals(
        timer_s=_sum(laps, "TotalTimeSeconds"),
        distance_m=_sum(laps, "DistanceMeters"),
        energy_kcal=_sum(laps, "Calories"),
        max_hr_bpm=_max(laps, "MaximumHeartRateBpm/Value"),
        max_power_w=_max(laps, "MaxWatts"),
        max_speed_mps=_max(laps, "MaximumSpeed"),
    )


def _sum(laps: list[dict[str, str]], name: str) -> float | None:
    told = [number for lap in laps if (number := _number(lap, name))]
    return sum(told) if told else None


def _max(laps: list[dict[str, str]], name: str) -> float | None:
    return max((number for lap in laps if (number := _number(lap, name))), default=None)


def _number(told: dict[str, str], name: str) -> float | None:
    try:
        value = float(told.get(name, ""))
    except ValueError:
        return None
    return value if np.isfinite(value) and value >= 0 else None


def _device(told: dict[str, str]) -> str:
    """The creator's name; Garmin's own models get their maker back."""
    name, product = told.get("Creator/Name", ""), told.get("Creator/ProductID", "")
    known = device_name(1, int(product), "") if product.isdecimal() and len(product) <= 6 else ""
    return known if known not in ("", "Garmin") and "garmin" not in name.lower() else name[:80]
