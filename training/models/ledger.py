from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models.visibility import AthleteOwned
from core.models.work import Work, WorkQuerySet, due_index
from training.models.passported import Passported, PassportedQuerySet


class LoadDay(Passported):
    """The ledger: what an athlete did in one sport on one local day, per passport class, and where the load is from."""

    id = models.BigAutoField(primary_key=True)
    athlete = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    sport = models.CharField(max_length=20)
    local_on = models.DateField()
    load = models.FloatField()
    sessions = models.PositiveSmallIntegerField()
    timer_s = models.FloatField()
    moving_s = models.FloatField()
    distance_m = models.FloatField()
    ascent_m = models.FloatField()
    work_j = models.FloatField()
    inputs = models.JSONField(default=list)
    """Of each session: id, load, method, formula version and the ids of the thresholds in force."""

    objects: ClassVar[PassportedQuerySet["LoadDay"]] = PassportedQuerySet["LoadDay"].as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("load of a day")
        verbose_name_plural = _("load ledger")
        constraints = (
            models.UniqueConstraint(
                fields=["athlete", "local_on", "sport", "visible_to", "ai_allowed", "combinable"], name="load_day_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.load:.0f} on {self.local_on}"


class PlannedDay(models.Model):
    """What is planned for a local day and sport, kept apart from what was done."""

    id = models.BigAutoField(primary_key=True)
    athlete = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    sport = models.CharField(max_length=20)
    local_on = models.DateField()
    load = models.FloatField()
    open_load = models.FloatField()
    """The part of it that no activity has been paired with yet."""

    objects: ClassVar[models.Manager["PlannedDay"]] = AthleteOwned["PlannedDay"].as_manager()

    class Meta:
        verbose_name = _("planned load of a day")
        verbose_name_plural = _("planned load")
        constraints = (models.UniqueConstraint(fields=["athlete", "local_on", "sport"], name="planned_day_once"),)

    def __str__(self) -> str:
        return f"{self.load:.0f} planned on {self.local_on}"


class ChangeCause(models.TextChoices):
    RECORDED = "recorded", _("New session")
    LATE_UPLOAD = "late_upload", _("Session added later")
    DELETED = "deleted", _("Session deleted")
    CORRECTED = "corrected", _("Session corrected")
    SET_BY_HAND = "set_by_hand", _("Load or effort set by hand")
    OTHER_SOURCE = "other_source", _("A better source took over")
    THRESHOLD = "threshold", _("Threshold edited")
    FORMULA = "formula", _("Newer formula")
    POLICY = "policy", _("Source policy changed")


class LoadChange(Passported):
    """The journal of the ledger: what came or went on a day, when it became known, and why. Only ever added to."""

    id = models.BigAutoField(primary_key=True)
    athlete = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    activity_id = models.UUIDField()
    sport = models.CharField(max_length=20)
    local_on = models.DateField()
    delta = models.FloatField()
    cause = models.CharField(max_length=20, choices=ChangeCause)
    ref = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(db_default=Now())

    objects: ClassVar[PassportedQuerySet["LoadChange"]] = PassportedQuerySet["LoadChange"].as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("change of the ledger")
        verbose_name_plural = _("changes of the ledger")
        indexes = (models.Index(fields=["athlete", "at"], name="load_change_of_athlete"),)

    def __str__(self) -> str:
        return f"{self.delta:+.1f} on {self.local_on}"


class Recomputation(Work):
    """Measuring an athlete's activities again from a day on. Only those whose fingerprint differs are touched."""

    athlete = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    since_on = models.DateField(_("from"), null=True)
    activity_ids = ArrayField(models.UUIDField(), default=list)
    cause = models.CharField(_("cause"), max_length=20, choices=ChangeCause)
    ref = models.CharField(max_length=64, blank=True)
    total = models.PositiveIntegerField(_("sessions"), default=0)
    done = models.PositiveIntegerField(_("measured"), default=0)

    objects = WorkQuerySet["Recomputation"].as_manager()

    class Meta:
        verbose_name = _("recomputation")
        verbose_name_plural = _("recomputations")
        indexes = (
            due_index("recomputation_due"),
            models.Index(fields=["athlete", "-created_at"], name="recomputation_of_athlete"),
        )
