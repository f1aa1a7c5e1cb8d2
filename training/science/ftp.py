"""Thresholds that a session suggests. They are proposed, never set: the athlete answers."""

from collections.abc import Sequence
from dataclasses import dataclass

from training.science.curves import DURATIONS_S, Curve

TWENTY_MINUTES_S = 1200
SHORTEST_S = 180
LEAST_GAIN = 1.01
# A usual rider's power over time as a share of threshold, from W' of 80 s at threshold power: CP + W'/t, and a slow
# decline past an hour. One exhausting effort placed on it gives the threshold.
USUAL_CP_SHARE = 0.975
USUAL_W_PRIME_S = 90.0
DECLINE_AFTER_S = 3600.0
DECLINE = 0.07


@dataclass(frozen=True, slots=True)
class Proposal:
    kind: str  # ftp_w | lthr_bpm | threshold_pace_mps | max_hr_bpm
    value: float
    basis: str  # best_20min | effort | peak
    duration_s: int
    start_s: int | None


def usual_share(duration_s: float) -> float:
    """Power for a duration as a share of threshold power, on the curve of a usual rider."""
    share = USUAL_CP_SHARE + USUAL_W_PRIME_S / duration_s
    if duration_s > DECLINE_AFTER_S:
        share *= (duration_s / DECLINE_AFTER_S) ** -DECLINE
    return share


def eftp(duration_s: float, power_w: float) -> float | None:
    """Threshold power that one exhausting effort of 3 minutes or more stands for; own reference curve."""
    return power_w / usual_share(duration_s) if duration_s >= SHORTEST_S else None


def best_eftp(curve: Curve, durations: Sequence[int] = DURATIONS_S) -> Proposal | None:
    """The effort of a session (3 min to 1 h) that speaks for the highest threshold."""
    found = [
        Proposal("ftp_w", power / usual_share(duration), "effort", duration, start)
        for duration, power, start in zip(durations, curve.values, curve.starts_s, strict=True)
        if power is not None and SHORTEST_S <= duration <= DECLINE_AFTER_S
    ]
    return max(found, key=lambda proposal: proposal.value, default=None)


def _twenty_minutes(curve: Curve | None, durations: Sequence[int]) -> tuple[float, int | None] | None:
    if curve is None:
        return None
    place = list(durations).index(TWENTY_MINUTES_S)
    value = curve.values[place]
    return None if value is None else (value, curve.starts_s[place])


def from_twenty_minutes(kind: str, curve: Curve | None, durations: Sequence[int] = DURATIONS_S) -> Proposal | None:
    """95 % of the best 20 minutes of power, heart rate or speed (H. Allen and A. Coggan; J. Friel)."""
    best = _twenty_minutes(curve, durations)
    return None if best is None else Proposal(kind, 0.95 * best[0], "best_20min", TWENTY_MINUTES_S, best[1])


def ramp_test(best_minute_w: float) -> float:
    """75 % of the best minute of a ramp to exhaustion."""
    return 0.75 * best_minute_w


def is_worth_asking(proposal: Proposal, current: float | None, *, variability: float | None, has_spikes: bool) -> bool:
    """Only an even, clean effort that beats the value in force by 1 % is put to the athlete."""
    if has_spikes or (proposal.kind == "ftp_w" and variability is not None and variability > 1.2):
        return False
    return current is None or proposal.value >= LEAST_GAIN * current


def proposals(
    sport: str,
    curves: dict[str, Curve],
    current: dict[str, float | None],
    *,
    variability: float | None = None,
    has_spikes: bool = False,
    max_hr_bpm: float | None = None,
) -> list[Proposal]:
    """What a session suggests to change. `current` holds the values in force by kind."""
    found = [
        from_twenty_minutes("ftp_w", curves.get("power_w")) if sport == "ride" else None,
        from_twenty_minutes("lthr_bpm", curves.get("heart_rate_bpm")),
        from_twenty_minutes("threshold_pace_mps", curves.get("speed_mps")) if sport == "run" else None,
        None if max_hr_bpm is None else Proposal("max_hr_bpm", max_hr_bpm, "peak", 1, None),
    ]
    return [
        proposal
        for proposal in found
        if proposal is not None
        and is_worth_asking(proposal, current.get(proposal.kind), variability=variability, has_spikes=has_spikes)
    ]
