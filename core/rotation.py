"""Sealing stored values again under the newest key, batch by batch: a run that was broken off goes on where it was."""

from typing import Any

from django.db import connection, models, transaction

from core.acting import as_system
from core.crypto import SealBroken, newest_kid
from core.fields import EncryptedTextField

BATCH = 200


def reseal(model: type[models.Model], field: EncryptedTextField) -> tuple[int, int]:
    """How many values were sealed again, and how many could not be opened."""
    done, broken = 0, 0
    after: Any = None
    while True:
        with as_system("key rotation"), transaction.atomic():
            rows = _stale(model, field, after)
            if not rows:
                return done, broken
            fine = sum(_reseal_row(row, field) for row in rows)
        done, broken, after = done + fine, broken + len(rows) - fine, rows[-1].pk


def _stale(model: type[models.Model], field: EncryptedTextField, after: Any) -> list[models.Model]:
    quote = connection.ops.quote_name
    table, column, key = quote(model._meta.db_table), quote(str(field.column)), quote(str(model._meta.pk.column))
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {key} from {table} where {column} <> '' and split_part({column}, ':', 1) <> %s"  # noqa: S608 - our names
            f" {f'and {key} > %s' if after else ''} order by {key} limit {BATCH} for update",
            [newest_kid(), *([after] if after else [])],
        )
        keys = [pk for (pk,) in cursor.fetchall()]
    return list(model._base_manager.filter(pk__in=keys).order_by("pk"))


def _reseal_row(row: models.Model, field: EncryptedTextField) -> bool:
    try:
        setattr(row, field.attname, getattr(row, field.attname))
    except SealBroken:
        return False
    row.save(update_fields=[field.attname])
    return True
