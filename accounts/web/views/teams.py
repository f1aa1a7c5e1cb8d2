from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import JoinCode, JoinRequest, JoinRequestState, Membership
from accounts.teams import change_roles, change_team, found_team, leave_team, remove_member
from accounts.web.forms.teams import RolesForm, TeamForm, TeamSettingsForm
from accounts.web.guards import signed_in
from accounts.web.members import leading_or_404, member_or_404
from accounts.web.refusals import refusals_as_messages, refusals_beside
from accounts.web.visitor import PageRequest


@signed_in
@require_safe
def list_teams(request: PageRequest) -> HttpResponse:
    mine = JoinRequest.objects.filter(user=request.user, state=JoinRequestState.WAITING)
    return render(request, "accounts/teams.html", {"memberships": request.visitor.memberships, "waiting": list(mine)})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new_team(request: PageRequest) -> HttpResponse:
    form = TeamForm(request.POST or None)
    if form.is_valid():
        with refusals_beside(form):
            team = found_team(name=form.cleaned_data["name"], founder=request.user, now=timezone.now())
            messages.success(request, _("Your team stands."))
            return redirect("team", team_id=team.pk)
    return render(request, "accounts/team_new.html", {"form": form})


@signed_in
@require_safe
def show_team(request: PageRequest, team_id: UUID) -> HttpResponse:
    mine = member_or_404(request, team_id)
    members = (
        Membership.objects.filter(team_id=team_id).select_related("user__person").order_by("user__person__name", "id")
    )
    context = {"team": mine.team, "mine": mine, "members": list(members)}
    return render(request, "accounts/team.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def edit_team(request: PageRequest, team_id: UUID) -> HttpResponse:
    team = leading_or_404(request, team_id).team
    initial = {name: getattr(team, name) for name in TeamSettingsForm.base_fields}
    form = TeamSettingsForm(request.POST or None, initial=initial)
    if form.is_valid():
        with refusals_beside(form):
            change_team(team=team, actor=request.user, **form.cleaned_data)
            messages.success(request, _("The team is saved."))
            return redirect("team", team_id=team.pk)
    code = JoinCode.objects.filter(team=team).first()
    return render(request, "accounts/team_form.html", {"form": form, "team": team, "code": code})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def edit_member(request: PageRequest, team_id: UUID, pk: UUID) -> HttpResponse:
    team = leading_or_404(request, team_id).team
    member = _member(team_id, pk)
    form = RolesForm(request.POST or None, initial={"roles": member.roles})
    if form.is_valid():
        with refusals_beside(form):
            change_roles(membership=member, roles=form.cleaned_data["roles"], actor=request.user, now=timezone.now())
            messages.success(request, _("The roles are saved."))
            return redirect("team", team_id=team.pk)
    return render(request, "accounts/member_form.html", {"form": form, "team": team, "member": member})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def end_membership(request: PageRequest, team_id: UUID, pk: UUID) -> HttpResponse:
    team = leading_or_404(request, team_id).team
    member = _member(team_id, pk)
    if request.method == "POST":
        with refusals_as_messages(request):
            remove_member(membership=member, actor=request.user, now=timezone.now())
            messages.success(request, _("They are no longer in the team."))
        return redirect("team", team_id=team.pk)
    return render(request, "accounts/member_remove.html", {"team": team, "member": member})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: PageRequest, team_id: UUID) -> HttpResponse:
    mine = member_or_404(request, team_id)
    if request.method == "POST":
        with refusals_as_messages(request):
            leave_team(membership=mine, actor=request.user, now=timezone.now())
            messages.success(request, _("You have left the team."))
            return redirect("teams")
        return redirect("team", team_id=team_id)
    return render(request, "accounts/team_leave.html", {"team": mine.team})


def _member(team_id: UUID, pk: UUID) -> Membership:
    return get_object_or_404(Membership.objects.filter(team_id=team_id).select_related("user__person", "team"), pk=pk)
