"""Workouts, notes and events are moved, copied and removed many at a time: whole selections, weeks, to other athletes.
Each can be undone."""

from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import DomainError
from training.entries import MOVED, Entry, copy_of, kind_of, last_day, marks_seen, parted
from training.models import CalendarNote, GoalEvent, Workout, WorkoutQuerySet, WorkoutState
from training.people_days import todays_of
from training.plan_acts import Acted, Outcome, keep_act, refusal_of, snapshot
from training.plan_rights import PlanSight, plan_sight, plan_sights, require_planning
from training.planned_days import lock_plan
from training.planning import after_change, measure
from training.thresholds import ThresholdBook
from training.workout_rows import insert_workouts, rewrite_workouts

MOST = 1_000
FIRST, LAST = date(1900, 1, 1), date(2200, 12, 31)
"""What lies beyond could not be asked for any more."""
Days = dict[UUID, set[date]]


@transaction.atomic
def move_workouts(
    *, ids: Sequence[UUID], actor: User, now: datetime, to_on: date | None = None, by_days: int | None = None
) -> Acted:
    """The earliest goes to the day, the others keep their distance to it. A session goes on belonging to its workout."""
    rows = _chosen(ids, actor, now)
    shift = _shift(rows, to_on, by_days)
    return _changed("move", ids, rows, actor, now, lambda row, today: _moved(row, shift, today))


@transaction.atomic
def shift_days(
    *, athlete_id: UUID, from_on: date, to_on: date, by_days: int, actor: User, now: datetime
) -> Acted:  # fmt: skip
    """Whole weeks go earlier or later; what is done stays where it was done."""
    require_planning(plan_sight(viewer_id=actor.pk, athlete_id=athlete_id))
    found = _shown_on(athlete_id, from_on, to_on, actor, now).exclude(state=WorkoutState.DONE)
    return move_workouts(ids=_in_order(found), by_days=by_days, actor=actor, now=now)


@transaction.atomic
def clear_days(*, athlete_id: UUID, from_on: date, to_on: date, actor: User, now: datetime) -> Acted:
    """All that is planned on these days goes; what is done stays."""
    found = _shown_on(athlete_id, from_on, to_on, actor, now).exclude(state=WorkoutState.DONE)
    return remove_workouts(ids=_in_order(found), actor=actor, now=now)


@transaction.atomic
def remove_workouts(*, ids: Sequence[UUID], actor: User, now: datetime) -> Acted:
    rows = _chosen(ids, actor, now)
    return _changed("remove", ids, rows, actor, now, None)


@transaction.atomic
def copy_workouts(
    *, ids: Sequence[UUID], actor: User, now: datetime, to_on: date | None = None, by_days: int | None = None,
    athlete_ids: Sequence[UUID] = (), kind: str = "copy",
) -> Acted:  # fmt: skip
    """To another day, to other athletes, or both. Planned figures follow the thresholds of whom they are for."""
    _require_few(len(ids) * max(len(athlete_ids), 1))
    rows = _chosen(ids, actor, now)
    shift = _shift(rows, to_on, by_days)
    wanted = [(pk, target) for pk in dict.fromkeys(ids) for target in (dict.fromkeys(athlete_ids) or (None,))]
    sights = plan_sights(viewer_id=actor.pk, athlete_ids={row.athlete_id for row in rows.values()} | set(athlete_ids))
    made, outcomes = _copies(wanted, rows, sights, actor, shift)
    for athlete_id in sorted({row.athlete_id for row in made}):
        lock_plan(athlete_id)
    for model, copies in parted(made).items():
        if model is Workout:
            insert_workouts(copies)
        else:
            model._default_manager.bulk_create(copies, batch_size=200)
    _follow(made, now)
    return keep_act(
        actor=actor, kind=kind, before=[], after_ids=[row.pk for row in made], outcomes=outcomes
    )  # fmt: skip


@transaction.atomic
def copy_week(
    *, athlete_id: UUID, from_on: date, to_on: date, actor: User, now: datetime, athlete_ids: Sequence[UUID] = (),
    days: int = 7,
) -> Acted:  # fmt: skip
    """What stands in a week, done or not, planned once more in another."""
    plan_sight(viewer_id=actor.pk, athlete_id=athlete_id)
    found = _shown_on(athlete_id, from_on, from_on + timedelta(days=days - 1), actor, now)
    by_days = (to_on - from_on).days
    return copy_workouts(
        ids=_in_order(found), by_days=by_days, athlete_ids=athlete_ids, actor=actor, now=now, kind="copy_week"
    )  # fmt: skip


def _shown(actor: User, now: datetime) -> WorkoutQuerySet:
    return Workout.objects.shown_to(actor.pk, today=todays_of([actor.pk], now)[actor.pk])


def _shown_on(athlete_id: UUID, first: date, last: date, actor: User, now: datetime) -> WorkoutQuerySet:
    """What is kept back from this person is not even refused: that would tell of it."""
    return _shown(actor, now).filter(athlete_id=athlete_id).on_days(first, last)


def _in_order(rows: WorkoutQuerySet) -> list[UUID]:
    return list(rows.order_by("on", "position", "id").values_list("id", flat=True)[: MOST + 1])


def _chosen(ids: Sequence[UUID], actor: User, now: datetime) -> dict[UUID, Entry]:
    """Those that are there for this person. Notes and events are looked for among what is no workout."""
    _require_few(len(ids))
    seen = _shown(actor, now).filter(pk__in=ids)
    athletes = dict(seen.values_list("id", "athlete_id"))
    others = {*ids} - athletes.keys()
    marks = marks_seen(actor.pk, others)
    for athlete_id in sorted({*athletes.values(), *(mark.athlete_id for mark in marks.values())}):
        lock_plan(athlete_id)
    return {**{row.pk: row for row in seen}, **marks_seen(actor.pk, marks)}


