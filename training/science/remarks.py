"""What the reader of a session should know: doubts about its numbers, and why some are null."""

from training.science.power import LOW_CONFIDENCE_S
from training.science.preparation import Note, Track
from training.science.reasons import QUALITY
from training.science.session import Session, Thresholds

EVEN_BELOW = 1.05


def observations(track: Track, session: Session, thresholds: Thresholds) -> list[Note]:
    found = list(track.notes)
    found.extend((code, QUALITY[code]) for code in _doubts(track, session, thresholds))
    return found


def _doubts(track: Track, session: Session, thresholds: Thresholds) -> list[str]:
    doubts = {
        "low_confidence": session.normalized_power_w is not None and (session.timer_s or 0.0) < LOW_CONFIDENCE_S,
        "rest_hr_default": session.trimp is not None and thresholds.rest_hr_bpm is None,
        "hr_above_max": _above(session.max_hr_bpm, thresholds.max_hr_bpm),
        "wbal_below_zero": session.wbal_min_j is not None and session.wbal_min_j < 0,
        "decoupling_uneven": session.decoupling_pct is not None and _is_uneven(session),
        "average_hr": session.avg_hr_bpm is not None and "heart_rate_bpm" not in track.channels,
    }
    return [code for code, holds in doubts.items() if holds]


def _is_uneven(session: Session) -> bool:
    return (session.timer_s or 0.0) < LOW_CONFIDENCE_S or (session.variability or 1.0) >= EVEN_BELOW


def _above(value: float | None, limit: float | None) -> bool:
    return value is not None and limit is not None and value > limit


def why_null(track: Track, session: Session, thresholds: Thresholds) -> dict[str, str]:
    """A code for each number that is null."""
    reasons = {
        "timer_s": "no_time", "moving_s": "no_time", "elapsed_s": "no_time", "distance_m": "no_distance",
        "ascent_m": "no_altitude", "avg_hr_bpm": "no_heart_rate", "avg_power_w": "no_power",
        "avg_cadence_rpm": "no_cadence", "avg_speed_mps": "no_distance", "max_speed_mps": "no_speed",
        "normalized_power_w": _power_reason(track), "variability": _power_reason(track),
        "intensity": session.load_reason, "load": session.load_reason, "trimp": _trimp_reason(session),
        "efficiency": _pair_reason(track, session), "decoupling_pct": _pair_reason(track, session),
        "wbal_min_j": "no_cp" if "power_w" in track.channels else "no_power", "srpe": "no_rpe",
        "power_load": _power_load_reason(track, thresholds),
        "heart_rate_load": _heart_load_reason(session, thresholds),
    }  # fmt: skip
    return {field: reason for field, reason in reasons.items() if getattr(session, field) is None}


def _power_reason(track: Track) -> str:
    return "too_short" if "power_w" in track.channels else "no_power"


def _power_load_reason(track: Track, thresholds: Thresholds) -> str:
    if "power_w" not in track.channels:
        return "no_power"
    return "too_short" if thresholds.ftp_w or thresholds.cp_w else "no_ftp"


def _trimp_reason(session: Session) -> str:
    return "no_heart_rate" if session.avg_hr_bpm is None else "no_max_hr"


def _heart_load_reason(session: Session, thresholds: Thresholds) -> str:
    if session.avg_hr_bpm is None:
        return "no_heart_rate"
    return "no_lthr" if thresholds.max_hr_bpm else "no_max_hr"


def _pair_reason(track: Track, session: Session) -> str:
    if session.avg_hr_bpm is None:
        return "no_heart_rate"
    if "power_w" in track.channels or "distance_m" in track.channels or "speed_mps" in track.channels:
        return "too_short" if track.has_time else "no_time"
    return "no_speed"
