from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import consents
from accounts.grants import change_grant, revoke_grant
from accounts.models import AthleteProfile, AuditEvent, Consent, Grant
from accounts.profiles import change_profile
from accounts.web.consents import ASKED, rows_of
from accounts.web.days import end_of_day
from accounts.web.events import told
from accounts.web.forms.people import AudienceForm
from accounts.web.forms.teams import GrantForm
from accounts.web.guards import signed_in
from accounts.web.refusals import refusals_beside
from accounts.web.rosters import viewers_of
from accounts.web.visitor import PageRequest


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def show_privacy(request: PageRequest) -> HttpResponse:
    athlete = request.visitor.athlete
    profile = get_object_or_404(AthleteProfile, pk=athlete.pk)
    form = AudienceForm(request.POST or None, initial=AudienceForm.initial_of(profile))
    if form.is_valid():
        with refusals_beside(form):
            change_profile(profile=profile, actor=request.user, **form.cleaned_data)
            messages.success(request, _("Your choice is saved."))
            return redirect("privacy")
    context = {"form": form, "viewers": viewers_of(athlete.pk, timezone.now())}
    return render(request, "accounts/privacy.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def edit_grant(request: PageRequest, pk: UUID) -> HttpResponse:
    grant = _grant(request, pk)
    until_on = timezone.localdate(grant.until_at) if grant.until_at else None
    form = GrantForm(request.POST or None, initial={"scopes": grant.scopes, "until_on": until_on})
    if form.is_valid():
        with refusals_beside(form):
            until_at = end_of_day(form.cleaned_data["until_on"])
            change_grant(
                grant=grant,
                scopes=form.cleaned_data["scopes"],
                until_at=until_at,
                actor=request.user,
                now=timezone.now(),
            )
            messages.success(request, _("Your choice is saved."))
            return redirect("privacy")
    return render(request, "accounts/grant_form.html", {"form": form, "grant": grant})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def end_grant(request: PageRequest, pk: UUID) -> HttpResponse:
    grant = _grant(request, pk)
    if request.method == "POST":
        revoke_grant(grant=grant, actor=request.user, now=timezone.now())
        messages.success(request, _("From now on they see nothing of yours."))
        return redirect("privacy")
    return render(request, "accounts/grant_revoke.html", {"grant": grant})


@signed_in
@require_safe
def show_consents(request: PageRequest) -> HttpResponse:
    given = Consent.objects.visible_to(request.user.pk).order_by("-given_at")
    return render(request, "accounts/consents.html", {"rows": rows_of(list(given))})


@signed_in
@require_POST
def change_consent(request: PageRequest, kind: str) -> HttpResponse:
    if kind not in ASKED:
        raise Http404
    if request.POST.get("answer") == "yes":
        consents.give(user=request.user, kind=kind, text_version=consents.version_of(kind), now=timezone.now())
        messages.success(request, _("Your consent is recorded."))
    else:
        consents.withdraw(user=request.user, kind=kind, now=timezone.now())
        messages.success(request, _("Your consent is withdrawn."))
    return redirect("consents")


@signed_in
@require_safe
def show_history(request: PageRequest) -> HttpResponse:
    events = AuditEvent.objects.visible_to(request.user.pk).order_by("-at", "-id")
    page = Paginator(events, 50).get_page(request.GET.get("page"))
    return render(request, "accounts/history.html", {"page": page, "events": told(list(page), request.user.pk)})


def _grant(request: PageRequest, pk: UUID) -> Any:
    standing = Grant.objects.filter(athlete_id=request.visitor.athlete.pk).not_over(timezone.now())
    return get_object_or_404(standing.select_related("team", "coach__person"), pk=pk)
