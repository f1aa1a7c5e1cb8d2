"""Coming into a team by an invitation's link or a team's code."""

from typing import Any, cast
from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.adapters import INVITATION_IN_SESSION
from accounts.invitations import accept_invitation, look_up
from accounts.joining import ask_to_join, withdraw_request
from accounts.models import Invitation, JoinRequest, JoinRequestState, Role
from accounts.web.forms.teams import AcceptForm, JoinForm
from accounts.web.guards import before_onboarding, for_everyone, signed_in
from accounts.web.links import INVITATION, is_invitation, token_in
from accounts.web.refusals import refusals_beside
from accounts.web.visitor import PageRequest
from core.errors import Gone, NotFound


@for_everyone
@before_onboarding
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show_invitation(request: HttpRequest, token: str) -> HttpResponse:
    try:
        invitation = look_up(token, now=timezone.now())
    except (NotFound, Gone) as refusal:
        context = {"reason": refusal.message, "is_gone": isinstance(refusal, Gone)}
        return render(request, "accounts/invitation_closed.html", context, status=refusal.status)
    if not request.user.is_authenticated:
        return _remember(request, invitation, token)
    return _decide(cast(PageRequest, request), invitation, token)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: PageRequest) -> HttpResponse:
    form = JoinForm(request.POST or None, initial={"code": request.GET.get("code", "")})
    if form.is_valid():
        given = form.cleaned_data
        token = token_in(given["code"])
        if is_invitation(token):
            return redirect("join", token=token)
        try:
            with refusals_beside(form):
                scopes = given["scopes"] if given["role"] == Role.ATHLETE else []
                ask_to_join(code=token, role=given["role"], scopes=scopes, actor=request.user, now=timezone.now())
                messages.success(request, _("Your request is with the team. You will hear from them."))
                return redirect("teams")
        except Http404:
            form.add_error("code", _("No team has this code."))
    return render(request, "accounts/join_ask.html", {"form": form})


@signed_in
@require_POST
def withdraw(request: PageRequest, pk: UUID) -> HttpResponse:
    mine = JoinRequest.objects.filter(user=request.user, state=JoinRequestState.WAITING)
    withdraw_request(request=get_object_or_404(mine, pk=pk), actor=request.user, now=timezone.now())
    messages.success(request, _("Your request is withdrawn."))
    return redirect("teams")


def _remember(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    """The session carries the invitation through sign-up, which it also opens."""
    request.session[INVITATION_IN_SESSION] = str(invitation.pk)
    request.session[INVITATION] = token
    return render(request, "accounts/invitation.html", _context(invitation, token))


def _decide(request: PageRequest, invitation: Invitation, token: str) -> HttpResponse:
    form = AcceptForm(request.POST or None, initial={"scopes": invitation.scopes})
    if form.is_valid():
        with refusals_beside(form):
            scopes = form.cleaned_data["scopes"] if invitation.role == Role.ATHLETE else []
            accept_invitation(token=token, actor=request.user, now=timezone.now(), scopes=scopes)
            for key in (INVITATION, INVITATION_IN_SESSION):
                request.session.pop(key, None)
            messages.success(request, _("You are in the team %(name)s now.") % {"name": invitation.team.name})
            return redirect("home")
    context = _context(invitation, token) | {"form": form, "is_addressee": _is_addressee(request, invitation)}
    return render(request, "accounts/invitation.html", context)


def _context(invitation: Invitation, token: str) -> dict[str, Any]:
    return {
        "invitation": invitation,
        "token": token,
        "role": Role(invitation.role).label,
        "asks_scopes": invitation.role == Role.ATHLETE,
    }


def _is_addressee(request: PageRequest, invitation: Invitation) -> bool:
    mine = EmailAddress.objects.filter(user=request.user, verified=True, email__iexact=invitation.email)
    return not invitation.email or mine.exists()
