"""What staff see of plans: that they are there and whose, not what they say."""

from django.contrib import admin

from accounts.admin.athletes import AthletePage
from accounts.admin.pages import ReadOnlyPage, WorkPage
from training.models import (
    BulkJob,
    CalendarFeed,
    CalendarNote,
    GoalEvent,
    LibraryFolder,
    LibraryWorkout,
    Plan,
    PlanAct,
    PlanApplication,
    PlanEdition,
    PlanWaiver,
    Season,
    SeasonPhase,
    Workout,
)


@admin.register(Workout)
class WorkoutPage(AthletePage):
    list_display = ("athlete", "on", "sport", "state")
    list_filter = ("sport", "state")
    raw_id_fields = ("activity",)
    fields = (
        "athlete", "team", "on", "sport", "sub_sport", "purpose", "key", "hidden_until", "locked", "state", "excuse",
        "activity", "is_pairing_fixed", "created_at", "version",
    )  # fmt: skip


@admin.register(CalendarNote)
class CalendarNotePage(AthletePage):
    list_display = ("athlete", "on", "kind")
    list_filter = ("kind",)
    fields = ("athlete", "kind", "on", "to_on", "created_at", "version")


@admin.register(GoalEvent)
class GoalEventPage(AthletePage):
    list_display = ("athlete", "on", "priority", "sport", "title")
    list_filter = ("priority", "sport")
    fields = ("athlete", "on", "title", "priority", "sport", "created_at", "version")


@admin.register(Season)
class SeasonPage(AthletePage):
    list_display = ("athlete", "title", "from_on", "to_on")
    fields = ("athlete", "title", "from_on", "to_on", "version")


@admin.register(SeasonPhase)
class SeasonPhasePage(AthletePage):
    list_display = ("athlete", "kind", "from_on", "to_on")
    list_filter = ("kind",)
    fields = ("athlete", "kind", "from_on", "to_on", "weekly_load")


@admin.register(CalendarFeed)
class CalendarFeedPage(AthletePage):
    list_display = ("athlete", "hint", "created_at", "last_read_at", "revoked_at")
    fields = ("athlete", "hint", "created_at", "last_read_at", "revoked_at")


class OwnedPage(ReadOnlyPage):
    """What a coach keeps for planning; staff see that it is there, not what it says."""

    list_select_related = ("owner", "team")
    search_fields = ("owner__email",)
    subject_field = "owner"


@admin.register(LibraryFolder)
class LibraryFolderPage(OwnedPage):
    list_display = ("owner", "title", "team")
    fields = ("owner", "team", "title", "version")


@admin.register(LibraryWorkout)
class LibraryWorkoutPage(OwnedPage):
    list_display = ("owner", "title", "sport", "team")
    list_filter = ("sport",)
    fields = ("owner", "team", "title", "sport", "sub_sport", "purpose", "tags", "created_at", "version")


@admin.register(Plan)
class PlanPage(OwnedPage):
    list_display = ("owner", "title", "weeks", "edition", "team")
    fields = ("owner", "team", "title", "tags", "weeks", "edition", "created_at", "version")


@admin.register(PlanEdition)
class PlanEditionPage(OwnedPage):
    list_display = ("owner", "number", "weeks", "created_at")
    fields = ("owner", "team", "number", "weeks", "created_at")


@admin.register(PlanApplication)
class PlanApplicationPage(AthletePage):
    list_display = ("athlete", "starts_on", "applied_at", "undone_at")
    fields = ("athlete", "batch", "starts_on", "options", "applied_at", "undone_at", "version")


@admin.register(PlanAct)
class PlanActPage(ReadOnlyPage):
    list_display = ("asked_by", "kind", "done_at", "undone_at")
    list_select_related = ("asked_by",)
    search_fields = ("asked_by__email",)
    subject_field = "asked_by"
    fields = ("asked_by", "kind", "done_at", "undone_at")


@admin.register(PlanWaiver)
class PlanWaiverPage(AthletePage):
    list_display = ("athlete", "code", "on", "created_at")
    list_filter = ("code",)
    fields = ("athlete", "code", "on", "reason", "created_at")


@admin.register(BulkJob)
class BulkJobPage(WorkPage):
    list_display = ("kind", "done", "total", "state", "attempts", "run_at")
    list_filter = ("kind",)
    search_fields = ("=asked_by__email",)
    fields = ("kind", "total", "done", "state", "attempts", "last_error", "created_at", "finished_at")
