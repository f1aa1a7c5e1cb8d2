"""What speaks against the plan of a stretch of days, for whoever may see it, with what somebody has overruled."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from accounts.models import Absence, AvailableDay, Person
from core.errors import NotAllowed, NotFound
from training.fitness import read_fitness
from training.models import GoalEvent, PlanWaiver, Priority, Workout, WorkoutState
from training.plan_rights import plan_sight
from training.plan_rules import USUAL_FROM, Facts, Finding, Session, check
from training.reading_rights import sight_on
from training.science.load_model import Seed, fold
from training.season_plans import weekly_targets
from training.warning_words import sentence, unit_of

_WEEK = timedelta(days=6)
_BEFORE = timedelta(days=USUAL_FROM + 1)
_ASKS_NOTHING = (WorkoutState.EXCUSED, WorkoutState.SKIPPED)
_COLUMNS = ("id", "on", "planned_load", "planned_duration_s", "planned_intensity", "purpose", "key", "state")


@dataclass(frozen=True, slots=True)
class PlanWarning:
    finding: Finding
    waiver: PlanWaiver | None = None

    @property
    def code(self) -> str:
        return self.finding.code

    @property
    def on(self) -> date:
        """Where it is shown, and what it is overruled for."""
        return self.finding.on

    @property
    def to_on(self) -> date:
        return self.finding.to_on

    @property
    def workout_ids(self) -> list[UUID]:
        return [one.id for one in self.finding.sessions if one.id]

    @property
    def text(self) -> str:
        return sentence(self.finding)

    def told(self) -> dict[str, Any]:
        return {
            "code": self.code, "on": self.on.isoformat(), "to_on": self.to_on.isoformat(), "value": self.finding.value,
            "limit": self.finding.limit, "unit": unit_of(self.code), "text": self.text,
            "workout_ids": [str(pk) for pk in self.workout_ids], "waiver": self.waiver and _waiver(self.waiver),
        }  # fmt: skip


def read_warnings(
    *, viewer_id: UUID, athlete_id: UUID, from_on: date, to_on: date, today: date, extra: Sequence[Session] = ()
) -> list[PlanWarning]:
    """With `extra` sessions: what would be, if they were planned too."""
    plan_sight(viewer_id=viewer_id, athlete_id=athlete_id)
    if to_on < today:
        return []
    facts = _facts(viewer_id, athlete_id, from_on, to_on, today, extra)
    waived = _waived(athlete_id, from_on, to_on)
    return [PlanWarning(one, waived.get((one.code, one.on))) for one in check(facts)]


def session_of(
    on: date, content: Mapping[str, Any], figures: Mapping[str, float | None], *, is_key: bool
) -> Session:  # fmt: skip
    """One that is not in a calendar yet."""
    return Session(
        on, None, figures["planned_load"] or 0.0, figures["planned_duration_s"] or 0.0, figures["planned_intensity"],
        content["purpose"], is_key,
    )  # fmt: skip


def _facts(viewer_id: UUID, athlete_id: UUID, first: date, last: date, today: date, extra: Sequence[Session]) -> Facts:
    since, until = min(first, today) - _BEFORE, last + timedelta(days=7)
    sessions = _by_day([*_sessions(viewer_id, athlete_id, since, until, today), *extra])
    done = _done(viewer_id, athlete_id, since, today)
    loads, fitness = _loads(sessions, done, since, until, today)
    week = Person.objects.filter(pk=athlete_id).values_list("week_starts_on", flat=True).first() or 0
    limits = AvailableDay.objects.filter(athlete_id=athlete_id).values_list("weekday", "duration_s")
    return Facts(
        first, last, today, sessions, loads, fitness, dict(limits), _absent(athlete_id, first, last),
        _races(athlete_id, first, last), weekly_targets(athlete_id, first, last, week_starts_on=week), week,
    )  # fmt: skip


def _sessions(viewer_id: UUID, athlete_id: UUID, since: date, until: date, today: date) -> list[Session]:
    rows = Workout.objects.shown_to(viewer_id, today=today).filter(athlete_id=athlete_id).on_days(since, until)
    rows = rows.exclude(state__in=_ASKS_NOTHING).order_by("on", "position", "id")
    return [_session(row) for row in rows.values(*_COLUMNS)]


def _session(row: Mapping[str, Any]) -> Session:
    state, seconds = row["state"], row["planned_duration_s"] or 0.0
    marks = {"is_key": row["key"], "is_done": state == WorkoutState.DONE, "is_missed": state == WorkoutState.MISSED}
    return Session(
        row["on"], row["id"], row["planned_load"] or 0.0, seconds, row["planned_intensity"], row["purpose"], **marks
    )


def _by_day(sessions: Iterable[Session]) -> dict[date, list[Session]]:
    found: dict[date, list[Session]] = {}
    for session in sessions:
        found.setdefault(session.on, []).append(session)
    return found


def _done(viewer_id: UUID, athlete_id: UUID, since: date, today: date) -> list[dict[str, Any]]:
    """Day by day until today, for those who may see it."""
    try:
        reader = sight_on(viewer_id=viewer_id, athlete_id=athlete_id).reader
    except (NotAllowed, NotFound):
        return []
    told = read_fitness(athlete_id=athlete_id, reader=reader, from_on=since, to_on=today, today=today)
    days: list[dict[str, Any]] = told["data"]
    return days


def _loads(
    sessions: Mapping[date, Sequence[Session]], done: Sequence[Mapping[str, Any]], since: date, until: date, today: date
) -> tuple[dict[date, float], dict[date, float]]:
    """What is open today and everything to come is taken as done, with no more of it than this reader may see."""
    loads = {on: sum(one.load for one in found if not one.is_missed) for on, found in sessions.items()}
    if not done:
        return loads, {}
    *behind, now = done
    loads[today] = now["load"] + sum(one.load for one in sessions.get(today, ()) if not one.is_done)
    ahead = [today + timedelta(days=number) for number in range((until - today).days + 1)]
    expected = fold([loads.get(on, 0.0) for on in ahead], Seed(behind[-1]["fitness"], behind[-1]["fatigue"])).fitness
    fitness = {row["on"]: row["fitness"] for row in behind} | dict(zip(ahead, expected, strict=True))
    return {**{on: load for on, load in loads.items() if on >= today}, **_loads_of(behind)}, fitness


def _loads_of(days: Iterable[Mapping[str, Any]]) -> dict[date, float]:
    return {row["on"]: row["load"] for row in days}


def _absent(athlete_id: UUID, first: date, last: date) -> frozenset[date]:
    open_end = Q(to_on=None) | Q(to_on__gte=first)
    rows = Absence.objects.filter(open_end, athlete_id=athlete_id, from_on__lte=last).values_list("from_on", "to_on")
    spans = [(max(start, first), min(end or last, last)) for start, end in rows]
    return frozenset(start + timedelta(days=n) for start, end in spans for n in range((end - start).days + 1))


def _races(athlete_id: UUID, first: date, last: date) -> list[tuple[date, str]]:
    rows = GoalEvent.objects.filter(athlete_id=athlete_id, priority=Priority.A, on__gte=first, on__lte=last)
    return list(rows.order_by("on", "id").values_list("on", "title"))


def _waived(athlete_id: UUID, first: date, last: date) -> dict[tuple[str, date], PlanWaiver]:
    rows = PlanWaiver.objects.filter(athlete_id=athlete_id, on__gte=first - _WEEK, on__lte=last + _WEEK)
    return {(row.code, row.on): row for row in rows}


def _waiver(row: PlanWaiver) -> dict[str, Any]:
    told = {"id": str(row.pk), "reason": row.reason, "waived_by_id": row.waived_by_id and str(row.waived_by_id)}
    return {**told, "created_at": row.created_at}
