"""One act on a plan, sent by a form."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.web.guards import signed_in
from accounts.web.refusals import refusals_as_messages
from accounts.web.visitor import PageRequest
from training.models import Plan
from training.plans import MOST_WEEKS, change_plan, newest
from training.web.plans.arranging import ACTS, arranged
from training.web.plans.grids import DAYS
from training.web.views.plans import changeable_plan


class ArrangeForm(forms.Form):
    """A button names what is done, and on which week where that is all there is to say: `copy_week:3`."""

    version = forms.IntegerField()
    act = forms.ChoiceField(choices=[(act, act) for act in ACTS])
    item = forms.UUIDField(required=False)
    source = forms.UUIDField(required=False)
    week = forms.IntegerField(min_value=1, max_value=MOST_WEEKS, required=False)
    day = forms.IntegerField(min_value=1, max_value=DAYS, required=False)

    def clean(self) -> dict[str, Any]:
        sent = super().clean() or {}
        needed = {"remove": ["item"], "add": ["source", "week", "day"], "move": ["item", "week", "day"]}
        needed["copy"] = needed["move"]
        if any(sent.get(name) is None for name in needed.get(sent.get("act", ""), ["week"])):
            raise forms.ValidationError(_("This cannot be read."))
        return sent


@signed_in
@require_POST
def arrange_plan(request: PageRequest, pk: UUID) -> HttpResponse:
    """On top of the version that was shown; each act is an edition, and older ones can be had back."""
    changeable_plan(request, pk)
    form = ArrangeForm(_sent(request))
    if not form.is_valid():
        messages.error(request, str(next(iter(form.errors.values()))[0]))
        return redirect("plan", pk=pk)
    plan = get_object_or_404(Plan.objects.select_for_update(), pk=pk)
    if plan.version != form.cleaned_data["version"]:
        messages.error(request, _("Somebody else has saved this plan since. This is theirs; do it once more."))
        return redirect("plan", pk=pk)
    with refusals_as_messages(request):
        sent, before = form.cleaned_data, newest(plan)
        items, weeks = arranged(sent["act"], sent, before.items, plan.weeks, viewer_id=request.user.pk)
        plan = change_plan(plan=plan, actor=request.user, items=items, weeks=weeks)
        messages.success(request, _("Saved as edition %(n)s.") % {"n": plan.edition})
    return redirect("plan", pk=pk)


def _sent(request: PageRequest) -> dict[str, str]:
    sent = {name: str(value) for name, value in request.POST.items()}
    act, colon, week = sent.get("act", "").partition(":")
    return {**sent, "act": act, **({"week": week} if colon else {})}
