"""Whose pages these are: one's own, those of a ward one acts for, or those of an athlete who allows it."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import scopes_on
from accounts.models import Person, Scope
from accounts.web.visitor import PageRequest


@dataclass(frozen=True, slots=True)
class Subject:
    person: Person
    units: str
    is_other: bool
    scopes: frozenset[str]

    @property
    def id(self) -> UUID:
        return self.person.user_id

    @property
    def is_editable(self) -> bool:
        return Scope.EDIT_PROFILE in self.scopes

    @property
    def may(self) -> list[str]:
        return names_of(self.scopes)

    def url(self, name: str, **kwargs: object) -> str:
        if self.is_other:
            return reverse(f"athlete:{name}", kwargs={"athlete_id": self.person.pk, **kwargs})
        return reverse(name, kwargs=kwargs)


def names_of(scopes: Collection[str]) -> list[str]:
    if set(scopes) >= set(Scope.values):
        return [str(_("Everything that can be shared"))]
    return [str(scope.label) for scope in Scope if scope.value in scopes]


def editable_subject(request: PageRequest, athlete_id: UUID | None) -> Subject:
    return _subject(request, athlete_id, Scope.EDIT_PROFILE)


def readable_subject(request: PageRequest, athlete_id: UUID | None) -> Subject:
    return _subject(request, athlete_id, None)


def _subject(request: PageRequest, athlete_id: UUID | None, scope: Scope | None) -> Subject:
    visitor = request.visitor
    if athlete_id is None:
        return Subject(visitor.athlete, visitor.person.units, is_other=False, scopes=frozenset(Scope.values))
    scopes = scopes_on(viewer_id=visitor.user.pk, athlete_id=athlete_id)
    if not scopes or (scope and scope not in scopes):
        raise Http404
    return Subject(get_object_or_404(Person, pk=athlete_id), visitor.person.units, is_other=True, scopes=scopes)
