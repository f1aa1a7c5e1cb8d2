"""Access tokens: short-lived, signed by our key, meant for our API alone."""

import re
import time
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from django.conf import settings

ALGORITHM = "RS256"
AUDIENCE = "paceline-api"
LEEWAY_S = 30
_PEM = re.compile(r"-----BEGIN ([A-Z ]*PRIVATE KEY)-----.+?-----END \1-----", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Claims:
    person: UUID
    family: UUID


def sign(*, person: UUID, family: UUID) -> str:
    now = int(time.time())
    claims = {
        "iss": settings.PUBLIC_URL, "aud": AUDIENCE, "sub": str(person), "sid": str(family), "jti": str(uuid4()),
        "iat": now, "nbf": now, "exp": now + settings.HEADLESS_JWT_ACCESS_TOKEN_EXPIRES_IN, "token_use": "access",
    }  # fmt: skip
    kid, key = next(iter(_private_keys(settings.JWT_PRIVATE_KEY).items()))
    return jwt.encode(claims, key, algorithm=ALGORITHM, headers={"kid": kid})


def read(token: str) -> Claims | None:
    """The claims of a token that is ours, whole and in time; None for any other."""
    try:
        claims = _verified(token, settings.JWT_PRIVATE_KEY, settings.PUBLIC_URL)
        now = int(time.time())
        is_early = max(claims["nbf"], claims["iat"]) > now + LEEWAY_S
        if claims.get("token_use") != "access" or is_early or now >= claims["exp"]:
            return None
        return Claims(person=UUID(claims["sub"]), family=UUID(claims["sid"]))
    except (jwt.PyJWTError, KeyError, ValueError, TypeError, AttributeError):
        return None


# A client sends the same token for a quarter of an hour; its signature and addressee do not change meanwhile, time does.
@lru_cache(maxsize=4096)
def _verified(token: str, pems: str, issuer: str) -> dict[str, Any]:
    key = _public_keys(pems)[jwt.get_unverified_header(token)["kid"]]
    claims: dict[str, Any] = jwt.decode(
        token, key, algorithms=[ALGORITHM], audience=AUDIENCE, issuer=issuer,
        options={
            "require": ["exp", "iat", "nbf", "sub", "sid", "aud", "iss"],
            "verify_exp": False, "verify_nbf": False, "verify_iat": False,
        },
    )  # fmt: skip
    return claims


@cache
def _private_keys(pems: str) -> dict[str, RSAPrivateKey]:
    """The first key signs, all of them verify: a rotation puts the new one in front of the old."""
    keys = {}
    for pem in _split(pems):
        key = serialization.load_pem_private_key(pem.encode(), password=None)
        if not isinstance(key, RSAPrivateKey):
            raise TypeError("JWT_PRIVATE_KEY must hold RSA keys in PEM form.")
        keys[_kid(key.public_key())] = key
    return keys


@cache
def _public_keys(pems: str) -> dict[str, RSAPublicKey]:
    return {kid: key.public_key() for kid, key in _private_keys(pems).items()}


def _kid(key: RSAPublicKey) -> str:
    content = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return sha256(content).hexdigest()[:16]


def _split(pems: str) -> list[str]:
    return [found.group() for found in _PEM.finditer(pems)]
