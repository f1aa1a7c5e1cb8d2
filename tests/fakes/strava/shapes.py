"""Activities in Strava's words: a summary for lists, a detail for one."""

from typing import Any

import numpy as np

from tests.fakes.strava import athletes
from tests.fakes.strava.entries import Entry, in_utc, zone_words
from tests.fakes.strava.laps import laps_of, splits_of
from tests.fakes.strava.streams import FASTEST, HIDDEN_M, HIGHEST_HEARTRATE, STRONGEST
from tests.fakes.strava.ways import places, polyline


def summary(entry: Entry, *, sees_all: bool = True) -> dict[str, Any]:
    found = _identity(entry) | _time(entry) | _effort(entry) | _kudos() | _map(entry, 40, sees_all=sees_all)
    return found | entry.extra


def detail(entry: Entry, *, sees_all: bool = True) -> dict[str, Any]:
    found = summary(entry, sees_all=sees_all) | _map(entry, 400, sees_all=sees_all, name="polyline")
    found["map"]["summary_polyline"] = summary(entry, sees_all=sees_all)["map"]["summary_polyline"]
    found |= {"resource_state": 3, "description": entry.description or None, "calories": _calories(entry)}
    found |= {"gear": athletes.gear(entry.gear_id, 0) if entry.gear_id in athletes.GEAR else None}
    found |= {
        "segment_efforts": [],
        "best_efforts": [],
        "photos": {"primary": None, "count": 0},
        "perceived_exertion": None,
    }
    found |= {
        "embed_token": f"{entry.id % 10**12:x}",
        "private_note": "",
        "hide_from_home": False,
        "stats_visibility": [],
    }
    return found | {"laps": laps_of(entry), "splits_metric": splits_of(entry)} | entry.extra


def _identity(entry: Entry) -> dict[str, Any]:
    upload = None if entry.manual else entry.id + 1_000_000_007
    return {
        "resource_state": 2, "athlete": {"id": entry.athlete_id, "resource_state": 1}, "id": entry.id,
        "name": entry.name, "type": entry.old_type, "sport_type": entry.sport_type, "workout_type": None,
        "visibility": entry.visibility, "private": entry.is_private, "manual": entry.manual,
        "trainer": entry.trainer, "commute": entry.commute, "flagged": False, "gear_id": entry.gear_id,
        "device_name": entry.device or None, "upload_id": upload, "upload_id_str": str(upload) if upload else None,
        "external_id": f"simulated-{entry.id}.fit" if upload else None, "from_accepted_tag": False,
        "heartrate_opt_out": False, "display_hide_heartrate_option": True,
    }  # fmt: skip


def _time(entry: Entry) -> dict[str, Any]:
    return {
        "start_date": in_utc(entry.shown_start), "start_date_local": in_utc(entry.shown_start + entry.offset_s),
        "timezone": zone_words(entry.zone), "utc_offset": float(entry.offset_s),
        "moving_time": entry.moving_s, "elapsed_time": entry.elapsed_s,
    }  # fmt: skip


def _effort(entry: Entry) -> dict[str, Any]:
    mean = entry.distance_m / entry.moving_s if entry.moving_s else 0
    found: dict[str, Any] = {
        "distance": round(entry.distance_m, 1), "total_elevation_gain": round(entry.climb_m, 1),
        "average_speed": round(mean, 3), "max_speed": round(mean * (1 if entry.manual else FASTEST), 3),
        "has_heartrate": bool(entry.heartrate),
    }  # fmt: skip
    if entry.heartrate:
        top = round(entry.heartrate * HIGHEST_HEARTRATE)
        found |= {"average_heartrate": float(entry.heartrate), "max_heartrate": float(top), "suffer_score": 42.0}
    if entry.cadence:
        found["average_cadence"] = float(entry.cadence)
    if entry.watts:
        found |= {"average_watts": float(entry.watts), "max_watts": round(entry.watts * STRONGEST), "device_watts": True,
                  "weighted_average_watts": round(entry.watts * 1.05),
                  "kilojoules": round(entry.watts * entry.moving_s / 1000, 1)}  # fmt: skip
    if entry.home is not None:
        hill = entry.climb_m / max(1, round(entry.climb_m / 80))
        found |= {"elev_low": 60.0, "elev_high": round(60 + hill, 1), "average_temp": 16}
    return found


def _calories(entry: Entry) -> float:
    return round(entry.watts * entry.moving_s / 1000 if entry.watts else entry.moving_s / 60 * 9.5, 1)


def _kudos() -> dict[str, Any]:
    return {"achievement_count": 0, "kudos_count": 0, "comment_count": 0, "athlete_count": 1, "photo_count": 0,
            "total_photo_count": 0, "pr_count": 0, "has_kudoed": False}  # fmt: skip


def _map(entry: Entry, corners: int, *, sees_all: bool, name: str = "summary_polyline") -> dict[str, Any]:
    about = {"id": f"a{entry.id}", "summary_polyline": "", "resource_state": 2}
    if entry.home is None or not entry.distance_m:
        return {"map": about, "start_latlng": [], "end_latlng": []}
    hidden = 0.0 if sees_all else min(HIDDEN_M / entry.distance_m, 0.5)
    points = places(entry.home, entry.distance_m, np.linspace(hidden, 1 - hidden, corners), entry.id)
    ends = {"start_latlng": points[0].tolist(), "end_latlng": points[-1].tolist()} if sees_all else {}
    return {"map": about | {name: polyline(points)}, "start_latlng": [], "end_latlng": []} | ends
