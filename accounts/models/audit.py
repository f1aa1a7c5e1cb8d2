from typing import ClassVar, Self
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.ids import uuid7


class AuditQuerySet(models.QuerySet["AuditEvent"]):
    def visible_to(self, user_id: UUID) -> Self:
        return self.filter(subject_id=user_id)


class AuditEvent(models.Model):
    """A sensitive act: append-only, and chained by hash inside one of sixteen chains.

    The database fills `chain`, `position`, `previous_hash` and `hash` on insert; nothing may change or go.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField(_("when"))
    action = models.CharField(_("action"), max_length=60)
    actor_id = models.UUIDField(_("who"), null=True)
    impersonator_id = models.UUIDField(_("on behalf"), null=True)
    subject_id = models.UUIDField(_("whose"), null=True)
    team_id = models.UUIDField(_("team"), null=True)
    address = models.GenericIPAddressField(_("from"), null=True)
    request_id = models.CharField(_("request"), max_length=64, blank=True)
    details = models.JSONField(_("details"), default=dict)
    chain = models.PositiveSmallIntegerField(default=0, editable=False)
    position = models.BigIntegerField(default=0, editable=False)
    previous_hash = models.BinaryField(max_length=32, default=b"", editable=False)
    hash = models.BinaryField(max_length=32, default=b"", editable=False)

    objects: ClassVar[models.Manager["AuditEvent"]] = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit log")
        constraints = (models.UniqueConstraint(fields=["chain", "position"], name="audit_event_in_chain"),)
        indexes = (
            models.Index(fields=["subject_id", "-at"], name="audit_event_of_subject"),
            models.Index(fields=["actor_id", "-at"], name="audit_event_by_actor"),
        )

    def __str__(self) -> str:
        return f"{self.action} at {self.at}"
