"""Pages of what belongs to no app: events, work, mail, limits, schedules."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask, PeriodicTasks

from accounts import auditing
from accounts.admin.pages import ReadOnlyPage, StaffPage, WorkPage, actor_of
from core.models import Change, Delivery, Epoch, Event, Heartbeat, OutgoingMail, PastRow, RateLimit, Switch


@admin.register(Delivery)
class DeliveryPage(WorkPage):
    list_display = ("event", "handler", "state", "attempts", "run_at", "finished_at")
    list_select_related = ("event",)
    search_fields = ("handler", "event__kind")
    fields = (
        "event",
        "handler",
        "state",
        "attempts",
        "run_at",
        "lease_until",
        "last_error",
        "created_at",
        "finished_at",
    )


@admin.register(OutgoingMail)
class OutgoingMailPage(WorkPage):
    list_display = ("to", "subject", "state", "attempts", "run_at", "finished_at")
    search_fields = ("to", "subject")
    fields = ("to", "subject", "state", "attempts", "run_at", "last_error", "provider_id", "created_at", "finished_at")


@admin.register(Event)
class EventPage(ReadOnlyPage):
    list_display = ("kind", "at")
    search_fields = ("kind",)
    ordering = ("-at",)
    fields = ("kind", "payload", "at")


@admin.register(Change)
class ChangePage(ReadOnlyPage):
    list_display = ("seq", "kind", "object_id", "op", "version", "at")
    list_filter = ("op",)
    search_fields = ("kind", "=object_id")
    ordering = ("-seq",)
    fields = ("seq", "kind", "object_id", "op", "version", "owner_id", "team_id", "at")


@admin.register(PastRow)
class PastRowPage(ReadOnlyPage):
    list_display = ("at", "kind", "object_id", "op", "actor_id")
    search_fields = ("kind", "=object_id")
    ordering = ("-at",)
    fields = ("at", "kind", "object_id", "op", "actor_id", "owner_id", "team_id", "before")


@admin.register(Epoch)
class EpochPage(ReadOnlyPage):
    list_display = ("id", "began_at")
    fields = list_display


@admin.register(Heartbeat)
class HeartbeatPage(ReadOnlyPage):
    list_display = ("name", "at")
    fields = list_display


@admin.register(Switch)
class SwitchPage(StaffPage):
    list_display = ("name", "is_on", "message")
    fields = list_display


@admin.register(RateLimit)
class RateLimitPage(StaffPage):
    list_display = ("scope", "refill", "capacity")
    fields = list_display

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Removing a row brings the default back."""
        return self.has_change_permission(request, obj)


@admin.register(LogEntry)
class LogEntryPage(ReadOnlyPage):
    list_display = ("action_time", "user", "content_type", "object_repr", "action_flag")
    list_select_related = ("user", "content_type")
    list_filter = ("action_flag",)
    search_fields = ("object_repr", "user__email")
    fields = ("action_time", "user", "content_type", "object_id", "object_repr", "action_flag", "change_message")


@admin.register(PeriodicTask)
class PeriodicTaskPage(StaffPage):
    """Schedules come from code; staff pause them and change their pace, not what they run."""

    list_display = ("name", "enabled", "interval", "crontab", "last_run_at", "total_run_count")
    list_select_related = ("interval", "crontab", "solar", "clocked")
    list_filter = ("enabled",)
    search_fields = ("name", "task")
    ordering = ("name",)
    fields = ("name", "task", "enabled", "interval", "crontab", "last_run_at", "total_run_count", "description")
    readonly_fields = ("name", "task", "last_run_at", "total_run_count", "description")
    actions = ("resume", "pause")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.action(description=_("Resume"), permissions=["change"])
    def resume(self, request: HttpRequest, rows: QuerySet[PeriodicTask]) -> None:
        self._turn(request, rows, is_on=True)

    @admin.action(description=_("Pause"), permissions=["change"])
    def pause(self, request: HttpRequest, rows: QuerySet[PeriodicTask]) -> None:
        self._turn(request, rows, is_on=False)

    def _turn(self, request: HttpRequest, rows: QuerySet[PeriodicTask], *, is_on: bool) -> None:
        names = list(rows.values_list("name", flat=True))
        rows.update(enabled=is_on)
        PeriodicTasks.update_changed()
        auditing.record("staff.schedules_changed", actor=actor_of(request), names=names, enabled=is_on)


class SchedulePage(StaffPage):
    """A pace that tasks may share."""


@admin.register(IntervalSchedule)
class IntervalSchedulePage(SchedulePage):
    list_display = ("__str__", "every", "period")
    search_fields = ("every",)
    ordering = ("every",)


@admin.register(CrontabSchedule)
class CrontabSchedulePage(SchedulePage):
    list_display = ("__str__", "minute", "hour", "day_of_week", "day_of_month", "month_of_year", "timezone")
    search_fields = ("hour", "minute")
    ordering = ("hour", "minute")
