"""Sign-ins of people. Hashes, session keys, secrets of authenticators and tokens of providers are on no page."""

from typing import Any, ClassVar

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import staff, suspension
from accounts.admin.pages import ReadOnlyPage, actor_of, hidden
from accounts.models import ApiKey, TokenFamily
from accounts.models.user import masked_email


class LoginPage(ReadOnlyPage):
    list_select_related = ("user",)
    search_fields = ("user__email",)
    subject_field = "user"


@admin.register(EmailAddress)
class EmailAddressPage(LoginPage):
    list_display = ("email", "user", "primary", "verified")
    list_filter = ("verified", "primary")
    search_fields = ("email",)
    fields = ("email", "user", "primary", "verified")
    masked: ClassVar[dict[str, Any]] = {"email": masked_email}


@admin.register(Authenticator)
class AuthenticatorPage(LoginPage):
    list_display = ("user", "type", "created_at", "last_used_at")
    list_filter = ("type",)
    fields = ("user", "type", "created_at", "last_used_at")


@admin.register(SocialAccount)
class SocialAccountPage(LoginPage):
    list_display = ("user", "provider", "date_joined", "last_login")
    list_filter = ("provider",)
    fields = ("user", "provider", "date_joined", "last_login")


@admin.register(UserSession)
class UserSessionPage(LoginPage):
    list_display = ("user", "ip", "user_agent", "created_at", "last_seen_at")
    ordering = ("-last_seen_at",)
    fields = ("user", "ip", "user_agent", "created_at", "last_seen_at")
    masked: ClassVar[dict[str, Any]] = {"ip": hidden}


@admin.register(TokenFamily)
class TokenFamilyPage(LoginPage):
    list_display = ("user", "created_at", "expires_at", "ended_at", "end_reason")
    ordering = ("-created_at",)
    fields = ("user", "created_at", "expires_at", "ended_at", "end_reason")


@admin.register(ApiKey)
class ApiKeyPage(LoginPage):
    list_display = ("user", "name", "hint", "scopes", "created_at", "last_used_at", "revoked_at")
    ordering = ("-created_at",)
    fields = ("user", "name", "hint", "scopes", "created_at", "expires_at", "last_used_at", "revoked_at")
    actions = ("revoke",)

    @admin.action(description=_("Revoke"), permissions=["revoke"])
    def revoke(self, request: HttpRequest, rows: QuerySet[ApiKey]) -> None:
        now = timezone.now()
        self.apply_to_each(request, rows, lambda key: suspension.revoke_key(key=key, actor=actor_of(request), now=now))

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        return actor_of(request).has_perm(staff.REVOKE_KEYS)
