"""Fitness, fatigue and form: folded from the ledger for whoever asks, by the one function that page, API and mail use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Literal
from uuid import UUID

from django.db import connection
from django.db.models import Sum

from accounts.models import FitnessSeed
from training.models import Activity, PlannedDay, Workout, WorkoutState
from training.passport import CIRCLES, Reader
from training.remembering import remembered
from training.science.load_model import FATIGUE_DAYS, FITNESS_DAYS, Seed, fold, weight
from training.science.monotony import CHRONIC_DAYS, acwr, acwr_weighted, monotony, strain
from training.withholding import withheld_sessions

Model = Literal["exp", "tp"]
BUILDING_DAYS = 42
RAMP_DAYS = 7
_NOTHING = 1e-6


@dataclass(frozen=True, slots=True)
class Days:
    """Parallel columns, one entry a day from `first` on."""

    first: date
    loads: list[float]
    fitness: list[float]
    fatigue: list[float]
    form: list[float]
    seeded_on: frozenset[date]

    def at(self, on: date) -> int:
        return (on - self.first).days


def read_fitness(
    *, athlete_id: UUID, reader: str, from_on: date, to_on: date, today: date, sport: str | None = None,
    model: Model = "exp",
) -> dict[str, Any]:  # fmt: skip
    """The series of the contract, and what this reader's passports leave out of it."""
    loads, withheld = _known(athlete_id, reader=reader, until=to_on, sport=sport)
    tomorrow = today + timedelta(days=1)
    today = tomorrow if tomorrow in loads else today  # it is later where the athlete trained than at home
    plan = Planned()
    if reader != Reader.TEAM and from_on <= to_on:
        plan = _planned(athlete_id, reader=reader, from_on=min(from_on, today), to_on=to_on, today=today, sport=sport)
    seeds = {} if sport else seeds_of(athlete_id)
    start = min([*loads, *seeds, from_on])
    days = fold_days(loads, seeds, first=start, last=min(to_on, max(today, start)), model=model)
    rows = _rows(
        days, from_on=from_on, to_on=min(to_on, today), planned=plan.loads, first_load=min(loads, default=None)
    )
    rows += _expected(days, plan, today=today, from_on=from_on, to_on=to_on, model=model)
    return {"data": rows, "withheld": withheld}


def _known(
    athlete_id: UUID, *, reader: str, until: date, sport: str | None
) -> tuple[dict[date, float], list[dict[str, Any]]]:
    def read() -> tuple[list[int], list[float], list[dict[str, Any]]]:
        found = daily_loads(athlete_id, reader=reader, until=until, sport=sport)
        withheld = withheld_sessions(athlete_id, reader=reader, from_on=None, to_on=until)
        return [on.toordinal() for on in found], list(found.values()), withheld

    days, loads, withheld = remembered(athlete_id, "loads", reader, until, sport, fold=read)
    return dict(zip(map(date.fromordinal, days), loads, strict=True)), withheld


def daily_loads(athlete_id: UUID, *, reader: str, until: date, sport: str | None = None) -> dict[date, float]:
    """The sum of each day as this reader may know it. Fetched as two arrays: ten years are one row."""
    circle = "ai_allowed" if reader == Reader.AI else "visible_to = any (%(circles)s)"
    named = "and sport = %(sport)s" if sport else ""
    circles = [] if reader == Reader.AI else list(CIRCLES[CIRCLES.index(reader) :])
    with connection.cursor() as cursor:
        cursor.execute(
            _LOADS.format(circle=circle, sport=named),
            {"athlete": athlete_id, "until": until, "circles": circles, "sport": sport},
        )
        days, loads = cursor.fetchone()
    return dict(zip(days or (), loads or (), strict=True))


def load_shape(*, athlete_id: UUID, reader: str, on: date) -> dict[str, Any]:
    """Evenness and growth of the load up to a day, from the same daily sums as everything else."""
    loads = daily_loads(athlete_id, reader=reader, until=on)
    month = [loads.get(on - timedelta(days=ago), 0.0) for ago in range(CHRONIC_DAYS - 1, -1, -1)]
    week = month[-RAMP_DAYS:]
    return {
        "on": on,
        "monotony": monotony(week),
        "strain": strain(week),
        "acwr": acwr(month),
        "acwr_uncoupled": acwr(month, coupled=False),
        "acwr_weighted": acwr_weighted(month),
    }


def fold_days(
    loads: Mapping[date, float], seeds: Mapping[date, Seed], *, first: date, last: date, model: Model
) -> Days:
    """From the first day to the last. A seed is what the athlete had at the end of its day, whatever came before."""
    columns: tuple[list[float], ...] = ([], [], [])
    series = [0.0] * ((last - first).days + 1)
    for on, load in loads.items():
        if first <= on <= last:
            series[on.toordinal() - first.toordinal()] = load
    start, seed = first, Seed()
    for on in sorted(day for day in seeds if first <= day <= last):
        _fold_into(columns, series[(start - first).days : (on - first).days], seed, model)
        seed, start = seeds[on], on + timedelta(days=1)
        _set_seed(columns, seed)
    _fold_into(columns, series[(start - first).days :], seed, model)
    fitness, fatigue, form = columns
    return Days(first, series, fitness, fatigue, form, frozenset(seeds))


def seeds_of(athlete_id: UUID) -> dict[date, Seed]:
    rows = FitnessSeed.objects.filter(athlete_id=athlete_id)
    return {row.on: Seed(row.fitness, row.fatigue) for row in rows}


