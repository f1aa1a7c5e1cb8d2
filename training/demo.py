"""Sessions for the demo team: made up, on invented loops, the same ones whenever they are made."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

import numpy as np
import numpy.typing as npt
from django.db import transaction

from accounts.models import Person, User
from core.acting import acting_as
from training.formats.recording import Recording, Totals
from training.local_days import zone_of
from training.models import Activity, Gear, SourceKind
from training.recording import record_session

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Usual:
    """A session of somebody's week. Effort is a share of what they can hold for an hour."""

    weekday: int
    sport: str
    minutes: int
    effort: float
    name: str
    repeats: int = 0
    sub_sport: str | None = None


@dataclass(frozen=True, slots=True)
class Athlete:
    email: str
    weeks: int
    place: tuple[float, float]
    watts: float
    pace_mps: float
    week: tuple[Usual, ...]


LONG_WEEK = (
    Usual(1, "ride", 75, 0.72, "Intervals on the home loop", repeats=4),
    Usual(2, "run", 45, 0.80, "Easy run"),
    Usual(3, "swim", 40, 0.85, "Pool, technique and 100s", sub_sport="pool"),
    Usual(5, "ride", 150, 0.66, "Long ride"),
    Usual(6, "run", 70, 0.84, "Long run with a quick end", repeats=2),
)
SHORT_WEEK = (
    Usual(1, "run", 40, 0.82, "Easy run"),
    Usual(3, "run", 50, 0.88, "Tempo", repeats=3),
    Usual(5, "ride", 90, 0.70, "Endurance"),
)
ATHLETES = (
    Athlete("lena@nordwind.example", 20, (52.44, 13.18), 250, 4.0, LONG_WEEK),
    Athlete("tomas@nordwind.example", 4, (19.30, -99.20), 240, 4.5, SHORT_WEEK),
    Athlete("aiko@nordwind.example", 4, (35.62, 139.50), 210, 3.6, SHORT_WEEK),
    Athlete("priya@nordwind.example", 4, (12.95, 77.55), 190, 3.4, SHORT_WEEK),
    Athlete("sam@nordwind.example", 4, (-36.90, 174.72), 281, 4.1, SHORT_WEEK),
    Athlete("maja@nordwind.example", 4, (59.33, 17.92), 230, 4.2, SHORT_WEEK),
    Athlete("youssef@nordwind.example", 4, (33.55, -7.62), 260, 5.0, SHORT_WEEK),
)


def seed_sessions(*, now: datetime) -> int:
    """For those of the demo who have none yet."""
    return sum(_train(athlete, now) for athlete in ATHLETES)


def _train(athlete: Athlete, now: datetime) -> int:
    user = User.objects.filter(email=athlete.email).first()
    if user is None:
        return 0
    with acting_as(user), transaction.atomic():
        if Activity.objects.filter(athlete_id=user.pk).exists():
            return 0
        Gear.objects.create(
            athlete=user, name="Canyon Endurace", sport="ride", is_default=True, distance_before_m=4.2e6
        )
        zone = Person.objects.values_list("time_zone", flat=True).get(pk=user.pk)
        return sum(_one_week(athlete, user.pk, zone, week, now) for week in range(athlete.weeks, -1, -1))


def _one_week(athlete: Athlete, athlete_id: UUID, zone: str, weeks_ago: int, now: datetime) -> int:
    monday = now.date() - timedelta(days=now.weekday() + 7 * weeks_ago)
    dice = np.random.default_rng(abs(hash_of(athlete.email)) + weeks_ago)
    count = 0
    for number, usual in enumerate(athlete.week):
        at = time(17 if usual.weekday < 5 else 9, int(dice.integers(0, 50)))
        began = datetime.combine(monday + timedelta(days=usual.weekday), at, zone_of(zone)).astimezone(UTC)
        is_skipped = dice.random() < 0.12 or (weeks_ago % 4 == 3 and number == 0)
        if began + timedelta(minutes=usual.minutes) >= now or is_skipped:
            continue
        said = {
            "title": usual.name,
            "rpe": float(round(3 + 4 * usual.effort + dice.normal(0, 0.7))),
            "feel": int(dice.integers(2, 6)),
        }
        record_session(
            athlete_id=athlete_id, recording=_recording(athlete, usual, began, dice), kind=SourceKind.FILE, original=None,
            now=began + timedelta(minutes=usual.minutes + 20), external_id=f"demo-{began:%Y%m%d}-{number}", described=said,
            time_zone=zone,
        )  # fmt: skip
        count += 1
    return count


