from django import forms
from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.models import Sport
from accounts.web.guards import signed_in
from accounts.web.visitor import PageRequest
from training.web.workouts.previews import preview_of, thresholds_on

LONGEST = 20_000


class TypedForm(forms.Form):
    """A text while it is typed. Nothing of it is kept."""

    text = forms.CharField(required=False, strip=False, max_length=LONGEST)
    sport = forms.ChoiceField(choices=Sport)
    athlete = forms.UUIDField(required=False)
    on = forms.DateField(required=False, input_formats=["%Y-%m-%d"])


@signed_in
@require_POST
def preview_workout(request: PageRequest) -> HttpResponse:
    form = TypedForm(request.POST)
    if not form.is_valid():
        fault = {"line": 1, "column": 1, "text": str(_("This cannot be read.")), "expected": ""}
        return JsonResponse({"html": "", "text": request.POST.get("text", ""), "errors": [fault]}, status=400)
    asked = form.cleaned_data
    thresholds = thresholds_on(
        viewer_id=request.user.pk, athlete_id=asked["athlete"], sport=asked["sport"], on=asked["on"]
    )
    units = request.visitor.person.units
    return JsonResponse(preview_of(asked["text"], sport=asked["sport"], units=units, thresholds=thresholds))
