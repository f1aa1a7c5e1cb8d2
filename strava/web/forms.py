from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from strava import oauth


class ConnectForm(forms.Form):
    """Which activities may come."""

    activities = forms.ChoiceField(
        label=_("Which activities?"),
        choices=(
            (oauth.READ_ALL, _("All of them, also those only you see on Strava. They stay yours alone here as well.")),
            (oauth.READ, _("Those that others may see on Strava")),
        ),
        widget=forms.RadioSelect,
        initial=oauth.READ_ALL,
    )

    def scopes(self) -> tuple[str, ...]:
        chosen: dict[str, Any] = self.cleaned_data
        return ("read", chosen["activities"])
