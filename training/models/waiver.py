from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from accounts.models.visibility import AthleteOwned
from core.ids import uuid7


class WarningCode(models.TextChoices):
    RAMP = "ramp", _("Fitness rises too fast")
    HARD_DAYS = "hard_days", _("Too many hard days in a row")
    AVAILABILITY = "availability", _("More than there is time for")
    ABSENCE = "absence", _("Planned while away")
    NO_TAPER = "no_taper", _("No taper before an A event")
    KEY_DAYS = "key_days", _("Key days next to each other")
    WEEK_TARGET = "week_target", _("Week off its target")


class PlanWaiver(models.Model):
    """A warning about the plan that somebody has overruled, and why."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    athlete = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, related_name="+")
    waived_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    code = models.CharField(_("warning"), max_length=20, choices=WarningCode)
    on = models.DateField(_("day"))
    reason = models.CharField(_("reason"), max_length=500)
    created_at = models.DateTimeField(db_default=Now())

    objects: ClassVar[models.Manager["PlanWaiver"]] = AthleteOwned["PlanWaiver"].as_manager()

    class Meta:
        verbose_name = _("overruled warning")
        verbose_name_plural = _("overruled warnings")
        constraints = (models.UniqueConstraint(fields=["athlete", "code", "on"], name="plan_waiver_once"),)

    def __str__(self) -> str:
        return f"{self.code} on {self.on}"
