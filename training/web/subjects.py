"""Whose sessions a page shows, and what of them its reader may see."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.models import Scope
from accounts.web.subjects import Subject, readable_subject
from accounts.web.visitor import PageRequest
from training.models import Activity, ActivityQuerySet
from training.reading_rights import Sight, sight_on


@dataclass(frozen=True, slots=True)
class Seen:
    """A page's athlete, and as whom they are looked at."""

    subject: Subject
    sight: Sight

    @property
    def hidden(self) -> frozenset[str]:
        """What the athlete keeps to themselves."""
        shown = {"map": self.sight.sees_map, "heart_rate": self.sight.sees_heart_rate}
        return frozenset(name for name, is_shown in shown.items() if not is_shown)


def seen_athlete(request: PageRequest, athlete_id: UUID | None) -> Seen:
    subject = readable_subject(request, athlete_id)
    if Scope.VIEW_ACTIVITIES not in subject.scopes:
        raise Http404
    return Seen(subject, sight_on(viewer_id=request.user.pk, athlete_id=subject.id))


def own_subject(request: PageRequest) -> Subject:
    """For what only athletes do themselves, or who looks after them."""
    return readable_subject(request, None)


def own_activity(request: PageRequest, pk: UUID) -> Activity:
    subject = own_subject(request)
    return get_object_or_404(activities_of(request, subject), pk=pk)


def activities_of(request: PageRequest, subject: Subject) -> ActivityQuerySet:
    return Activity.objects.visible_to(request.user.pk).filter(athlete_id=subject.id)


def address(subject: Subject, name: str, **kwargs: object) -> str:
    if subject.is_other:
        return reverse(f"athlete_training:{name}", kwargs={"athlete_id": subject.id, **kwargs})
    return reverse(name, kwargs=kwargs)
