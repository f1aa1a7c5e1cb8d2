"""What is kept up on the way against what is worked out at the end."""

import json
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from core.acting import as_system
from core.events import deliver
from core.models import Delivery
from core.models.work import WorkState
from core.work import run_due
from training.badges import read_badges
from training.curves import read_curve
from training.fitness import read_fitness
from training.ledger import rebuild_from
from training.measuring import leader_of, measured
from training.models import Activity, Analysis, Curve, LoadChange, LoadDay, Recomputation
from training.passport import Reader
from training.recomputing import is_stale, run
from training.records import read_records
from training.thresholds import ThresholdBook
from training.totals import read_totals

READERS = (Reader.OWNER, Reader.COACH, Reader.AI)
FIRST, LAST = date(2020, 1, 1), date(2027, 1, 1)
LEDGER = ("sport", "local_on", "visible_to", "ai_allowed", "combinable")
SUMS = ("load", "sessions", "timer_s", "moving_s", "distance_m", "ascent_m", "work_j")
CLOSE = 1e-9


class Undo(Exception):
    """What was done to look at it is not kept."""


def settle() -> None:
    """News are delivered and what they ask for is done, as the workers would."""
    run_due(Delivery, deliver, limit=10_000, budget_s=600)
    run_due(Recomputation, call=run, limit=10_000, budget_s=600)
    with as_system("test"):
        for model in (Delivery, Recomputation):
            left = model._default_manager.exclude(state=WorkState.DONE).values_list("last_error", flat=True)
            assert not list(left)


def ledger_of(athlete_id: UUID) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    with as_system("test"):
        rows = LoadDay.objects.filter(athlete_id=athlete_id).values(*LEDGER, *SUMS, "inputs")
        return {
            tuple(row[name] for name in LEDGER): (*(row[name] for name in SUMS), plain(row["inputs"])) for row in rows
        }


def readings_of(athlete_id: UUID, *, today: date) -> dict[str, Any]:
    """Everything that anybody can read of an athlete, by reader."""
    told: dict[str, Any] = {}
    with as_system("test"):
        for reader in READERS:
            who = {"athlete_id": athlete_id, "reader": reader}
            told[f"records {reader}"] = read_records(**who, with_history=True)
            told[f"badges {reader}"] = read_badges(**who)
            told[f"totals {reader}"] = read_totals(**who, from_on=FIRST, to_on=LAST, by="week")
            for metric in ("power", "heart_rate", "speed"):
                told[f"{metric} {reader}"] = read_curve(**who, metric=metric, sport=None, from_on=None, to_on=None)
            span = {"from_on": today - timedelta(days=500), "to_on": today + timedelta(days=2), "today": today}
            for model in ("exp", "tp"):
                told[f"fitness {model} {reader}"] = read_fitness(**who, **span, model=model)
    return told


def assert_rebuilds(athlete_id: UUID, *, today: date) -> None:
    """From the sources alone, with nothing that was computed before, come the same numbers."""
    kept_up, ledger = readings_of(athlete_id, today=today), ledger_of(athlete_id)
    try:
        with as_system("test"), transaction.atomic():
            _forget_everything_computed(athlete_id)
            for activity in Activity.objects.filter(athlete_id=athlete_id).order_by("-id"):
                _measure_anew(activity)
            rebuild_from(athlete_id, FIRST)
            assert ledger_of(athlete_id) == ledger
            difference(readings_of(athlete_id, today=today), kept_up)
            raise Undo
    except Undo:
        pass


def assert_ledger_rebuilds(athlete_id: UUID) -> None:
    kept_up = ledger_of(athlete_id)
    try:
        with as_system("test"), transaction.atomic():
            rebuild_from(athlete_id, FIRST)
            assert ledger_of(athlete_id) == kept_up
            raise Undo
    except Undo:
        pass


def assert_measured(athlete_id: UUID) -> None:
    """Each activity holds what measuring it now gives, its rows beside it too, and nothing is stale."""
    with as_system("test"):
        book = ThresholdBook(athlete_id)
        for activity in Activity.objects.filter(athlete_id=athlete_id):
            assert not is_stale(activity, book)
            wanted = measured(activity, leader_of(list(activity.sources.all())), book)
            for name, value in wanted.fields.items():
                assert plain(getattr(activity, name)) == plain(value), (name, activity.pk)
            analysis = Analysis.objects.get(activity=activity)
            assert analysis.visible_to == activity.visible_to
            for name, value in wanted.analysis.items():
                assert plain(getattr(analysis, name)) == plain(value), name
            curves = {row.metric: row for row in Curve.objects.filter(activity=activity)}
            assert {name: (bytes(row.best), bytes(row.starts)) for name, row in curves.items()} == wanted.curves
            for row in curves.values():
                assert (row.passport, row.local_on, row.sport) == (activity.passport, activity.local_on, activity.sport)


def assert_journal_adds_up(athlete_id: UUID) -> None:
    """What came and went on each day, in each sport and under each passport, is what there is."""
    with as_system("test"):
        rows = LoadChange.objects.filter(athlete_id=athlete_id).values(*LEDGER).annotate(sum=Sum("delta"))
        told = {tuple(row[name] for name in LEDGER): row["sum"] for row in rows}
    kept = {key: row[0] for key, row in ledger_of(athlete_id).items()}
    for key in told.keys() | kept.keys():
        assert abs(told.get(key, 0.0) - kept.get(key, 0.0)) <= CLOSE, key


def difference(left: Any, right: Any, path: str = "") -> None:
    """Equal, numbers to the ninth place."""
    if isinstance(left, dict) and isinstance(right, dict):
        assert left.keys() == right.keys(), path
        for name in left:
            difference(left[name], right[name], f"{path}/{name}")
    elif isinstance(left, list) and isinstance(right, list):
        assert len(left) == len(right), path
        for at, (one, other) in enumerate(zip(left, right, strict=True)):
            difference(one, other, f"{path}/{at}")
    elif isinstance(left, float) and isinstance(right, float):
        assert abs(left - right) <= CLOSE, (path, left, right)
    else:
        assert left == right, path


def plain(value: Any) -> Any:
    """As it comes back from a column."""
    if value is None or isinstance(value, str | int | float):
        return value
    return json.loads(json.dumps(value, default=str))


def _forget_everything_computed(athlete_id: UUID) -> None:
    Curve.objects.filter(athlete_id=athlete_id).delete()
    Analysis.objects.filter(athlete_id=athlete_id).delete()
    LoadDay.objects.filter(athlete_id=athlete_id).delete()
    Activity.objects.filter(athlete_id=athlete_id).update(load=None, distance_m=None, fingerprint="", zones={})


def _measure_anew(activity: Activity) -> None:
    from training.measuring import write_measured  # noqa: PLC0415

    leader = leader_of(list(activity.sources.all()))
    write_measured(activity, measured(activity, leader, ThresholdBook(activity.athlete_id)))
