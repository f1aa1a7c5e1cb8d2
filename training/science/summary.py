"""The plain numbers of a session: how long, how far, how high, how hard, each from the grid it is defined on."""

from dataclasses import dataclass

import numpy as np

from training.science import elevation, heart_rate, movement, power, running, wbal
from training.science.arrays import Array, max_or_none, mean_or_none
from training.science.elevation import Steps
from training.science.grids import Grid
from training.science.preparation import Totals, Track


@dataclass(frozen=True, slots=True)
class Motion:
    elapsed_s: float | None
    timer_s: float | None
    moving_s: float | None
    distance_m: float | None
    distance_source: str
    ascent_m: float | None
    descent_m: float | None
    ascent_source: str
    avg_speed_mps: float | None
    max_speed_mps: float | None
    avg_cadence_rpm: float | None
    climbed: Steps | None


def motion(track: Track, timer: Grid, wall: Grid, totals: Totals) -> Motion:
    elapsed, timer_s = _times(track, timer, totals)
    moving_s = _moving(track, timer, timer_s)
    distance_m, source = _distance(track, wall, totals)
    climbed = _climbed(track, timer)
    gain, loss, ascent_source = _climb(climbed, totals)
    return Motion(
        elapsed, timer_s, moving_s, distance_m, source, gain, loss, ascent_source,
        distance_m / moving_s if distance_m is not None and moving_s else None,
        _max_speed(track, wall), _cadence(timer), climbed,
    )  # fmt: skip


def _times(track: Track, timer: Grid, totals: Totals) -> tuple[float | None, float | None]:
    """Records covering N seconds last N seconds; swims and sessions without records last what the device says."""
    if not timer.seconds.size:
        return totals.elapsed_s or totals.timer_s, totals.timer_s or totals.elapsed_s
    elapsed, timer_s = float(track.time_s[-1]), float(timer.seconds.size)
    if track.sport == "swim":
        return max(totals.elapsed_s or 0.0, elapsed), totals.timer_s or timer_s
    return elapsed, timer_s


def _moving(track: Track, timer: Grid, timer_s: float | None) -> float | None:
    mask = movement.moving_mask(timer.channels, track.sport)
    if mask is None or timer_s is None:
        return timer_s
    return min(float(np.count_nonzero(mask)), timer_s)


def _distance(track: Track, wall: Grid, totals: Totals) -> tuple[float | None, str]:
    way = track.channels.get("distance_m")
    measured = None if way is None else max_or_none(way)
    if totals.distance_m and (track.sport == "swim" or not measured):
        return totals.distance_m, "totals"
    if measured is not None:
        return measured, "gps" if any(code == "distance_gps" for code, _ in track.notes) else "device"
    speed = wall.channels.get("speed_mps")
    if speed is not None and speed.size:
        return float(running.distance_of(speed)[-1]), "speed"
    return None, "none"


def _climbed(track: Track, timer: Grid) -> Steps | None:
    """Rises and when they were counted; what leaves the reference by 10 m counts even where smoothing hides it."""
    altitude = timer.channels.get("altitude_m") if track.has_time else track.channels.get("altitude_m")
    if altitude is None or np.isnan(altitude).all():
        return None
    counted = elevation.steps(altitude)
    smooth = Steps(timer.seconds[counted.places].astype(np.intp) if track.has_time else counted.places, counted.metres)
    certain = elevation.hysteresis(track.channels["altitude_m"], elevation.CERTAIN_M)
    if certain.gain() <= smooth.gain():
        return smooth
    return Steps(track.time_s[certain.places].astype(np.intp) if track.has_time else certain.places, certain.metres)


def _climb(climbed: Steps | None, totals: Totals) -> tuple[float | None, float | None, str]:
    if climbed is not None:
        return climbed.gain(), climbed.loss(), "altitude"
    return totals.ascent_m, totals.descent_m, "none" if totals.ascent_m is None else "device"


def _max_speed(track: Track, wall: Grid) -> float | None:
    speed = wall.channels.get("speed_mps")
    from_places = "speed_mps" not in track.channels
    return None if speed is None else movement.max_speed(speed, from_places=from_places)


def _cadence(timer: Grid) -> float | None:
    """Of the seconds in which something turned, as devices show it."""
    cadence = timer.channels.get("cadence_rpm")
    return None if cadence is None else mean_or_none(cadence[cadence > 0])


@dataclass(frozen=True, slots=True)
class Effort:
    avg_power_w: float | None = None
    max_power_w: float | None = None
    normalized_power_w: float | None = None
    xpower_w: float | None = None
    variability: float | None = None
    work_j: float | None = None
    wbal_min_j: float | None = None


def effort(timer: Grid, wall: Grid, cp_w: float | None, w_prime_j: float | None) -> Effort:
    watts = timer.channels.get("power_w")
    if watts is None or not watts.size:
        return Effort()
    average = float(watts.mean())
    normalized = power.normalized_power(watts)
    lowest = None
    if cp_w and w_prime_j:
        lowest = min(float(wbal.differential(wall.channels["power_w"], cp_w, w_prime_j).min()), w_prime_j)
    return Effort(
        average, float(watts.max()), normalized, power.xpower(watts),
        None if normalized is None else power.variability(normalized, average), float(watts.sum()), lowest,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Heart:
    avg_bpm: float | None
    max_bpm: float | None
    trimp: float | None
    edwards: float | None
    lucia: float | None
    is_average: bool


def heart(timer: Grid, totals: Totals, *, max_bpm: float | None, rest_bpm: float, sex: str, timer_s: float) -> Heart:
    beats = timer.channels.get("heart_rate_bpm")
    if beats is None:
        return _from_average(totals, max_bpm, rest_bpm, sex, timer_s)
    trimp = edwards = lucia = None
    if max_bpm:
        trimp = heart_rate.banister_trimp(beats, rest_bpm=rest_bpm, max_bpm=max_bpm, sex=sex)
        edwards = heart_rate.edwards(beats, max_bpm)
        lucia = heart_rate.lucia(beats, 0.82 * max_bpm, 0.87 * max_bpm)
    return Heart(mean_or_none(beats), max_or_none(beats), trimp, edwards, lucia, is_average=False)


def _from_average(totals: Totals, max_bpm: float | None, rest_bpm: float, sex: str, timer_s: float) -> Heart:
    """Without samples the average stands for every minute; that understates hard intervals and is flagged."""
    average, trimp = totals.avg_hr_bpm, None
    if average and max_bpm and max_bpm > rest_bpm:
        hour = heart_rate.hour_at(average, rest_bpm=rest_bpm, max_bpm=max_bpm, sex=sex)
        trimp = hour * timer_s / 3600.0
    return Heart(average, totals.max_hr_bpm, trimp, None, None, is_average=average is not None)


def graded_speed(timer: Grid, sub_sport: str | None) -> Array | None:
    """Speed of a run as if on the flat; on a treadmill and without altitude the speed itself."""
    speed = timer.channels.get("speed_mps")
    if speed is None:
        return None
    altitude, way = timer.channels.get("altitude_m"), timer.channels.get("distance_m")
    if altitude is None or way is None or sub_sport in {"treadmill", "indoor", "track"}:
        return speed
    return running.gap_speed(speed, running.grade(way, altitude))
