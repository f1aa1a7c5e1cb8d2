from typing import ClassVar, Self
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.ids import uuid7


class TokenFamily(models.Model):
    """All tokens that descend from one sign-in of an app; ends as a whole."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="token_families")
    session_key = models.CharField(max_length=40, unique=True)
    password_stamp = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(_("ends at the latest"))
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=20, blank=True)

    class Meta:
        verbose_name_plural = _("token families")
        indexes = (models.Index(fields=["user", "-created_at"], name="token_family_of_user"),)

    def __str__(self) -> str:
        return str(self.id)


class RefreshToken(models.Model):
    """One link of a family; only the hash is kept. `used_at` is set once, when the successor is handed out."""

    token_hash = models.BinaryField(max_length=32, primary_key=True)
    family = models.ForeignKey(TokenFamily, models.CASCADE, related_name="tokens")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"refresh token of {self.family_id}"


class ApiKeyScope(models.TextChoices):
    READ = "read", _("Read")
    WRITE = "write", _("Read and change")
    UPLOAD = "upload", _("Upload sessions")


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    def visible_to(self, user_id: UUID) -> Self:
        return self.filter(user_id=user_id, revoked_at=None)


class ApiKey(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_keys")
    name = models.CharField(_("name"), max_length=80)
    hint = models.CharField(max_length=12, editable=False)
    key_hash = models.BinaryField(max_length=32, unique=True)
    scopes = ArrayField(models.CharField(max_length=10, choices=ApiKeyScope), verbose_name=_("scopes"))
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["ApiKey"]] = ApiKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")
        constraints = (models.CheckConstraint(condition=models.Q(scopes__len__gte=1), name="api_key_has_a_scope"),)
        indexes = (models.Index(fields=["user", "-created_at"], name="api_key_of_user"),)

    def __str__(self) -> str:
        return self.name
