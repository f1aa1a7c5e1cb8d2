"""Refresh tokens: one successor each, a short grace for a lost answer, and the end of the family on a replay.

Only hashes are stored. A successor is computed from the token that is presented, so the same retry always gets the
same answer although nobody keeps it.
"""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from accounts import auditing
from accounts.models import RefreshToken, TokenFamily, User
from core.events import emit

LIFETIME = timedelta(seconds=settings.HEADLESS_JWT_REFRESH_TOKEN_EXPIRES_IN)
LONGEST = timedelta(days=90)
GRACE = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Rotated:
    family: TokenFamily
    token: str


@transaction.atomic
def open_family(*, user: User, session_key: str, now: datetime) -> Rotated:
    """A sign-in of an app. Signing in again within one session replaces what it had."""
    TokenFamily.objects.filter(session_key=session_key).delete()
    family = TokenFamily.objects.create(
        user=user, session_key=session_key, password_stamp=stamp_of(user), expires_at=now + LONGEST
    )
    token = _text(secrets.token_bytes(32))
    _add(family, token, now)
    return Rotated(family, token)


@transaction.atomic
def rotate(presented: str, *, now: datetime) -> Rotated | None:
    """The successor of a refresh token, or None. A refusal writes, so callers return instead of raising."""
    known = RefreshToken.objects.filter(token_hash=_hash(presented)).values_list("family_id", flat=True).first()
    if known is None:
        return None
    family = TokenFamily.objects.select_for_update(of=("self",)).select_related("user").filter(pk=known).first()
    token = RefreshToken.objects.filter(token_hash=_hash(presented)).first()
    if family is None or token is None or not is_live(family, now=now) or token.expires_at <= now:
        return None
    if token.used_at is None:
        token.used_at = now
        token.save(update_fields=["used_at"])
        successor = _successors(presented)[0]
        _add(family, successor, now)
        return Rotated(family, successor)
    retry = _unused_successor(presented) if now - token.used_at <= GRACE else None
    if retry is None:
        _end_after_replay(family, now)
        return None
    return Rotated(family, retry)


def is_live(family: TokenFamily, *, now: datetime) -> bool:
    user = family.user
    is_welcome = user.is_active and user.suspended_at is None and family.password_stamp == stamp_of(user)
    if family.ended_at is not None or family.expires_at <= now or not is_welcome:
        return False
    return Session.objects.filter(session_key=family.session_key, expire_date__gt=now).exists()


def note_use(family: TokenFamily, *, now: datetime) -> None:
    """The list of devices tells when each was last here; an app comes by to refresh."""
    UserSession.objects.filter(session_key=family.session_key).update(last_seen_at=now)


def end_families_of(user: User, *, reason: str, now: datetime) -> None:
    TokenFamily.objects.filter(user=user, ended_at=None).update(ended_at=now, end_reason=reason)


def remove_ended() -> None:
    now = timezone.now()
    TokenFamily.objects.filter(expires_at__lt=now).delete()
    TokenFamily.objects.filter(ended_at__lt=now - timedelta(days=30)).delete()
    RefreshToken.objects.filter(expires_at__lt=now).delete()
    Session.objects.filter(expire_date__lt=now).delete()


def stamp_of(user: User) -> str:
    """Changes with the password; the database compares it on each request."""
    return user.get_session_auth_hash()


def _end_after_replay(family: TokenFamily, now: datetime) -> None:
    family.ended_at = now
    family.end_reason = "replayed"
    family.save(update_fields=["ended_at", "end_reason"])
    auditing.record("token.replayed", actor=None, subject=family.user, family=str(family.pk))
    emit("accounts.token_replayed", user_id=family.user_id)


def _add(family: TokenFamily, token: str, now: datetime) -> None:
    RefreshToken.objects.create(
        token_hash=_hash(token), family=family, created_at=now, expires_at=min(now + LIFETIME, family.expires_at)
    )


def _unused_successor(presented: str) -> str | None:
    for candidate in _successors(presented):
        if RefreshToken.objects.filter(token_hash=_hash(candidate), used_at=None).exists():
            return candidate
    return None


def _successors(presented: str) -> list[str]:
    """By the newest key first; an older one may have made the successor just before a rotation."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [_text(hmac.digest(f"refresh:{key}".encode(), presented.encode(), "sha256")) for key in keys]


def _text(content: bytes) -> str:
    return f"rt_{urlsafe_b64encode(content).decode().rstrip('=')}"


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()
