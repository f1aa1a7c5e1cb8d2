"""Who may see what a source brings. Nothing is saved before the page has shown what would vanish."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import label_for_field
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.admin.pages import StaffPage, WorkPage
from training.models import PolicyChange, SourcePolicy
from training.naming import source_name
from training.policy_effects import effects_of
from training.repolicing import change_policy
from training.source_policies import presets_of

FIELDS = ("visible_to", "ai_allowed", "combinable", "geo_stored", "keep_days", "attribution")
CONFIRMED = "confirmed"


class PolicyForm(forms.ModelForm[SourcePolicy]):
    """A preset that is chosen fills all other fields."""

    preset = forms.ChoiceField(label=_lazy("Preset"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.presets = presets_of(self.instance.kind)
        field: Any = self.fields["preset"]
        field.choices = [("", _("The fields below")), *((name, name) for name in self.presets)]

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or self.cleaned_data
        return {**told, **self.presets.get(told.get("preset", ""), {})}


@admin.register(SourcePolicy)
class SourcePolicyPage(StaffPage):
    """Whoever changes this answers for what the source's terms allow; what is there already follows."""

    form = PolicyForm
    list_display = ("kind", "visible_to", "ai_allowed", "combinable", "geo_stored", "keep_days")
    fields = ("kind", "preset", *FIELDS)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return ["kind"] if obj else []

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        if request.method == "POST" and CONFIRMED not in request.POST and (form := self._asked(request, object_id)):
            return self._preview(request, form)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _asked(self, request: HttpRequest, object_id: str | None) -> Any:
        """None where Django's own page says what is wrong with it."""
        row = self.get_object(request, object_id) if object_id else None
        if not (self.has_change_permission(request, row) if object_id else self.has_add_permission(request)):
            raise PermissionDenied
        form = self.get_form(request, row, change=bool(object_id))(request.POST, instance=row)
        return form if form.is_valid() else None

    def _preview(self, request: HttpRequest, form: Any) -> TemplateResponse:
        row: SourcePolicy = form.save(commit=False)
        sent = [(name, form.cleaned_data[name]) for name in ("kind", *FIELDS) if name in form.cleaned_data]
        context = {
            **self.admin_site.each_context(request), "opts": self.opts, "title": _("What would change"), "original": row,
            "rules": [(label_for_field(name, SourcePolicy), getattr(row, name)) for name in FIELDS],
            "sent": [(name, "" if value is None else value) for name, value in sent if value is not False],
            "effects": effects_of(row, now=timezone.now()).said(source_name(row.kind)), "confirmed": CONFIRMED,
        }  # fmt: skip
        return TemplateResponse(request, "admin/training/sourcepolicy/preview.html", context)

    def save_model(self, request: HttpRequest, obj: SourcePolicy, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's
        change_policy(obj)
        self.message_user(request, _("It holds from now on; what is there already follows in the background."))


@admin.register(PolicyChange)
class PolicyChangePage(WorkPage):
    list_display = ("kind", "total", "done", "state", "attempts", "created_at")
    fields = ("kind", "total", "done", "state", "attempts", "last_error", "created_at", "finished_at")
