from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import EncryptedTextField
from core.models.work import Work, WorkQuerySet, due_index


class Deletion(Work):
    """What is still to be done after a connection has ended: what came through it goes, and Strava ends the keys.

    Until `deleted_at` is set nothing is listed or fetched for the athlete, whoever they are connected with by now:
    so whatever is here from Strava is of before.
    """

    athlete = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    strava_athlete_id = models.BigIntegerField(_("id at Strava"), null=True)
    access_token = EncryptedTextField(null=True)
    refresh_token = EncryptedTextField(null=True)
    """The keys of the connection, kept for nothing but to have them ended."""
    expires_at = models.DateTimeField(null=True)
    removed = models.PositiveIntegerField(_("sessions deleted"), default=0)
    deleted_at = models.DateTimeField(_("deleted"), null=True, blank=True)

    objects = WorkQuerySet["Deletion"].as_manager()

    class Meta:
        verbose_name = _("deletion of Strava data")
        verbose_name_plural = _("deletions of Strava data")
        indexes = (
            due_index("strava_deletion_due"),
            models.Index(fields=["athlete"], condition=models.Q(deleted_at=None), name="strava_deletion_of_athlete"),
        )