def hash_of(text: str) -> int:
    return int(sum(ord(sign) * 31**at for at, sign in enumerate(text))) % 10_000


def _recording(athlete: Athlete, usual: Usual, began: datetime, dice: np.random.Generator) -> Recording:
    seconds = int(usual.minutes * 60 * dice.uniform(0.92, 1.08))
    effort = _effort(seconds, usual, dice)
    altitude, grade = _hills(seconds, dice)
    speed = _speed(athlete, usual.sport, effort, grade)
    distance = np.cumsum(speed)
    channels: dict[str, Array] = {
        "heart_rate_bpm": np.clip(_heart(effort, dice), 70, 192),
        "speed_mps": speed,
        "distance_m": distance,
        "cadence_rpm": np.round(_cadence(usual.sport) + dice.normal(0, 2, seconds)),
    }
    if usual.sport == "ride":
        channels["power_w"] = np.clip(np.round(athlete.watts * effort * (1 + dice.normal(0, 0.12, seconds))), 0, None)
    if usual.sub_sport is None:
        lat, lng = _loop(athlete.place, distance, dice)
        channels |= {"lat": lat, "lng": lng, "altitude_m": altitude}
    return Recording(
        sport=usual.sport, sub_sport=usual.sub_sport, start_at=began, utc_offset_s=None,
        time_s=began.timestamp() + np.arange(seconds, dtype=np.float64), channels=channels, segments=np.zeros(seconds),
        totals=Totals(timer_s=float(seconds), elapsed_s=float(seconds), distance_m=float(distance[-1])),
        device="Garmin Edge 540" if usual.sport == "ride" else "Garmin Forerunner 965",
    )  # fmt: skip


def _effort(seconds: int, usual: Usual, dice: np.random.Generator) -> Array:
    """A warm-up, the work, a cool-down; hard parts where the session has repeats."""
    clock = np.arange(seconds) / seconds
    shape = usual.effort * (1 - 0.35 * np.exp(-clock * 18) - 0.25 * np.exp(-(1 - clock) * 22))
    for number in range(usual.repeats):
        start = 0.25 + 0.6 * number / max(usual.repeats, 1)
        shape[(clock >= start) & (clock < start + 0.09)] = 1.04
    return _smooth(shape + dice.normal(0, 0.05, seconds), 8)


def _hills(seconds: int, dice: np.random.Generator) -> tuple[Array, Array]:
    clock, altitude = np.arange(seconds), np.full(seconds, 60.0)
    for waves, height in ((3, 30), (7, 12), (19, 4)):
        altitude = altitude + height * np.sin(2 * np.pi * waves * clock / seconds + dice.uniform(0, 6))
    return np.round(altitude, 1), np.gradient(altitude) / 6


def _speed(athlete: Athlete, sport: str, effort: Array, grade: Array) -> Array:
    if sport == "ride":
        return np.clip(8.6 * np.cbrt(np.clip(effort, 0.1, None) / 0.7) * (1 - 6 * grade), 2, 18)
    if sport == "swim":
        return np.clip(1.15 * effort, 0.5, 1.6)
    return np.clip(athlete.pace_mps * effort * (1 - 2.5 * grade), 1.5, 6.5)


def _heart(effort: Array, dice: np.random.Generator) -> Array:
    """Follows the effort half a minute later and creeps up."""
    drift = np.linspace(0, 5, effort.size)
    beats: Array = np.round(62 + 112 * _smooth(effort, 45) + drift + _smooth(dice.normal(0, 8, effort.size), 20))
    return beats


def _cadence(sport: str) -> float:
    return {"ride": 88.0, "run": 86.0}.get(sport, 30.0)


def _loop(place: tuple[float, float], distance: Array, dice: np.random.Generator) -> tuple[Array, Array]:
    """A closed curve that nobody ever rode, as long as the session."""
    turn = 2 * np.pi * distance / distance[-1]
    radius = (
        distance[-1]
        / (2 * np.pi * 111_000)
        * (1 + 0.25 * np.sin(3 * turn + dice.uniform(0, 6)) + 0.1 * np.sin(8 * turn))
    )
    start = dice.uniform(0, 6)
    lat = place[0] + radius * np.sin(turn + start)
    lng = place[1] + radius * np.cos(turn + start) / np.cos(np.radians(place[0]))
    return lat, lng


def _smooth(values: Array, width: int) -> Array:
    """A mean over the seconds before and after, without fading at the ends."""
    sums = np.cumsum(np.concatenate((np.full(width, values[0]), values, np.full(width, values[-1]))))
    means: Array = (sums[2 * width :] - sums[: -2 * width]) / (2 * width)
    return means
