from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import AthleteProfile, Audience, Person, Sex, Sport, Theme, Units, Weekday
from accounts.web.forms.fields import DayField, LineField, TimeZoneField


class PersonForm(forms.Form):
    name = LineField(label=_("Name"), max_length=120, help_text=_("What your team and your coaches call you."))
    locale = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    units = forms.ChoiceField(label=_("Units"), choices=Units)
    time_zone = TimeZoneField(help_text=_("It decides which day a session belongs to."))
    week_starts_on = forms.TypedChoiceField(label=_("Week starts on"), choices=Weekday, coerce=int)

    name.widget.attrs["autocomplete"] = "name"

    @staticmethod
    def initial_of(person: Person) -> dict[str, Any]:
        return {
            name: getattr(person, name) for name in ("name", "locale", "units", "time_zone", "week_starts_on", "theme")
        }


class ProfileForm(PersonForm):
    theme = forms.ChoiceField(label=_("Theme"), choices=Theme)


class AthleteForm(forms.Form):
    sports = forms.MultipleChoiceField(
        label=_("Sports"), choices=Sport, widget=forms.CheckboxSelectMultiple, required=False
    )
    birth_on = DayField(label=_("Birth date"), required=False, help_text=_("Used for age-based estimates only."))
    sex = forms.ChoiceField(
        label=_("Sex"),
        choices=Sex,
        required=False,
        help_text=_("Some formulas differ; without it we use the neutral one."),
    )

    birth_on.widget.attrs["autocomplete"] = "bday"

    @staticmethod
    def initial_of(profile: AthleteProfile) -> dict[str, Any]:
        return {name: getattr(profile, name) for name in ("sports", "birth_on", "sex")}


class ThemeForm(forms.Form):
    theme = forms.ChoiceField(choices=Theme)


class AudienceForm(forms.Form):
    show_activities_to = forms.ChoiceField(label=_("Activities"), choices=Audience)
    show_map_to = forms.ChoiceField(label=_("Maps"), choices=Audience)
    show_heart_rate_to = forms.ChoiceField(label=_("Heart rate"), choices=Audience)
    show_wellness_to = forms.ChoiceField(label=_("Wellness"), choices=Audience)

    @staticmethod
    def initial_of(profile: AthleteProfile) -> dict[str, Any]:
        return {name: getattr(profile, name) for name in AudienceForm.base_fields}
