"""Who is calling: a bearer of a token or key, or a browser with its session. A bearer's cookies are not looked at."""

import re
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request

from accounts import jwt, signed_in
from accounts.models import User
from accounts.signing_in import has_proved_identity_lately

_CREDENTIAL = re.compile(r"[A-Za-z0-9._~+/=-]{1,4096}")


class BearerAuthentication(BaseAuthentication):
    def authenticate(self, request: Request) -> tuple[User, signed_in.SignedIn] | None:
        header = request.headers.get("Authorization")
        if header is None:
            return None
        scheme, _space, credential = header.partition(" ")
        try:
            found = self._find(credential.strip()) if scheme.lower() == "bearer" else None
        except signed_in.LacksSecondFactor as refusal:
            raise PermissionDenied(str(refusal.message)) from None
        if found is None:
            raise AuthenticationFailed(_("The credentials are not valid."))
        return found

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'

    def _find(self, credential: str) -> tuple[User, signed_in.SignedIn] | None:
        if not _CREDENTIAL.fullmatch(credential):
            return None
        if credential.startswith("pk_"):
            return signed_in.by_key(credential)
        claims = jwt.read(credential)
        return signed_in.by_token(family=claims.family, person=claims.person) if claims else None


class BrowserAuthentication(SessionAuthentication):
    """Django's session, with its CSRF check on every method that changes something."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        found = super().authenticate(request)
        if found is None:
            return None
        user = found[0]
        is_recent = has_proved_identity_lately(request._request, user)
        known = signed_in.by_session(user, is_recent=is_recent) if user.suspended_at is None else None
        if known is None:
            raise AuthenticationFailed(_("This account is not open."))
        return user, known

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'
