from typing import ClassVar, Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.ids import uuid7


class ConsentKind(models.TextChoices):
    TERMS = "terms", _("Terms of use")
    HEALTH_DATA = "health_data", _("Processing of health data")
    COACH_SHARING = "coach_sharing", _("Sharing with coaches")
    AI = "ai", _("Use of AI")
    MARKETING = "marketing", _("News by e-mail")


class ConsentQuerySet(models.QuerySet["Consent"]):
    def visible_to(self, user_id: UUID) -> Self:
        return self.filter(user_id=user_id)

    def standing(self) -> Self:
        return self.filter(withdrawn_at=None)


class Consent(models.Model):
    """One "yes" to one version of a text; a "no" later closes the row, a new yes opens another."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="consents")
    kind = models.CharField(_("kind"), max_length=20, choices=ConsentKind)
    text_version = models.CharField(_("version"), max_length=20)
    given_at = models.DateTimeField(_("given"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects: ClassVar[models.Manager["Consent"]] = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = (
            models.UniqueConstraint(
                fields=["user", "kind"], condition=models.Q(withdrawn_at=None), name="consent_stands_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.text_version}"
