"""Whose pages these are: one's own, those of a ward one acts for, or those of an athlete who allows it."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404
from django.urls import reverse

from accounts.access import live_access
from accounts.models import Person, Scope
from accounts.web.visitor import PageRequest


@dataclass(frozen=True, slots=True)
class Subject:
    person: Person
    units: str
    is_other: bool
    is_own: bool

    @property
    def id(self) -> UUID:
        return self.person.pk

    def url(self, name: str, **kwargs: object) -> str:
        if self.is_other:
            return reverse(f"athlete:{name}", kwargs={"athlete_id": self.person.pk, **kwargs})
        return reverse(name, kwargs=kwargs)


def editable_subject(request: PageRequest, athlete_id: UUID | None) -> Subject:
    return _subject(request, athlete_id, Scope.EDIT_PROFILE)


def readable_subject(request: PageRequest, athlete_id: UUID | None) -> Subject:
    return _subject(request, athlete_id, None)


def _subject(request: PageRequest, athlete_id: UUID | None, scope: Scope | None) -> Subject:
    visitor = request.visitor
    if athlete_id is None:
        own = visitor.acting_for is None
        return Subject(visitor.athlete, visitor.person.units, is_other=False, is_own=own)
    live = live_access(visitor.user.pk).filter(athlete_id=athlete_id)
    if scope is not None:
        live = live.filter(scopes__contains=[scope.value])
    person = Person.objects.filter(pk=athlete_id, pk__in=live.values("athlete_id")).first()
    if person is None:
        raise Http404
    return Subject(person, visitor.person.units, is_other=True, is_own=False)
