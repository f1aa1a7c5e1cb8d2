from datetime import datetime
from typing import ClassVar, Self
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.team import Team
from core.ids import uuid7
from core.models.versioned import Versioned


class Scope(models.TextChoices):
    VIEW_PLAN = "view_plan", _("See the plan")
    VIEW_ACTIVITIES = "view_activities", _("See activities")
    VIEW_WELLNESS = "view_wellness", _("See wellness")
    EDIT_PLAN = "edit_plan", _("Change the plan")
    EDIT_PROFILE = "edit_profile", _("Change profile and thresholds")
    MESSAGE = "message", _("Send messages")


class GrantQuerySet(models.QuerySet["Grant"]):
    def visible_to(self, user_id: UUID) -> Self:
        return self.filter(models.Q(athlete_id=user_id) | models.Q(athlete__guardianships__guardian_id=user_id))

    def live(self, now: datetime) -> Self:
        return self.filter(from_at__lte=now).filter(models.Q(until_at=None) | models.Q(until_at__gt=now))

    def not_over(self, now: datetime) -> Self:
        return self.filter(models.Q(until_at=None) | models.Q(until_at__gt=now))


class Grant(Versioned):
    """What an athlete has consented to: this team (or this coach of it) may do these things, from then until then."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    athlete = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="grants")
    team = models.ForeignKey(Team, models.CASCADE, related_name="grants")
    coach = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="grants_held"
    )
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope), verbose_name=_("scopes"))
    from_at = models.DateTimeField(_("from"))
    until_at = models.DateTimeField(_("until"), null=True, blank=True)
    consent_version = models.CharField(max_length=20)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager["Grant"]] = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(until_at=None) | models.Q(until_at__gte=models.F("from_at")),
                name="grant_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["athlete", "team", "coach"],
                condition=models.Q(until_at=None),
                nulls_distinct=False,
                name="grant_open_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.athlete_id} lets {self.coach_id or self.team_id}"


class Access(models.Model):
    """Who may read whom: derived from grants, memberships and guardianships by `accounts.access`, never written by hand."""

    id = models.BigAutoField(primary_key=True)
    viewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    athlete = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    team = models.ForeignKey(Team, models.CASCADE, null=True, related_name="+")
    scopes = ArrayField(models.CharField(max_length=20))
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = _("access")
        indexes = (
            models.Index(fields=["viewer", "athlete"], name="access_viewer"),
            models.Index(fields=["athlete"], name="access_athlete"),
            GinIndex(fields=["scopes"], name="access_scopes"),
        )

    def __str__(self) -> str:
        return f"{self.viewer_id} sees {self.athlete_id}"


class Guardianship(models.Model):
    """An athlete without an e-mail address of their own, run by a coach or parent until they claim the account."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    athlete = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="guardianships")
    guardian = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="wards")
    created_at = models.DateTimeField(auto_now_add=True)
    claim_hash = models.BinaryField(max_length=32, null=True, unique=True)
    claim_email = models.EmailField(blank=True)
    claim_expires_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["athlete", "guardian"], name="guardianship_once"),)

    def __str__(self) -> str:
        return f"{self.guardian_id} looks after {self.athlete_id}"
