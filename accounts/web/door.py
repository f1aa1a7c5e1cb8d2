"""The door of the house: allauth's addresses, where strangers say who they are, guess, and have mail sent.

Each knock is counted exactly, by address and by account, and while nobody can count nobody comes in.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.socialaccount.models import SocialApp
from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import Resolver404, ResolverMatch, URLResolver
from django.urls.resolvers import RoutePattern
from rest_framework.exceptions import APIException

from accounts.signing_in import account_key
from core import throttling
from core.api.parsers import read_json
from core.client_ip import client_ip, network_of

View = Callable[..., HttpResponseBase]

KNOCKS = frozenset({
    "account_login", "account_signup", "account_signup_by_passkey", "account_request_login_code",
    "account_reset_password", "account_reauthenticate", "mfa_authenticate", "mfa_reauthenticate",
    "mfa_login_webauthn", "google_login_by_token", "socialaccount_signup",
    "login", "signup", "request_login_code", "request_password_reset", "reauthenticate", "authenticate",
    "login_webauthn", "signup_webauthn", "provider_token", "provider_signup",
})  # fmt: skip
"""Where a password, code or token is tried, or a mail is asked for. Codes themselves allow three attempts each."""

CALLS_OUT = frozenset({
    "google_callback", "google_login_by_token", "apple_callback", "apple_finish_callback", "provider_token",
})  # fmt: skip
"""Views that ask Google or Apple while they run: no transaction of ours waits for them."""

NOT_OURS = frozenset({"manage_phone", "verify_phone", "resend_phone_verification_code"})
"""Telephone numbers, which nobody here has."""


class Door(URLResolver):
    """`path(route, include(...))`, behind the door."""

    def __init__(self, route: str, included: tuple[Any, str | None, str | None]) -> None:
        urlconf, app_name, namespace = included
        super().__init__(RoutePattern(route), urlconf, app_name=app_name, namespace=namespace)

    def resolve(self, path: str) -> ResolverMatch:
        match = super().resolve(path)
        if match.url_name in NOT_OURS:
            raise Resolver404({"path": path})
        match.func = _behind_door(match.func, match.url_name or "", is_api="headless" in match.app_names)
        return match


def _behind_door(view: View, name: str, *, is_api: bool) -> View:
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            given = _given(request, is_api=is_api)
        except APIException:
            return _unreadable(is_api=is_api)
        wait_s = _knock(request, given) if name in KNOCKS and request.method == "POST" else 0
        if wait_s:
            return _wait(request, wait_s, is_api=is_api)
        try:
            return view(request, *args, **kwargs)
        except SocialApp.DoesNotExist:
            raise Http404 from None  # a provider that is not configured here
        except (KeyError, ValueError, TypeError):
            if "webauthn" not in name:
                raise
            return _unreadable(is_api=is_api)  # allauth takes passkeys apart before it has looked at them

    return transaction.non_atomic_requests(answer) if name in CALLS_OUT else answer


def _unreadable(*, is_api: bool) -> HttpResponse:
    if not is_api:
        raise BadRequest
    return JsonResponse({"status": 400}, status=400)


def _given(request: HttpRequest, *, is_api: bool) -> Any:
    """What allauth is going to read, refused here where it could only stumble over it."""
    if not is_api:
        return request.POST
    return read_json(request.body) if request.method != "GET" and request.body else {}


def _knock(request: HttpRequest, given: Any) -> int:
    """How many seconds to wait before the next attempt; zero lets this one in."""
    for scope, who in (("login", network_of(client_ip(request))), ("login_account", _account(request, given))):
        verdict = throttling.take(scope, who) if who else None
        if verdict is not None and not verdict.is_allowed:
            return verdict.retry_after_s
    return 0


def _account(request: HttpRequest, given: Any) -> str:
    named = (given.get("login") or given.get("email")) if hasattr(given, "get") else None
    return account_key(named or getattr(request.user, "email", None))


def _wait(request: HttpRequest, seconds: int, *, is_api: bool) -> HttpResponse:
    response: HttpResponse = (
        JsonResponse({"status": 429}, status=429) if is_api else render(request, "429.html", status=429)
    )
    response["Retry-After"] = str(seconds)
    response["Cache-Control"] = "no-store"
    return response
