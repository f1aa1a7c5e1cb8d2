"""The load ledger: days are summed again from their activities whenever one of them changes, never counted up."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from core.acting import as_system
from training.models import Activity, ChangeCause, LoadChange
from training.passport import Passport


@dataclass(frozen=True, slots=True)
class Entry:
    """What one activity contributes to the ledger, and under which key."""

    sport: str
    local_on: date
    passport: Passport
    load: float

    @property
    def key(self) -> tuple[str, date, Passport]:
        return self.sport, self.local_on, self.passport


def entry_of(activity: Activity) -> Entry | None:
    if not activity.combinable:
        return None
    return Entry(activity.sport, activity.local_on, activity.passport, activity.load or 0.0)


@transaction.atomic(savepoint=False)
def enter(
    *,
    athlete_id: UUID,
    activity_id: UUID,
    before: Entry | None,
    after: Entry | None,
    cause: str = ChangeCause.RECORDED,
    ref: str = "",
) -> None:
    """Tell the journal what came and went, and sum the touched days again."""
    changes = [
        LoadChange(
            athlete_id=athlete_id, activity_id=activity_id, sport=entry.sport, local_on=entry.local_on, delta=delta,
            cause=cause, ref=ref, **asdict(entry.passport),
        )
        for entry, delta in _deltas(before, after)
    ]  # fmt: skip
    days = {entry.local_on for entry in (before, after) if entry}
    together = _together.get()
    if together is not None and together.athlete_id == athlete_id:
        together.changes += changes
        together.days |= days
    else:
        _write(Entered(athlete_id, changes, days))


@dataclass(slots=True)
class Entered:
    athlete_id: UUID
    changes: list[LoadChange] = field(default_factory=list)
    days: set[date] = field(default_factory=set)


_together: ContextVar[Entered | None] = ContextVar("together", default=None)


@contextmanager
def entered_together(athlete_id: UUID) -> Iterator[None]:
    """What an athlete's sessions bring inside is written at the end, and each day summed once. Until then the ledger
    says what it said before."""
    entered = Entered(athlete_id)
    token = _together.set(entered)
    try:
        yield
    finally:
        _together.reset(token)
    _write(entered)


def _write(entered: Entered) -> None:
    LoadChange.objects.bulk_create(entered.changes)
    rebuild_days(entered.athlete_id, entered.days)


def retell(*, athlete_id: UUID, activity_id: UUID, entry: Entry | None) -> None:
    """The journal knows of an activity only what it may tell now, as if it had come like this: nothing of one that is
    gone, or whose load counts nowhere. People may add to it; taking from it is the house's."""
    with as_system("the journal of loads"):
        _retell(athlete_id, activity_id, entry)


def _retell(athlete_id: UUID, activity_id: UUID, entry: Entry | None) -> None:
    rows = LoadChange.objects.filter(athlete_id=athlete_id, activity_id=activity_id).order_by("at", "id")
    first = next(iter([*rows[:1], *_unwritten(activity_id)]), None)
    rows.delete()
    if first is not None and entry is not None and entry.load:
        at = {} if first._state.adding else {"at": first.at}
        LoadChange.objects.create(
            athlete_id=athlete_id, activity_id=activity_id, sport=entry.sport, local_on=entry.local_on, delta=entry.load,
            cause=first.cause, ref=first.ref, **at, **asdict(entry.passport),
        )  # fmt: skip


def _unwritten(activity_id: UUID) -> list[LoadChange]:
    """What would be written at the end is taken back."""
    entered = _together.get()
    if entered is None:
        return []
    found = [one for one in entered.changes if one.activity_id == activity_id]
    entered.changes = [one for one in entered.changes if one.activity_id != activity_id]
    return found


def rebuild_days(athlete_id: UUID, days: Iterable[date]) -> None:
    touched = sorted(set(days))
    if touched:
        _rebuild("local_on = any (%(days)s)", {"athlete": athlete_id, "days": touched})


def rebuild_from(athlete_id: UUID, since: date) -> None:
    _rebuild("local_on >= %(since)s", {"athlete": athlete_id, "since": since})


def _deltas(before: Entry | None, after: Entry | None) -> list[tuple[Entry, float]]:
    if before and after and before.key == after.key:
        return [(after, after.load - before.load)] if after.load != before.load else []
    told = [(before, -before.load)] if before and before.load else []
    return [*told, *([(after, after.load)] if after and after.load else [])]


def _rebuild(which: str, values: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"delete from training_loadday where athlete_id = %(athlete)s and {which}", values)  # noqa: S608
        cursor.execute(_SUM.format(which=which), values)


# Summed in the order of the keys, so that the last bit does not depend on what came first.
_SUM = """
    insert into training_loadday (athlete_id, sport, local_on, visible_to, ai_allowed, combinable, load, sessions,
                                  timer_s, moving_s, distance_m, ascent_m, work_j, inputs)
    select athlete_id, sport, local_on, visible_to, ai_allowed, combinable,
           coalesce(sum(load order by id), 0), count(*),
           coalesce(sum(timer_s order by id), 0), coalesce(sum(moving_s order by id), 0),
           coalesce(sum(distance_m order by id), 0), coalesce(sum(ascent_m order by id), 0),
           coalesce(sum(work_j order by id), 0),
           jsonb_agg(jsonb_build_object('id', id, 'load', load, 'method', load_method, 'formula', formula_version,
                                        'thresholds', threshold_ids) order by id)
    from training_activity
    where athlete_id = %(athlete)s and combinable and {which}
    group by athlete_id, sport, local_on, visible_to, ai_allowed, combinable
"""
