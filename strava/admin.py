"""What staff see of the connection to Strava: whether it works, and what waits. Never a token, never an activity."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.admin.athletes import AthletePage
from accounts.admin.pages import ReadOnlyPage, WorkPage
from core.models import WorkState
from strava.models import Backfill, BudgetWindow, Connection, Deletion, Fetch, InboxEvent, KnownActivity

OPEN = (WorkState.WAITING, WorkState.LEASED)


@admin.register(Connection)
class ConnectionPage(AthletePage):
    """How each one does: when Strava was last heard of, what waits, what went wrong."""

    list_display = ("athlete", "state", "last_event_at", "last_sync_at", "waiting", "trouble")
    list_filter = ("state",)
    fields = (
        "athlete", "strava_athlete_id", "scopes", "state", "connected_at", "disconnected_at", "last_sync_at",
        "last_event_at", "waiting", "last_error", "version",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        open_ones = Fetch.objects.filter(athlete_id=OuterRef("athlete_id"), state__in=OPEN).order_by()
        counted = open_ones.values("athlete_id").annotate(count=Count("pk")).values("count")
        rows: QuerySet[Any] = super().get_queryset(request)
        found: QuerySet[Any] = rows.annotate(waiting=Coalesce(Subquery(counted), 0))
        return found

    @admin.display(description=_("activities waiting"), ordering="waiting")
    def waiting(self, row: Any) -> int:
        return int(row.waiting)

    @admin.display(description=_("last trouble"))
    def trouble(self, row: Connection) -> str:
        return row.last_error[:80]


@admin.register(KnownActivity)
class KnownActivityPage(AthletePage):
    list_display = ("athlete", "strava_id", "state", "changed_at")
    list_filter = ("state",)
    fields = ("athlete", "strava_id", "state", "changed_at")


@admin.register(InboxEvent)
class InboxEventPage(WorkPage):
    """A webhook that was given up is looked into again by "Try again": it is only a hint, so nothing happens twice."""

    list_display = ("object_type", "aspect_type", "object_id", "owner_id", "state", "attempts", "created_at")
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
    list_display = ("kind", "progress", "is_listed", "state", "attempts", "run_at")
    search_fields = ("=athlete__email",)
    fields = (
        "kind", "since_at", "before_at", "is_listed", "done", "total", "state", "attempts", "run_at", "last_error",
        "created_at", "finished_at",
    )  # fmt: skip

    @admin.display(description=_("fetched"))
    def progress(self, row: Backfill) -> str:
        return gauge(row.done, row.total)


@admin.register(Deletion)
class DeletionPage(WorkPage):
    """Of what came through a connection that has ended, and of its keys: they wait for Strava's answer afterwards."""

    list_display = ("strava_athlete_id", "removed", "deleted_at", "state", "attempts", "run_at")
    search_fields = ("=athlete__email",)
    fields = (
        "strava_athlete_id", "removed", "deleted_at", "state", "attempts", "run_at", "last_error", "created_at",
        "finished_at",
    )  # fmt: skip


@admin.register(BudgetWindow)
class BudgetWindowPage(ReadOnlyPage):
    """What Strava last said; a window that has ended since stands at nothing until the next call."""

    list_display = ("name", "quarter", "day", "told_at")
    fields = ("name", "short_used", "short_limit", "daily_used", "daily_limit", "told_at")

    @admin.display(description=_("this quarter of an hour"))
    def quarter(self, row: BudgetWindow) -> str:
        return gauge(row.short_used, row.short_limit)

    @admin.display(description=_("this day (UTC)"))
    def day(self, row: BudgetWindow) -> str:
        return gauge(row.daily_used, row.daily_limit)


def gauge(used: int, limit: int) -> str:
    whole = max(limit, 1)
    shape = '<meter min="0" max="{}" low="{}" high="{}" optimum="0" value="{}"></meter> {} / {}'
    return format_html(shape, whole, whole * 0.7, whole * 0.9, min(used, whole), used, limit)
