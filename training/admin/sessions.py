"""What staff see of sessions: that they came in, from where, and what became of the files. Never what was measured."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.admin.athletes import AthletePage
from accounts.admin.pages import HIDDEN, StaffPage, WorkPage
from training.models import (
    Activity,
    ArchiveImport,
    Correction,
    Gear,
    LoadChange,
    LoadDay,
    Original,
    Passported,
    PolicyChange,
    Recomputation,
    Source,
    SourcePolicy,
    Upload,
    UploadFile,
    UploadItem,
)
from training.policy_effects import effects_of
from training.repolicing import change_policy


def _unless_restricted(row: Passported, value: float) -> str:
    """No policy of a source names staff among those who may see what was measured."""
    return HIDDEN if row.passport.is_restricted else f"{value:.1f}"


@admin.register(Activity)
class ActivityPage(AthletePage):
    list_display = ("athlete", "local_on", "sport", "load_method", "visible_to")
    list_filter = ("sport", "load_method", "visible_to")
    fields = (
        "athlete", "sport", "sub_sport", "start_at", "time_zone", "local_on", "load_method", "load_reason",
        "quality", "formula_version", "fingerprint", "visible_to", "ai_allowed", "combinable", "created_at",
        "version",
    )  # fmt: skip


@admin.register(Source)
class SourcePage(AthletePage):
    list_display = ("athlete", "kind", "start_at", "visible_to", "keep_until")
    list_filter = ("kind", "visible_to")
    raw_id_fields = ("activity", "original")
    fields = (
        "athlete", "activity", "kind", "external_id", "original", "part", "fetched_at", "keep_until", "channels",
        "record_count", "is_partial", "notes", "visible_to", "ai_allowed", "combinable", "geo_stored",
    )  # fmt: skip


@admin.register(SourcePolicy)
class SourcePolicyPage(StaffPage):
    """Whoever changes this answers for what the source's terms allow; what is there already follows."""

    list_display = ("kind", "visible_to", "ai_allowed", "combinable", "geo_stored", "keep_days")
    fields = ("kind", "visible_to", "ai_allowed", "combinable", "geo_stored", "keep_days", "attribution")

    def save_model(self, request: HttpRequest, obj: SourcePolicy, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's
        effects = effects_of(obj, now=timezone.now())
        change_policy(obj)
        if effects.changed:
            text = _("%(count)d sessions follow the new rules in the background; %(removed)d of them will be deleted.")
            self.message_user(request, text % {"count": effects.changed, "removed": effects.removed})


@admin.register(PolicyChange)
class PolicyChangePage(WorkPage):
    list_display = ("kind", "total", "done", "state", "attempts", "created_at")
    fields = ("kind", "total", "done", "state", "attempts", "last_error", "created_at", "finished_at")


@admin.register(Gear)
class GearPage(AthletePage):
    list_display = ("athlete", "name", "sport", "retired_on")
    fields = ("athlete", "name", "sport", "distance_before_m", "is_default", "retired_on", "version")


@admin.register(Correction)
class CorrectionPage(AthletePage):
    list_display = ("athlete", "kind", "created_at")
    fields = ("athlete", "kind", "values", "created_at")


@admin.register(LoadDay)
class LoadDayPage(AthletePage):
    list_display = ("athlete", "local_on", "sport", "sessions", "told_load", "visible_to")
    fields = ("athlete", "local_on", "sport", "sessions", "told_load", "visible_to", "ai_allowed", "combinable")

    @admin.display(description=_lazy("load"))
    def told_load(self, row: LoadDay) -> str:
        return _unless_restricted(row, row.load)


@admin.register(LoadChange)
class LoadChangePage(AthletePage):
    list_display = ("athlete", "at", "local_on", "sport", "told_delta", "cause")
    list_filter = ("cause",)
    fields = ("athlete", "at", "local_on", "sport", "told_delta", "cause", "ref", "activity_id")

    @admin.display(description=_lazy("change"))
    def told_delta(self, row: LoadChange) -> str:
        return _unless_restricted(row, row.delta)


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
