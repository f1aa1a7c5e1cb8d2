from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models.work import Work, WorkQuerySet, due_index


class Backfill(Work):
    """An athlete's history, newest first: list pages at once, details afterwards. The cursor is where it goes on."""

    athlete = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, default="history")  # history | sync | reconcile | compare
    since_at = models.DateTimeField(null=True)
    before_at = models.DateTimeField(null=True)
    is_listed = models.BooleanField(default=False)
    total = models.PositiveIntegerField(_("found"), default=0)
    done = models.PositiveIntegerField(_("fetched"), default=0)
    started_at = models.DateTimeField(null=True)

    objects = WorkQuerySet["Backfill"].as_manager()

    class Meta:
        verbose_name = _("backfill")
        verbose_name_plural = _("backfills")
        constraints = (
            models.UniqueConstraint(
                fields=["athlete", "kind"],
                condition=models.Q(state__in=["waiting", "leased"]),
                name="backfill_one_at_a_time",
            ),
        )
        indexes = (
            due_index("strava_backfill_due"),
            models.Index(fields=["athlete"], name="strava_backfill_of_athlete"),
        )


class BudgetWindow(models.Model):
    """What Strava last said of the app's limits: one row, read from the headers of every answer."""

    name = models.CharField(max_length=20, primary_key=True)  # overall | read
    short_limit = models.PositiveIntegerField(default=100)
    short_used = models.PositiveIntegerField(default=0)
    daily_limit = models.PositiveIntegerField(default=1000)
    daily_used = models.PositiveIntegerField(default=0)
    told_at = models.DateTimeField()

    class Meta:
        verbose_name = _("budget at Strava")
        verbose_name_plural = _("budget at Strava")

    def __str__(self) -> str:
        return self.name
