"""Time in zones, with what each zone reaches from and to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from training import units as written
from training.web.reasons import SCHEMES

Text = str | Promise
NAMES: dict[str, Text] = {"power": _("Power"), "heart_rate": _("Heart rate"), "pace": _("Pace")}


@dataclass(frozen=True, slots=True)
class Zone:
    number: int
    reach: str
    seconds: int
    share: float
    percent: str


@dataclass(frozen=True, slots=True)
class Zones:
    metric: str
    name: Text
    scheme: Text
    zones: list[Zone]
    seconds: Sequence[int]
    unknown_s: int
    polarization: float | None


def zone_groups(told: dict[str, Any], sport: str, units: str, hidden: frozenset[str]) -> list[Zones]:
    shown = [name for name in NAMES if told.get(name) and name not in hidden]
    return [_group(name, told[name], sport, units) for name in shown if sum(told[name]["seconds"])]


def _group(metric: str, told: dict[str, Any], sport: str, units: str) -> Zones:
    seconds, total = told["seconds"], sum(told["seconds"])
    edges = [_edge(metric, value, sport, units) for value in told["boundaries"]]
    zones = [
        Zone(number, _reach(edges, number), part, part / total, written.number(part / total * 100))
        for number, part in enumerate(seconds, start=1)
    ]
    scheme = SCHEMES.get(told.get("scheme", ""), "")
    return Zones(metric, NAMES[metric], scheme, zones, seconds, told.get("unknown_s", 0), told.get("polarization"))


def _edge(metric: str, value: float, sport: str, units: str) -> str:
    return written.rate(value, sport, units).text if metric == "pace" else written.number(value)


def _reach(edges: list[str], number: int) -> str:
    if number == 1:
        return f"< {edges[0]}" if edges else ""
    return f"{edges[number - 2]}–{edges[number - 1]}" if number <= len(edges) else f"≥ {edges[-1]}"
