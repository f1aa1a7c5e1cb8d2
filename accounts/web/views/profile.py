from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import AthleteProfile
from accounts.profiles import change_person, change_profile
from accounts.web.forms.people import AthleteForm, ProfileForm, ThemeForm
from accounts.web.guards import before_onboarding, signed_in
from accounts.web.links import where_from
from accounts.web.refusals import refusals_beside
from accounts.web.visitor import PageRequest


@signed_in
@require_safe
def show_settings(request: PageRequest) -> HttpResponse:
    return render(request, "accounts/settings.html")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def show_profile(request: PageRequest) -> HttpResponse:
    athlete = request.visitor.athlete
    profile = AthleteProfile.objects.filter(pk=athlete.pk).first() or AthleteProfile(athlete_id=athlete.pk)
    form = ProfileForm(request.POST or None, initial=ProfileForm.initial_of(athlete))
    athlete_form = AthleteForm(request.POST or None, initial=AthleteForm.initial_of(profile))
    if form.is_valid() and athlete_form.is_valid():
        with refusals_beside(form):
            change_person(person=athlete, actor=request.user, **form.cleaned_data)
            change_profile(profile=profile, actor=request.user, **athlete_form.cleaned_data)
            with translation.override(form.cleaned_data["locale"]):
                messages.success(request, _("Your profile is saved."))
            return redirect("profile")
    return render(request, "accounts/profile.html", {"form": form, "athlete_form": athlete_form})


@signed_in
@before_onboarding
@require_POST
def save_theme(request: PageRequest) -> HttpResponse:
    form = ThemeForm(request.POST)
    if form.is_valid():
        change_person(person=request.visitor.person, actor=request.user, **form.cleaned_data)
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204 if form.is_valid() else 422)
    return HttpResponseRedirect(where_from(request))
