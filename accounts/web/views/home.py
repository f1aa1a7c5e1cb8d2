from datetime import datetime
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.models import Invitation, JoinRequest, JoinRequestState
from accounts.web import checklists, rosters, sections, thresholds
from accounts.web.guards import for_everyone
from accounts.web.subjects import readable_subject
from accounts.web.visitor import PageRequest


@for_everyone
def home(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return render(request, "accounts/landing.html", {"is_signup_open": settings.SIGNUP_OPEN})
    return _start_page(cast(PageRequest, request))


def _start_page(request: PageRequest) -> HttpResponse:
    visitor, now = request.visitor, timezone.now()
    is_coach = visitor.is_coaching and not visitor.acting_for
    context: dict[str, Any] = {"is_coach": is_coach, "is_athlete": visitor.is_athlete}
    if is_coach:
        context |= _of_coach(request, now)
    if context["is_athlete"]:
        context |= _of_athlete(request, now)
    return render(request, "accounts/home.html", context)


def _of_coach(request: PageRequest, now: datetime) -> dict[str, Any]:
    user_id = request.user.pk
    waiting = JoinRequest.objects.visible_to(user_id).filter(state=JoinRequestState.WAITING).exclude(user_id=user_id)
    return {
        "athletes": rosters.athletes_of(request.visitor),
        "requests": list(waiting.select_related("user__person", "team").order_by("created_at")),
        "invitations": list(
            Invitation.objects.visible_to(user_id).open(now).select_related("team").order_by("expires_at")
        ),
    }


def _of_athlete(request: PageRequest, now: datetime) -> dict[str, Any]:
    subject = readable_subject(request, None)
    values = thresholds.in_force(subject, timezone.localdate())
    viewers = rosters.viewers_of(subject.id, now)
    return {
        "subject": subject,
        "sections": sections.of_athletes(request, subject),
        "values": values,
        "viewers": viewers,
        "steps": checklists.steps_of(request.visitor, has_values=bool(values), has_viewers=bool(viewers)),
    }
