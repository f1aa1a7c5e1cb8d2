"""What staff see of the connection to Strava: whether it works, and what waits. Never a token, never an activity."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts import auditing
from accounts.admin.athletes import AthletePage
from accounts.admin.pages import ReadOnlyPage, WorkPage, actor_of
from accounts.admin.people import WithReason
from core.models import WorkState
from strava import budget, desk
from strava.budget import Urgency
from strava.health import Share, overview, shares, stalled, with_health
from strava.models import (
    Backfill,
    BudgetWindow,
    Connection,
    ConnectionState,
    Deletion,
    Fetch,
    InboxEvent,
    KnownActivity,
)
from strava.status import in_words


class Condition(admin.SimpleListFilter):
    """What needs somebody's attention, and why."""

    title = _("condition")
    parameter_name = "condition"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("stalled", _("Stands still")), ("trouble", _("Had trouble")), ("lost", _("Has to be connected again"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        wanted = {
            "stalled": stalled(timezone.now()),
            "trouble": ~Q(last_error=""),
            "lost": Q(state=ConnectionState.NEEDS_REAUTH),
        }
        chosen = wanted.get(self.value() or "")
        return queryset.filter(chosen) if chosen is not None else queryset


class WithOverview:
    """The whole above the list."""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        now = timezone.now()
        told = {"strava": overview(now=now), "shares": [_said(one) for one in shares(now=now)]}
        return super().changelist_view(request, told | (extra_context or {}))  # type: ignore[misc]


_CALLERS = {
    Urgency.LIVE: _("Webhooks: new activities"),
    Urgency.LIST: _("Lists, keys and everything else"),
    Urgency.HISTORY: _("Records of histories"),
}


def _said(share: Share) -> dict[str, Any]:
    return {"share": share, "caller": _CALLERS[share.urgency]}


@admin.register(Connection)
class ConnectionPage(WithOverview, AthletePage):
    """How each one does: when Strava was last heard of, what waits, what went wrong. Never a key."""

    list_display = ("athlete", "state", "last_event_at", "lag", "last_sync_at", "history", "waiting", "trouble")
    list_filter = (Condition, "state")
    search_fields = ("athlete__email", "=strava_athlete_id")
    action_form = WithReason
    actions = ("look_for_news", "look_through_history", "end")
    change_list_template = "admin/strava/connection/change_list.html"
    fields = (
        "athlete", "strava_athlete_id", "scopes", "state", "connected_at", "disconnected_at", "keys", "last_sync_at",
        "compared_at", "last_event_at", "lag", "history", "waiting", "last_error", "version",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        found: QuerySet[Any] = with_health(super().get_queryset(request))
        return found

    @admin.display(description=_("activities waiting"), ordering="waiting")
    def waiting(self, row: Any) -> int:
        return int(row.waiting)

    @admin.display(description=_("event to page"), ordering="lag", empty_value="–")
    def lag(self, row: Any) -> str | None:
        return None if row.lag is None else f"{row.lag.total_seconds():.1f} s"

    @admin.display(description=_("history"), empty_value="–")
    def history(self, row: Any) -> str | None:
        if row.history_state is None:
            return None
        if row.history_state == WorkState.DEAD:
            return str(_("Given up"))
        return gauge(max(row.history_total - row.history_left, 0), row.history_total, is_good=True)

    @admin.display(description=_("keys"))
    def keys(self, row: Connection) -> str:
        """Whether there are any, and how long they open; never what they are."""
        if not row.refresh_token or not row.expires_at:
            return str(_("none"))
        until = date_format(timezone.localtime(row.expires_at), "DATETIME_FORMAT")
        is_good = row.expires_at > timezone.now()
        text = _("sealed; good until %(time)s") if is_good else _("sealed; ended %(time)s, renewed when needed")
        return str(text % {"time": until})

    @admin.display(description=_("last trouble"))
    def trouble(self, row: Connection) -> str:
        return in_words(row.last_error)[:80]

    def has_manage_permission(self, request: HttpRequest) -> bool:
        return actor_of(request).has_perm(desk.MANAGE)

    @admin.action(description=_("Look for news now"), permissions=["manage"])
    def look_for_news(self, request: HttpRequest, rows: QuerySet[Connection]) -> None:
        self._act(request, rows, "staff.strava_synced", desk.look_for_news)

    @admin.action(description=_("Look through the history again"), permissions=["manage"])
    def look_through_history(self, request: HttpRequest, rows: QuerySet[Connection]) -> None:
        self._act(request, rows, "staff.strava_backfilled", desk.look_through_history)

    @admin.action(description=_("Disconnect and delete what came (needs a reason)"), permissions=["manage"])
    def end(self, request: HttpRequest, rows: QuerySet[Connection]) -> None:
        reason = request.POST.get("reason", "").strip()
        act = partial(desk.end, actor=actor_of(request), reason=reason)
        self._act(request, rows, "staff.strava_disconnected", act, reason=reason)

    def _act(
        self, request: HttpRequest, rows: QuerySet[Connection], name: str, act: Callable[[Connection], None], **told: str
    ) -> None:  # fmt: skip
        def audited(link: Connection) -> None:
            with transaction.atomic():
                act(link)
                self.audit(name, request, link, **told)

        self.apply_to_each(request, rows.select_related("athlete"), audited)


@admin.register(KnownActivity)
class KnownActivityPage(AthletePage):
    list_display = ("athlete", "strava_id", "state", "changed_at")
    list_filter = ("state",)
    fields = ("athlete", "strava_id", "state", "changed_at")


@admin.register(InboxEvent)
class InboxEventPage(WorkPage):
    """A webhook is only a hint: looked into again, or its activity asked for again, nothing happens twice."""

    list_display = ("object_type", "aspect_type", "object_id", "owner_id", "state", "took", "attempts", "created_at")
    list_filter = ("state", "object_type", "aspect_type")
    search_fields = ("=owner_id", "=object_id")
    actions = ("replay", "ask_again")
    fields = (
        "object_type", "object_id", "aspect_type", "event_time", "owner_id", "subscription_id", "state", "attempts",
        "last_error", "created_at", "finished_at",
    )  # fmt: skip

    @admin.display(description=_("looked into after"), empty_value="–")
    def took(self, row: InboxEvent) -> str | None:
        return f"{(row.finished_at - row.created_at).total_seconds():.1f} s" if row.finished_at else None

    @admin.action(description=_("Ask Strava for these activities again"), permissions=["replay"])
    def ask_again(self, request: HttpRequest, rows: QuerySet[InboxEvent]) -> None:
        count = desk.ask_again(rows)
        auditing.record("staff.strava_asked_again", actor=actor_of(request), kind=self.opts.label_lower, count=count)
        text = _("%(count)d activities are asked for again. Of athletes who are not connected nothing is asked.")
        self.message_user(request, text % {"count": count}, messages.SUCCESS)


@admin.register(Fetch)
class FetchPage(WorkPage):
    list_display = ("athlete", "strava_id", "part", "state", "attempts", "run_at", "trouble")
    list_filter = ("state", "part")
    list_select_related = ("athlete",)
    search_fields = ("=athlete__email", "=strava_id")
    fields = (
        "athlete", "strava_id", "part", "priority", "state", "attempts", "run_at", "last_error", "created_at",
        "finished_at",
    )  # fmt: skip

    @admin.display(description=_("last trouble"))
    def trouble(self, row: Fetch) -> str:
        return row.last_error[:80]


@admin.register(Backfill)
class BackfillPage(WorkPage):
    list_display = ("athlete", "kind", "progress", "is_listed", "state", "attempts", "run_at")
    list_filter = ("state", "kind")
    list_select_related = ("athlete",)
    search_fields = ("=athlete__email",)
    fields = (
        "athlete", "kind", "since_at", "before_at", "is_listed", "done", "total", "state", "attempts", "run_at",
        "last_error", "created_at", "finished_at",
    )  # fmt: skip

    @admin.display(description=_("fetched"))
    def progress(self, row: Backfill) -> str:
        return gauge(row.done, row.total, is_good=True)


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
class BudgetWindowPage(WithOverview, ReadOnlyPage):
    """What Strava last said; a window that has ended since stands at nothing until the next call."""

    list_display = ("name", "quarter", "day", "told_at")
    fields = ("name", "short_used", "short_limit", "daily_used", "daily_limit", "told_at")
    change_list_template = "admin/strava/budgetwindow/change_list.html"

    @admin.display(description=_("this quarter of an hour"))
    def quarter(self, row: BudgetWindow) -> str:
        is_over = row.told_at < budget.quarter_after(timezone.now()) - budget.QUARTER
        return gauge(0 if is_over else row.short_used, row.short_limit)

    @admin.display(description=_("this day (UTC)"))
    def day(self, row: BudgetWindow) -> str:
        is_over = row.told_at < budget.midnight_after(timezone.now()) - timedelta(days=1)
        return gauge(0 if is_over else row.daily_used, row.daily_limit)


def gauge(used: int, limit: int, *, is_good: bool = False) -> str:
    """Full is good where work is done, and bad where a limit is used up."""
    whole = max(limit, 1)
    shape = (
        '<span class="gauge"><meter min="0" max="{}" low="{}" high="{}" optimum="{}" value="{}"></meter> {} / {}</span>'
    )
    low, high, best = (0, 0, whole) if is_good else (whole * 0.7, whole * 0.9, 0)
    return format_html(shape, whole, low, high, best, min(used, whole), used, limit)
