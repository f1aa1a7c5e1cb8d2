"""What an athlete says about a workout: why it is left out, or what they could do instead."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.web.forms.fields import LineField
from training.models import Excuse


class ExcuseForm(forms.Form):
    excuse = forms.ChoiceField(choices=[("", ""), *Excuse.choices], required=False)
    note = LineField(label=_("Note"), max_length=200, required=False)