def _fold_into(columns: Sequence[list[float]], loads: Sequence[float], seed: Seed, model: Model) -> None:
    for column, values in zip(columns, fold(loads, seed, model), strict=True):
        column.extend(values)


def _set_seed(columns: Sequence[list[float]], seed: Seed) -> None:
    """Replaces the day of the seed, which the fold before it has left out."""
    for column, value in zip(columns, (seed.fitness, seed.fatigue, seed.fitness - seed.fatigue), strict=True):
        column.append(value)


def _rows(
    days: Days, *, from_on: date, to_on: date, planned: Mapping[date, float], first_load: date | None
) -> list[dict[str, Any]]:
    built_on = _built_on(days, first_load) or date.max
    fitness, first = days.fitness, days.first.toordinal()
    return [
        {
            "on": (on := date.fromordinal(first + at)),
            "load": days.loads[at],
            "fitness": fitness[at],
            "fatigue": days.fatigue[at],
            "form": days.form[at],
            "ramp": fitness[at] - fitness[at - RAMP_DAYS] if at >= RAMP_DAYS else fitness[at],
            "state": "ok" if on >= built_on else "building",
            "planned_load": planned.get(on),
            "expected_load": None,
            "expected_fitness": None,
            "expected_fatigue": None,
            "expected_form": None,
        }
        for at in range(max(days.at(from_on), 0), days.at(to_on) + 1)
    ]


def _built_on(days: Days, first_load: date | None) -> date | None:
    """A seed says what went before; without one it takes as long as the constant to know."""
    known = [*days.seeded_on, *([first_load + timedelta(days=BUILDING_DAYS)] if first_load else [])]
    return min(known, default=None)


def _expected(
    days: Days, plan: "Planned", *, today: date, from_on: date, to_on: date, model: Model
) -> list[dict[str, Any]]:
    """After today nothing has happened: what would be, if the plan were done, with what is still open today."""
    first = today + timedelta(days=1)
    if to_on < first:
        return []
    seed = _end_of_today(days, plan.open_today, today, model)
    loads = [plan.loads.get(first + timedelta(days=n), 0.0) for n in range((to_on - today).days)]
    folded = fold(loads, seed, model)
    rows = [
        _ahead(first + timedelta(days=n), plan.loads, loads[n], folded.fitness[n], folded.fatigue[n], folded.form[n])
        for n in range(len(loads))
    ]
    return [row for row in rows if row["on"] >= from_on]


def _end_of_today(days: Days, open_load: float, today: date, model: Model) -> Seed:
    at = days.at(today)
    if not 0 <= at < len(days.fitness):
        return Seed()
    fitness, fatigue = days.fitness[at], days.fatigue[at]
    if not open_load or today in days.seeded_on:
        return Seed(fitness, fatigue)
    more = (open_load * weight(0, constant, model) for constant in (FITNESS_DAYS, FATIGUE_DAYS))
    return Seed(fitness + next(more), fatigue + next(more))


def _ahead(
    on: date, planned: Mapping[date, float], load: float, fitness: float, fatigue: float, form: float
) -> dict[str, Any]:
    nothing_yet = dict.fromkeys(("load", "fitness", "fatigue", "form", "ramp"))
    return {
        "on": on,
        **nothing_yet,
        "state": "expected",
        "planned_load": planned.get(on),
        "expected_load": load,
        "expected_fitness": fitness,
        "expected_fatigue": fatigue,
        "expected_form": form,
    }


@dataclass(frozen=True, slots=True)
class Planned:
    loads: Mapping[date, float] = field(default_factory=dict)
    open_today: float = 0.0


def _planned(athlete_id: UUID, *, reader: str, from_on: date, to_on: date, today: date, sport: str | None) -> Planned:
    rows = PlannedDay.objects.filter(athlete_id=athlete_id, local_on__gte=from_on, local_on__lte=max(to_on, today))
    if sport:
        rows = rows.filter(sport=sport)
    sums = rows.values_list("local_on").annotate(Sum("load"), Sum("open_load"))
    found = {on: (load, still_open) for on, load, still_open in sums}
    hidden: dict[date, float] = {}
    if reader == Reader.OWNER and found and max(found) >= today:
        hidden = _hidden(athlete_id, from_on=from_on, to_on=to_on, today=today, sport=sport)
    seen = {on: load - hidden.get(on, 0.0) for on, (load, _open) in found.items()}
    loads = {on: load for on, load in seen.items() if on not in hidden or load > _NOTHING}
    return Planned(loads, max(found.get(today, (0.0, 0.0))[1] - hidden.get(today, 0.0), 0.0))


def _hidden(
    athlete_id: UUID, *, from_on: date, to_on: date, today: date, sport: str | None
) -> dict[date, float]:  # fmt: skip
    """What the coach keeps back is not to be read off a sum either."""
    rows = Workout.objects.filter(athlete_id=athlete_id, hidden_until__gt=today).on_days(from_on, to_on)
    rows = rows.exclude(state=WorkoutState.EXCUSED).filter(planned_load__gt=0)
    rows = rows.filter(sport=sport) if sport else rows
    return dict(rows.values_list("on").annotate(Sum("planned_load")))


def first_day(athlete_id: UUID) -> date | None:
    return (
        Activity.objects.filter(athlete_id=athlete_id).order_by("local_on").values_list("local_on", flat=True).first()
    )


_LOADS = """
    select array_agg(local_on), array_agg(load) from (
        select local_on, sum(load order by sport, visible_to, ai_allowed) as load from training_loadday
        where athlete_id = %(athlete)s and local_on <= %(until)s and {circle} {sport}
        group by local_on) as days
"""
