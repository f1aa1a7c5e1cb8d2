from collections.abc import Iterator

from django.apps import apps
from django.conf import settings
from django.core.checks import ERROR, run_checks
from django.core.checks import Tags as CheckTags
from django.db import connection, models

from config.doctor import Finding, fail, ok, warn
from core.crypto import newest_kid
from core.fields import EncryptedTextField


def configuration() -> Iterator[Finding]:
    """Secrets, addresses and hosts, as the system checks see them."""
    found = [
        message
        for message in run_checks(tags=[CheckTags.security], include_deployment_checks=settings.IS_PRODUCTION)
        if str(message.id).startswith("paceline.")
    ]
    for message in found:
        told = fail if message.level >= ERROR else warn
        yield told(str(message.msg).rstrip("."), str(message.hint or ""))
    if not found:
        yield ok(f"secrets are well formed; the site is {settings.PUBLIC_URL} on {', '.join(settings.ALLOWED_HOSTS)}")


def keys() -> Iterator[Finding]:
    known = {entry.partition(":")[0] for entry in settings.FIELD_KEYS}
    used = {kid for model, field in sealed_fields() for kid in _kids(model, field)}
    lost, old = used - known, used & known - {newest_kid()}
    if lost:
        yield fail(
            f"values are sealed with keys that are gone: {', '.join(sorted(lost))}",
            "put them back at the end of FIELD_KEYS",
        )
    if old:
        yield warn(f"values are still sealed with {', '.join(sorted(old))}", "run: script/manage rotate_keys")
    if not lost and not old:
        yield ok(f"everything sealed can be opened, the newest key is {newest_kid()}")


def sealed_fields() -> list[tuple[type[models.Model], EncryptedTextField]]:
    return [
        (model, field)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, EncryptedTextField)
    ]


def _kids(model: type[models.Model], field: EncryptedTextField) -> list[str]:
    table, column = (connection.ops.quote_name(str(name)) for name in (model._meta.db_table, field.column))
    with connection.cursor() as cursor:
        cursor.execute(f"select distinct split_part({column}, ':', 1) from {table} where {column} <> ''")  # noqa: S608 - our own names
        return [kid for (kid,) in cursor.fetchall()]
