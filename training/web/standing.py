"""Where an athlete stands today: fitness, fatigue, form and what the last weeks were like."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.models import WorkState
from training import units as written
from training.fitness import BUILDING_DAYS, first_day, load_shape, read_fitness
from training.models import Recomputation

AHEAD_DAYS, SHOWN_DAYS = 28, 365
Text = str | Promise
STATES: tuple[tuple[float, Text, str], ...] = (
    (5.0, gettext_lazy("Fresh: rested, ready to race"), "info"),
    (-10.0, gettext_lazy("Neutral: neither tired nor fresh"), ""),
    (-30.0, gettext_lazy("Productive: tired enough to improve"), "success"),
    (float("-inf"), gettext_lazy("Very tired: more load now brings little"), "danger"),
)


@dataclass(frozen=True, slots=True)
class Standing:
    today: date
    row: dict[str, Any]
    first_on: date | None
    withheld: list[dict[str, Any]]
    week_load: float
    shape: dict[str, Any]

    @property
    def is_empty(self) -> bool:
        return self.first_on is None and not self.row["fitness"]

    @property
    def is_building(self) -> bool:
        return bool(self.row["state"] == "building")

    @property
    def days_to_build(self) -> int:
        begun = (self.today - self.first_on).days if self.first_on else 0
        return max(BUILDING_DAYS - begun, 0)

    @property
    def state(self) -> Text:
        return next(text for least, text, _tone in STATES if self.row["form"] >= least)

    @property
    def tone(self) -> str:
        return next(tone for least, _text, tone in STATES if self.row["form"] >= least)

    def summary(self) -> str:
        """The chart in one sentence."""
        values = {
            "day": date_format(self.today),
            "fitness": written.number(self.row["fitness"], 1),
            "fatigue": written.number(self.row["fatigue"], 1),
            "form": written.signed(self.row["form"]),
            "ramp": written.signed(self.row["ramp"]),
        }
        return (
            _(
                "On %(day)s fitness is %(fitness)s, fatigue %(fatigue)s and form %(form)s; fitness changed by %(ramp)s in seven days."
            )
            % values
        )


def standing_of(athlete_id: UUID, *, reader: str, today: date, sport: str | None) -> Standing:
    told = read_fitness(
        athlete_id=athlete_id, reader=reader, from_on=today - timedelta(days=6), to_on=today, today=today, sport=sport
    )
    rows = told["data"]
    return Standing(
        today=today,
        row=rows[-1],
        first_on=first_day(athlete_id),
        withheld=told["withheld"],
        week_load=sum(row["load"] or 0.0 for row in rows),
        shape=load_shape(athlete_id=athlete_id, reader=reader, on=today),
    )


def today_in(zone: str, now: datetime) -> date:
    try:
        return now.astimezone(ZoneInfo(zone)).date()
    except (ZoneInfoNotFoundError, ValueError):
        return now.date()


def recomputations_of(athlete_id: UUID) -> dict[str, int] | None:
    """How far the measuring of earlier sessions is, while it goes on."""
    rows = Recomputation.objects.filter(athlete_id=athlete_id, state__in=(WorkState.WAITING, WorkState.LEASED))
    told = list(rows.values_list("total", "done"))
    if not told:
        return None
    total, done = sum(row[0] for row in told), sum(row[1] for row in told)
    return {"total": total, "done": done, "percent": round(done / total * 100) if total else 0}
