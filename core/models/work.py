from datetime import datetime
from typing import Self, TypeVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from core.ids import uuid7


class WorkState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    LEASED = "leased", _("Being done")
    DONE = "done", _("Done")
    DEAD = "dead", _("Given up")


W = TypeVar("W", bound="Work")


class WorkQuerySet(models.QuerySet[W]):
    def due(self, now: datetime | Now | None = None) -> Self:
        """Waiting rows whose time has come, and leased ones whose worker has not been heard of again."""
        moment = now or Now()
        waiting = models.Q(state=WorkState.WAITING, run_at__lte=moment)
        return self.filter(waiting | models.Q(state=WorkState.LEASED, lease_until__lt=moment))

    def dead(self) -> Self:
        return self.filter(state=WorkState.DEAD)


class Work(models.Model):
    """Something to be done later, as a row: the record is here, the broker only wakes somebody up."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=WorkState, default=WorkState.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    run_at = models.DateTimeField(_("due"), db_default=Now())
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    lease_token = models.UUIDField(null=True, blank=True, editable=False)
    last_error = models.TextField(_("last error"), blank=True, default="")
    created_at = models.DateTimeField(_("created"), db_default=Now())
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


def due_index(name: str) -> models.Index:
    """What the sweep reads: only rows that are still to be done."""
    return models.Index(fields=["run_at"], condition=models.Q(state__in=["waiting", "leased"]), name=name)
