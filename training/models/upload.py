from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models.visibility import AthleteOwned
from core.ids import uuid7
from core.models.work import Work, WorkQuerySet, due_index
from training.models.original import Original, originals_storage
from training.models.source import Source


class Upload(models.Model):
    """Files sent together. Its state follows from its files and is never kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    athlete = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    sport = models.CharField(_("sport"), max_length=20, blank=True)
    created_at = models.DateTimeField(_("created"), db_default=Now())

    objects: ClassVar[models.Manager["Upload"]] = AthleteOwned["Upload"].as_manager()

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        indexes = (models.Index(fields=["athlete", "-created_at"], name="upload_of_athlete"),)

    def __str__(self) -> str:
        return str(self.pk)


class ArchiveState(models.TextChoices):
    RECEIVED = "received", _("Received")
    READING = "reading", _("Being read")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class ArchiveImport(Work):
    """A person's whole archive of another service. Each entry becomes a file to read; a report closes it."""

    athlete = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    filename = models.CharField(_("file name"), max_length=255)
    size_bytes = models.PositiveBigIntegerField(_("size"))
    file = models.FileField(storage=originals_storage, max_length=255, blank=True)
    service = models.CharField(_("service"), max_length=20, blank=True)
    phase = models.CharField(_("phase"), max_length=10, choices=ArchiveState, default=ArchiveState.RECEIVED)
    total = models.PositiveIntegerField(_("entries"), default=0)
    unpacked = models.PositiveIntegerField(_("entries unpacked"), default=0)
    started_at = models.DateTimeField(null=True, blank=True)
    described = models.JSONField(default=dict)
    """What the archive's own tables say of each entry: name, notes, gear, totals."""
    report = models.JSONField(default=dict)

    objects = WorkQuerySet["ArchiveImport"].as_manager()

    class Meta:
        verbose_name = _("archive import")
        verbose_name_plural = _("archive imports")
        indexes = (
            due_index("archive_import_due"),
            models.Index(fields=["athlete", "-created_at"], name="archive_of_athlete"),
        )


class UploadFile(Work):
    """One file that waits to be read."""

    upload = models.ForeignKey(Upload, models.CASCADE, null=True, related_name="files", db_index=False)
    archive = models.ForeignKey(ArchiveImport, models.CASCADE, null=True, related_name="files", db_index=False)
    athlete = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    position = models.PositiveIntegerField(default=0)
    filename = models.CharField(_("file name"), max_length=255)
    original = models.ForeignKey(Original, models.SET_NULL, null=True, related_name="+")
    described = models.JSONField(default=dict)

    objects = WorkQuerySet["UploadFile"].as_manager()

    class Meta:
        verbose_name = _("uploaded file")
        verbose_name_plural = _("uploaded files")
        constraints = (
            models.UniqueConstraint(fields=["upload", "position"], name="upload_file_position"),
            models.UniqueConstraint(fields=["archive", "position"], name="archive_file_position"),
        )
        indexes = (due_index("upload_file_due"),)


class ItemState(models.TextChoices):
    DONE = "done", _("Done")
    PARTIAL = "partial", _("In part")
    FAILED = "failed", _("Failed")


class UploadItem(models.Model):
    """What became of one session found in a file, or why nothing could."""

    id = models.BigAutoField(primary_key=True)
    file = models.ForeignKey(UploadFile, models.CASCADE, related_name="items", db_index=False)
    athlete = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    part = models.PositiveSmallIntegerField(default=0)
    filename = models.CharField(_("file name"), max_length=255)
    state = models.CharField(_("state"), max_length=10, choices=ItemState)
    source = models.ForeignKey(Source, models.SET_NULL, null=True, related_name="+")
    duplicate_of = models.UUIDField(null=True)
    error_code = models.CharField(max_length=40, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        verbose_name = _("result of an upload")
        verbose_name_plural = _("results of uploads")
        constraints = (models.UniqueConstraint(fields=["file", "part"], name="upload_item_once"),)

    def __str__(self) -> str:
        return f"{self.filename}: {self.state}"
