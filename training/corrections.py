"""What a person puts right about a recording. The streams stay as they came, so everything can be taken back."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import DomainError
from core.events import emit
from training.models import Activity, ChangeCause, Correction, CorrectionKind
from training.recording import lock_activity, measure_again
from training.science.corrections import NothingLeft, crop
from training.science.preparation import Track
from training.series import corrected_track

MOST = 1e9
SPIKY = ("power_w", "heart_rate_bpm", "speed_mps", "altitude_m", "cadence_rpm")


@transaction.atomic
def add_correction(*, activity: Activity, kind: str, values: Mapping[str, Any], actor: User) -> Correction:
    """Put right, measured again, and taken back by `undo_correction` whenever it turns out wrong."""
    lock_activity(activity)
    check, known = _CHECKS[kind]
    if unknown := sorted(values.keys() - known):
        raise DomainError(_("This key is not known here."), field=f"values.{unknown[0]}"[:100], detail="unknown")
    checked = check(activity, values)
    correction = Correction.objects.create(
        athlete_id=activity.athlete_id, activity=activity, kind=kind, values=dict(checked)
    )
    measure_again(activity, cause=ChangeCause.CORRECTED, ref=str(correction.pk))
    emit("training.activity_changed", activity_id=activity.pk, athlete_id=activity.athlete_id)
    return correction


@transaction.atomic
def undo_correction(*, correction: Correction, actor: User) -> None:
    activity = correction.activity
    lock_activity(activity)
    correction.delete()
    measure_again(activity, cause=ChangeCause.CORRECTED)
    emit("training.activity_changed", activity_id=activity.pk, athlete_id=activity.athlete_id)


def _checked_crop(activity: Activity, values: Mapping[str, Any]) -> Mapping[str, Any]:
    first, last = _number(values, "from_s"), _number(values, "to_s")
    length = (activity.end_at - activity.start_at).total_seconds()
    if not 0 <= first < last:
        raise DomainError(_("The part to keep ends after it begins."), field="to_s")
    track = corrected_track(activity)
    if first >= length or track is None or not _leaves_something(track, first, last):
        raise DomainError(_("Nothing of the session would be left."), field="from_s")
    return {"from_s": first, "to_s": last, "start_s": track.start_s}


def _leaves_something(track: Track, first: float, last: float) -> bool:
    try:
        return bool(crop(track, first, last).time_s.size)
    except NothingLeft:
        return False


def _checked_channel(activity: Activity, values: Mapping[str, Any]) -> Mapping[str, Any]:
    channel = values.get("channel", "power_w")
    if channel not in SPIKY:
        raise _no_channel("channel")
    _require_channel(activity, channel, field="channel")
    return {"channel": channel}


def _require_channel(activity: Activity, channel: str, *, field: str) -> None:
    if activity.leader is None or channel not in activity.leader.channels:
        raise _no_channel(field)


def _no_channel(field: str) -> DomainError:
    return DomainError(_("The session has no such channel."), field=field, detail="unknown")


def _checked_distance(activity: Activity, values: Mapping[str, Any]) -> Mapping[str, Any]:
    distance = _number(values, "distance_m")
    if not 0 < distance <= 2_000_000:
        raise DomainError(_("Give a distance between 0 and 2,000 km."), field="distance_m")
    return {"distance_m": distance}


def _checked_altitude(activity: Activity, values: Mapping[str, Any]) -> Mapping[str, Any]:
    _require_channel(activity, "altitude_m", field="kind")
    mode = values.get("mode", "offset")
    if mode in ("flat", "level"):
        return {"mode": mode}
    if mode != "offset":
        raise DomainError(_("Altitude is moved, levelled or made flat."), field="mode", detail="invalid_choice")
    offset = _number(values, "offset_m")
    if abs(offset) > 9000:
        raise DomainError(_("That is more than the highest mountain."), field="offset_m")
    return {"mode": mode, "offset_m": offset}


def _number(values: Mapping[str, Any], name: str) -> float:
    value = values.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise DomainError(_("This is needed."), field=name, detail="required")
    if not abs(value) <= MOST:
        raise DomainError(_("This number is out of the question."), field=name, detail="implausible")
    return float(value)


# What a correction is checked by, and what may be said with it
_CHECKS: dict[str, tuple[Callable[[Activity, Mapping[str, Any]], Mapping[str, Any]], frozenset[str]]] = {
    CorrectionKind.CROP: (_checked_crop, frozenset({"from_s", "to_s"})),
    CorrectionKind.REMOVE_SPIKES: (_checked_channel, frozenset({"channel"})),
    CorrectionKind.FIX_DISTANCE: (_checked_distance, frozenset({"distance_m"})),
    CorrectionKind.FIX_ALTITUDE: (_checked_altitude, frozenset({"mode", "offset_m"})),
}
