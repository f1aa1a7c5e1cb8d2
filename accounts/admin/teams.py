from typing import Any, ClassVar

from django.contrib import admin

from accounts.admin.pages import ReadOnlyPage, StaffPage
from accounts.models import Access, Grant, Guardianship, Invitation, JoinCode, JoinRequest, Membership, Team
from accounts.models.user import masked_email


@admin.register(Team)
class TeamPage(StaffPage):
    list_display = ("name", "founder", "coaches_need_mfa", "created_at")
    list_select_related = ("founder",)
    list_filter = ("coaches_need_mfa",)
    search_fields = ("name", "pk")
    ordering = ("-created_at",)
    fields = (
        "name", "founder", "coaches_need_mfa", "compliance_green_pct", "compliance_yellow_pct", "compliance_by",
        "athletes_may_swap", "created_at", "version",
    )  # fmt: skip
    readonly_fields = ("founder", "created_at", "version")

    def has_add_permission(self, request: Any) -> bool:
        return False


@admin.register(Membership)
class MembershipPage(ReadOnlyPage):
    list_display = ("user", "team", "roles", "joined_at")
    list_select_related = ("user", "team")
    search_fields = ("user__email", "team__name")
    ordering = ("-joined_at",)
    fields = ("user", "team", "roles", "joined_at")


@admin.register(Invitation)
class InvitationPage(ReadOnlyPage):
    list_display = ("team", "email", "role", "created_at", "expires_at", "accepted_at", "revoked_at")
    list_select_related = ("team",)
    list_filter = ("role",)
    search_fields = ("email", "team__name")
    ordering = ("-created_at",)
    fields = (
        "team",
        "email",
        "role",
        "scopes",
        "created_by",
        "created_at",
        "expires_at",
        "revoked_at",
        "accepted_at",
        "accepted_by",
    )
    masked: ClassVar[dict[str, Any]] = {"email": masked_email}


@admin.register(JoinCode)
class JoinCodePage(ReadOnlyPage):
    list_display = ("team", "code")
    list_select_related = ("team",)
    search_fields = ("team__name",)
    fields = ("team", "code")


@admin.register(JoinRequest)
class JoinRequestPage(ReadOnlyPage):
    list_display = ("user", "team", "role", "state", "created_at")
    list_select_related = ("user", "team")
    list_filter = ("state", "role")
    search_fields = ("user__email", "team__name")
    ordering = ("-created_at",)
    fields = ("user", "team", "role", "scopes", "state", "created_at", "decided_at", "decided_by")


@admin.register(Grant)
class GrantPage(ReadOnlyPage):
    list_display = ("athlete", "team", "coach", "scopes", "from_at", "until_at")
    list_select_related = ("athlete", "team", "coach")
    search_fields = ("athlete__email", "coach__email", "team__name")
    ordering = ("-created_at",)
    fields = (
        "athlete",
        "team",
        "coach",
        "scopes",
        "from_at",
        "until_at",
        "consent_version",
        "created_by",
        "created_at",
        "version",
    )
    subject_field = "athlete"


@admin.register(Access)
class AccessPage(ReadOnlyPage):
    list_display = ("viewer", "athlete", "team", "scopes", "from_at", "until_at")
    list_select_related = ("viewer", "athlete", "team")
    search_fields = ("viewer__email", "athlete__email")
    fields = list_display


@admin.register(Guardianship)
class GuardianshipPage(ReadOnlyPage):
    list_display = ("athlete", "guardian", "created_at", "claim_expires_at")
    list_select_related = ("athlete", "guardian")
    search_fields = ("athlete__email", "guardian__email")
    fields = ("athlete", "guardian", "created_at", "claim_email", "claim_expires_at")
    subject_field = "athlete"
