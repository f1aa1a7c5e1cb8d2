"""The first steps: short forms in a row, each saved on its own, working without scripts."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts import consents
from accounts.joining import ask_to_join
from accounts.models import AthleteProfile, Consent, ConsentKind, Role
from accounts.people import open_account
from accounts.profiles import change_person, change_profile
from accounts.teams import found_team
from accounts.thresholds import set_threshold
from accounts.web import steps
from accounts.web.consents import texts_of
from accounts.web.forms.onboarding import ConsentsForm, FirstThresholdsForm, SportsForm, TeamStartForm, YouForm
from accounts.web.guards import before_onboarding, signed_in
from accounts.web.links import INVITATION, is_invitation, token_in
from accounts.web.refusals import refusals_beside
from accounts.web.steps import Progress
from accounts.web.visitor import PageRequest


@signed_in
@before_onboarding
@require_safe
def welcome(request: PageRequest) -> HttpResponse:
    if request.visitor.has_finished_onboarding:
        return redirect("home")
    progress = _progress(request)
    return redirect("welcome_step", step=progress.current or progress.steps[-1])


@signed_in
@before_onboarding
@require_http_methods(["GET", "HEAD", "POST"])
def welcome_step(request: PageRequest, step: str) -> HttpResponse:
    progress = _progress(request)
    if step not in steps.TITLES:
        raise Http404
    if request.visitor.has_finished_onboarding or not progress.may_open(step):
        return redirect("welcome")
    if "skip" in request.POST and step in SKIPPABLE:
        return _go_on(request, progress, step)
    form = FORMS[step](request)
    if form.is_valid():
        with refusals_beside(form):
            SAVES[step](request, form)
            return _go_on(request, progress, step, role=form.cleaned_data.get("role"))
    return _page(request, progress, step, form)


def _progress(request: PageRequest) -> Progress:
    """Who came by an invitation has a team already and is not asked for one."""
    return steps.progress_in(request.session, has_team=bool(request.visitor.memberships))


def _you_form(request: PageRequest) -> YouForm:
    initial = YouForm.initial_of(request.visitor.person) | {"role": _progress(request).role}
    return YouForm(request.POST or None, initial=initial)


def _save_you(request: PageRequest, form: forms.Form) -> None:
    given = {name: value for name, value in form.cleaned_data.items() if name != "role"}
    change_person(person=open_account(request.user), actor=request.user, **given)


def _consents_form(request: PageRequest) -> ConsentsForm:
    return ConsentsForm(request.POST or None, initial=dict.fromkeys(_standing(request), True))


def _save_consents(request: PageRequest, form: forms.Form) -> None:
    standing = _standing(request)
    for kind, is_given in form.cleaned_data.items():
        if is_given and kind not in standing:
            consents.give(user=request.user, kind=kind, text_version=consents.version_of(kind), now=timezone.now())
        elif not is_given and kind in standing:
            consents.withdraw(user=request.user, kind=kind, now=timezone.now())


def _sports_form(request: PageRequest) -> SportsForm:
    return SportsForm(request.POST or None, initial={"sports": _profile(request).sports})


def _save_sports(request: PageRequest, form: forms.Form) -> None:
    change_profile(profile=_profile(request), actor=request.user, sports=form.cleaned_data["sports"])


def _thresholds_form(request: PageRequest) -> FirstThresholdsForm:
    return FirstThresholdsForm(
        request.POST or None,
        sports=_profile(request).sports,
        has_health_consent=ConsentKind.HEALTH_DATA.value in _standing(request),
        units=request.visitor.person.units,
    )


def _save_thresholds(request: PageRequest, form: Any) -> None:
    for sport, kind, value in form.values():
        set_threshold(
            athlete_id=request.user.pk,
            sport=sport,
            kind=kind,
            value=value,
            effective_on=timezone.localdate(),
            actor=request.user,
            now=timezone.now(),
        )


def _team_form(request: PageRequest) -> TeamStartForm:
    is_coach = _progress(request).role == steps.COACH
    return TeamStartForm(request.POST or None, initial={"how": "found" if is_coach else "join"})


def _save_team(request: PageRequest, form: forms.Form) -> None:
    given = form.cleaned_data
    if given["how"] == "found":
        found_team(name=given["team_name"], founder=request.user, now=timezone.now())
    elif given["how"] == "join":
        _join(request, token_in(given["code"]), given["scopes"])


def _join(request: PageRequest, token: str, scopes: list[str]) -> None:
    if is_invitation(token):
        request.session[INVITATION] = token
        return
    role = Role.COACH if _progress(request).role == steps.COACH else Role.ATHLETE
    ask_to_join(
        code=token, role=role, scopes=scopes if role == Role.ATHLETE else [], actor=request.user, now=timezone.now()
    )


def _profile(request: PageRequest) -> AthleteProfile:
    return AthleteProfile.objects.get(pk=request.user.pk)


def _standing(request: PageRequest) -> set[str]:
    return set(Consent.objects.visible_to(request.user.pk).standing().values_list("kind", flat=True))


def _go_on(request: PageRequest, progress: Progress, step: str, role: str | None = None) -> HttpResponse:
    after = steps.keep(request.session, progress, role=role or progress.role, done=step)
    if after.current:
        return redirect("welcome_step", step=after.current)
    change_person(person=request.visitor.person, actor=request.user, onboarded_at=timezone.now())
    steps.forget(request.session)
    token = request.session.pop(INVITATION, None)
    return redirect("join", token=token) if token else redirect("home")


def _page(request: PageRequest, progress: Progress, step: str, form: forms.Form) -> HttpResponse:
    context = {
        "form": form,
        "step": step,
        "title": steps.TITLES[step],
        "number": progress.steps.index(step) + 1,
        "total": len(progress.steps),
        "before": progress.before(step),
        "is_skippable": step in SKIPPABLE,
        "texts": texts_of("terms", "health_data"),
    }
    return render(request, f"accounts/welcome/{step}.html", context)


SKIPPABLE = frozenset({"sports", "thresholds"})
FORMS: dict[str, Callable[[PageRequest], forms.Form]] = {
    "you": _you_form,
    "consents": _consents_form,
    "sports": _sports_form,
    "thresholds": _thresholds_form,
    "team": _team_form,
}
SAVES: dict[str, Callable[[PageRequest, Any], None]] = {
    "you": _save_you,
    "consents": _save_consents,
    "sports": _save_sports,
    "thresholds": _save_thresholds,
    "team": _save_team,
}
