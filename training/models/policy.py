from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models.work import Work, WorkQuerySet, due_index


class PolicyChange(Work):
    """The rules for a kind of source are others now: what came from it is looked at again, session by session."""

    kind = models.CharField(_("source"), max_length=20)
    total = models.PositiveIntegerField(_("sessions"), default=0)
    done = models.PositiveIntegerField(_("measured"), default=0)

    objects = WorkQuerySet["PolicyChange"].as_manager()

    class Meta:
        verbose_name = _("change of a source policy")
        verbose_name_plural = _("changes of source policies")
        constraints = (
            models.UniqueConstraint(
                fields=["kind"], condition=models.Q(state="waiting"), name="policy_change_waits_once"
            ),
        )
        indexes = (due_index("policy_change_due"),)
