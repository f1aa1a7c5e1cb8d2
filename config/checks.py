"""System checks that say what is wrong with a configuration, and how to mend it."""

from base64 import urlsafe_b64decode
from collections.abc import Iterable, Sequence
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004 - Django's name
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from core import redis
from core.throttling import parse_limits

SECRETS = {
    "SECRET_KEY": 'make one with: python -c "import secrets; print(secrets.token_urlsafe(48))"',
    "FIELD_KEYS": "make one with: python -c \"import os, base64; print('k1:' + base64.urlsafe_b64encode(os.urandom(32)).decode())\"",
    "JWT_PRIVATE_KEY": "make one with: openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048",
    "METRICS_TOKEN": 'make one with: python -c "import secrets; print(secrets.token_urlsafe(32))"',
}
SHORTEST_SECRET = 32


def refuse_to_start_without_secrets() -> None:
    missing = [name for name in SECRETS if not _is_set(name)] if settings.IS_PRODUCTION else []
    if missing:
        advice = "\n".join(f"  {name}: {SECRETS[name]}" for name in missing)
        raise ImproperlyConfigured(f"In production these variables must be set, and are not:\n{advice}")


def _is_set(name: str) -> bool:
    try:
        return bool(getattr(settings, name))
    except ImproperlyConfigured:  # Django's own word on an empty SECRET_KEY
        return False


@register(Tags.security)
def check_secrets(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    short = [name for name in ("SECRET_KEY", "METRICS_TOKEN") if 0 < len(getattr(settings, name)) < SHORTEST_SECRET]
    found: list[CheckMessage] = [
        Error(
            f"{name} has fewer than {SHORTEST_SECRET} characters.", hint=f"{name}: {SECRETS[name]}", id="paceline.E001"
        )
        for name in short
        if settings.IS_PRODUCTION
    ]
    found += [Error(f"FIELD_KEYS: {fault}", hint=SECRETS["FIELD_KEYS"], id="paceline.E002") for fault in _key_faults()]
    faults = {fault for pem in _pems(settings.JWT_PRIVATE_KEY) if (fault := _jwt_fault(pem))}
    found += [
        Error(f"JWT_PRIVATE_KEY {fault}.", hint=SECRETS["JWT_PRIVATE_KEY"], id="paceline.E003")
        for fault in sorted(faults)
    ]
    return found


@register(Tags.security)
def check_limits(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    try:
        parse_limits(settings.RATE_LIMITS)
    except ValueError as fault:
        hint = "RATE_LIMITS is refill/capacity by scope, with commas between; zero switches one off."
        return [Error(f"RATE_LIMITS cannot be read: {fault}", hint=hint, id="paceline.E004")]
    return []


@register(Tags.security, deploy=True)
def check_addresses(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if not settings.IS_SECURE:
        hint = "Set PUBLIC_URL to the https:// address people use; cookies, HSTS and passkeys depend on it."
        found.append(Error(f"PUBLIC_URL is {settings.PUBLIC_URL}, without https.", hint=hint, id="paceline.E010"))
    if "*" in settings.ALLOWED_HOSTS:
        hint = "Name the hosts, with commas between: links in mails are made from the host of a request."
        found.append(Error("ALLOWED_HOSTS lets any host name in.", hint=hint, id="paceline.E011"))
    if settings.ADMIN_HOST and settings.ADMIN_HOST.partition(":")[0] not in settings.ALLOWED_HOSTS:
        hint = f"Add {settings.ADMIN_HOST} to ALLOWED_HOSTS."
        found.append(
            Error("ADMIN_HOST is not among ALLOWED_HOSTS: nobody could reach the admin.", hint=hint, id="paceline.E012")
        )
    if settings.IS_SECURE and settings.TRUSTED_PROXIES == 0:
        hint = "Set it to the number of proxies in front; without it all people share one rate limit and https is not seen."
        found.append(Warning("TRUSTED_PROXIES is 0 although PUBLIC_URL is https.", hint=hint, id="paceline.W013"))
    return found


@register(Tags.security, deploy=True)
def check_mail(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    if not settings.MAIL_DELIVERY_BACKEND.endswith(("FileBackend", "console.EmailBackend", "locmem.EmailBackend")):
        return []
    hint = "Set EMAIL_URL (smtp+tls://user:password@host:587) or ANYMAIL_BACKEND with its ANYMAIL_* settings."
    return [Warning("E-mail goes to files: nobody receives a code.", hint=hint, id="paceline.W020")]


@register(Tags.database)
def check_role(app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Row-level security holds for no superuser, no role with BYPASSRLS and no owner."""
    if not databases:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "select session_user, rolsuper, rolbypassrls, exists(select from pg_class where relowner = r.oid and relkind = 'r')"
            " from pg_roles r where rolname = session_user"
        )
        name, is_super, bypasses, owns = cursor.fetchone()
    faults = {"is a superuser": is_super, "has BYPASSRLS": bypasses, "owns tables": owns}
    hint = "Let DATABASE_URL use the login that `manage.py provision` makes, and keep the other one for DATABASE_OWNER_URL."
    return [
        Error(
            f"DATABASE_URL connects as {name}, which {fault}: row-level security would not hold.",
            hint=hint,
            id="paceline.E030",
        )
        for fault, is_there in faults.items()
        if is_there
    ]


@register("redis", deploy=True)
def check_redis(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    try:
        policy = redis.ask(lambda client: client.config_get("maxmemory-policy")).get("maxmemory-policy", "noeviction")
    except redis.Away:
        hint = "Start it or correct REDIS_URL. The site works without, slower; background work waits."
        return [Warning("Redis does not answer.", hint=hint, id="paceline.W040")]
    if policy == "noeviction":
        return []
    hint = "Set maxmemory-policy noeviction: with any other Redis drops messages of background work when it is full."
    return [Error(f"Redis evicts by {policy}.", hint=hint, id="paceline.E041")]


def _key_faults() -> Iterable[str]:
    kids = [entry.partition(":")[0] for entry in settings.FIELD_KEYS]
    for kid in sorted({kid for kid in kids if kids.count(kid) > 1}):
        yield f"the key id {kid!r} is there twice"
    for entry in settings.FIELD_KEYS:
        kid, _, key = entry.partition(":")
        if not kid or not key:
            yield "an entry is not of the form id:key"
        elif not _is_32_bytes(key):
            yield f"the key {kid!r} is not 32 bytes in URL-safe base64"


def _is_32_bytes(text: str) -> bool:
    try:
        return len(urlsafe_b64decode(text)) == 32
    except ValueError:
        return False


def _pems(text: str) -> list[str]:
    """After a rotation the older keys stand behind the newest."""
    end = "-----END PRIVATE KEY-----"
    return [f"{part}{end}" for part in text.split(end) if part.strip()]


def _jwt_fault(pem: str) -> str:
    try:
        key = serialization.load_pem_private_key(pem.strip().encode(), password=None)
    except (ValueError, TypeError):
        return "is no private key in PEM without a password"
    if not isinstance(key, RSAPrivateKey) or key.key_size < 2048:
        return "is no RSA key of at least 2048 bits"
    return ""
