"""The codes of the science in words: why a load is what it is, what a reader should know about a session's quality."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LOAD_REASONS: dict[str, Promise] = {
    "power_ftp": _("From power, measured against the threshold power (FTP)."),
    "power_cp": _("From power, measured against the critical power, since no threshold power is known."),
    "run_pace": _("From pace, evened out for hills, measured against the threshold pace."),
    "swim_pace": _("From swimming speed without rests, measured against the critical swim speed."),
    "heart_rate": _("From heart rate, measured against the threshold heart rate."),
    "average_hr": _("From the average heart rate alone, measured against the threshold heart rate."),
    "no_ftp_used_hr": _("From heart rate: there is power, but no threshold power is known."),
    "no_threshold_pace_used_hr": _("From heart rate: no threshold pace is known."),
    "no_css_used_hr": _("From heart rate: no critical swim speed is known."),
    "no_power_used_hr": _("From heart rate: the session has no power."),
    "no_speed_used_hr": _("From heart rate: the session has no speed."),
    "rpe": _("From how hard it felt and how long it took."),
    "no_ftp_used_rpe": _("From how hard it felt: there is power, but no threshold power is known."),
    "no_lthr_used_rpe": _(
        "From how hard it felt: there is heart rate, but no threshold or highest heart rate is known."
    ),
    "no_input": _("There is no power, pace, heart rate or felt effort to compute a load from."),
    "no_ftp": _("No threshold power is known."),
    "no_threshold_pace": _("No threshold pace is known."),
    "no_css": _("No critical swim speed is known."),
    "no_lthr": _("No threshold heart rate is known."),
    "no_max_hr": _("No highest heart rate is known."),
    "too_short": _("The session is too short for this number."),
    "set_by_hand": _("Set by hand; it stays whatever else changes."),
}

# A code of these is told by whichever threshold would help.
MISSING_THRESHOLD = {
    "no_ftp": "ftp_w", "no_ftp_used_hr": "ftp_w", "no_ftp_used_rpe": "ftp_w", "power_cp": "ftp_w",
    "no_threshold_pace": "threshold_pace_mps", "no_threshold_pace_used_hr": "threshold_pace_mps",
    "no_css": "css_mps", "no_css_used_hr": "css_mps", "no_lthr": "lthr_bpm", "no_lthr_used_rpe": "lthr_bpm",
    "no_max_hr": "max_hr_bpm",
}  # fmt: skip

QUALITY: dict[str, Promise] = {
    "partial": _("The file is damaged; this is what could be read of it."),
    "threshold_extrapolated": _("A threshold from a later day had to be used: none is known for this one."),
    "low_confidence": _("Weighted power means little under 20 minutes."),
    "rest_hr_default": _("No resting heart rate is known; 60 bpm is taken."),
    "decoupling_uneven": _("Decoupling means little for a session under 20 minutes or of uneven power."),
    "hr_above_max": _("The heart rate went above the highest that is set: perhaps it should be raised."),
    "wbal_below_zero": _("The reserve above critical power fell below zero: critical power or W′ may be set too low."),
    "wbal_cp_from_ftp": _("No critical power is known; threshold power stands in for it."),
    "average_hr": _("There is only an average heart rate."),
    "time_jump": _("Records a day or more away from the others are left out."),
    "impossible_values": _("Impossible values are left out."),
    "stop_ignored": _("The device says it was stopped but went on recording; that stop is left out."),
    "teleports": _("Steps longer than anybody can go are left out."),
    "power_spikes": _("Some power values stand far above their neighbours."),
    "distance_gps": _("The distance is measured between the places of the track."),
    "no_time": _("The file has no times: only the way and the altitude are known."),
    "no_records": _("There are no records: what is shown comes from the totals."),
    "cropped": _("The session is cut to a part."),
    "spikes_removed": _("Power spikes are removed."),
    "distance_scaled": _("The distance is corrected."),
    "altitude_corrected": _("The altitude is corrected."),
    "truncated": _("The file ends in the middle; what came before is here."),
    "unfinished": _("The file was never closed by its device."),
    "crc": _("A checksum does not fit: something in the file was changed."),
    "developer_power": _("Power comes from a sensor's own field, not from the device."),
    "strap_heart_rate": _("Heart rate was stored by the strap and joined to the records."),
    "from_lengths": _("Distance was built from the pool lengths."),
    "unknown_sport": _("The file names a sport that is not known here."),
    "no_summary": _("The file ends without its summary; the session was made from its records."),
}

# Notes that only say how a session was read trouble nobody.
CALM = frozenset(
    {"distance_gps", "developer_power", "strap_heart_rate", "from_lengths", "average_hr", "rest_hr_default"}
)

SCHEMES: dict[str, Promise] = {
    "own": _("Own boundaries"),
    "coggan_power": _("Seven zones of threshold power (Coggan)"),
    "friel_ride": _("Seven zones of threshold heart rate (Friel, cycling)"),
    "friel_run": _("Seven zones of threshold heart rate (Friel, running)"),
    "max_hr": _("Five zones of the highest heart rate"),
    "run_pace": _("Seven zones of threshold pace (Friel)"),
    "swim_pace": _("Six zones of critical swim speed"),
}


def load_reason(code: str) -> str:
    return str(LOAD_REASONS.get(code, ""))


def quality_notes(notes: list[dict[str, str]]) -> list[dict[str, str | bool]]:
    """Known codes in the reader's language; the place and the numbers are in the English text."""
    return [
        {"text": str(QUALITY.get(note["code"], note["text"])), "told": note["text"], "is_calm": note["code"] in CALM}
        for note in notes
    ]
