from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import AbsenceKind, AvailableDay
from accounts.web import measures
from accounts.web.forms.fields import DayField, LineField, MeasureField


class ThresholdForm(forms.Form):
    def __init__(self, *args: Any, measure: measures.Measure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label = _("Value in %(unit)s") % {"unit": measure.unit}
        self.fields["value"] = MeasureField(measure=measure, label=label)
        self.fields["effective_on"] = DayField(
            label=_("Valid from"),
            initial=timezone.localdate,
            help_text=_("Sessions from this day on are measured against it."),
        )


class SeedForm(forms.Form):
    on = DayField(label=_("Day"))
    fitness = forms.FloatField(label=_("Fitness (CTL)"), min_value=0, max_value=300, localize=True)
    fatigue = forms.FloatField(label=_("Fatigue (ATL)"), min_value=0, max_value=500, localize=True)


class WeekForm(forms.Form):
    """Hours for each weekday; empty means "not said", zero is a day of rest."""

    def __init__(self, *args: Any, weekdays: list[tuple[int, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, label in weekdays:
            self.fields[f"hours_{number}"] = forms.FloatField(
                label=label, required=False, min_value=0, max_value=24, localize=True
            )

    @staticmethod
    def initial_of(days: list[AvailableDay]) -> dict[str, float | int]:
        return {f"hours_{day.weekday}": _shortest(day.duration_s / 3600) for day in days}

    def durations_s(self) -> dict[int, int]:
        hours = {int(name.removeprefix("hours_")): value for name, value in self.cleaned_data.items()}
        return {day: round(value * 3600) for day, value in hours.items() if value is not None}


def _shortest(hours: float) -> float | int:
    return int(hours) if hours.is_integer() else round(hours, 2)


class AbsenceForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=AbsenceKind)
    from_on = DayField(label=_("From"))
    to_on = DayField(label=_("To"), required=False, help_text=_("Empty: open end."))
    reason = LineField(label=_("Reason"), max_length=500, required=False)


class ZonesForm(forms.Form):
    boundaries = LineField(
        label=_("Upper bounds"),
        max_length=200,
        help_text=_("From the easiest zone up, separated by spaces. The last zone is open at the top."),
    )
    names = LineField(
        label=_("Names"),
        max_length=400,
        required=False,
        help_text=_("Separated by commas, from the easiest zone up."),
    )
    effective_on = DayField(label=_("Valid from"), initial=timezone.localdate)

    boundaries.widget.attrs |= {"autocomplete": "off", "dir": "ltr"}

    def __init__(self, *args: Any, measure: measures.Measure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.measure = measure
        self.fields["boundaries"].label = _("Upper bounds in %(unit)s") % {"unit": measure.unit}

    def clean_boundaries(self) -> list[float]:
        try:
            bounds = [self.measure.read(part) for part in self.cleaned_data["boundaries"].replace(";", " ").split()]
        except measures.MeasureError as refusal:
            raise forms.ValidationError(str(refusal)) from None
        if bounds != sorted(set(bounds)):
            raise forms.ValidationError(_("Each bound lies above the one before it."))
        return bounds

    def clean_names(self) -> list[str]:
        return [name.strip() for name in self.cleaned_data["names"].split(",") if name.strip()]
