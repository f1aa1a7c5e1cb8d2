from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts import audit_chain
from accounts.admin.pages import ReadOnlyPage
from accounts.models import AuditEvent


@admin.register(AuditEvent)
class AuditEventPage(ReadOnlyPage):
    list_display = ("at", "action", "actor_id", "impersonator_id", "subject_id", "team_id", "address")
    search_fields = ("action", "=actor_id", "=subject_id", "=request_id")
    ordering = ("-at",)
    date_hierarchy = "at"
    fields = (
        "at",
        "action",
        "actor_id",
        "impersonator_id",
        "subject_id",
        "team_id",
        "address",
        "request_id",
        "details",
        "chain",
        "position",
        "sealed_by",
    )
    readonly_fields = ("chain", "position", "sealed_by")
    change_list_template = "admin/accounts/auditevent/change_list.html"

    @admin.display(description=_("hash"))
    def sealed_by(self, event: AuditEvent) -> str:
        return bytes(event.hash).hex()

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.verify))
        return [path("verify/", view, name="accounts_auditevent_verify"), *super().get_urls()]

    def verify(self, request: HttpRequest) -> HttpResponse:
        breaks = audit_chain.find_breaks()
        for broken in breaks[:20]:
            where = {"chain": broken.chain, "position": broken.position}
            self.message_user(request, _("Chain %(chain)d is broken at %(position)d.") % where, messages.ERROR)
        if not breaks:
            self.message_user(request, _("All chains are whole."), messages.SUCCESS)
        return redirect("admin:accounts_auditevent_changelist")
