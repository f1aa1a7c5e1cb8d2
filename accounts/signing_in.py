"""Who can be signed in at all: asked at each sign-in and again for each session that comes back."""

import unicodedata
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend


class SignInBackend(AuthenticationBackend):  # type: ignore[misc]
    def user_can_authenticate(self, user: Any) -> bool:
        return bool(user.is_active and user.suspended_at is None)


def account_key(email: Any) -> str:
    """One name for an account in the counters, however its address is spelled."""
    return unicodedata.normalize("NFKC", str(email or "")).strip().casefold()[:254]
