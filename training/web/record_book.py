"""Records as people read them: by discipline, with what stood before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.web.subjects import Subject
from training import units as written
from training.badges import discipline_of, read_badges
from training.records import read_records
from training.units import Quantity
from training.web.subjects import address

Text = str | Promise
SETTINGS: dict[str, Text] = {"outdoor": _("Outdoors"), "indoor": _("Indoors"), "virtual": _("Virtual"), "all": ""}
NEWEST_BADGES = 8


@dataclass(frozen=True, slots=True)
class Mark:
    quantity: Quantity
    on: date
    url: str


@dataclass(frozen=True, slots=True)
class Line:
    """One discipline: what stands, and all that stood before it, newest first."""

    label: str
    standing: Mark
    gain: str
    earlier: Sequence[Mark]


@dataclass(frozen=True, slots=True)
class Chapter:
    title: Text
    lines: list[Line]


def book_of(subject: Subject, *, reader: str, sport: str) -> list[Chapter]:
    rows = read_records(athlete_id=subject.id, reader=reader, sport=sport, with_history=True)
    return [
        Chapter(SETTINGS.get(setting, setting), _lines(subject, sport, list(part)))
        for setting, part in groupby(rows, key=lambda row: row["setting"])
    ]


def badges_of(subject: Subject, *, reader: str, sport: str) -> list[dict[str, Any]]:
    found = read_badges(athlete_id=subject.id, reader=reader, sport=sport)[:NEWEST_BADGES]
    return [{**badge, "url": address(subject, "activity", pk=badge["activity_id"])} for badge in found]


def _lines(subject: Subject, sport: str, rows: list[dict[str, Any]]) -> list[Line]:
    lines = []
    for kind in dict.fromkeys(row["kind"] for row in rows):
        history = sorted((row for row in rows if row["kind"] == kind), key=lambda row: row["achieved_on"])
        marks = [_mark(subject, sport, row) for row in reversed(history)]
        lines.append(Line(discipline_of(kind), marks[0], _gain(kind, history, sport, subject.units), marks[1:]))
    return lines


def _mark(subject: Subject, sport: str, row: dict[str, Any]) -> Mark:
    url = address(subject, "activity", pk=row["activity_id"])
    return Mark(_quantity(row["kind"], row["value"], sport, subject.units), row["achieved_on"], url)


def _gain(kind: str, history: list[dict[str, Any]], sport: str, units: str) -> str:
    """How much better than what stood before."""
    if len(history) < 2:
        return ""
    by = abs(history[-1]["value"] - history[-2]["value"])
    sign = written.MINUS if kind.startswith("fastest") else "+"
    return f"{sign}{_small(kind, by) or _quantity(kind, by, sport, units)}"


def _small(kind: str, by: float) -> str:
    """What would be rounded to nothing."""
    if kind.startswith("power") and by < 10:
        return str(Quantity(written.number(by, 1), written.watts(by).unit))
    return str(_("%(n)s s")) % {"n": written.number(by, 1)} if kind.startswith("fastest") and by < 1 else ""


def _quantity(kind: str, value: float, sport: str, units: str) -> Quantity:
    if kind.startswith("fastest") or kind == "longest_duration_s":
        return Quantity(written.clock(value))
    if kind.startswith("power"):
        return written.watts(value)
    return written.height(value, units) if kind == "most_ascent_m" else written.distance(value, units, sport=sport)
