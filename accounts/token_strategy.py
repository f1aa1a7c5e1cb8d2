"""allauth's app client, with our tokens: families in a table instead of a list inside the session."""

from typing import Any

from allauth.core.internal.httpkit import authenticated_user, get_authorization_credential
from allauth.headless.tokens.strategies.jwt import JWTTokenStrategy
from django.http import HttpRequest
from django.utils import timezone

from accounts import jwt, tokens
from accounts.models import TokenFamily


class FamilyTokenStrategy(JWTTokenStrategy):  # type: ignore[misc]
    def get_session_token(self, request: HttpRequest) -> str | None:
        token: str | None = request.headers.get("X-Session-Token")
        if token:
            return token
        claims = jwt.read(get_authorization_credential(request, "Bearer") or "")
        family = TokenFamily.objects.select_related("user").filter(pk=claims.family).first() if claims else None
        if claims is None or family is None or not tokens.is_live(family, now=timezone.now()):
            return None
        return family.session_key if family.user_id == claims.person else None

    def create_access_token_payload(self, request: HttpRequest) -> dict[str, Any] | None:
        user = authenticated_user(request)
        opened = tokens.open_family(user=user, session_key=self.create_session_token(request), now=timezone.now())
        access = jwt.sign(person=user.pk, family=opened.family.pk)
        return {"access_token": access, "refresh_token": opened.token}

    def refresh_token(self, refresh_token: str) -> tuple[str, str] | None:
        now = timezone.now()
        rotated = tokens.rotate(refresh_token, now=now)
        if rotated is None:
            return None
        tokens.note_use(rotated.family, now=now)
        return jwt.sign(person=rotated.family.user_id, family=rotated.family.pk), rotated.token