def _require_few(count: int) -> None:
    if count > MOST:
        raise DomainError(_("These are more than %(most)d at once.") % {"most": MOST}, field="ids", detail="too_many")


def _shift(rows: dict[UUID, Entry], to_on: date | None, by_days: int | None) -> timedelta:
    days = [row.on for row in rows.values()]
    if not days:
        return timedelta()
    by = timedelta(days=by_days) if by_days is not None else to_on - min(days) if to_on else timedelta()
    if min(days) + by < FIRST or max(map(last_day, rows.values())) > LAST - by:
        raise DomainError(_("This day is too far away."), field="to_on", detail="too_far")
    return by


def _changed(
    kind: str, ids: Sequence[UUID], rows: dict[UUID, Entry], actor: User, now: datetime,
    change: Callable[[Entry, date], None] | None,
) -> Acted:  # fmt: skip
    """Change the rows that may be changed (or remove them), and say of each what became of it."""
    athletes = {row.athlete_id for row in rows.values()}
    sights, todays = plan_sights(viewer_id=actor.pk, athlete_ids=athletes), todays_of(athletes, now)
    outcomes, before, touched, days = [], [], [], Days()
    for pk in dict.fromkeys(ids):
        row = rows.get(pk)
        reason = refusal_of(sights.get(row.athlete_id), row) if row else "not_found"
        if row is None or reason:
            outcomes.append(_refused(pk, row, reason))
            continue
        before.append(snapshot(row))
        was_on = row.on
        if change:
            change(row, todays[row.athlete_id])
        if isinstance(row, Workout):
            days.setdefault(row.athlete_id, set()).update({was_on, row.on})
        touched.append(row)
        outcomes.append(Outcome(pk, _DONE[kind], row.athlete_id, pk if change else None, row.on, kind=kind_of(row)))
    _write(touched, is_removed=change is None)
    for athlete_id, of_athlete in sorted(days.items()):
        after_change(athlete_id=athlete_id, days=of_athlete, now=now)
    after = [row.pk for row in touched] if change else []
    return keep_act(actor=actor, kind=kind, before=before, after_ids=after, outcomes=outcomes)


def _refused(pk: UUID, row: Entry | None, reason: str) -> Outcome:
    if row is None:
        return Outcome(pk, "refused", reason=reason)
    return Outcome(pk, "refused", row.athlete_id, pk, reason=reason, kind=kind_of(row))


_DONE = {"move": "moved", "remove": "removed"}


def _write(rows: list[Entry], *, is_removed: bool) -> None:
    for model, of_kind in parted(rows).items():
        if is_removed:
            model._default_manager.filter(pk__in=[row.pk for row in of_kind]).delete()
            continue
        if model is Workout:
            _measure(of_kind)
            rewrite_workouts(of_kind, MOVED[Workout])
        else:
            model._default_manager.bulk_update(of_kind, MOVED[model], batch_size=200)


def _measure(rows: list[Workout]) -> None:
    books = {athlete: ThresholdBook(athlete) for athlete in {row.athlete_id for row in rows if row.structure}}
    for row in rows:
        if row.structure and row.state != WorkoutState.DONE:
            measure(row, books[row.athlete_id])


def _moved(row: Entry, shift: timedelta, today: date) -> None:
    row.on += shift
    if isinstance(row, CalendarNote):
        row.to_on = row.to_on and row.to_on + shift
    elif isinstance(row, Workout):
        row.hidden_until = row.hidden_until and row.hidden_until + shift
        if row.state == WorkoutState.MISSED and row.on >= today:
            row.state = WorkoutState.PLANNED


def _copies(
    wanted: Collection[tuple[UUID, UUID | None]], rows: dict[UUID, Entry], sights: dict[UUID, PlanSight], actor: User,
    shift: timedelta,
) -> tuple[list[Entry], list[Outcome]]:  # fmt: skip
    made, outcomes, books = [], [], dict[UUID, ThresholdBook]()
    for pk, target in wanted:
        row = rows.get(pk)
        athlete_id = target or (row.athlete_id if row else None)
        reason = _refusal_of_copy(row, sights, athlete_id)
        if row is None or athlete_id is None or reason:
            outcomes.append(Outcome(pk, "refused", athlete_id=athlete_id, reason=reason))
            continue
        copy = copy_of(row, sights[athlete_id], actor, shift)
        if isinstance(copy, Workout):
            if athlete_id not in books:
                books[athlete_id] = ThresholdBook(athlete_id)
            measure(copy, books[athlete_id])
        made.append(copy)
        outcomes.append(Outcome(pk, "copied", athlete_id, copy.pk, copy.on, kind=kind_of(copy)))
    return made, outcomes


def _refusal_of_copy(row: Entry | None, sights: dict[UUID, PlanSight], athlete_id: UUID | None) -> str:
    target = sights.get(athlete_id) if athlete_id else None
    if row is None or target is None or row.athlete_id not in sights:
        return "not_found"
    if not target.may_plan:
        return "not_allowed"
    return "" if isinstance(row, GoalEvent) or sights[row.athlete_id].reads_words_of(row) else "other_team"


def _follow(made: Sequence[Entry], now: datetime) -> None:
    days = Days()
    for row in parted(made).get(Workout, ()):
        days.setdefault(row.athlete_id, set()).add(row.on)
    for athlete_id, touched in sorted(days.items()):
        after_change(athlete_id=athlete_id, days=touched, now=now)
