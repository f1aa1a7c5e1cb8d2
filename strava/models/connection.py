from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models.visibility import AthleteOwned
from core.fields import EncryptedTextField
from core.ids import uuid7
from core.models.versioned import Versioned


class ConnectionState(models.TextChoices):
    CONNECTED = "connected", _("Connected")
    NEEDS_REAUTH = "needs_reauth", _("Has to be connected again")
    DISCONNECTED = "disconnected", _("Not connected")


class Connection(Versioned):
    """An athlete's account at Strava. Tokens are sealed; whoever refreshes them holds the lease."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    athlete = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    strava_athlete_id = models.BigIntegerField(_("id at Strava"))
    athlete_name = models.CharField(_("name at Strava"), max_length=200, blank=True)
    scopes = ArrayField(models.CharField(max_length=40), verbose_name=_("scopes"), default=list)
    asked_scopes = ArrayField(models.CharField(max_length=40), default=list)
    """What the athlete was asked for; nothing where that is not known."""
    state = models.CharField(_("state"), max_length=14, choices=ConnectionState, default=ConnectionState.CONNECTED)
    access_token = EncryptedTextField(null=True)
    refresh_token = EncryptedTextField(null=True)
    expires_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(default=None, null=True)
    connected_at = models.DateTimeField(_("connected"), db_default=Now())
    disconnected_at = models.DateTimeField(_("disconnected"), null=True, blank=True)
    last_sync_at = models.DateTimeField(_("last synchronised"), null=True, blank=True)
    last_event_at = models.DateTimeField(_("last event"), null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=500, blank=True)
    reauth_told_at = models.DateTimeField(null=True, blank=True)
    """Since when the key is refused: some weeks later it counts as withdrawn."""
    compared_at = models.DateTimeField(_("compared with the whole list"), null=True, blank=True)

    objects: ClassVar[models.Manager["Connection"]] = AthleteOwned["Connection"].as_manager()

    class Meta:
        verbose_name = _("Strava connection")
        verbose_name_plural = _("Strava connections")
        constraints = (
            models.UniqueConstraint(
                fields=["strava_athlete_id"],
                condition=~models.Q(state="disconnected"),
                name="strava_athlete_belongs_to_one",
            ),
        )

    def __str__(self) -> str:
        return f"{self.athlete_id} at Strava"


class AuthorizationState(models.Model):
    """One walk to the consent page and back. Hashed, single use, short-lived; the callback has no other proof."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    state_hash = models.BinaryField(max_length=32, unique=True)
    athlete = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    scopes = ArrayField(models.CharField(max_length=40), default=list)
    return_to = models.CharField(max_length=500, blank=True)
    session_hash = models.BinaryField(max_length=32, null=True)
    """Of the browser that began; an app has none."""
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["expires_at"], name="strava_state_age"),)

    def __str__(self) -> str:
        return str(self.pk)
