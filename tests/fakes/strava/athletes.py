"""The people of the simulated Strava, their gear, zones and totals."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.strava.entries import Entry

FIRST_ID = 4_200_001
GEAR = {
    "b7001": ("Canyon Endurace", 3), "b7002": ("Gravel bike", 2), "b7003": ("Turbo trainer", 3),
    "g9001": ("Pegasus 41", None), "g9002": ("Speedgoat 6", None),
}  # fmt: skip
OF_SPORT = {"Ride": "b7001", "GravelRide": "b7002", "MountainBikeRide": "b7002", "VirtualRide": "b7003",
            "Run": "g9001", "TrailRun": "g9002"}  # fmt: skip


@dataclass
class Athlete:
    id: int
    firstname: str
    lastname: str
    home: tuple[float, float] = (52.5206, 13.3862)
    zone: str = "Europe/Berlin"
    ftp: int = 250
    weight: float = 70.0
    max_heartrate: int = 190
    history: dict[str, Any] = field(default_factory=dict)  # what `history.generate` is called with

    def summary(self) -> dict[str, Any]:
        return {"id": self.id, "username": self.firstname.lower(), "resource_state": 2, "firstname": self.firstname,
                "lastname": self.lastname, "bio": "", "city": "Berlin", "state": "Berlin", "country": "Germany",
                "sex": "F", "premium": True, "summit": True, "created_at": "2019-03-04T05:06:07Z",
                "updated_at": "2026-01-02T03:04:05Z", "badge_type_id": 1, "weight": self.weight,
                "profile_medium": "avatar/athlete/medium.png", "profile": "avatar/athlete/large.png",
                "friend": None, "follower": None}  # fmt: skip

    def detail(self, *, complete: bool) -> dict[str, Any]:
        """Weight, threshold and gear need profile:read_all."""
        if not complete:
            return {name: value for name, value in self.summary().items() if name != "weight"}
        shown = [gear(name, 0) for name in GEAR]
        return self.summary() | {
            "resource_state": 3, "ftp": self.ftp, "measurement_preference": "meters", "follower_count": 12,
            "friend_count": 9, "clubs": [], "bikes": [one for one in shown if one["id"][0] == "b"],
            "shoes": [one for one in shown if one["id"][0] == "g"],
        }  # fmt: skip

    def zones(self) -> dict[str, Any]:
        hearts = [0, *(round(self.max_heartrate * share) for share in (0.6, 0.7, 0.8, 0.9))]
        powers = [0, *(round(self.ftp * share) for share in (0.55, 0.75, 0.9, 1.05, 1.2, 1.5))]
        return {"heart_rate": {"custom_zones": False, "zones": _between(hearts)},
                "power": {"zones": _between(powers)}}  # fmt: skip


def _between(bounds: list[int]) -> list[dict[str, int]]:
    return [{"min": low, "max": high} for low, high in zip(bounds, [*bounds[1:], -1], strict=True)]


def gear(name: str, metres: float, *, detail: bool = False) -> dict[str, Any]:
    words, frame = GEAR[name]
    found = {"id": name, "primary": name in {"b7001", "g9001"}, "name": words, "nickname": "", "resource_state": 2,
             "retired": False, "distance": round(metres), "converted_distance": round(metres / 1000, 1)}  # fmt: skip
    if detail:
        brand, _, model = words.partition(" ")
        found |= {"resource_state": 3, "brand_name": brand, "model_name": model, "description": "", "frame_type": frame}
    return found


def totals(entries: Iterable[Entry]) -> dict[str, float]:
    found = list(entries)
    return {"count": len(found), "distance": sum(one.distance_m for one in found),
            "moving_time": sum(one.moving_s for one in found), "elapsed_time": sum(one.elapsed_s for one in found),
            "elevation_gain": sum(one.climb_m for one in found)}  # fmt: skip


def stats(entries: list[Entry], now: float) -> dict[str, Any]:
    found: dict[str, Any] = {}
    year = now - now % 31_557_600
    for word in ("Ride", "Run", "Swim"):
        own = [one for one in entries if one.old_type == word]
        for period, since in (("recent", now - 28 * 86_400), ("ytd", year), ("all", 0)):
            found[f"{period}_{word.lower()}_totals"] = totals(one for one in own if one.start >= since)
    rides = [one for one in entries if one.old_type == "Ride"]
    return found | {"biggest_ride_distance": max((one.distance_m for one in rides), default=None),
                    "biggest_climb_elevation_gain": max((one.climb_m for one in rides), default=None)}  # fmt: skip
