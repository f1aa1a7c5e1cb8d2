"""The athlete's own connection to Strava. While acting for somebody else there is none to be seen: accounts are one's own."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Threshold
from accounts.web.guards import signed_in
from accounts.web.refusals import refusals_as_messages
from accounts.web.visitor import PageRequest
from strava.backfilling import begin_sync
from strava.by_hand import look_through_history
from strava.connecting import OUTCOMES, begin, disconnect
from strava.lapsing import deadline_of
from strava.models import Connection, ConnectionState
from strava.oauth import READ_ALL
from strava.status import connection_of, hindrance, leaving_of, news_of, status_of
from strava.web.forms import ConnectForm
from strava.web.words import granted, terms_of
from training.models import SourceKind
from training.source_policies import policy_of

MOVING = ("listing", "fetching")


@signed_in
@require_safe
def show_connection(request: PageRequest) -> HttpResponse:
    outcome = request.GET.get("strava", "")
    if outcome in OUTCOMES:
        level = messages.SUCCESS if outcome == "connected" else messages.ERROR
        messages.add_message(request, level, str(OUTCOMES[outcome]))
        return redirect("strava")  # read again it would be told again
    policy = policy_of(SourceKind.STRAVA)
    return render(
        request, "strava/connection.html", _context(request) | {"form": ConnectForm(), "terms": terms_of(policy)}
    )


@signed_in
@require_safe
def show_progress(request: PageRequest) -> HttpResponse:
    """Asked for while something moves. Where the connection itself has changed, the whole page is read again."""
    context = _context(request)
    response = render(request, "strava/_live.html", context)
    if context["status"]["state"] != request.GET.get("state", context["status"]["state"]):
        response["HX-Refresh"] = "true"
    return response


def _context(request: PageRequest) -> dict[str, Any]:
    me, now = request.user.pk, timezone.now()
    status = status_of(me, now=now)
    backfill, is_connected = status["backfill"], status["state"] == ConnectionState.CONNECTED
    percent = 100 * backfill["done"] // backfill["total"] if backfill["total"] else 0
    leaving = leaving_of(me, now=now)
    is_moving, news = backfill["state"] in MOVING, news_of(me, now=now) if is_connected else None
    return {
        "status": status, "backfill": backfill | {"percent": percent, "is_moving": is_moving},
        "granted": granted(status["scopes"]), "brings_all": READ_ALL in status["scopes"],
        "chose_less": READ_ALL not in status["missing_scopes"], "news": None if is_moving else news,
        "hindrance": hindrance(me, backfill["state"], now=now) if is_connected else None,
        "is_soon": bool(backfill["eta_at"]) and backfill["eta_at"] - now < timedelta(minutes=1),
        "leaving": leaving, "ends_on": _ends_on(me),
        "is_alive": is_moving or bool(news and news.is_looking) or bool(leaving and not leaving.is_over),
        "has_thresholds": _has_thresholds(me, backfill["state"]),
    }  # fmt: skip


def _ends_on(athlete_id: UUID) -> datetime | None:
    """The day on which what came is deleted, unless the athlete connects again."""
    link = connection_of(athlete_id)
    return deadline_of(link) if link else None


def _has_thresholds(athlete_id: UUID, state: str) -> bool:
    """Without them nothing gets a load, which whoever has just brought a history in would wonder at."""
    return state != "done" or Threshold.objects.filter(athlete_id=athlete_id).exists()


@signed_in
@require_POST
def connect(request: PageRequest) -> HttpResponse:
    """On to Strava's own page. The way back is bound to this browser."""
    form = ConnectForm(request.POST)
    if not form.is_valid():
        return redirect("strava")
    if not request.session.session_key:
        request.session.save()
    with refusals_as_messages(request):
        url = begin(
            athlete_id=request.user.pk, actor=request.user, now=timezone.now(), scopes=form.scopes(),
            session_key=request.session.session_key,
        )  # fmt: skip
        return redirect(url)
    return redirect("strava")


@signed_in
@require_POST
def look_again(request: PageRequest) -> HttpResponse:
    """For what is new; or, asked so, through the whole history."""
    me, now = request.user.pk, timezone.now()
    if not Connection.objects.filter(athlete_id=me, state=ConnectionState.CONNECTED).exists():
        messages.error(request, _("Strava is not connected."))
    elif "history" in request.POST:
        with refusals_as_messages(request):
            look_through_history(athlete_id=me, now=now)
            messages.success(request, _("The whole history is looked through again."))
    else:
        begin_sync(athlete_id=me, now=now)
    return redirect("strava")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def end_connection(request: PageRequest) -> HttpResponse:
    if request.method == "POST":
        disconnect(athlete_id=request.user.pk, actor=request.user, now=timezone.now())
        messages.success(request, _("Strava is disconnected. What came from it is being deleted."))
        return redirect("strava")
    return render(request, "strava/disconnect.html")
