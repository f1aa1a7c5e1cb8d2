"""Badges: what a session earned when it happened, told from the history of records and never stored."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from training.records import read_records


def read_badges(*, athlete_id: UUID, reader: str, sport: str | None = None) -> list[dict[str, Any]]:
    """Newest first. The first mark of a discipline is no record yet."""
    history = read_records(athlete_id=athlete_id, reader=reader, sport=sport, with_history=True)
    earned = [_badge(row) for row in history if row["previous"] is not None]
    return sorted(earned, key=lambda row: row["achieved_on"], reverse=True)


def _badge(row: dict[str, Any]) -> dict[str, Any]:
    shown = {name: row[name] for name in ("kind", "sport", "activity_id", "achieved_on")}
    return {**shown, "text": discipline_of(row["kind"])}


def discipline_of(kind: str) -> str:
    """Words for a kind: "Fastest 5 km", "Best 20 min power"."""
    family, number = kind.split("_", maxsplit=2)[:2]
    if family == "fastest":
        return _("Fastest %(distance)s") % {"distance": _distance(float(number))}
    if family == "power":
        return _("Best power over %(duration)s") % {"duration": _duration(int(number))}
    return {
        "longest_distance_m": _("Longest distance"),
        "longest_duration_s": _("Longest time moving"),
        "most_ascent_m": _("Most ascent"),
    }[kind]


_KNOWN = {1609.344: "1 mi", 3218.688: "2 mi", 16_093.44: "10 mi", 160_934.4: "100 mi"}


def _distance(metres: float) -> str:
    named = {21_097.5: _("half marathon"), 42_195.0: _("marathon")}
    if metres in named or metres in _KNOWN:
        return named.get(metres) or _KNOWN[metres]
    return f"{metres:g} m" if metres < 1000 else f"{metres / 1000:g} km"


def _duration(seconds: int) -> str:
    if seconds < 60:
        return f"{seconds} s"
    return f"{seconds // 60} min" if seconds < 3600 else f"{seconds // 3600} h"
