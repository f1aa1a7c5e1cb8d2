"""Secrets of second factors: sealed by the adapter, and sealed again when the key changes."""

from allauth.mfa.models import Authenticator
from django.db import transaction

from accounts.adapters import PLACE_OF_SECRETS
from core.crypto import kid_of, newest_kid, open_sealed, seal

SEALED = ("secret", "seed")


@transaction.atomic
def reseal_secrets() -> int:
    """After a new key in front of FIELD_KEYS; returns how many were sealed under an older one."""
    count = 0
    for row in Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN).select_for_update():
        stale = [name for name in SEALED if name in row.data and kid_of(row.data[name]) != newest_kid()]
        for name in stale:
            row.data[name] = seal(open_sealed(row.data[name], PLACE_OF_SECRETS), PLACE_OF_SECRETS)
        if stale:
            row.save(update_fields=["data"])
            count += 1
    return count
