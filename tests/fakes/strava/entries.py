"""One activity as the simulator remembers it: small, so that twenty thousand of them cost little."""

from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

SPORTS = (
    *("AlpineSki", "BackcountrySki", "Badminton", "Basketball", "Canoeing", "Cricket", "Crossfit", "Dance"),
    *("EBikeRide", "Elliptical", "EMountainBikeRide", "Golf", "GravelRide", "Handcycle"),
    *("HighIntensityIntervalTraining", "Hike", "IceSkate", "InlineSkate", "Kayaking", "Kitesurf", "MountainBikeRide"),
    *("NordicSki", "Padel", "PhysicalTherapy", "Pickleball", "Pilates", "Racquetball", "Ride", "RockClimbing"),
    *("RollerSki", "Rowing", "Run", "Sail", "Skateboard", "Snowboard", "Snowshoe", "Soccer", "Squash", "StairStepper"),
    *("StandUpPaddling", "Surfing", "Swim", "TableTennis", "Tennis", "TrailRun", "Velomobile", "VirtualRide"),
    *("VirtualRow", "VirtualRun", "Volleyball", "Walk", "WeightTraining", "Wheelchair", "Windsurf", "Workout", "Yoga"),
)
UNKNOWN_SPORT = "Hoverboarding"
OLD_TYPES = {
    "TrailRun": "Run", "GravelRide": "Ride", "MountainBikeRide": "Ride", "EMountainBikeRide": "EBikeRide",
    "VirtualRow": "Rowing",
}  # fmt: skip
WITHOUT_OLD_TYPE = (
    "Badminton", "Basketball", "Cricket", "Dance", "HighIntensityIntervalTraining", "Padel", "PhysicalTherapy",
    "Pickleball", "Pilates", "Racquetball", "Squash", "TableTennis", "Tennis", "Volleyball", UNKNOWN_SPORT,
)  # fmt: skip
IN_PLACES = {"Crossfit", "Dance", "Elliptical", "HighIntensityIntervalTraining", "PhysicalTherapy", "Pilates",
             "StairStepper", "WeightTraining", "Workout", "Yoga", "Badminton", "Basketball", "Padel", "Pickleball",
             "Racquetball", "RockClimbing", "Squash", "TableTennis", "Tennis", "Volleyball"}  # fmt: skip
"""Sports without a way: no distance, no map."""


@dataclass(slots=True)
class Entry:
    id: int
    athlete_id: int
    start: int  # UTC epoch, the true one
    zone: str
    sport_type: str
    name: str
    moving_s: int
    pause_s: int = 0
    distance_m: float = 0
    climb_m: float = 0
    heartrate: int = 0
    watts: int = 0
    cadence: int = 0
    visibility: str = "everyone"  # | followers_only | only_me
    manual: bool = False
    trainer: bool = False
    hides_start: bool = False
    commute: bool = False
    gear_id: str | None = None
    device: str = ""
    description: str = ""
    home: tuple[float, float] | None = None  # where the way begins; none for what has no map
    extra: dict[str, Any] = field(default_factory=dict)
    given: dict[str, list[Any]] | None = None  # streams exactly as somebody gave them

    @property
    def is_private(self) -> bool:
        return self.visibility == "only_me"

    @property
    def elapsed_s(self) -> int:
        return self.moving_s + self.pause_s

    @property
    def old_type(self) -> str:
        if self.sport_type in WITHOUT_OLD_TYPE:
            return "Workout"
        return OLD_TYPES.get(self.sport_type, self.sport_type)

    @property
    def offset_s(self) -> int:
        offset = datetime.fromtimestamp(self.start, ZoneInfo(self.zone)).utcoffset()
        return int((offset or timedelta()).total_seconds())

    @property
    def shown_start(self) -> int:
        """Of an activity whose start is hidden Strava tells only the local day: its midnight plus one second."""
        if not self.hides_start:
            return self.start
        local = self.start + self.offset_s
        return local - local % 86_400 + 1 - self.offset_s


def remembered(told: dict[str, Any]) -> Entry:
    names = {one.name for one in fields(Entry)}
    known = {name: value for name, value in told.items() if name in names}
    home = known.get("home")
    return Entry(**known | {"home": tuple(home) if home else None})


def in_utc(epoch: float) -> str:
    return datetime.fromtimestamp(epoch, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def zone_words(zone: str) -> str:
    """`(GMT+01:00) Europe/Berlin`: the standard offset, whatever the season."""
    there = ZoneInfo(zone)
    offsets = (datetime(2026, month, 15, tzinfo=there).utcoffset() or timedelta() for month in (1, 7))
    minutes = int(min(offsets).total_seconds()) // 60
    sign = "-" if minutes < 0 else "+"
    return f"(GMT{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}) {zone}"
