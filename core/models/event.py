from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.ids import uuid7
from core.models.work import Work, WorkQuerySet, due_index


class Event(models.Model):
    """Something that happened, told upwards to apps that the teller does not know."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(_("kind"), max_length=80)
    payload = models.JSONField(_("ids"), default=dict)
    at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = (
            models.Index(fields=["kind", "-at"], name="event_of_kind"),
            models.Index(fields=["at"], name="event_age"),
        )

    def __str__(self) -> str:
        return self.kind


class Delivery(Work):
    """One event for one handler."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="deliveries")
    handler = models.CharField(_("handler"), max_length=120)

    objects: ClassVar[models.Manager["Delivery"]] = WorkQuerySet["Delivery"].as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = (models.UniqueConstraint(fields=["event", "handler"], name="delivery_once_per_handler"),)
        indexes = (due_index("delivery_due"),)
