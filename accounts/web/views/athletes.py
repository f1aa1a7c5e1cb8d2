from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Grant
from accounts.web import thresholds
from accounts.web.guards import signed_in
from accounts.web.rosters import athletes_of
from accounts.web.subjects import readable_subject
from accounts.web.visitor import PageRequest


@signed_in
@require_safe
def list_athletes(request: PageRequest) -> HttpResponse:
    return render(request, "accounts/athletes.html", {"athletes": athletes_of(request.visitor)})


@signed_in
@require_safe
def show_athlete(request: PageRequest, athlete_id: UUID) -> HttpResponse:
    subject, now = readable_subject(request, athlete_id), timezone.now()
    context = {
        "subject": subject,
        "values": thresholds.in_force(subject, timezone.localdate()),
        "grants": list(
            Grant.objects.filter(athlete_id=athlete_id).not_over(now).select_related("team", "coach__person")
        ),
    }
    return render(request, "accounts/athlete.html", context)
