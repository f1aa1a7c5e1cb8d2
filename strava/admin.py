"""What staff see of the connection to Strava: whether it works, and what waits. Never a token, never an activity."""

from django.contrib import admin

from accounts.admin.athletes import AthletePage
from accounts.admin.pages import ReadOnlyPage, WorkPage
from strava.models import Backfill, BudgetWindow, Connection, Fetch, InboxEvent, KnownActivity


@admin.register(Connection)
class ConnectionPage(AthletePage):
    list_display = ("athlete", "state", "connected_at", "last_sync_at", "last_event_at")
    list_filter = ("state",)
    fields = (
        "athlete", "strava_athlete_id", "scopes", "state", "connected_at", "disconnected_at", "last_sync_at",
        "last_event_at", "last_error", "version",
    )  # fmt: skip


@admin.register(KnownActivity)
class KnownActivityPage(AthletePage):
    list_display = ("athlete", "strava_id", "state", "changed_at")
    list_filter = ("state",)
    fields = ("athlete", "strava_id", "state", "changed_at")


@admin.register(InboxEvent)
class InboxEventPage(WorkPage):
    list_display = ("object_type", "aspect_type", "owner_id", "state", "attempts", "created_at")
    search_fields = ("=owner_id", "=object_id")
    fields = (
        "object_type", "object_id", "aspect_type", "event_time", "owner_id", "subscription_id", "state", "attempts",
        "last_error", "created_at", "finished_at",
    )  # fmt: skip


@admin.register(Fetch)
class FetchPage(WorkPage):
    list_display = ("strava_id", "part", "priority", "state", "attempts", "run_at")
    search_fields = ("=athlete__email",)
    fields = ("strava_id", "part", "priority", "state", "attempts", "run_at", "last_error", "created_at", "finished_at")


@admin.register(Backfill)
class BackfillPage(WorkPage):
    list_display = ("kind", "done", "total", "is_listed", "state", "attempts", "run_at")
    search_fields = ("=athlete__email",)
    fields = (
        "kind", "since_at", "before_at", "is_listed", "done", "total", "state", "attempts", "run_at", "last_error",
        "created_at", "finished_at",
    )  # fmt: skip


@admin.register(BudgetWindow)
class BudgetWindowPage(ReadOnlyPage):
    list_display = ("name", "short_used", "short_limit", "daily_used", "daily_limit", "told_at")
    fields = ("name", "short_used", "short_limit", "daily_used", "daily_limit", "told_at")
