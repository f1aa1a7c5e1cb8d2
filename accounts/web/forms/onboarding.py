from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Scope, Sport, ThresholdKind
from accounts.web import measures
from accounts.web.forms.fields import LineField, MeasureField, TimeZoneField
from accounts.web.forms.people import PersonForm
from accounts.web.forms.teams import ScopesField
from accounts.web.steps import ATHLETE, COACH
from accounts.web.thresholds import ALL, FIRST, sport_label


class YouForm(PersonForm):
    role = forms.ChoiceField(
        label=_("What brings you here?"),
        choices=[(ATHLETE, _("I train")), (COACH, _("I coach"))],
        widget=forms.RadioSelect,
        help_text=_("You can do both later."),
    )

    time_zone = TimeZoneField(help_text=_("It decides which day a session belongs to."))
    time_zone.widget.attrs["data-time-zone"] = ""

    field_order = ("role", "name")


class ConsentsForm(forms.Form):
    terms = forms.BooleanField(
        label=_("I agree to the terms of use"),
        error_messages={"required": _("Without the terms there can be no account.")},
    )
    health_data = forms.BooleanField(label=_("Paceline may process my health data"), required=False)


class SportsForm(forms.Form):
    sports = forms.MultipleChoiceField(
        label=_("What do you do?"),
        choices=Sport,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one, or skip this step.")},
    )


class FirstThresholdsForm(forms.Form):
    """One optional value for each sport, and those of the heart if health data may be used."""

    def __init__(self, *args: Any, sports: list[str], has_health_consent: bool, units: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wanted = [(sport, kind) for sport, kind in FIRST.items() if sport in sports]
        if has_health_consent:
            wanted += [(ALL, ThresholdKind.MAX_HR_BPM), (ALL, ThresholdKind.WEIGHT_KG)]
        self.wanted = {f"{sport}_{kind}": (sport, kind, measures.measure(kind, units)) for sport, kind in wanted}
        for name, (sport, kind, measure) in self.wanted.items():
            self.fields[name] = _value_field(sport, kind, measure)

    def values(self) -> list[tuple[str | None, str, float]]:
        given = [(sport, kind, self.cleaned_data[name]) for name, (sport, kind, _measure) in self.wanted.items()]
        return [(None if sport == ALL else sport, kind, value) for sport, kind, value in given if value is not None]


def _value_field(sport: str, kind: ThresholdKind, measure: measures.Measure) -> MeasureField:
    label = _("%(sport)s: %(name)s in %(unit)s") % {
        "sport": sport_label(sport),
        "name": measures.NAMES[kind],
        "unit": measure.unit,
    }
    return MeasureField(measure=measure, label=label, required=False)


class TeamStartForm(forms.Form):
    how = forms.ChoiceField(
        label=_("How do you start?"),
        choices=[("found", _("Found a team")), ("join", _("Join a team")), ("later", _("Later"))],
        widget=forms.RadioSelect,
    )
    team_name = LineField(label=_("Name of the new team"), max_length=120, required=False)
    code = LineField(
        label=_("Code or link of the team"),
        max_length=400,
        required=False,
        help_text=_("From your coach. They still say yes to you."),
    )
    scopes = ScopesField(
        label=_("If you join to train, its coaches may"),
        initial=list(Scope),
        help_text=_("You can change this at any time."),
    )

    code.widget.attrs |= {"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        needed = {"found": "team_name", "join": "code"}.get(given.get("how", ""))
        if needed and not given.get(needed):
            self.add_error(needed, _("Fill this in, or choose “Later”."))
        return given
