"""How allauth's flows meet our house: who may sign up, what a new account gets, how hard one may knock."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils import timezone, translation

from accounts import auditing, tokens
from accounts.models import Invitation, Person, User
from accounts.people import open_account
from core import throttling
from core.client_ip import client_ip

INVITATION_IN_SESSION = "invitation"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return settings.SIGNUP_OPEN or _holds_invitation(request)

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:  # noqa: FBT001, FBT002
        saved: User = super().save_user(request, user, form, commit)
        if commit:
            open_account(saved, locale=translation.get_language() or "en", time_zone=request.headers.get("Time-Zone", "UTC"))
        return saved

    def clean_email(self, email: str) -> str:
        cleaned: str = super().clean_email(email)
        return cleaned.lower()

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_ip(request)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return str(resolve_url("home"))

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return str(resolve_url("home"))

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Counted exactly and shared by all processes, and closed while nobody can count."""
        account = str(credentials.get("email") or credentials.get("username") or "").lower()
        for scope, who in (("login", client_ip(request)), ("login_account", account)):
            verdict = throttling.take(scope, who)
            if verdict is not None and not verdict.is_allowed:
                raise self.validation_error("too_many_login_attempts")
        super().pre_authenticate(request, **credentials)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        auditing.record("login.failed", actor=None, email=str(credentials.get("email", ""))[:254])

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> Any:
        if user.suspended_at is not None:
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        if not Person.objects.filter(pk=user.pk).exists():
            open_account(user)
        auditing.record("login", actor=user, subject=user)

    def set_password(self, user: User, password: str) -> None:
        super().set_password(user, password)
        tokens.end_families_of(user, reason="password_changed", now=timezone.now())
        auditing.record("password.changed", actor=user, subject=user)


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    def get_totp_label(self, user: User) -> str:
        return user.email or str(user.pk)


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return settings.SIGNUP_OPEN or _holds_invitation(request)

    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> User:
        user: User = super().save_user(request, sociallogin, form)
        extra = sociallogin.account.extra_data
        open_account(user, name=str(extra.get("name") or "")[:120], locale=translation.get_language() or "en")
        return user


def _holds_invitation(request: HttpRequest) -> bool:
    """An invited person may sign up although the door is closed to others."""
    key = request.session.get(INVITATION_IN_SESSION)
    return bool(key) and Invitation.objects.open(timezone.now()).filter(pk=key).exists()
