"""Numbers of things at Strava."""

from typing import Any

MOST = 2**63 - 1


def id_of(told: Any) -> int | None:
    """Of an athlete or an activity; some who speak JSON write large numbers as text."""
    number = int(told) if isinstance(told, str) and told.isascii() and told.isdecimal() and len(told) < 20 else told
    is_number = isinstance(number, int) and not isinstance(number, bool)
    return number if is_number and 0 < number <= MOST else None
