from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import ApiKeyScope
from accounts.web.forms.fields import DayField, LineField


class ApiKeyForm(forms.Form):
    name = LineField(label=_("Name"), max_length=80, help_text=_("Where you will use it, such as “Home server”."))
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"), choices=ApiKeyScope, widget=forms.CheckboxSelectMultiple, initial=[ApiKeyScope.READ]
    )
    expires_on = DayField(label=_("Last day"), required=False, help_text=_("Empty: it works until you revoke it."))

    def clean_expires_on(self) -> Any:
        expires_on = self.cleaned_data["expires_on"]
        if expires_on and expires_on < timezone.localdate():
            raise forms.ValidationError(_("This day is over."))
        return expires_on
