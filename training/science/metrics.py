"""The one call that computes a session."""

from collections.abc import Sequence
from dataclasses import replace

from training.science import ladder, power, running, summary, zones
from training.science.curves import Curve, mean_max, mean_max_of_running
from training.science.efforts import Effort as DistanceEffort
from training.science.efforts import best_efforts, distances_of
from training.science.grids import Grid, grids
from training.science.heart_rate import DEFAULT_REST_BPM, session_rpe
from training.science.intervals import find_intervals
from training.science.laps import LapStats, auto_laps, statistics
from training.science.preparation import Span, Totals, Track
from training.science.remarks import observations, why_null
from training.science.session import FORMULA_VERSION, Session, Thresholds
from training.science.summary import Effort, Heart, Motion
from training.science.zones import ZoneTime

__all__ = ["FORMULA_VERSION", "Session", "Thresholds", "measure"]


def measure(
    track: Track,
    thresholds: Thresholds,
    *,
    rpe: float | None = None,
    laps: Sequence[Span] | None = None,
    totals: Totals | None = None,
) -> Session:
    """`laps` and `totals` are the track's own unless given."""
    said = track.totals if totals is None else totals
    timer, wall = grids(track)
    motion = summary.motion(track, timer, wall, said)
    effort = summary.effort(timer, wall, thresholds.cp_w, thresholds.w_prime_j)
    heart = _heart(timer, said, thresholds, motion)
    graded = summary.graded_speed(timer, track.sub_sport) if track.sport == "run" else None
    ngp = None if graded is None else running.ngp(graded)
    load = ladder.climb(_evidence(track, motion, effort, heart, ngp, rpe), _limits(thresholds))
    session = Session(
        elapsed_s=motion.elapsed_s, timer_s=motion.timer_s, moving_s=motion.moving_s, distance_m=motion.distance_m,
        distance_source=motion.distance_source, ascent_m=motion.ascent_m, descent_m=motion.descent_m,
        ascent_source=motion.ascent_source, avg_speed_mps=motion.avg_speed_mps, max_speed_mps=motion.max_speed_mps,
        avg_cadence_rpm=motion.avg_cadence_rpm, avg_hr_bpm=heart.avg_bpm, max_hr_bpm=heart.max_bpm,
        avg_power_w=effort.avg_power_w if effort.avg_power_w is not None else said.avg_power_w,
        max_power_w=effort.max_power_w, normalized_power_w=effort.normalized_power_w, xpower_w=effort.xpower_w,
        intensity=load.intensity, variability=effort.variability, work_j=effort.work_j,
        efficiency=_efficiency(effort, heart, ngp), decoupling_pct=_decoupling(timer), graded_speed_mps=ngp,
        wbal_min_j=effort.wbal_min_j, trimp=heart.trimp, trimp_edwards=heart.edwards, trimp_lucia=heart.lucia,
        srpe=_srpe(rpe, motion), power_load=load.power, pace_load=load.pace, heart_rate_load=load.heart_rate,
        rpe_load=load.rpe, load=load.value, load_method=load.method, load_reason=load.reason,
        zones=_zones(track.sport, timer, thresholds), curves=_curves(wall), efforts=_efforts(track),
        laps=_laps(track, laps, timer, wall, motion), intervals=find_intervals(timer, track.sport, _hard(thresholds)),
        quality=[], reasons={},
    )  # fmt: skip
    return replace(
        session, quality=observations(track, session, thresholds), reasons=why_null(track, session, thresholds)
    )


def _heart(timer: Grid, said: Totals, thresholds: Thresholds, motion: Motion) -> Heart:
    return summary.heart(
        timer, said, max_bpm=thresholds.max_hr_bpm, rest_bpm=_rest(thresholds), sex=thresholds.sex,
        timer_s=motion.timer_s or 0.0,
    )  # fmt: skip


def _rest(thresholds: Thresholds) -> float:
    return thresholds.rest_hr_bpm or DEFAULT_REST_BPM


