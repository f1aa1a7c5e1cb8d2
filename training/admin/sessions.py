"""What staff see of sessions: that they came in, from where, and what became of the files. Never what was measured."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.athletes import AthletePage
from accounts.admin.pages import HIDDEN, WorkPage
from training.models import (
    Activity,
    ArchiveImport,
    Correction,
    Gear,
    LoadChange,
    LoadDay,
    Original,
    Recomputation,
    Source,
    Upload,
    UploadFile,
    UploadItem,
)


@admin.register(Activity)
class ActivityPage(AthletePage):
    list_display = ("athlete", "local_on", "sport", "load_method", "visible_to")
    list_filter = ("sport", "load_method", "visible_to")
    fields = (
        "athlete", "sport", "sub_sport", "time_zone", "local_on", "load_method", "load_reason",
        "noted", "formula_version", "fingerprint", "visible_to", "ai_allowed", "combinable", "created_at",
        "version",
    )  # fmt: skip

    @admin.display(description=_("quality"))
    def noted(self, row: Activity) -> str:
        """What is wrong with it, without the sentences: those name places and values."""
        return ", ".join(note["code"] for note in row.quality)


@admin.register(Source)
class SourcePage(AthletePage):
    list_display = ("athlete", "kind", "fetched_at", "visible_to", "keep_until")
    list_filter = ("kind", "visible_to")
    raw_id_fields = ("activity", "original")
    fields = (
        "athlete", "activity", "kind", "external_id", "original", "part", "fetched_at", "keep_until", "channels",
        "is_partial", "noted", "visible_to", "ai_allowed", "combinable", "geo_stored",
    )  # fmt: skip

    @admin.display(description=_("notes"))
    def noted(self, row: Source) -> str:
        return ", ".join(note[0] for note in row.notes)


@admin.register(Gear)
class GearPage(AthletePage):
    list_display = ("athlete", "own_name", "sport", "retired_on")
    fields = ("athlete", "own_name", "sport", "distance_before_m", "is_default", "retired_on", "version")

    @admin.display(description=_("name"))
    def own_name(self, row: Gear) -> str:
        """What a service calls it is told to those whom its policy names; staff are not among them."""
        return HIDDEN if row.named_by else row.name


@admin.register(Correction)
class CorrectionPage(AthletePage):
    list_display = ("athlete", "kind", "created_at")
    fields = ("athlete", "kind", "values", "created_at")


@admin.register(LoadDay)
class LoadDayPage(AthletePage):
    list_display = ("athlete", "local_on", "sport", "visible_to")
    fields = ("athlete", "local_on", "sport", "visible_to", "ai_allowed", "combinable")


@admin.register(LoadChange)
class LoadChangePage(AthletePage):
    list_display = ("athlete", "at", "local_on", "sport", "cause")
    list_filter = ("cause",)
    fields = ("athlete", "at", "local_on", "sport", "cause", "ref", "activity_id")


@admin.register(Original)
class OriginalPage(AthletePage):
    list_display = ("athlete", "filename", "size_bytes", "stored_at")
    fields = ("athlete", "filename", "size_bytes", "sha256", "stored_at")


@admin.register(Upload)
class UploadPage(AthletePage):
    list_display = ("athlete", "created_at", "sport")
    fields = ("athlete", "created_at", "sport")


@admin.register(UploadItem)
class UploadItemPage(AthletePage):
    list_display = ("athlete", "filename", "state", "error_code")
    list_filter = ("state", "error_code")
    fields = ("athlete", "filename", "part", "state", "error_code", "error")


@admin.register(UploadFile)
class UploadFilePage(WorkPage):
    list_display = ("filename", "state", "attempts", "run_at", "finished_at")
    search_fields = ("=athlete__email",)
    fields = ("filename", "state", "attempts", "run_at", "lease_until", "last_error", "created_at", "finished_at")


@admin.register(ArchiveImport)
class ArchiveImportPage(WorkPage):
    list_display = ("filename", "service", "phase", "unpacked", "total", "state", "attempts")
    search_fields = ("=athlete__email",)
    fields = (
        "filename", "size_bytes", "service", "phase", "total", "unpacked", "state", "attempts", "last_error", "report",
        "created_at", "finished_at",
    )  # fmt: skip


@admin.register(Recomputation)
class RecomputationPage(WorkPage):
    list_display = ("cause", "since_on", "total", "done", "state", "attempts")
    search_fields = ("=athlete__email",)
    fields = (
        "cause",
        "ref",
        "since_on",
        "total",
        "done",
        "state",
        "attempts",
        "last_error",
        "created_at",
        "finished_at",
    )
