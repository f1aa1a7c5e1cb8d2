"""A workout of the calendar as a form. Each field remembers what it showed, so that only changes are written."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Sport
from accounts.web.forms.fields import BlockField, DayField, LineField
from training.models import Purpose, SubSport, Workout
from training.plan_rights import PlanSight
from training.units import distance_unit, to_metres
from training.web.calendar.durations import DurationField
from training.web.forms.workouts import TextOfWorkout

COACHED = ("hidden_until", "locked")
PURPOSES: list[tuple[str, str | Promise]] = [("", _("Not said")), *Purpose.choices]
KINDS: list[tuple[str, str | Promise]] = [("", _("Not said")), *SubSport.choices]


class WorkoutForm(forms.Form):
    title = LineField(label=_("Title"), max_length=200, required=False)
    on = DayField(label=_("Day"))
    sport = forms.ChoiceField(label=_("Sport"), choices=Sport)
    structure_text = TextOfWorkout()
    planned_duration_s = DurationField(label=_("Duration"), required=False)
    planned_distance_m = forms.FloatField(min_value=0, max_value=2_000, required=False, localize=True)
    planned_load = forms.FloatField(label=_("Load"), min_value=0, max_value=2000, required=False, localize=True)
    start_time = forms.TimeField(
        label=_("Start"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    sub_sport = forms.ChoiceField(label=_("Kind"), choices=KINDS, required=False)
    purpose = forms.ChoiceField(label=_("Purpose"), choices=PURPOSES, required=False)
    description = BlockField(label=_("Description"), max_length=10_000, required=False)
    key = forms.BooleanField(label=_("Key session"), required=False)
    locked = forms.BooleanField(label=_("Locked: the athlete cannot move or change it"), required=False)
    hidden_until = DayField(label=_("Hidden from the athlete until"), required=False)

    def __init__(self, *args: Any, sight: PlanSight, units: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = units
        self.fields["planned_distance_m"].label = _("Distance in %(unit)s") % {"unit": distance_unit(units)}
        self.fields["structure_text"].widget.attrs |= {"rows": 7, "spellcheck": "false", "dir": "ltr"}
        self.fields["description"].widget.attrs["rows"] = 4
        if sight.is_own:
            for name in COACHED:
                del self.fields[name]
        for field in self.fields.values():
            field.show_hidden_initial = True

    def given(self) -> dict[str, Any]:
        """What a person has changed, in the words of the domain."""
        return self.as_kept({name: self.cleaned_data[name] for name in self.changed_data if name in self.cleaned_data})

    def filled(self) -> dict[str, Any]:
        told = {name: value for name, value in self.cleaned_data.items() if value not in (None, "", False)}
        return self.as_kept(told)

    def as_kept(self, told: dict[str, Any]) -> dict[str, Any]:
        if told.get("planned_distance_m"):
            told["planned_distance_m"] = to_metres(told["planned_distance_m"], self.units)
        if "structure_text" in told:
            told["structure_text"] = told["structure_text"].replace("\r\n", "\n")
        return told


def initial_of(workout: Workout, units: str) -> dict[str, Any]:
    """Figures only where somebody typed them; the others follow from the steps."""
    names = [name for name in WorkoutForm.base_fields if not name.startswith("planned_")]
    found = {name: getattr(workout, name) for name in names}
    typed = {name: getattr(workout, name) for name in workout.typed if name in WorkoutForm.base_fields}
    if typed.get("planned_distance_m"):
        typed["planned_distance_m"] = round(typed["planned_distance_m"] / to_metres(1, units), 3)
    return found | typed
