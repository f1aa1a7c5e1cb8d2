"""For whom somebody plans: themselves or who they act for, and athletes who let them."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from accounts.access import live_access
from accounts.models import Access, Person, Scope
from accounts.web.subjects import Subject, readable_subject
from accounts.web.visitor import PageRequest, Visitor
from core.errors import NotFound
from training.plan_rights import PlanSight, plan_sight
from training.plan_runs import Run


@dataclass(frozen=True, slots=True)
class Planned:
    """Whose plan a page is about, and as whom it is looked at."""

    person: Person
    sight: PlanSight

    @property
    def id(self) -> UUID:
        return self.person.user_id

    @property
    def is_other(self) -> bool:
        """Somebody's whose pages are another's."""
        return not self.sight.is_own

    @property
    def is_editable(self) -> bool:
        return self.sight.may_plan


def planned_of(request: PageRequest, athlete_id: UUID | None = None) -> Planned:
    """One's own plan, or that of an athlete who shows it. Of others there is nothing."""
    person = request.visitor.athlete
    if athlete_id is not None and athlete_id != person.pk:
        person = Person.objects.filter(pk=athlete_id).first() or Person(pk=athlete_id)
    try:
        return Planned(person, plan_sight(viewer_id=request.user.pk, athlete_id=person.pk))
    except NotFound as error:
        raise Http404 from error


def asked_athlete(request: PageRequest) -> UUID | None:
    """`?athlete=`: what is no address of anybody is nobody."""
    text = request.GET.get("athlete", "") or request.POST.get("athlete", "")
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise Http404 from error


def athletes_seen(visitor: Visitor, scope: Scope) -> list[Access]:
    rows = live_access(visitor.user.pk).exclude(athlete_id=visitor.user.pk).filter(athlete__person__isnull=False)
    found = rows.filter(scopes__contains=[scope]).select_related("athlete__person")
    return list({row.athlete_id: row for row in found.order_by("athlete__person__name", "athlete_id", "id")}.values())


def plannable_choices(visitor: Visitor) -> list[tuple[str, str]]:
    others = [(str(row.athlete_id), row.athlete.person.name) for row in athletes_seen(visitor, Scope.EDIT_PLAN)]
    mine = [(str(visitor.user.pk), _("Myself"))] if visitor.is_athlete else []
    return [*mine, *others]


def told_of(run: Run, visitor: Visitor) -> dict[str, Any]:
    """With the name of each athlete."""
    seen = athletes_seen(visitor, Scope.VIEW_PLAN)
    names = {str(row.athlete_id): row.athlete.person.name for row in seen}
    names |= {str(visitor.user.pk): visitor.person.name, str(visitor.athlete.pk): visitor.athlete.name}
    told = run.told()
    results = [{**one, "name": names.get(str(one["athlete_id"]), _("An athlete"))} for one in told["results"]]
    return {**told, "results": results}


def athletes_named(visitor: Visitor) -> list[tuple[str, str]]:
    """Whose plan one may see, oneself first."""
    others = [(str(row.athlete_id), row.athlete.person.name) for row in athletes_seen(visitor, Scope.VIEW_PLAN)]
    mine = [(str(visitor.user.pk), _("Myself"))] if visitor.is_athlete else []
    return [*mine, *others]


def subject_of_plan(request: PageRequest, planned: Planned) -> Subject:
    """For what all pages about an athlete have in common."""
    return readable_subject(request, planned.id if planned.id != request.visitor.athlete.pk else None)
