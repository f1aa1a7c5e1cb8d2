"""Workouts are moved, copied and removed many at a time: whole selections, weeks, to other athletes. Each can be undone."""

from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import DomainError
from core.ids import uuid7
from training.models import Workout, WorkoutQuerySet, WorkoutState
from training.people_days import todays_of
from training.plan_acts import Acted, Outcome, keep_act, refusal_of, snapshot
from training.plan_rights import PlanSight, plan_sight, plan_sights, require_planning
from training.planned_days import lock_plan
from training.planning import after_change, measure
from training.structures import PLANNED
from training.thresholds import ThresholdBook

MOST = 1_000
FIRST, LAST = date(1900, 1, 1), date(2200, 12, 31)
"""What lies beyond could not be asked for any more."""
COPIED = (
    "start_time", "position", "sport", "sub_sport", "title", "description", "structure", "structure_text", "typed",
    "purpose", "key", "locked", *PLANNED,
)  # fmt: skip
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
    Workout.objects.bulk_create(made, batch_size=200)
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


def _chosen(ids: Sequence[UUID], actor: User, now: datetime) -> dict[UUID, Workout]:
    """Those that are there for this person."""
    _require_few(len(ids))
    seen = _shown(actor, now)
    athletes = set(seen.filter(pk__in=ids).values_list("athlete_id", flat=True))
    for athlete_id in sorted(athletes):
        lock_plan(athlete_id)
    return {row.pk: row for row in seen.filter(pk__in=ids)}


def _require_few(count: int) -> None:
    if count > MOST:
        raise DomainError(_("These are more than %(most)d at once.") % {"most": MOST}, field="ids", detail="too_many")


def _shift(rows: dict[UUID, Workout], to_on: date | None, by_days: int | None) -> timedelta:
    days = [row.on for row in rows.values()]
    if not days:
        return timedelta()
    by = timedelta(days=by_days) if by_days is not None else to_on - min(days) if to_on else timedelta()
    if min(days) + by < FIRST or max(days) > LAST - by:
        raise DomainError(_("This day is too far away."), field="to_on", detail="too_far")
    return by


def _changed(
    kind: str, ids: Sequence[UUID], rows: dict[UUID, Workout], actor: User, now: datetime,
    change: Callable[[Workout, date], None] | None,
) -> Acted:  # fmt: skip
    """Change the rows that may be changed (or remove them), and say of each what became of it."""
    athletes = {row.athlete_id for row in rows.values()}
    sights, todays = plan_sights(viewer_id=actor.pk, athlete_ids=athletes), todays_of(athletes, now)
    outcomes, before, touched, days = [], [], [], Days()
    for pk in dict.fromkeys(ids):
        row = rows.get(pk)
        reason = refusal_of(sights.get(row.athlete_id), row) if row else "not_found"
        if row is None or reason:
            whose = row.athlete_id if row else None
            outcomes.append(Outcome(pk, "refused", whose, pk if row else None, reason=reason))
            continue
        before.append(snapshot(row))
        days.setdefault(row.athlete_id, set()).add(row.on)
        if change:
            change(row, todays[row.athlete_id])
            days[row.athlete_id].add(row.on)
        touched.append(row)
        outcomes.append(Outcome(pk, _DONE[kind], row.athlete_id, pk if change else None, row.on))
    _write(touched, is_removed=change is None)
    for athlete_id, of_athlete in sorted(days.items()):
        after_change(athlete_id=athlete_id, days=of_athlete, now=now)
    after = [row.pk for row in touched] if change else []
    return keep_act(actor=actor, kind=kind, before=before, after_ids=after, outcomes=outcomes)


_DONE = {"move": "moved", "remove": "removed"}


def _write(rows: list[Workout], *, is_removed: bool) -> None:
    if is_removed:
        Workout.objects.filter(pk__in=[row.pk for row in rows]).delete()
        return
    books = {athlete: ThresholdBook(athlete) for athlete in {row.athlete_id for row in rows if row.structure}}
    for row in rows:
        if row.structure and row.state != WorkoutState.DONE:
            measure(row, books[row.athlete_id])
    Workout.objects.bulk_update(rows, ["on", "state", "hidden_until", *PLANNED], batch_size=200)


def _moved(row: Workout, shift: timedelta, today: date) -> None:
    row.on += shift
    row.hidden_until = row.hidden_until and row.hidden_until + shift
    if row.state == WorkoutState.MISSED and row.on >= today:
        row.state = WorkoutState.PLANNED


def _copies(
    wanted: Collection[tuple[UUID, UUID | None]], rows: dict[UUID, Workout], sights: dict[UUID, PlanSight], actor: User,
    shift: timedelta,
) -> tuple[list[Workout], list[Outcome]]:  # fmt: skip
    made, outcomes, books = [], [], dict[UUID, ThresholdBook]()
    for pk, target in wanted:
        row = rows.get(pk)
        athlete_id = target or (row.athlete_id if row else None)
        reason = _refusal_of_copy(row, sights, athlete_id)
        if row is None or athlete_id is None or reason:
            outcomes.append(Outcome(pk, "refused", athlete_id=athlete_id, reason=reason))
            continue
        copy = _copy(row, sights[athlete_id], actor, shift)
        if athlete_id not in books:
            books[athlete_id] = ThresholdBook(athlete_id)
        measure(copy, books[athlete_id])
        made.append(copy)
        outcomes.append(Outcome(pk, "copied", athlete_id, copy.pk, copy.on))
    return made, outcomes


def _refusal_of_copy(row: Workout | None, sights: dict[UUID, PlanSight], athlete_id: UUID | None) -> str:
    target = sights.get(athlete_id) if athlete_id else None
    if row is None or target is None or row.athlete_id not in sights:
        return "not_found"
    if not target.may_plan:
        return "not_allowed"
    return "" if sights[row.athlete_id].reads_words_of(row) else "other_team"


def _copy(row: Workout, sight: PlanSight, actor: User, shift: timedelta) -> Workout:
    """For the team that planned the first one, where this coach plans for it."""
    teams = sorted(sight.editing_teams)
    team = row.team_id if row.team_id in sight.editing_teams else next(iter(teams), None)
    fields = {name: getattr(row, name) for name in COPIED}
    hidden = row.hidden_until and row.hidden_until + shift
    return Workout(
        id=uuid7(), athlete_id=sight.athlete_id, team_id=None if sight.is_own else team, planned_by=actor,
        on=row.on + shift, hidden_until=None if sight.is_own else hidden, **fields,
    )  # fmt: skip


def _follow(made: Sequence[Workout], now: datetime) -> None:
    days = Days()
    for row in made:
        days.setdefault(row.athlete_id, set()).add(row.on)
    for athlete_id, touched in sorted(days.items()):
        after_change(athlete_id=athlete_id, days=touched, now=now)
