from django.db import models

from core.fields import EncryptedTextField
from core.ids import uuid7


class IdempotencyKey(models.Model):
    """The answer to a request that may come again. Sealed, since some answers show a secret once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    actor_id = models.UUIDField()
    key = models.CharField(max_length=255)
    request_hash = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField()
    body = EncryptedTextField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["actor_id", "key"], name="idempotency_key_once"),)
        indexes = (models.Index(fields=["created_at"], name="idempotency_key_age"),)

    def __str__(self) -> str:
        return f"{self.actor_id} {self.key}"
