"""GPX 1.0 and 1.1: each track a session, with the sensors' values from its extensions."""

import re

import numpy as np
import numpy.typing as npt

from training.formats.markup import Attributes, Outline, walk_mended
from training.formats.points import Points
from training.formats.recording import Array, Note, Reading, Recording, Unreadable, instant
from training.formats.sports import told_sport

# Local names of elements inside a track point (GPX itself, Garmin's TrackPointExtension and PowerExtension, cluetrust,
# Strava and others) and the channel they feed
_CHANNELS = {
    "ele": "altitude_m",
    "speed": "speed_mps",
    "Speed": "speed_mps",
    "hr": "heart_rate_bpm",
    "heartrate": "heart_rate_bpm",
    "HeartRate": "heart_rate_bpm",
    "cad": "cadence_rpm",
    "cadence": "cadence_rpm",
    "Cadence": "cadence_rpm",
    "RunCadence": "cadence_rpm",
    "atemp": "temperature_c",
    "temp": "temperature_c",
    "Temperature": "temperature_c",
    "power": "power_w",
    "Power": "power_w",
    "PowerInWatts": "power_w",
    "Watts": "power_w",
    "watts": "power_w",
    "distance": "distance_m",
}


MAX_TRACKS = 500


class Track:
    """One <trk> while it is read."""

    def __init__(self) -> None:
        self.told: dict[str, str] = {}
        self.segment = -1
        self.points = Points(_CHANNELS | {"": "lat", " ": "lng"}, "time")  # both stand in attributes, not elements


class _Gpx(Outline):
    point = "trkpt"

    def __init__(self) -> None:
        self.creator = ""
        self.told: dict[str, str] = {}
        self.contents: set[str] = set()
        self.tracks: list[Track] = []
        self.track: Track | None = None
        self.depth = 0

    def points(self, attributes: Attributes) -> Points | None:
        if self.track is None:
            return None
        points = self.track.points
        points.add(self.track.segment)
        points.place("lat", attributes.get("lat", ""))
        points.place("lng", attributes.get("lon", ""))
        return points

    def opened(self, name: str, attributes: Attributes) -> None:
        self.depth += 1
        self.contents.add(name)
        if name == "trk":
            self._open_track()
        elif name == "trkseg" and self.track:
            self.track.segment += 1
        elif name == "gpx":
            self.creator = attributes.get("creator", "")

    def _open_track(self) -> None:
        if len(self.tracks) >= MAX_TRACKS:
            raise Unreadable("too_large", f"The file has more than {MAX_TRACKS} tracks.")
        self.track = Track()
        self.tracks.append(self.track)

    def closed(self, name: str, text: str) -> None:
        self.depth -= 1
        if name == "trk":
            self.track = None
        elif self.depth == 2 and text:
            told = self.track.told if self.track else self.told
            told.setdefault(name, text.strip())


def read_gpx(content: bytes) -> Reading:
    outline, damage, notes = walk_mended(content, _Gpx)
    recordings = [_recording(track, outline) for track in outline.tracks if len(track.points)]
    found = tuple(one for one in recordings if one.start_at or "lat" in one.channels)
    if not found:
        raise _nothing(outline, damage)
    return Reading(found, "gpx", damage is not None, notes)


def _nothing(outline: _Gpx, damage: Note | None) -> Unreadable:
    if damage:
        return Unreadable("damaged", damage.text, damage.text)
    if outline.contents & {"rte", "wpt"}:
        return Unreadable("no_records", "This GPX file holds a route or waypoints, but no recorded track.")
    return Unreadable("no_records", "This GPX file holds no track points.")


def _recording(track: Track, outline: _Gpx) -> Recording:
    time_s = track.points.time.over(len(track.points))
    is_kept, notes = _dated(time_s)
    sport, sub_sport, unknown = told_sport(track.told.get("type", ""))
    return Recording(
        sport=sport,
        sub_sport=sub_sport,
        start_at=instant(float(time_s[is_kept][0])),
        utc_offset_s=None,
        time_s=time_s[is_kept],
        channels=track.points.columns(is_kept),
        segments=track.points.segment_numbers()[is_kept],
        device=_device(outline.creator),
        title=track.told.get("name", outline.told.get("name", "")),
        description=track.told.get("desc", track.told.get("cmt", "")),
        notes=(*notes, *unknown),
    )


def _dated(time_s: Array) -> tuple[npt.NDArray[np.bool_], list[Note]]:
    """Which points count: those with a time, or all of a track without any."""
    has_time = np.isfinite(time_s)
    if not has_time.any():
        note = Note("no_time", "The points have no times: the shape of the track is all there is.")
        return np.ones(len(time_s), bool), [note]
    lost = int((~has_time).sum())
    return has_time, [Note("no_timestamp", f"{lost} points without a time were left out.")] if lost else []


def _device(creator: str) -> str:
    """The creator, unless it is a web site or an app that only passed the track on."""
    is_software = re.match(
        r"(strava|garmin connect|komoot|http|www|gpxpy|runkeeper|movescount)", creator, re.IGNORECASE
    )
    return "" if is_software else creator.strip()[:80]
