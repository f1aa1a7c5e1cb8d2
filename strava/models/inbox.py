from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models.work import Work, WorkQuerySet, due_index


class InboxEvent(Work):
    """What Strava told by webhook: stored as it came, a hint and no more. Whose it is, the worker finds out."""

    object_type = models.CharField(_("about"), max_length=20)
    object_id = models.BigIntegerField(_("id of the object"))
    aspect_type = models.CharField(_("what happened"), max_length=20)
    event_time = models.BigIntegerField(_("at"))
    owner_id = models.BigIntegerField(_("athlete at Strava"))
    subscription_id = models.BigIntegerField(_("subscription"))
    updates = models.JSONField(default=dict)
    updates_hash = models.CharField(max_length=64)

    objects = WorkQuerySet["InboxEvent"].as_manager()

    class Meta:
        verbose_name = _("webhook of Strava")
        verbose_name_plural = _("webhooks of Strava")
        constraints = (
            models.UniqueConstraint(
                fields=["object_type", "object_id", "aspect_type", "event_time", "owner_id", "updates_hash"],
                name="strava_event_once",
            ),
        )
        indexes = (due_index("strava_inbox_due"), models.Index(fields=["created_at"], name="strava_inbox_age"))
