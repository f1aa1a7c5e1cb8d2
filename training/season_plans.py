"""Seasons: phases with a load to aim at for each week."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Scope, User
from core.errors import DomainError
from training.models import Season, SeasonPhase
from training.plan_rights import plan_sight, require_planning

MOST_PHASES = 60
LONGEST_DAYS = 1_100
_PHASE = ("kind", "from_on", "to_on", "weekly_load")


def seasons_seen(viewer_id: UUID) -> QuerySet[Season]:
    """Of all athletes whose plan somebody sees, their phases in order."""
    rows: QuerySet[Season] = Season.objects.visible_to(viewer_id, scope=Scope.VIEW_PLAN)
    return rows.prefetch_related(Prefetch("phases", SeasonPhase.objects.order_by("from_on", "id")))


def phases_on(athlete_id: UUID, first: date, last: date) -> QuerySet[SeasonPhase]:
    rows = SeasonPhase.objects.filter(athlete_id=athlete_id, from_on__lte=last, to_on__gte=first)
    return rows.select_related("season").order_by("from_on", "id")


def weekly_targets(athlete_id: UUID, first: date, last: date, *, week_starts_on: int = 0) -> dict[date, float]:
    """By the first day of each week; where a phase begins inside of a week each day counts for a seventh."""
    phases = [phase for phase in phases_on(athlete_id, first, last) if phase.weekly_load is not None]
    start = first - timedelta(days=(first.weekday() - week_starts_on) % 7)
    weeks = [start + timedelta(days=7 * number) for number in range((last - start).days // 7 + 1)]
    found = {week: _target(week, phases) for week in weeks}
    return {week: load for week, load in found.items() if load is not None}


def _target(week: date, phases: Iterable[SeasonPhase]) -> float | None:
    days = [week + timedelta(days=day) for day in range(7)]
    told = [phase.weekly_load for day in days for phase in phases if phase.from_on <= day <= phase.to_on]
    return sum(load or 0.0 for load in told) / 7 if told else None


@transaction.atomic
def create_season(
    *, athlete_id: UUID, actor: User, title: str, from_on: date, to_on: date, id: UUID | None = None,  # noqa: A002 - the client's id
    phases: Sequence[Mapping[str, Any]] = (),
) -> Season:  # fmt: skip
    require_planning(plan_sight(viewer_id=actor.pk, athlete_id=athlete_id))
    season = Season(
        athlete_id=athlete_id, title=title, from_on=from_on, to_on=to_on, **({"id": id} if id else {})
    )  # fmt: skip
    _require_sensible(season, phases)
    season.save(force_insert=True)
    _write_phases(season, phases)
    return season


@transaction.atomic
def change_season(*, season: Season, actor: User, **given: Any) -> Season:
    """Phases, if given, are the whole list. A change of them is a change of the season."""
    require_planning(plan_sight(viewer_id=actor.pk, athlete_id=season.athlete_id))
    phases = given.pop("phases", None)
    changes = {name: value for name, value in given.items() if getattr(season, name) != value}
    for name, value in changes.items():
        setattr(season, name, value)
    kept = [{name: getattr(row, name) for name in _PHASE} for row in season.phases.order_by("from_on", "id")]
    _require_sensible(season, kept if phases is None else phases)
    is_phased_anew = phases is not None and _in_order(phases) != kept
    if is_phased_anew:
        season.phases.all().delete()
        _write_phases(season, phases or ())
    if changes or is_phased_anew:
        season.save()
        season.refresh_from_db()
    return season


@transaction.atomic
def remove_season(*, season: Season, actor: User) -> None:
    require_planning(plan_sight(viewer_id=actor.pk, athlete_id=season.athlete_id))
    season.delete()


def _in_order(phases: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return sorted(map(_told, phases), key=lambda phase: phase["from_on"])


def _told(phase: Mapping[str, Any]) -> dict[str, Any]:
    return {name: phase.get(name) for name in _PHASE}


def _write_phases(season: Season, phases: Sequence[Mapping[str, Any]]) -> None:
    rows = [SeasonPhase(season=season, athlete_id=season.athlete_id, **_told(phase)) for phase in phases]
    SeasonPhase.objects.bulk_create(rows)


def _require_sensible(season: Season, phases: Sequence[Mapping[str, Any]]) -> None:
    """In order, without overlap, inside of the season; days between phases may belong to none."""
    if season.to_on < season.from_on:
        raise DomainError(_("The last day cannot come before the first."), field="to_on")
    if (season.to_on - season.from_on).days > LONGEST_DAYS:
        raise DomainError(_("A season lasts three years at most."), field="to_on", detail="too_long")
    if len(phases) > MOST_PHASES:
        raise DomainError(_("A season has %(most)d phases at most.") % {"most": MOST_PHASES}, field="phases")
    reached: date | None = None
    for phase in sorted(phases, key=lambda phase: phase["from_on"]):
        if phase["to_on"] < phase["from_on"]:
            raise DomainError(_("A phase cannot end before it begins."), field="phases")
        if phase["from_on"] < season.from_on or phase["to_on"] > season.to_on:
            raise DomainError(_("A phase lies outside of its season."), field="phases", detail="outside")
        if reached is not None and phase["from_on"] <= reached:
            raise DomainError(_("Two phases overlap."), field="phases", detail="overlap")
        reached = phase["to_on"]
