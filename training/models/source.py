from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from core.ids import uuid7
from training.models.original import Original
from training.models.passported import Circle, Passported, PassportedQuerySet
from training.passport import Passport


class SourceKind(models.TextChoices):
    FILE = "file", _("File")
    MANUAL = "manual", _("Typed in")
    STRAVA = "strava", _("Strava")


class SourcePolicy(models.Model):
    """What may be done with what a kind of source brings. The operator's table; a kind without a row is unrestricted."""

    kind = models.CharField(_("source"), max_length=20, primary_key=True)
    visible_to = models.CharField(_("visible to"), max_length=10, choices=Circle, default=Circle.TEAM)
    ai_allowed = models.BooleanField(_("may be told to AI"), default=True)
    combinable = models.BooleanField(_("counts in load, records and curves"), default=True)
    geo_stored = models.BooleanField(_("places are kept"), default=True)
    keep_days = models.PositiveSmallIntegerField(_("days kept"), null=True, blank=True)
    attribution = models.CharField(_("attribution"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("source policy")
        verbose_name_plural = _("source policies")

    def __str__(self) -> str:
        return self.kind

    @property
    def passport(self) -> Passport:
        return Passport(self.visible_to, self.ai_allowed, self.combinable)


class Source(Passported):
    """One telling of a session: what one file, service or person says about it, as it came. Never changed by corrections."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    athlete = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    activity = models.ForeignKey("training.Activity", models.CASCADE, related_name="sources")
    kind = models.CharField(_("kind"), max_length=20)
    external_id = models.CharField(_("external id"), max_length=200, blank=True)
    original = models.ForeignKey(Original, models.PROTECT, null=True, related_name="sources")
    part = models.PositiveSmallIntegerField(_("session in the file"), default=0)
    fetched_at = models.DateTimeField(_("fetched"), db_default=Now())
    keep_until = models.DateTimeField(_("kept until"), null=True, blank=True)
    geo_stored = models.BooleanField(_("places are kept"), default=True)
    narrowed_to = models.CharField(max_length=10, choices=Circle, default=Circle.TEAM, db_default=Circle.TEAM)
    """Who may see this one session at the source itself; no policy opens it further."""

    # As told by the source; the activity takes these from its leader.
    title = models.CharField(max_length=200, blank=True)
    description = models.TextField(blank=True)
    sport = models.CharField(max_length=20)
    sub_sport = models.CharField(max_length=20, blank=True)
    start_at = models.DateTimeField()
    end_at = models.DateTimeField()
    time_zone = models.CharField(max_length=64)
    device = models.CharField(max_length=120, blank=True)
    totals = models.JSONField(default=dict)
    laps = models.JSONField(default=list)
    pauses = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    is_partial = models.BooleanField(default=False)
    channels = models.JSONField(default=list)
    record_count = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64)
    is_kept_apart = models.BooleanField(default=False)
    """Split off by a person: never joined to another activity by itself again."""

    objects: ClassVar[PassportedQuerySet["Source"]] = PassportedQuerySet["Source"].as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        constraints = (
            models.UniqueConstraint(
                fields=["athlete", "kind", "external_id"], condition=~models.Q(external_id=""), name="source_once"
            ),
            models.UniqueConstraint(
                fields=["original", "part"], condition=models.Q(original__isnull=False), name="source_part_once"
            ),
            models.CheckConstraint(
                condition=models.Q(end_at__gte=models.F("start_at")), name="source_ends_after_start"
            ),
        )
        indexes = (models.Index(fields=["athlete", "start_at"], name="source_of_athlete"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.external_id or self.part}"


class Stream(models.Model):
    """One channel of a source, in its original resolution, packed by `training.streams`."""

    id = models.BigAutoField(primary_key=True)
    source = models.ForeignKey(Source, models.CASCADE, related_name="streams", db_index=False)
    athlete = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    visible_to = models.CharField(max_length=10, choices=Circle, default=Circle.TEAM)
    channel = models.CharField(_("channel"), max_length=20)
    packed = models.BinaryField()

    class Meta:
        verbose_name = _("stream")
        verbose_name_plural = _("streams")
        constraints = (models.UniqueConstraint(fields=["source", "channel"], name="stream_once"),)

    def __str__(self) -> str:
        return self.channel
