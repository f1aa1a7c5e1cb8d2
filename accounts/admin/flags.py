from typing import ClassVar

from django import forms
from django.contrib import admin
from django.contrib.postgres.forms import SimpleArrayField
from django.utils.translation import gettext_lazy as _
from waffle.models import Sample, Switch

from accounts.admin.pages import StaffPage
from accounts.models import Flag, Role


class FlagForm(forms.ModelForm):  # type: ignore[type-arg]
    team_roles = forms.MultipleChoiceField(
        label=_("team roles"), choices=Role.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    countries = SimpleArrayField(
        forms.CharField(max_length=2),
        label=_("countries"),
        required=False,
        help_text=_("Two-letter codes with commas between."),
    )

    class Meta:
        model = Flag
        fields: ClassVar[list[str]] = [
            "name",
            "note",
            "is_killed",
            "everyone",
            "authenticated",
            "staff",
            "percent",
            "team_roles",
            "countries",
            "plans",
            "languages",
            "testing",
            "users",
            "teams",
        ]

    def clean_countries(self) -> list[str]:
        return [code.strip().upper() for code in self.cleaned_data["countries"]]


@admin.register(Flag)
class FlagPage(StaffPage):
    form = FlagForm
    list_display = ("name", "note", "is_killed", "everyone", "percent", "team_roles", "countries", "plans", "modified")
    list_filter = ("is_killed", "everyone")
    search_fields = ("name", "note")
    ordering = ("name",)
    autocomplete_fields = ("users", "teams")


class NamedPage(StaffPage):
    search_fields = ("name", "note")
    ordering = ("name",)


@admin.register(Switch)
class SwitchPage(NamedPage):
    list_display = ("name", "active", "note", "modified")
    fields = ("name", "active", "note")


@admin.register(Sample)
class SamplePage(NamedPage):
    list_display = ("name", "percent", "note", "modified")
    fields = ("name", "percent", "note")
