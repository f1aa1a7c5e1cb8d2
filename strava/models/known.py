from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models.visibility import AthleteOwned
from core.ids import uuid7
from core.models.work import Work, WorkQuerySet, due_index


class KnownState(models.TextChoices):
    LISTED = "listed", _("Known from a list")
    FETCHED = "fetched", _("Fetched")
    UNLOCKED = "unlocked", _("A file of it leads")
    GONE = "gone", _("Deleted at Strava")
    EXPIRED = "expired", _("No longer kept")


class KnownActivity(models.Model):
    """That an activity exists at Strava, and what became of it here. A deleted one stays deleted."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    athlete = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    strava_id = models.BigIntegerField()
    state = models.CharField(_("state"), max_length=10, choices=KnownState, default=KnownState.LISTED)
    start_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    """Of the summary last seen: a list page that says nothing new asks for nothing."""
    changed_at = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(null=True)
    """On a list. What a whole list does not tell any more is asked for."""

    objects: ClassVar[models.Manager["KnownActivity"]] = AthleteOwned["KnownActivity"].as_manager()

    class Meta:
        verbose_name = _("activity at Strava")
        verbose_name_plural = _("activities at Strava")
        constraints = (models.UniqueConstraint(fields=["athlete", "strava_id"], name="known_activity_once"),)
        indexes = (models.Index(fields=["athlete", "-start_at"], name="known_activity_of_athlete"),)

    def __str__(self) -> str:
        return str(self.strava_id)


class FetchPart(models.TextChoices):
    LIVE = "live", _("Told by a webhook")
    DETAIL = "detail", _("Of the history")


class Fetch(Work):
    """One activity to be fetched with its streams: two calls out of the shared budget, live ones before history."""

    athlete = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    strava_id = models.BigIntegerField()
    part = models.CharField(max_length=10, choices=FetchPart, default=FetchPart.DETAIL)
    priority = models.SmallIntegerField(default=0)
    start_at = models.DateTimeField(null=True)

    objects = WorkQuerySet["Fetch"].as_manager()

    class Meta:
        verbose_name = _("fetch from Strava")
        verbose_name_plural = _("fetches from Strava")
        constraints = (
            models.UniqueConstraint(
                fields=["athlete", "strava_id"], condition=models.Q(state="waiting"), name="fetch_waits_once"
            ),
        )
        indexes = (
            due_index("strava_fetch_due"),
            models.Index(
                fields=["-priority", "-start_at"],
                condition=models.Q(state__in=["waiting", "leased"]),
                name="strava_fetch_order",
            ),
            models.Index(fields=["athlete", "strava_id"], name="strava_fetch_of_athlete"),
        )
