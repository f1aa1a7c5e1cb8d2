from typing import ClassVar

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models.visibility import AthleteOwned
from core.ids import uuid7


def originals_storage() -> Storage:
    return storages["originals"]


class Original(models.Model):
    """A file as it was sent. The same bytes of the same athlete are kept once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    athlete = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveIntegerField(_("size"))
    filename = models.CharField(_("file name"), max_length=255)
    file = models.FileField(storage=originals_storage, max_length=255)
    stored_at = models.DateTimeField(_("stored"), db_default=Now())

    objects: ClassVar[models.Manager["Original"]] = AthleteOwned["Original"].as_manager()

    class Meta:
        verbose_name = _("original file")
        verbose_name_plural = _("original files")
        constraints = (models.UniqueConstraint(fields=["athlete", "sha256"], name="original_once"),)

    def __str__(self) -> str:
        return self.filename
