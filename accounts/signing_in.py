"""Who can be signed in at all: asked at each sign-in and again for each session that comes back."""

import time
import unicodedata
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.http import HttpRequest


class SignInBackend(AuthenticationBackend):  # type: ignore[misc]
    def user_can_authenticate(self, user: Any) -> bool:
        return bool(user.is_active and user.suspended_at is None)


def has_proved_identity_lately(request: HttpRequest, user: Any) -> bool:
    """Whoever sits at the session gave a password, code or key within the last minutes."""
    records = get_authentication_records(request, user)
    newest = max((record["at"] for record in records), default=0.0)
    return time.time() - newest < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def account_key(email: Any) -> str:
    """One name for an account in the counters, however its address is spelled."""
    return unicodedata.normalize("NFKC", str(email or "")).strip().casefold()[:254]
