"""The past of somebody who trains: weeks with a rhythm, lighter ones between, a winter indoors, races and a holiday.

`history.py` holds by turns whatever a reader of Strava has to cope with; this is for people who want to look at it.
"""

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.fakes.strava.athletes import Athlete
from tests.fakes.strava.entries import Entry
from tests.fakes.strava.history import FIRST_ID, OF_ATHLETE, Kind, made

WATCH, COMPUTER = "Garmin Forerunner 965", "Garmin Edge 840"
EASY = Kind("Run", 1, ("Easy run", "Easy run with strides", "Morning run"), (38, 55), 2.9, 6, 138, 0, 84)
QUALITY = Kind("Run", 1, ("6 x 800 m", "Threshold 3 x 10 min", "Hill repeats", "Fartlek"), (50, 70), 3.4, 9, 156, 0, 88)
LONG_RUN = Kind("Run", 1, ("Long run", "Long run, last part steady"), (85, 130), 3.0, 8, 145, 0, 84)
ENDURANCE = Kind("Ride", 1, ("Endurance ride", "Evening loop"), (70, 120), 8.0, 8, 132, 180, 85, device=COMPUTER)
LONG_RIDE = Kind("Ride", 1, ("Long ride", "Long ride with friends"), (150, 260), 7.8, 10, 134, 178, 84, device=COMPUTER)
INDOORS = Kind("VirtualRide", 1, ("Sweet spot 3 x 15", "Over-unders", "Endurance on the trainer"), (55, 85), 9.2, 7, 141,
               205, 88, trainer=True, device="Zwift")  # fmt: skip
SWIM = Kind("Swim", 1, ("Pool: technique", "Pool: threshold hundreds", "Pool: endurance"), (40, 60), 0.9, 0, 128, 0, 28)
STRENGTH = Kind("WeightTraining", 1, ("Strength", "Strength: core"), (35, 50), 0, 0, 104)
GRAVEL = Kind("GravelRide", 1, ("Gravel in the forest",), (120, 180), 6.6, 12, 136, 170, 82, device=COMPUTER)
HIKE = Kind("Hike", 1, ("Hike in the mountains",), (150, 280), 1.2, 60, 112)
SKI = Kind("NordicSki", 1, ("Classic skiing", "Skating"), (80, 140), 4.2, 14, 140)
RACES = (
    Kind("Run", 1, ("10 km race",), (39, 42), 4.15, 4, 173, 0, 92),
    Kind("Run", 1, ("Half marathon",), (88, 93), 3.9, 4, 168, 0, 91),
    Kind("Ride", 1, ("Gran fondo",), (225, 255), 8.9, 11, 152, 215, 88, device=COMPUTER),
)
WEEK: tuple[tuple[Kind, int] | None, ...] = (
    (STRENGTH, 18), (QUALITY, 18), (ENDURANCE, 17), (SWIM, 7), (EASY, 7), (LONG_RIDE, 9), (LONG_RUN, 9),
)  # fmt: skip
"""Monday to Sunday, with the hour at which it begins."""
KEPT = (0.5, 0.9, 0.75, 0.5, 0.5, 0.85, 0.85)
EASY_WEEK, EASY_SHARE = 4, 0.7
WINTER, SUMMER = (11, 12, 1, 2, 3), range(4, 11)
RACE_EVERY = 9
RACED_M = {"10 km race": 10_040, "Half marathon": 21_160, "Gran fondo": 128_300}
"""As a watch measures them: a little long."""
AT_HOME = {ENDURANCE: INDOORS, LONG_RIDE: GRAVEL}


def generate(athlete: Athlete, *, count: int, until: int, days: int = 730, seed: int = 1) -> list[Entry]:
    """Newest last, at most `count`."""
    chance, zone = random.Random(seed * 104_729 + athlete.id), ZoneInfo(athlete.zone)
    today = datetime.fromtimestamp(until, UTC).astimezone(zone).replace(minute=0, second=0, microsecond=0)
    first = FIRST_ID + (athlete.id % 1000) * OF_ATHLETE
    found: list[Entry] = []
    for number in range(days, 0, -1):
        told = _day(today - timedelta(days=number), chance)
        if told is not None:
            found.append(_entry(athlete, *told, first + (len(found) + 1) * 7919, chance))
    return found[-count:]


def _day(day: datetime, chance: random.Random) -> tuple[Kind, datetime, float] | None:
    """What is done on this day, when, and how much of the usual."""
    week, place = day.toordinal() // 7, day.weekday()
    planned = _planned(day, week, place, chance)
    if planned is None or chance.random() > (1 if planned[0] in RACES else KEPT[place]):
        return None
    kind, hour = planned
    share = EASY_SHARE if week % EASY_WEEK == 0 and kind not in RACES else 1.0
    return kind, day.replace(hour=hour, minute=chance.randrange(50), second=chance.randrange(60)), share


def _planned(day: datetime, week: int, place: int, chance: random.Random) -> tuple[Kind, int] | None:
    iso = day.isocalendar().week
    if iso in {7, 33}:  # skiing in winter, the mountains in summer
        return (SKI if iso == 7 else HIKE, 10) if place in {1, 2, 4, 5} else None
    if place == 6 and day.month in SUMMER and week % RACE_EVERY == 0:
        return RACES[week // RACE_EVERY % len(RACES)], 9
    found = WEEK[place]
    if found is not None and day.month in WINTER:
        return AT_HOME.get(found[0], found[0]), found[1]
    return found


def _entry(athlete: Athlete, kind: Kind, start: datetime, share: float, number: int, chance: random.Random) -> Entry:
    entry = made(athlete, kind, number, int(start.timestamp()), chance)
    entry.moving_s, entry.distance_m = round(entry.moving_s * share), round(entry.distance_m * share, 1)
    entry.climb_m = round(entry.climb_m * share, 1)
    if entry.name in RACED_M:
        entry.moving_s = round(entry.moving_s * RACED_M[entry.name] / entry.distance_m)
        entry.distance_m, entry.pause_s = RACED_M[entry.name], 0
    if kind is STRENGTH and chance.random() < 0.3:
        entry.manual, entry.device, entry.heartrate, entry.pause_s = True, "", 0, 0
    if chance.random() < 0.03:
        entry.visibility = "only_me"
    return entry
