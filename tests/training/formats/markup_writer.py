"""Small GPX and TCX files made by hand.

Points are mappings of our channel names (lat, lng, altitude_m, heart_rate_bpm, cadence_rpm, power_w, temperature_c,
distance_m, speed_mps) with `time_s` since the start (a second apart by default); None leaves the value out.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.sax.saxutils import escape

START = datetime(2026, 5, 1, 8, 0, tzinfo=UTC)
Points = Sequence[Mapping[str, Any]]


def iso(start_at: datetime, seconds: float) -> str:
    return (start_at + timedelta(seconds=seconds)).isoformat().replace("+00:00", "Z")


def _element(name: str, value: object) -> str:
    return "" if value is None else f"<{name}>{escape(str(value))}</{name}>"


def write_gpx(
    *,
    points: Points = (),
    segments: Sequence[Points] | None = None,
    sport: str = "cycling",
    title: str = "",
    description: str = "",
    start_at: datetime = START,
    with_times: bool = True,
    creator: str = "Garmin Edge 530",
) -> bytes:
    """One track; `segments` in place of `points` for several."""
    inner, row = [], 0
    for segment in segments or [points]:
        written = []
        for point in segment:
            at = iso(start_at, point.get("time_s", row)) if with_times else None
            written.append(_trkpt(point, at))
            row += 1
        inner.append(f"<trkseg>{''.join(written)}</trkseg>")
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<gpx version="1.1" creator="{escape(creator)}" xmlns="http://www.topografix.com/GPX/1/1"'
        ' xmlns:gpxtpx="http://www.garmin.com/xmlschemas/TrackPointExtension/v1">'
        f"<trk>{_element('name', title or None)}{_element('desc', description or None)}{_element('type', sport or None)}"
        f"{''.join(inner)}</trk></gpx>"
    ).encode()


def _trkpt(point: Mapping[str, Any], at: str | None) -> str:
    sensors = "".join(
        _element(f"gpxtpx:{name}", point.get(channel))
        for name, channel in (("atemp", "temperature_c"), ("hr", "heart_rate_bpm"), ("cad", "cadence_rpm"))
    )
    extension = f"<gpxtpx:TrackPointExtension>{sensors}</gpxtpx:TrackPointExtension>" if sensors else ""
    extras = _element("power", point.get("power_w")) + extension
    return (
        f'<trkpt lat="{point["lat"]}" lon="{point["lng"]}">{_element("ele", point.get("altitude_m"))}{_element("time", at)}'
        f"{f'<extensions>{extras}</extensions>' if extras else ''}</trkpt>"
    )


def write_tcx(
    *,
    points: Points = (),
    laps: Sequence[Mapping[str, Any]] | None = None,
    sport: str = "Biking",
    notes: str = "",
    start_at: datetime = START,
    creator: str = "Garmin Edge 530",
) -> bytes:
    """One activity; laps are {"tracks": [points, …], "start_s", "timer_s", "distance_m", "trigger", "intensity", "calories"}."""
    body = "".join(_lap(lap, start_at) for lap in laps or [{"tracks": [points], "timer_s": len(points)}])
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"'
        ' xmlns:ns3="http://www.garmin.com/xmlschemas/ActivityExtension/v2">'
        f'<Activities><Activity Sport="{escape(sport)}"><Id>{iso(start_at, 0)}</Id>{body}'
        f"{_element('Notes', notes or None)}<Creator><Name>{escape(creator)}</Name></Creator></Activity></Activities>"
        "</TrainingCenterDatabase>"
    ).encode()


def _lap(lap: Mapping[str, Any], start_at: datetime) -> str:
    tracks, row = [], 0
    for track in lap["tracks"]:
        written = []
        for point in track:
            written.append(_trackpoint(point, iso(start_at, point.get("time_s", lap.get("start_s", 0) + row))))
            row += 1
        tracks.append(f"<Track>{''.join(written)}</Track>")
    return (
        f'<Lap StartTime="{iso(start_at, lap.get("start_s", 0))}">{_element("TotalTimeSeconds", lap.get("timer_s"))}'
        f"{_element('DistanceMeters', lap.get('distance_m'))}{_element('Calories', lap.get('calories'))}"
        f"{_element('Intensity', lap.get('intensity', 'Active'))}{_element('TriggerMethod', lap.get('trigger', 'Manual'))}"
        f"{''.join(tracks)}</Lap>"
    )


def _trackpoint(point: Mapping[str, Any], at: str) -> str:
    position = heart_rate = extension = ""
    if point.get("lat") is not None:
        position = f"<Position>{_element('LatitudeDegrees', point['lat'])}{_element('LongitudeDegrees', point['lng'])}</Position>"
    if point.get("heart_rate_bpm") is not None:
        heart_rate = f"<HeartRateBpm>{_element('Value', point['heart_rate_bpm'])}</HeartRateBpm>"
    extras = _element("ns3:Speed", point.get("speed_mps")) + _element("ns3:Watts", point.get("power_w"))
    if extras:
        extension = f"<Extensions><ns3:TPX>{extras}</ns3:TPX></Extensions>"
    return (
        f"<Trackpoint><Time>{at}</Time>{position}{_element('AltitudeMeters', point.get('altitude_m'))}"
        f"{_element('DistanceMeters', point.get('distance_m'))}{heart_rate}{_element('Cadence', point.get('cadence_rpm'))}"
        f"{extension}</Trackpoint>"
    )
