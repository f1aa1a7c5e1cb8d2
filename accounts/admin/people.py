from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ActionForm
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import impersonation, staff, suspension
from accounts.admin.export import as_csv
from accounts.admin.pages import StaffPage, actor_of, hidden
from accounts.models import Person, StaffRole, User
from accounts.models.user import masked_email
from accounts.web.impersonation import begin
from accounts.web.visitor import PageRequest
from core.errors import DomainError


class WithReason(ActionForm):
    reason = forms.CharField(label=_("Reason:"), required=False, max_length=500)


@admin.register(User)
class UserPage(StaffPage):
    """Logins. Nothing is typed over here: what staff do to an account is an action with a name."""

    list_display = ("email", "name", "staff_role", "is_active", "suspended_at", "date_joined", "last_login")
    list_filter = ("staff_role", "is_active", ("suspended_at", admin.EmptyFieldListFilter))
    list_select_related = ("person",)
    search_fields = ("email", "person__name", "pk")
    ordering = ("-date_joined",)
    fields = ("email", "name", "staff_role", "is_active", "suspended_at", "date_joined", "last_login")
    action_form = WithReason
    actions = ("suspend", "unsuspend", "end_sessions", "revoke_keys", "resend_verification", "export")
    masked: ClassVar[dict[str, Any]] = {"email": masked_email}
    subject_field = "self"
    change_form_template = "admin/accounts/user/change_form.html"

    @admin.display(description=_("name"), ordering="person__name")
    def name(self, user: User) -> str:
        return user.person.name if hasattr(user, "person") else ""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        names = [
            name for name in self.fields if name != "staff_role" or not actor_of(request).has_perm(staff.APPOINT_STAFF)
        ]
        return self._for(request, names)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's
        if "staff_role" in form.changed_data:
            staff.appoint_staff(staff=actor_of(request), person=obj, role=StaffRole(obj.staff_role))

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002
        form = super().get_form(request, obj, change, **kwargs)
        if obj is not None and request.user.pk == obj.pk:
            form.base_fields.pop("staff_role", None)
        return form

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.impersonate)
        return [path("<uuid:user_id>/impersonate/", view, name="accounts_user_impersonate"), *super().get_urls()]

    def impersonate(self, request: HttpRequest, user_id: Any) -> HttpResponseBase:
        person = get_object_or_404(User, pk=user_id)
        if not impersonation.may_impersonate(hijacker=actor_of(request), hijacked=person):
            raise PermissionDenied
        frame = {**self.admin_site.each_context(request), "opts": self.opts, "title": _("Look through their eyes")}
        return begin(cast(PageRequest, request), person, frame)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        person = kwargs.get("obj")
        context["may_impersonate"] = person and impersonation.may_impersonate(
            hijacker=actor_of(request), hijacked=person
        )
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.action(description=_("Suspend (needs a reason)"), permissions=["suspend"])
    def suspend(self, request: HttpRequest, rows: QuerySet[User]) -> None:
        reason = request.POST.get("reason", "").strip()

        def act(person: User) -> None:
            if not reason:
                raise DomainError(_("Give a reason."))
            suspension.suspend(person=person, reason=reason, actor=actor_of(request), now=timezone.now())

        self.apply_to_each(request, rows, act)

    @admin.action(description=_("End the suspension"), permissions=["suspend"])
    def unsuspend(self, request: HttpRequest, rows: QuerySet[User]) -> None:
        self.apply_to_each(request, rows, lambda person: suspension.unsuspend(person=person, actor=actor_of(request)))

    @admin.action(description=_("Sign out everywhere"), permissions=["end_sessions"])
    def end_sessions(self, request: HttpRequest, rows: QuerySet[User]) -> None:
        now = timezone.now()
        self.apply_to_each(
            request, rows, lambda person: suspension.end_sessions(person=person, actor=actor_of(request), now=now)
        )

    @admin.action(description=_("Revoke all API keys"), permissions=["revoke_keys"])
    def revoke_keys(self, request: HttpRequest, rows: QuerySet[User]) -> None:
        now = timezone.now()
        self.apply_to_each(
            request, rows, lambda person: suspension.revoke_all_keys(person=person, actor=actor_of(request), now=now)
        )

    @admin.action(description=_("Remind to confirm the e-mail address"), permissions=["resend_verification"])
    def resend_verification(self, request: HttpRequest, rows: QuerySet[User]) -> None:
        self.apply_to_each(
            request, rows, lambda person: suspension.remind_to_verify(person=person, actor=actor_of(request))
        )

    @admin.action(description=_("Export as CSV (needs a reason)"), permissions=["export"])
    def export(self, request: HttpRequest, rows: QuerySet[User]) -> HttpResponseBase | None:
        reason = request.POST.get("reason", "").strip()
        if not reason:
            self.message_user(request, _("Give a reason."), "ERROR")
            return None
        for person in rows:
            self.audit("staff.exported", request, person, reason=reason)
        return as_csv(
            "users", ("email", "name", "joined"), ((u.email, self.name(u), u.date_joined.isoformat()) for u in rows)
        )

    def has_suspend_permission(self, request: HttpRequest) -> bool:
        return actor_of(request).has_perm(staff.SUSPEND)

    def has_end_sessions_permission(self, request: HttpRequest) -> bool:
        return actor_of(request).has_perm(staff.END_SESSIONS)

    def has_revoke_keys_permission(self, request: HttpRequest) -> bool:
        return actor_of(request).has_perm(staff.REVOKE_KEYS)

    def has_resend_verification_permission(self, request: HttpRequest) -> bool:
        return actor_of(request).has_perm(staff.RESEND_VERIFICATION)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return actor_of(request).has_perm(staff.EXPORT)


@admin.register(Person)
class PersonPage(StaffPage):
    list_display = ("name", "user", "locale", "time_zone", "country", "onboarded_at")
    list_filter = ("locale", "units")
    list_select_related = ("user",)
    search_fields = ("name", "user__email")
    fields = (
        "user",
        "name",
        "locale",
        "time_zone",
        "country",
        "units",
        "theme",
        "week_starts_on",
        "onboarded_at",
        "version",
    )
    readonly_fields = ("user", "onboarded_at", "version")
    masked: ClassVar[dict[str, Any]] = {"country": hidden}
    subject_field = "user"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
