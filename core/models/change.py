"""The change log that clients follow, its epoch, and the history of sensitive rows.

All three are written by database triggers (`core.rls.TrackChanges`), so bulk writes and raw SQL count too.
"""

from typing import Any

from django.db import models
from django.db.models.expressions import Func
from django.db.models.functions import Now

from core.ids import uuid7


class TransactionId(models.Field):  # type: ignore[type-arg]
    """PostgreSQL's 64-bit transaction id; half of the order in which changes are handed out."""

    def db_type(self, connection: Any) -> str:
        return "xid8"

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> int | None:
        return None if value is None else int(value)

    def get_prep_value(self, value: Any) -> Any:
        return None if value is None else str(value)


class CurrentTransaction(Func):
    function = "pg_current_xact_id"
    output_field = TransactionId()


class Operation(models.TextChoices):
    UPSERT = "upsert"
    DELETE = "delete"


class Change(models.Model):
    seq = models.BigAutoField(primary_key=True)
    xid = TransactionId(db_default=CurrentTransaction())
    owner_id = models.UUIDField(null=True)
    team_id = models.UUIDField(null=True)
    kind = models.TextField()
    object_id = models.UUIDField()
    op = models.TextField(choices=Operation)
    version = models.IntegerField(null=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = (
            models.Index(fields=["owner_id", "xid", "seq"], name="change_owner_order"),
            models.Index(fields=["owner_id", "kind", "xid", "seq"], name="change_kind_order"),
            models.Index(fields=["team_id", "xid", "seq"], name="change_team_order"),
            models.Index(fields=["at"], name="change_at"),
        )

    def __str__(self) -> str:
        return f"{self.op} {self.kind} {self.object_id}"


class Epoch(models.Model):
    """A restored database starts a new epoch: cursors of the old one point into a future that never was."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    began_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.id)


class PastRow(models.Model):
    """What a sensitive row said before it was changed or removed, and by whom."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_default=Now())
    owner_id = models.UUIDField(null=True)
    team_id = models.UUIDField(null=True)
    kind = models.TextField()
    object_id = models.UUIDField()
    op = models.TextField(choices=Operation)
    actor_id = models.UUIDField(null=True)
    before = models.JSONField()

    class Meta:
        indexes = (models.Index(fields=["object_id", "at"], name="past_row_object"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id} before {self.at}"
