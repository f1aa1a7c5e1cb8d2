"""Threshold power that an effort stands for. It is proposed, never set: the athlete answers."""

TWENTY_MINUTES_S = 1200
TWENTY_MINUTES_SHARE = 0.95  # of power, heart rate or speed (H. Allen and A. Coggan; J. Friel)
SHORTEST_S = 180
LEAST_GAIN = 1.01
# A usual rider's power over time as a share of threshold, from W' of 80 s at threshold power: CP + W'/t, and a slow
# decline past an hour. One exhausting effort placed on it gives the threshold.
USUAL_CP_SHARE = 0.975
USUAL_W_PRIME_S = 90.0
DECLINE_AFTER_S = 3600.0
DECLINE = 0.07


def usual_share(duration_s: float) -> float:
    """Power for a duration as a share of threshold power, on the curve of a usual rider."""
    share = USUAL_CP_SHARE + USUAL_W_PRIME_S / duration_s
    if duration_s > DECLINE_AFTER_S:
        share *= (duration_s / DECLINE_AFTER_S) ** -DECLINE
    return share


def eftp(duration_s: float, power_w: float) -> float | None:
    """Threshold power that one exhausting effort of 3 minutes or more stands for; own reference curve."""
    return power_w / usual_share(duration_s) if duration_s >= SHORTEST_S else None
