"""Athletes without an e-mail of their own, whose account a parent or coach runs until they claim it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.guardianship import claim, create_ward, invite_to_claim, look_up_claim
from accounts.models import Person
from accounts.web.forms.teams import ClaimForm, TakeOverForm, WardForm
from accounts.web.guards import before_onboarding, for_everyone, signed_in
from accounts.web.refusals import refusals_beside
from accounts.web.visitor import PageRequest
from core.errors import Gone, NotFound


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def show_juniors(request: PageRequest) -> HttpResponse:
    coached = [row.team for row in request.visitor.memberships if row.is_coaching()]
    form = WardForm(request.POST or None, teams=coached)
    if form.is_valid():
        with refusals_beside(form):
            person = request.visitor.person
            create_ward(
                name=form.cleaned_data["name"],
                guardian=request.user,
                team=next((team for team in coached if str(team.pk) == form.cleaned_data.get("team")), None),
                time_zone=person.time_zone,
                locale=person.locale,
                now=timezone.now(),
            )
            messages.success(request, _("The account is ready. Choose it in the account menu to act for them."))
            return redirect("juniors")
    return render(request, "accounts/juniors.html", {"form": form, "wards": request.visitor.wards})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def invite_claim(request: PageRequest, pk: UUID) -> HttpResponse:
    ward = _ward(request, pk)
    form = ClaimForm(request.POST or None)
    if form.is_valid():
        with refusals_beside(form):
            email = form.cleaned_data["email"]
            link = invite_to_claim(ward=ward.user, email=email, actor=request.user, now=timezone.now())
            return render(request, "accounts/claim_created.html", {"ward": ward, "link": link, "email": email})
    return render(request, "accounts/claim_form.html", {"ward": ward, "form": form})


@for_everyone
@before_onboarding
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def claim_account(request: HttpRequest, token: str) -> HttpResponse:
    try:
        guardianship = look_up_claim(token, now=timezone.now())
    except (NotFound, Gone) as refusal:
        return render(request, "accounts/claim_closed.html", {"reason": refusal.message}, status=refusal.status)
    form = TakeOverForm(request.POST or None)
    if form.is_valid():
        with refusals_beside(form):
            claim(token=token, now=timezone.now(), **form.cleaned_data)
            messages.success(request, _("This account is yours now. Sign in with your new password."))
            return redirect("account_login")
    context = {"form": form, "email": guardianship.claim_email, "guardian": guardianship.guardian.person}
    return render(request, "accounts/claim.html", context)


def _ward(request: PageRequest, pk: UUID) -> Person:
    ward = next((one for one in request.visitor.wards if one.pk == pk), None)
    if ward is None:
        raise Http404
    return ward
