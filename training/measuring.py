"""Measuring an activity from its leading source: the same for a first upload, a correction and a newer formula."""

import hashlib
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any

import numpy as np

from training.local_days import local_day
from training.models import Activity, Analysis, Correction, Curve, CurveMetric, LoadMethod, Source
from training.passport import Passport
from training.repairing import corrected
from training.science.curves import Curve as MeanMax
from training.science.efforts import Effort
from training.science.metrics import FORMULA_VERSION, Session, measure
from training.science.preparation import Track
from training.science.simplify import polyline
from training.thresholds import InForce, ThresholdBook
from training.tracks import PLACES, stored_packs, track_of, with_sport

MEASURED = (
    "elapsed_s", "timer_s", "moving_s", "distance_m", "ascent_m", "descent_m", "avg_power_w", "max_power_w",
    "normalized_power_w", "intensity", "variability", "work_j", "avg_hr_bpm", "max_hr_bpm", "avg_cadence_rpm",
    "avg_speed_mps", "max_speed_mps", "efficiency", "decoupling_pct",
)  # fmt: skip
FIGURES = (
    "xpower_w", "graded_speed_mps", "wbal_min_j", "trimp", "trimp_edwards", "trimp_lucia", "srpe", "power_load",
    "pace_load", "heart_rate_load", "rpe_load", "distance_source", "ascent_source", "reasons",
)  # fmt: skip
_CURVES = {"power_w": CurveMetric.POWER, "heart_rate_bpm": CurveMetric.HEART_RATE, "speed_mps": CurveMetric.SPEED}
MOST_ROUTE_POINTS = 400


@dataclass(frozen=True, slots=True)
class Measured:
    """An activity's computed rows, before they are written."""

    fields: dict[str, Any]
    analysis: dict[str, Any]
    curves: dict[str, tuple[bytes, bytes]]


def fingerprint(activity: Activity, leader: Source, in_force: InForce, corrections: list[Correction]) -> str:
    """Of everything that a result follows from. Where it has not changed there is nothing to compute."""
    told = (
        FORMULA_VERSION,
        leader.digest,
        (str(leader.visible_to), leader.ai_allowed, leader.combinable, leader.geo_stored),
        [(row.kind, sorted(row.values.items())) for row in corrections],
        (activity.chosen_sport, activity.chosen_sub_sport, activity.rpe, activity.load_override),
        replace(in_force.values, weight_kg=None),
        [str(one) for one in in_force.ids],
    )
    return hashlib.sha256(repr(told).encode()).hexdigest()


def measured(activity: Activity, leader: Source, book: ThresholdBook, track: Track | None = None) -> Measured:
    corrections = corrections_of(activity)
    sport, sub_sport = sports_of(activity, leader)
    clean = clean_track(activity, leader, corrections, track)
    span = _span(clean, leader)
    in_force = book.at(sport, span["local_on"])
    session = measure(clean, in_force.values, rpe=activity.rpe)
    return Measured(
        fields={
            **{name: _number(getattr(session, name)) for name in MEASURED},
            **_load_of(activity, session),
            **_told_by(leader),
            **span,
            "sport": sport,
            "sub_sport": sub_sport,
            "zones": zones_of(session),
            "polyline": _polyline(clean) if leader.geo_stored else "",
            "quality": _quality(session, leader, in_force),
            "formula_version": FORMULA_VERSION,
            "threshold_ids": list(in_force.ids),
            "fingerprint": fingerprint(activity, leader, in_force, corrections),
            "leader": leader,
        },
        analysis={
            "laps": [asdict(lap) for lap in session.laps],
            "efforts": [asdict(effort) for effort in session.efforts],
            "intervals": [asdict(interval) for interval in session.intervals],
            "figures": {name: getattr(session, name) for name in FIGURES},
            "receipt": _receipt(session, in_force, leader),
        },
        curves=curves_of(session),
    )


def corrections_of(activity: Activity) -> list[Correction]:
    return [] if activity._state.adding else list(activity.corrections.order_by("created_at", "id"))


def clean_track(
    activity: Activity, leader: Source, corrections: list[Correction] | None = None, track: Track | None = None
) -> Track:
    """As it is measured: of the sport that was chosen, with what was asked to be corrected."""
    wanted = corrections_of(activity) if corrections is None else corrections
    whole = track or track_of(leader, stored_packs(leader))
    return corrected(with_sport(whole, *sports_of(activity, leader)), wanted)


def sports_of(activity: Activity, leader: Source) -> tuple[str, str]:
    """What a person chose; a chosen sport without a kind leaves the kind of another sport behind."""
    if not activity.chosen_sport:
        return leader.sport, activity.chosen_sub_sport or leader.sub_sport
    same = activity.chosen_sport == leader.sport
    return activity.chosen_sport, activity.chosen_sub_sport or (leader.sub_sport if same else "")


