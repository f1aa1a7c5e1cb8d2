"""A plausible past, the same for the same seed: common sports by season, and by turns every sport Strava knows."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.fakes.strava.athletes import OF_SPORT, Athlete
from tests.fakes.strava.entries import IN_PLACES, SPORTS, UNKNOWN_SPORT, Entry

FIRST_ID = 9_100_000_000_000_000  # above 2**53: whoever reads ids as doubles loses some
OF_ATHLETE = 1_000_000_000
NEW_ID = 900_000_000
"""Where the ids of activities begin that are no history."""
BUSIEST_DAY = 3
HOURS = (18, 12, 6)
"""Far enough apart that nothing overlaps; days begin with each in turn."""
LONGEST_S = 5 * 3600
ELSEWHERE = {
    "America/Los_Angeles": (37.7701, -122.4660), "Asia/Kolkata": (12.9763, 77.5929), "Australia/Sydney": (-33.8688, 151.2093),
}  # fmt: skip


@dataclass(frozen=True)
class Kind:
    sport_type: str
    share: int
    names: tuple[str, ...]
    minutes: tuple[int, int]
    speed_mps: float = 0
    climb_per_km: float = 0
    heartrate: int = 0
    watts: int = 0
    cadence: int = 0
    trainer: bool = False
    device: str = "Garmin Forerunner 965"


KINDS = (
    Kind("Ride", 24, ("Evening ride", "Long ride", "Tempo on the flat", "Coffee ride"), (50, 210), 8.1, 9, 138, 190, 86,
         device="Garmin Edge 840"),
    Kind("Run", 26, ("Easy run", "Intervals by the lake", "Long run", "Progression run"), (25, 110), 3.1, 7, 147, 0, 86),
    Kind("VirtualRide", 9, ("Sweet spot 3 x 15", "Recovery spin", "Race in Watopia"), (40, 80), 9.4, 8, 141, 205, 88,
         trainer=True, device="Zwift"),
    Kind("Swim", 9, ("Pool: technique", "Pool: threshold hundreds"), (30, 65), 0.85, 0, 128, 0, 28),
    Kind("WeightTraining", 8, ("Strength: legs", "Strength: core"), (30, 60), 0, 0, 108),
    Kind("TrailRun", 6, ("Forest loop", "Hills and roots"), (45, 130), 2.5, 24, 151, 0, 82),
    Kind("GravelRide", 6, ("Gravel along the canal",), (70, 190), 6.6, 11, 136, 172, 82, device="Wahoo ELEMNT BOLT"),
    Kind("Run", 4, ("Treadmill",), (30, 60), 2.9, 0, 144, 0, 85, trainer=True),
    Kind("Walk", 4, ("Walk with the dog",), (25, 80), 1.4, 5, 96),
    Kind("Workout", 2, ("Mobility",), (20, 40), 0, 0, 92),
)  # fmt: skip
SPEEDS = {
    "Hike": 1.2,
    "Rowing": 3.4,
    "AlpineSki": 7.0,
    "NordicSki": 4.2,
    "Sail": 3.0,
    "Wheelchair": 3.2,
    "EBikeRide": 6.5,
}


def generate(athlete: Athlete, *, count: int, until: int, days: int = 730, seed: int = 1) -> list[Entry]:
    """Newest last. More than three a day would overlap, so a long list reaches further back."""
    chance = random.Random(seed * 7919 + athlete.id)
    days = max(days, count // BUSIEST_DAY + 1)
    per_day: dict[int, int] = {}
    found = []
    for number in range(count):
        day = number * days // count
        place = per_day.get(day, 0)
        per_day[day] = place + 1
        found.append(_entry(athlete, chance, number, count, _start(until, day, place, athlete.zone, chance)))
    return sorted(found, key=lambda one: one.start)


def _start(until: int, day: int, place: int, zone: str, chance: random.Random) -> int:
    local = datetime.fromtimestamp(until, UTC).astimezone(ZoneInfo(zone)) - timedelta(days=day + 1)
    begins = local.replace(
        hour=HOURS[(place + day) % BUSIEST_DAY], minute=chance.randrange(30), second=chance.randrange(60)
    )
    return int(begins.replace(microsecond=0).timestamp())


def _entry(athlete: Athlete, chance: random.Random, number: int, count: int, start: int) -> Entry:
    kind = _kind(chance, number)
    first = FIRST_ID + (athlete.id % 1000) * OF_ATHLETE
    entry = made(athlete, kind, first + (count - number) * 7919 % NEW_ID, start, chance)
    _vary(entry, number)
    return entry


def _kind(chance: random.Random, number: int) -> Kind:
    if number % 8 == 3:
        return rare([*SPORTS, UNKNOWN_SPORT][number // 8 % (len(SPORTS) + 1)])
    return chance.choices(KINDS, weights=[kind.share for kind in KINDS])[0]


def rare(sport_type: str) -> Kind:
    known = next((kind for kind in KINDS if kind.sport_type == sport_type), None)
    if known is not None:
        return known
    speed = 0 if sport_type in IN_PLACES else SPEEDS.get(sport_type, 5.0 if "Ride" in sport_type else 2.2)
    watts = 160 if sport_type == "VirtualRow" else 0
    return Kind(sport_type, 1, (f"{sport_type} for a change",), (30, 90), speed, 6 if speed else 0, 122, watts,
                trainer=sport_type.startswith("Virtual"))  # fmt: skip


def made(athlete: Athlete, kind: Kind, number: int, start: int, chance: random.Random) -> Entry:
    season = 1.15 if datetime.fromtimestamp(start, UTC).month in range(4, 10) else 0.9
    moving = min(int(chance.triangular(*kind.minutes) * 60 * season), LONGEST_S)
    form = chance.uniform(0.93, 1.07)
    metres = moving * kind.speed_mps * form
    is_outside = bool(metres) and not kind.trainer and kind.sport_type != "Swim"
    return Entry(
        id=number, athlete_id=athlete.id, start=start, zone=athlete.zone, sport_type=kind.sport_type,
        name=chance.choice(kind.names), moving_s=moving, pause_s=chance.choice((0, 0, 45, 180, 600)) if is_outside else 0,
        distance_m=round(metres, 1), climb_m=round(metres / 1000 * kind.climb_per_km, 1) if is_outside else 0,
        heartrate=round(kind.heartrate * form), watts=round(kind.watts * form), cadence=kind.cadence,
        trainer=kind.trainer, gear_id=OF_SPORT.get(kind.sport_type), device=kind.device,
        home=athlete.home if is_outside else None,
    )  # fmt: skip


def _vary(entry: Entry, number: int) -> None:
    """What every reader of Strava has to cope with, at places one can count on."""
    if number % 23 == 5:
        entry.manual, entry.home, entry.device = True, None, ""
        entry.heartrate = entry.watts = entry.cadence = entry.pause_s = 0
    if number % 17 == 7:
        entry.visibility = "only_me" if number % 2 else "followers_only"
    entry.hides_start = number % 29 == 11
    entry.commute = number % 13 == 4
    if number % 31 == 9:
        entry.zone = list(ELSEWHERE)[number % len(ELSEWHERE)]
        entry.home = ELSEWHERE[entry.zone] if entry.home else None
    if number % 19 == 6:
        entry.heartrate = 0
    if number % 11 == 2:
        entry.description = "Felt good. Größe, naïve, 東京 & <b>tags</b>."
