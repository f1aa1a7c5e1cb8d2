"""How allauth's flows meet our house: who may sign up, what a new account gets, what ends with a password."""

import json
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, resolve_url
from django.utils import timezone, translation

from accounts import auditing, tokens
from accounts.invitations import hash_of
from accounts.models import Invitation, User
from accounts.people import open_account
from accounts.signing_in import account_key
from core import throttling
from core.client_ip import client_ip
from core.crypto import open_sealed, seal

INVITATION_IN_SESSION = "invitation"
PLACE_OF_SECRETS = "mfa_authenticator.data"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return settings.SIGNUP_OPEN or _holds_invitation(request)

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:  # noqa: FBT001, FBT002
        try:
            with transaction.atomic():
                saved: User = super().save_user(request, user, form, commit)
                if commit:
                    _open(saved, request)
        except IntegrityError:
            raise ImmediateHttpResponse(_came_second(request)) from None
        return saved

    def clean_email(self, email: str) -> str:
        cleaned: str = super().clean_email(email)
        return cleaned.strip().lower()

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_ip(request)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return str(resolve_url("home"))

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return str(resolve_url("welcome"))

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        user: User | None = super().authenticate(request, **credentials)
        if user is not None:
            # Only failures count against an account: whoever knows the password may sign in on many devices.
            throttling.give_back("login_account", account_key(credentials.get("email")))
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        email = str(credentials.get("email", "")).strip().lower()
        auditing.record("login.failed", actor=None, subject=User.objects.filter(email=email).first() if email else None)

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> Any:
        if user.suspended_at is not None:
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

    @transaction.atomic
    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        _open(user, request)
        auditing.record("login", actor=user, subject=user)

    @transaction.atomic
    def set_password(self, user: User, password: str) -> None:
        super().set_password(user, password)
        tokens.end_families_of(user, reason="password_changed", now=timezone.now())
        auditing.record("password.changed", actor=user, subject=user)
        headless = getattr(getattr(self.request, "allauth", None), "headless", None)
        if headless is not None and self.request.user == user:
            # The app that changed it stays signed in: its answer carries the tokens of a new family.
            headless._pre_user = AnonymousUser()


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    def get_totp_label(self, user: User) -> str:
        return user.email or str(user.pk)

    def encrypt(self, text: str) -> str:
        return seal(text, PLACE_OF_SECRETS)

    def decrypt(self, encrypted_text: str) -> str:
        return open_sealed(encrypted_text, PLACE_OF_SECRETS)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": settings.MFA_TOTP_ISSUER}

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        entity: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        return {**entity, "display_name": user.email or str(user.pk)}


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return settings.SIGNUP_OPEN or _holds_invitation(request)

    @transaction.atomic
    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> User:
        user: User = super().save_user(request, sociallogin, form)
        _open(user, request, name=str(sociallogin.account.extra_data.get("name") or "")[:120])
        return user


def _open(user: User, request: HttpRequest, *, name: str = "") -> None:
    """A person in the language of the request, at the time zone that the device tells, if it does."""
    zone = request.headers.get("Time-Zone") or request.POST.get("time_zone") or "UTC"
    open_account(user, name=name, locale=translation.get_language_from_request(request), time_zone=zone)


def _holds_invitation(request: HttpRequest) -> bool:
    """An invited person may sign up although the door is closed to others."""
    rows = Invitation.objects.open(timezone.now())
    key = request.session.get(INVITATION_IN_SESSION)
    if key and rows.filter(pk=key).exists():
        return True
    token = _token_sent(request)
    return bool(token) and rows.filter(token_hash=hash_of(token)).exists()


def _token_sent(request: HttpRequest) -> str:
    """Apps have no page that remembers an invitation: they send its token along."""
    if request.method != "POST" or request.content_type != "application/json":
        return request.headers.get("Invitation", "")
    sent = json.loads(request.body or b"{}")
    return str(sent.get("invitation") or request.headers.get("Invitation", ""))


def _came_second(request: HttpRequest) -> HttpResponse:
    """Two sign-ups with one address at the same moment: the second one finds an account when it tries again."""
    if hasattr(request.allauth, "headless"):  # type: ignore[attr-defined]
        return JsonResponse({"status": 409}, status=409)
    return redirect(request.path)
