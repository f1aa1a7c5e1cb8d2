"""Who an athlete is and when they can train."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import auditing
from accounts.access import require_scope
from accounts.models import Absence, AthleteProfile, AvailableDay, FitnessSeed, Person, Scope, User
from accounts.people import is_time_zone
from core.errors import Conflict, DomainError
from core.events import emit

AUDIENCES = frozenset({"show_activities_to", "show_map_to", "show_heart_rate_to", "show_wellness_to"})


@transaction.atomic
def change_person(*, person: Person, actor: User, **changes: Any) -> Person:
    require_scope(Scope.EDIT_PROFILE, viewer_id=actor.pk, athlete_id=person.pk)
    if not is_time_zone(changes.get("time_zone", "UTC")):
        raise DomainError(_("There is no such time zone."), field="time_zone", detail="invalid_choice")
    for name, value in changes.items():
        setattr(person, name, value)
    person.save(update_fields=list(changes))
    return person


@transaction.atomic
def change_profile(*, profile: AthleteProfile, actor: User, **changes: Any) -> AthleteProfile:
    require_scope(Scope.EDIT_PROFILE, viewer_id=actor.pk, athlete_id=profile.pk)
    for name, value in changes.items():
        setattr(profile, name, value)
    profile.save(update_fields=list(changes))
    if "sex" in changes:
        emit("accounts.sex_changed", athlete_id=profile.pk)
    if AUDIENCES & changes.keys():
        said = {name: changes[name] for name in sorted(AUDIENCES & changes.keys())}
        auditing.record("privacy.changed", actor=actor, subject=profile.athlete, **said)
    return profile


@transaction.atomic
def set_week(*, athlete_id: UUID, durations_s: Mapping[int, int | None], actor: User) -> list[AvailableDay]:
    """The week as a whole: a day that is left out, or None, has not been spoken of."""
    require_scope(Scope.EDIT_PROFILE, viewer_id=actor.pk, athlete_id=athlete_id)
    AvailableDay.objects.filter(athlete_id=athlete_id).delete()
    rows = [
        AvailableDay(athlete_id=athlete_id, weekday=day, duration_s=duration)
        for day, duration in sorted(durations_s.items())
        if duration is not None
    ]
    return AvailableDay.objects.bulk_create(rows)


@transaction.atomic
def add_absence(
    *,
    athlete_id: UUID,
    kind: str,
    from_on: date,
    to_on: date | None,
    actor: User,
    reason: str = "",
    id: UUID | None = None,  # noqa: A002
) -> Absence:
    require_scope(Scope.EDIT_PROFILE, viewer_id=actor.pk, athlete_id=athlete_id)
    _require_order(from_on, to_on)
    fields = {"id": id} if id else {}
    return Absence.objects.create(
        athlete_id=athlete_id, kind=kind, from_on=from_on, to_on=to_on, reason=reason, **fields
    )


@transaction.atomic
def change_absence(*, absence: Absence, actor: User, **changes: Any) -> Absence:
    require_scope(Scope.EDIT_PROFILE, viewer_id=actor.pk, athlete_id=absence.athlete_id)
    for name, value in changes.items():
        setattr(absence, name, value)
    _require_order(absence.from_on, absence.to_on)
    absence.save(update_fields=list(changes))
    return absence


@transaction.atomic
def remove_absence(*, absence: Absence, actor: User) -> None:
    require_scope(Scope.EDIT_PROFILE, viewer_id=actor.pk, athlete_id=absence.athlete_id)
    absence.delete()


@transaction.atomic
def set_fitness_seed(
    *, athlete_id: UUID, on: date, fitness: float, fatigue: float, actor: User,
    id: UUID | None = None, replacing: FitnessSeed | None = None,  # noqa: A002 - the client's id
) -> FitnessSeed:  # fmt: skip
    require_scope(Scope.EDIT_PROFILE, viewer_id=actor.pk, athlete_id=athlete_id)
    _require_plausible(fitness, fatigue)
    same_day = FitnessSeed.objects.filter(athlete_id=athlete_id, on=on).exclude(
        pk__in=[replacing.pk] if replacing else []
    )
    if same_day.exists():
        raise Conflict(_("There is a starting point on this day already."), field="on", detail="unique")
    row = replacing or FitnessSeed(athlete_id=athlete_id, **({"id": id} if id else {}))
    row.on, row.fitness, row.fatigue = on, fitness, fatigue
    row.save()
    emit("accounts.fitness_seed_changed", athlete_id=athlete_id, since=on)
    return row


@transaction.atomic
def remove_fitness_seed(*, seed: FitnessSeed, actor: User) -> None:
    require_scope(Scope.EDIT_PROFILE, viewer_id=actor.pk, athlete_id=seed.athlete_id)
    emit("accounts.fitness_seed_changed", athlete_id=seed.athlete_id, since=seed.on)
    seed.delete()


def _require_order(from_on: date, to_on: date | None) -> None:
    if to_on is not None and to_on < from_on:
        raise DomainError(_("The last day cannot come before the first."), field="to_on")


def _require_plausible(fitness: float, fatigue: float) -> None:
    for field, value, most in (("fitness", fitness, 300), ("fatigue", fatigue, 500)):
        if not 0 <= value <= most:
            raise DomainError(
                _("This should lie between 0 and %(most)s.") % {"most": most}, field=field, detail="implausible"
            )
