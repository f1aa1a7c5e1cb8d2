from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, Scope, Team
from accounts.models.team import ComplianceBy
from accounts.web.forms.fields import DayField, LineField


class ScopesField(forms.MultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=Scope, required=False, **kwargs)


class TeamForm(forms.Form):
    name = LineField(label=_("Team name"), max_length=120)


class TeamSettingsForm(TeamForm):
    coaches_need_mfa = forms.BooleanField(
        label=_("Coaches need a second factor"),
        required=False,
        help_text=_("Coaches without a passkey or authenticator app see no athlete until they add one."),
    )
    compliance_by = forms.ChoiceField(label=_("Sessions are judged by"), choices=ComplianceBy)
    compliance_green_pct = forms.IntegerField(
        label=_("Green: as planned within (%)"), min_value=1, max_value=98, help_text=_("Usually 20.")
    )
    compliance_yellow_pct = forms.IntegerField(
        label=_("Yellow: nearly as planned within (%)"),
        min_value=2,
        max_value=99,
        help_text=_("Usually 50; everything farther away is orange."),
    )
    athletes_may_swap = forms.BooleanField(
        label=_("Athletes may swap a workout"),
        required=False,
        help_text=_("For another one with the same purpose, when time or equipment is short. Locked ones never."),
    )


class JoinForm(forms.Form):
    code = LineField(
        label=_("Code or link"),
        max_length=400,
        help_text=_("The code your coach gave you, or the whole invitation link."),
    )
    role = forms.ChoiceField(
        label=_("Join as"),
        choices=[(Role.ATHLETE, Role.ATHLETE.label), (Role.COACH, Role.COACH.label)],
        initial=Role.ATHLETE,
    )
    scopes = ScopesField(label=_("What the team's coaches may do, if you join as an athlete"), initial=list(Scope))

    code.widget.attrs |= {"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}


class InvitationForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail"), required=False, help_text=_("Without it you get a link to pass on yourself.")
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role, initial=Role.ATHLETE)
    days = forms.TypedChoiceField(
        label=_("Open for"),
        choices=[(1, _("1 day")), (7, _("7 days")), (14, _("14 days")), (30, _("30 days"))],
        coerce=int,
        initial=14,
    )
    scopes = ScopesField(
        label=_("What you ask to see and do"),
        initial=list(Scope),
        help_text=_("Only for athletes. They see this list and decide themselves."),
    )

    email.widget.attrs["autocomplete"] = "off"

    def lasting(self) -> timedelta:
        return timedelta(days=self.cleaned_data["days"])


class AcceptForm(forms.Form):
    scopes = ScopesField(label=_("The team's coaches may"))


class RolesForm(forms.Form):
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=Role,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("A member has at least one role. To end it, remove the member.")},
    )


class GrantForm(forms.Form):
    scopes = ScopesField(label=_("What they may do"))
    until_on = DayField(label=_("Until"), required=False, help_text=_("Empty: until you revoke it."))

    def clean_until_on(self) -> Any:
        until_on = self.cleaned_data["until_on"]
        if until_on and until_on < timezone.localdate():
            raise forms.ValidationError(_("This day is over. To end it now, revoke it."))
        return until_on


class HandOverForm(forms.Form):
    coach = forms.ChoiceField(label=_("New coach"))
    on = DayField(label=_("From"))

    def __init__(self, *args: Any, coaches: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["coach"].choices = coaches  # type: ignore[attr-defined]


class WardForm(forms.Form):
    name = LineField(label=_("Name"), max_length=120)
    team = forms.ChoiceField(
        label=_("Team"), required=False, help_text=_("Where they train; you stay the one who acts for them.")
    )

    def __init__(self, *args: Any, teams: list[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].choices = [("", _("No team")), *((str(team.pk), team.name) for team in teams)]  # type: ignore[attr-defined]
        if not teams:
            del self.fields["team"]


class ClaimForm(forms.Form):
    email = forms.EmailField(
        label=_("Their e-mail"), help_text=_("They get a link with which the account becomes their own.")
    )


class TakeOverForm(forms.Form):
    password = forms.CharField(
        label=_("New password"), widget=forms.PasswordInput, strip=False, help_text=_("At least 10 characters.")
    )
    keeps_guardian = forms.BooleanField(
        label=_("They may go on looking after this account"),
        required=False,
        help_text=_("Otherwise from now on they see only what you allow."),
    )

    password.widget.attrs["autocomplete"] = "new-password"

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password
