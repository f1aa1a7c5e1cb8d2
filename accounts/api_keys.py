"""Personal keys for scripts: shown once, kept as a hash, narrow, and gone when revoked."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import auditing
from accounts.models import ApiKey, User
from core.errors import Conflict, DomainError

PREFIX = "pk_"
MOST = 20


@transaction.atomic
def create_key(
    *, user: User, name: str, scopes: Collection[str], now: datetime, expires_at: datetime | None = None
) -> tuple[ApiKey, str]:
    """The key itself is returned here and never again."""
    User.objects.select_for_update().get(pk=user.pk)
    if ApiKey.objects.visible_to(user.pk).count() >= MOST:
        raise Conflict(_("There are 20 keys already; revoke one first."))
    if expires_at is not None and expires_at <= now:
        raise DomainError(_("A key cannot have expired before it is made."), field="expires_at")
    key = PREFIX + secrets.token_urlsafe(32)
    row = ApiKey.objects.create(
        user=user,
        name=name,
        hint=key[:8],
        key_hash=hashlib.sha256(key.encode()).digest(),
        scopes=sorted(set(scopes)),
        expires_at=expires_at,
    )
    auditing.record("api_key.created", actor=user, subject=user, name=name, scopes=row.scopes)
    return row, key


@transaction.atomic
def revoke_key(*, key: ApiKey, actor: User, now: datetime) -> None:
    key.revoked_at = now
    key.save(update_fields=["revoked_at"])
    auditing.record("api_key.revoked", actor=actor, subject=key.user, name=key.name)
