"""Letting people into a team: invitations and requests."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.invitations import invite, revoke_invitation
from accounts.joining import accept_request, decline_request
from accounts.models import Invitation, JoinCode, JoinRequest, JoinRequestState, Role, Team
from accounts.web.forms.teams import InvitationForm
from accounts.web.guards import signed_in
from accounts.web.members import coaching_or_404
from accounts.web.refusals import refusals_as_messages, refusals_beside
from accounts.web.visitor import PageRequest


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def show_admission(request: PageRequest, team_id: UUID) -> HttpResponse:
    mine = coaching_or_404(request, team_id)
    form = InvitationForm(request.POST or None)
    if form.is_valid():
        with refusals_beside(form):
            return _invited(request, mine.team, form)
    return render(request, "accounts/admission.html", _context(request, mine.team, form))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def end_invitation(request: PageRequest, team_id: UUID, pk: UUID) -> HttpResponse:
    team = coaching_or_404(request, team_id).team
    invitation = get_object_or_404(Invitation.objects.filter(team=team).open(timezone.now()), pk=pk)
    if request.method == "POST":
        with refusals_as_messages(request):
            revoke_invitation(invitation=invitation, actor=request.user, now=timezone.now())
            messages.success(request, _("The invitation no longer works."))
        return redirect("admission", team_id=team.pk)
    return render(request, "accounts/invitation_revoke.html", {"team": team, "invitation": invitation})


@signed_in
@require_POST
def decide_request(request: PageRequest, team_id: UUID, pk: UUID) -> HttpResponse:
    team = coaching_or_404(request, team_id).team
    waiting = get_object_or_404(JoinRequest.objects.filter(team=team, state=JoinRequestState.WAITING), pk=pk)
    with refusals_as_messages(request):
        if request.POST.get("answer") == "accept":
            accept_request(request=waiting, actor=request.user, now=timezone.now())
            messages.success(request, _("Welcome to the team!"))
        else:
            decline_request(request=waiting, actor=request.user, now=timezone.now())
            messages.success(request, _("The request is declined."))
    return redirect("admission", team_id=team.pk)


def _invited(request: PageRequest, team: Team, form: InvitationForm) -> HttpResponse:
    given = form.cleaned_data
    invitation, token = invite(
        team=team,
        email=given["email"],
        role=given["role"],
        scopes=given["scopes"] if given["role"] == Role.ATHLETE else [],
        lasting=form.lasting(),
        actor=request.user,
        now=timezone.now(),
    )
    link = request.build_absolute_uri(f"/join/{token}")
    return render(request, "accounts/invitation_created.html", {"team": team, "invitation": invitation, "link": link})


def _context(request: PageRequest, team: Team, form: InvitationForm) -> dict[str, object]:
    open_ones = Invitation.objects.filter(team=team).open(timezone.now()).select_related("created_by__person")
    waiting = JoinRequest.objects.filter(team=team, state=JoinRequestState.WAITING).select_related("user__person")
    return {
        "team": team,
        "form": form,
        "invitations": list(open_ones.order_by("expires_at", "id")),
        "requests": list(waiting.order_by("created_at", "id")),
        "code": JoinCode.objects.filter(team=team).first(),
    }
