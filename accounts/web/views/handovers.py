from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.grants import hand_over
from accounts.models import COACHING_ROLES, Grant, Membership, Person
from accounts.web.days import start_of_day
from accounts.web.forms.teams import HandOverForm
from accounts.web.guards import signed_in
from accounts.web.refusals import refusals_beside
from accounts.web.visitor import PageRequest


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over_athlete(request: PageRequest, pk: UUID) -> HttpResponse:
    grant = _grant(request, pk)
    coaches = {str(one.user_id): one for one in _coaches(grant)}
    choices = [(key, str(one.user.person)) for key, one in coaches.items()]
    form = HandOverForm(request.POST or None, coaches=choices, initial={"on": timezone.localdate()})
    if form.is_valid():
        with refusals_beside(form):
            hand_over(
                athlete=grant.athlete,
                team=grant.team,
                to=coaches[form.cleaned_data["coach"]].user,
                at=start_of_day(form.cleaned_data["on"]),
                actor=request.user,
                now=timezone.now(),
            )
            messages.success(request, _("The athlete is handed over."))
            return redirect("athletes")
    athlete = get_object_or_404(Person, pk=grant.athlete_id)
    return render(request, "accounts/hand_over.html", {"form": form, "grant": grant, "athlete": athlete})


def _grant(request: PageRequest, pk: UUID) -> Grant:
    grant = get_object_or_404(Grant.objects.not_over(timezone.now()).select_related("team", "athlete"), pk=pk)
    mine = request.visitor.membership_of(grant.team_id)
    if mine is None or not mine.is_coaching():
        raise Http404
    return grant


def _coaches(grant: Grant) -> list[Membership]:
    coaches = Membership.objects.filter(team=grant.team, roles__overlap=list(COACHING_ROLES)).exclude(user=grant.coach)
    return list(coaches.select_related("user__person").order_by("user__person__name", "id"))
