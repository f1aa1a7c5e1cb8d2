"""Sealing single values for the database: AES-GCM under rotatable keys, bound to the place they are stored in."""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings


class SealBroken(Exception):
    """The key is gone, or the value was moved or changed."""


def seal(text: str, place: str) -> str:
    kid = newest_kid()
    nonce = os.urandom(12)
    sealed = _ring(tuple(settings.FIELD_KEYS))[kid].encrypt(nonce, text.encode(), place.encode())
    return f"{kid}:{_b64(nonce)}:{_b64(sealed)}"


def open_sealed(sealed: str, place: str) -> str:
    try:
        kid, nonce, content = sealed.split(":")
        key = _ring(tuple(settings.FIELD_KEYS))[kid]
        return key.decrypt(urlsafe_b64decode(nonce), urlsafe_b64decode(content), place.encode()).decode()
    except (ValueError, KeyError, InvalidTag) as error:
        raise SealBroken(f"A value in {place.split(':', maxsplit=1)[0]} cannot be opened.") from error


def newest_kid() -> str:
    return next(iter(_ring(tuple(settings.FIELD_KEYS))))


def kid_of(sealed: str) -> str:
    return sealed.split(":", 1)[0]


@cache
def _ring(keys: tuple[str, ...]) -> dict[str, AESGCM]:
    """`kid:key` pairs, newest first; a key is 32 bytes in URL-safe base64."""
    pairs = (entry.split(":", 1) for entry in keys)
    return {kid: AESGCM(urlsafe_b64decode(key)) for kid, key in pairs}


def _b64(content: bytes) -> str:
    return urlsafe_b64encode(content).decode()
