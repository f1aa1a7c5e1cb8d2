from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import FitnessSeed
from accounts.profiles import remove_fitness_seed, set_fitness_seed
from accounts.web.forms.training import SeedForm
from accounts.web.guards import signed_in
from accounts.web.refusals import refusals_beside
from accounts.web.subjects import editable_subject
from accounts.web.visitor import PageRequest


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def show_fitness(request: PageRequest, athlete_id: UUID | None = None) -> HttpResponse:
    subject = editable_subject(request, athlete_id)
    form = SeedForm(request.POST or None)
    if form.is_valid():
        with refusals_beside(form):
            set_fitness_seed(athlete_id=subject.id, **form.cleaned_data, actor=request.user)
            messages.success(request, _("The starting point is saved."))
            return redirect(subject.url("fitness"))
    seeds = list(FitnessSeed.objects.of(subject.id).order_by("-on"))
    return render(request, "accounts/fitness.html", {"subject": subject, "form": form, "seeds": seeds})


@signed_in
@require_POST
def delete_seed(request: PageRequest, pk: UUID, athlete_id: UUID | None = None) -> HttpResponse:
    subject = editable_subject(request, athlete_id)
    row = get_object_or_404(FitnessSeed.objects.of(subject.id), pk=pk)
    remove_fitness_seed(seed=row, actor=request.user)
    messages.success(request, _("The starting point is removed."))
    return redirect(subject.url("fitness"))