def write_measured(activity: Activity, result: Measured) -> None:
    """Of an activity that was only drafted so far, everything for the first time."""
    is_first = activity._state.adding
    for name, value in result.fields.items():
        setattr(activity, name, value)
    if is_first:
        activity.save(force_insert=True)
    else:
        activity.save(update_fields=list(result.fields))
        activity.curves.all().delete()
    about = {"athlete_id": activity.athlete_id, "visible_to": activity.visible_to, **result.analysis}
    Analysis.objects.bulk_create(
        [Analysis(activity=activity, **about)],
        update_conflicts=True,
        unique_fields=["activity"],
        update_fields=[*about],
    )
    _write_curves(activity, result.curves)


def _write_curves(activity: Activity, curves: dict[str, tuple[bytes, bytes]]) -> None:
    passport = asdict(activity.passport)
    about = {name: getattr(activity, name) for name in ("athlete_id", "sport", "sub_sport", "start_at", "local_on")}
    Curve.objects.bulk_create(
        Curve(activity=activity, metric=metric, best=best, starts=starts, **about, **passport)
        for metric, (best, starts) in curves.items()
    )


def zones_of(session: Session) -> dict[str, Any]:
    return {name: asdict(zones) for name, zones in session.zones.items()}


def curves_of(session: Session) -> dict[str, tuple[bytes, bytes]]:
    found: dict[str, tuple[bytes, bytes]] = {
        _CURVES[name]: _packed(curve) for name, curve in session.curves.items() if name in _CURVES
    }
    if session.efforts:
        found[CurveMetric.DISTANCE] = _packed_efforts(session.efforts)
    return found


def _packed(curve: MeanMax) -> tuple[bytes, bytes]:
    values = np.array([np.nan if value is None else value for value in curve.values], np.float32)
    starts = np.array([-1 if start is None else start for start in curve.starts_s], np.int32)
    return values.tobytes(), starts.tobytes()


def _packed_efforts(efforts: list[Effort]) -> tuple[bytes, bytes]:
    """Pairs of distance and time: which distances there are depends on the sport."""
    values = np.array([[effort.distance_m, effort.elapsed_s] for effort in efforts], np.float64)
    return values.tobytes(), np.array([effort.start_s for effort in efforts], np.float64).tobytes()


def _load_of(activity: Activity, session: Session) -> dict[str, Any]:
    if activity.load_override is not None:
        return {"load": activity.load_override, "load_method": LoadMethod.MANUAL, "load_reason": "set_by_hand"}
    return {"load": _number(session.load), "load_method": session.load_method, "load_reason": session.load_reason}


def _told_by(leader: Source) -> dict[str, Any]:
    told = {"time_zone": leader.time_zone, "device": leader.device, "source_title": leader.title}
    return {**told, **asdict(leader.passport)}


def _span(track: Track, leader: Source) -> dict[str, Any]:
    """When it was; of a cropped track, when the part was that is left."""
    start_at, end_at = leader.start_at, leader.end_at
    if track.has_time and track.time_s.size:
        cut_start, cut_end = (track.start_s + float(track.time_s[at]) for at in (0, -1))
        start_at = max(start_at, datetime.fromtimestamp(cut_start, UTC))
        end_at = max(start_at, min(end_at, datetime.fromtimestamp(cut_end, UTC)))
    return {"start_at": start_at, "end_at": end_at, "local_on": local_day(start_at, leader.time_zone)}


def _quality(session: Session, leader: Source, in_force: InForce) -> list[dict[str, str]]:
    notes = [{"code": code, "text": text} for code, text in session.quality]
    if leader.is_partial:
        notes.insert(0, {"code": "partial", "text": "The file is damaged; this is what could be read of it."})
    if in_force.is_extrapolated:
        notes.append({"code": "threshold_extrapolated", "text": "A threshold from a later day had to be used."})
    unique = {(note["code"], note["text"]): note for note in notes}
    return list(unique.values())


def _receipt(session: Session, in_force: InForce, leader: Source) -> dict[str, Any]:
    zones = {name: {"scheme": zone.scheme, "boundaries": zone.boundaries} for name, zone in session.zones.items()}
    device = {name: value for name, value in leader.totals.items() if name != "clock" and value is not None}
    return {"thresholds": in_force.receipt(), "zones": zones, "device": device, "source": str(leader.pk)}


def _polyline(track: Track) -> str:
    lat, lng = (track.channels.get(name) for name in PLACES)
    if lat is None or lng is None:
        return ""
    return polyline(lat, lng, most=MOST_ROUTE_POINTS)


def _number(value: float | None) -> float | None:
    """NaN and infinity are no measurements."""
    return None if value is None or not np.isfinite(value) else float(value)


def leader_of(sources: list[Source]) -> Source:
    """The source whose word counts: one that nobody restricts, then the one that knows most. The order never matters."""
    return max(sources, key=_merit)


def _merit(source: Source) -> tuple[Any, ...]:
    restriction: Passport = source.passport
    return (
        not restriction.is_restricted,
        source.record_count > 0,
        not source.is_partial,
        "power_w" in source.channels,
        len(source.channels),
        source.end_at - source.start_at,
        source.record_count,
        source.kind != "manual",
        source.digest,
        -source.pk.int,
    )