def _limits(thresholds: Thresholds) -> ladder.Limits:
    return ladder.Limits(
        thresholds.ftp_w, thresholds.cp_w, thresholds.threshold_pace_mps, thresholds.css_mps, thresholds.lthr_bpm,
        thresholds.max_hr_bpm, _rest(thresholds), thresholds.sex,
    )  # fmt: skip


def _evidence(
    track: Track, motion: Motion, effort: Effort, heart: Heart, ngp: float | None, rpe: float | None
) -> ladder.Evidence:
    return ladder.Evidence(
        sport=track.sport, timer_s=motion.timer_s or 0.0, moving_s=motion.moving_s or 0.0,
        distance_m=motion.distance_m, normalized_power_w=effort.normalized_power_w,
        has_power=effort.avg_power_w is not None, graded_speed_mps=ngp, trimp=heart.trimp,
        has_heart_rate=heart.avg_bpm is not None, is_average_hr=heart.is_average, rpe=rpe,
    )  # fmt: skip


def _efficiency(effort: Effort, heart: Heart, ngp: float | None) -> float | None:
    """W per beat where there is power, else m/min on the flat per beat."""
    if effort.normalized_power_w is not None:
        return power.efficiency(effort.normalized_power_w, heart.avg_bpm)
    return None if ngp is None else power.efficiency(ngp * 60.0, heart.avg_bpm)


def _decoupling(timer: Grid) -> float | None:
    beats = timer.channels.get("heart_rate_bpm")
    if beats is None:
        return None
    if "power_w" in timer.channels:
        return power.power_decoupling(timer.channels["power_w"], beats)
    speed = timer.channels.get("speed_mps")
    return None if speed is None else power.speed_decoupling(speed, beats)


def _srpe(rpe: float | None, motion: Motion) -> float | None:
    seconds = motion.moving_s or motion.timer_s
    return None if rpe is None or seconds is None else session_rpe(rpe, seconds / 60.0)


def _zones(sport: str, timer: Grid, thresholds: Thresholds) -> dict[str, ZoneTime]:
    own = {metric: zones.own_boundaries(thresholds.zones, metric) for metric in ("power", "heart_rate", "pace")}
    found = {
        "power": ("power_w", zones.power_zones(thresholds.ftp_w or thresholds.cp_w, own["power"])),
        "heart_rate": (
            "heart_rate_bpm",
            zones.heart_rate_zones(sport, thresholds.lthr_bpm, thresholds.max_hr_bpm, own["heart_rate"]),
        ),
        "pace": (
            "speed_mps",
            zones.pace_zones(sport, thresholds.threshold_pace_mps, thresholds.css_mps, own["pace"]),
        ),
    }
    return {
        metric: zones.time_in_zones(timer.channels[channel], *scheme)
        for metric, (channel, scheme) in found.items()
        if scheme is not None and channel in timer.channels
    }


def _curves(wall: Grid) -> dict[str, Curve]:
    curves: dict[str, Curve] = {
        name: mean_max(wall.channels[name]) for name in ("power_w", "heart_rate_bpm") if name in wall.channels
    }
    if "distance_m" in wall.channels:
        curves["speed_mps"] = mean_max_of_running(wall.channels["distance_m"])
    return curves


def _efforts(track: Track) -> list[DistanceEffort]:
    distances = distances_of(track.sport)
    if not track.has_time or "distance_m" not in track.channels or not distances:
        return []
    return best_efforts(track.time_s, track.channels["distance_m"], distances)


def _laps(track: Track, given: Sequence[Span] | None, timer: Grid, wall: Grid, motion: Motion) -> list[LapStats]:
    spans = track.laps if given is None else tuple(given)
    if spans:
        return statistics(spans, "device", timer, wall, motion.climbed)
    return statistics(auto_laps(wall, track.sport), "auto", timer, wall, motion.climbed)


def _hard(thresholds: Thresholds) -> dict[str, float | None]:
    return {
        "power_w": thresholds.ftp_w or thresholds.cp_w,
        "speed_mps": thresholds.threshold_pace_mps,
        "heart_rate_bpm": thresholds.lthr_bpm,
    }
