import json
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Sport
from accounts.thresholds import set_threshold
from accounts.web.guards import signed_in
from accounts.web.refusals import refusals_as_messages
from accounts.web.visitor import PageRequest
from training.curves import FIELDS, read_curve
from training.models import Activity, Curve
from training.naming import sport_name
from training.proposals import power_model, proposals_of
from training.units import beats, rate, watts
from training.web.proposals import model_figures, shown
from training.web.record_book import badges_of, book_of
from training.web.seasons import Season, chosen, seasons_of
from training.web.standing import today_in
from training.web.subjects import Seen, address, own_subject, seen_athlete
from training.web.withheld import gaps_of

METRICS = {
    "power": gettext_lazy("Power"),
    "speed": gettext_lazy("Speed"),
    "heart_rate": gettext_lazy("Heart rate"),
}
NOWHERE = UUID(int=0)
TOLD_S = (5, 60, 300, 1200, 3600)


@signed_in
@require_safe
def show_records(request: PageRequest, athlete_id: UUID | None = None) -> HttpResponse:
    seen = seen_athlete(request, athlete_id)
    today = today_in(seen.subject.person.time_zone, timezone.now())
    sports = _sports(seen)
    sport = request.GET.get("sport") if request.GET.get("sport") in sports else next(iter(sports), "")
    context: dict[str, Any] = {
        "subject": seen.subject,
        "units": seen.subject.units,
        "withheld": gaps_of(seen.sight),
        "sport": sport,
        "sports": [{"value": value, "label": sport_name(value), "is_current": value == sport} for value in sports],
    }
    if sport:
        reader = seen.sight.reader
        context |= _curves(request, seen, sport, today)
        context["book"] = book_of(seen.subject, reader=reader, sport=sport)
        context["badges"] = badges_of(seen.subject, reader=reader, sport=sport)
        if seen.subject.is_editable:
            found = proposals_of(athlete_id=seen.subject.id, reader=reader, sport=sport, today=today)
            context["proposals"] = [shown(one, seen.subject.units) for one in found if _is_told(one.kind, seen.hidden)]
        told = power_model(athlete_id=seen.subject.id, reader=reader, sport=sport, today=today)
        context["model"] = model_figures(told)
    return render(request, "training/records.html", context)


@signed_in
@require_POST
def use_proposal(request: PageRequest) -> HttpResponse:
    """The proposal is found again: what is set is what the efforts say, not what a form says."""
    subject, now = own_subject(request), timezone.now()
    sport, kind = request.POST.get("sport", ""), request.POST.get("kind", "")
    today = today_in(subject.person.time_zone, now)
    seen = seen_athlete(request, None)
    found = (
        proposals_of(athlete_id=subject.id, reader=seen.sight.reader, sport=sport, today=today)
        if sport in Sport.values
        else []
    )
    proposal = next((one for one in found if one.kind == kind), None)
    if proposal is None:
        raise Http404
    with refusals_as_messages(request):
        set_threshold(
            athlete_id=subject.id, sport=sport, kind=kind, value=proposal.value, effective_on=proposal.on,
            actor=request.user, now=now,
        )  # fmt: skip
        messages.success(request, _("The threshold is set. What it touches is being computed again."))
    return redirect(f"{address(subject, 'records')}?sport={sport}")


def _is_told(kind: str, hidden: frozenset[str]) -> bool:
    return not (kind.endswith("_bpm") and "heart_rate" in hidden)


def _sports(seen: Seen) -> list[str]:
    """Those that have been practised most come first."""
    rows = Activity.objects.filter(athlete_id=seen.subject.id).readable_by(seen.sight.reader)
    counted = rows.order_by().values_list("sport").annotate(sessions=Count("id")).order_by("-sessions", "sport")
    return [sport for sport, _sessions in counted]


def _curves(request: PageRequest, seen: Seen, sport: str, today: date) -> dict[str, Any]:
    there = set(
        Curve.objects.filter(athlete_id=seen.subject.id, sport=sport).readable_by(seen.sight.reader)
        .order_by().values_list("metric", flat=True).distinct()
    )  # fmt: skip
    hidden = seen.hidden
    metrics = [metric for metric in METRICS if metric in there and metric not in hidden]
    if not metrics:
        return {"metrics": []}
    metric = request.GET.get("metric") if request.GET.get("metric") in metrics else metrics[0]
    seasons = seasons_of(seen.subject.id, today)
    season = chosen(seasons, request.GET.get("season", ""), "12m")
    against = chosen(seasons, request.GET.get("against", ""), "")
    drawn = [one for one in (season, against) if one]
    told = [_told(seen, str(metric), sport, one) for one in drawn]
    return {
        "metrics": [{"value": one, "label": METRICS[one], "is_current": one == metric} for one in metrics],
        "metric": metric,
        "seasons": seasons,
        "season": season,
        "against": against,
        "curve": json.dumps([{"label": one.label, "data": data} for one, data in zip(drawn, told, strict=True)]),
        "unit": str(_quantity(str(metric), 1.0, sport, seen.subject.units).unit),
        "key_points": _key_points(told[0], str(metric), sport, seen),
        "address": address(seen.subject, "activity", pk=NOWHERE),
    }


def _told(seen: Seen, metric: str, sport: str, season: Season) -> list[dict[str, Any]]:
    found = read_curve(
        athlete_id=seen.subject.id, reader=seen.sight.reader, metric=metric, sport=sport, from_on=season.from_on,
        to_on=season.to_on,
    )  # fmt: skip
    field = FIELDS[metric]  # type: ignore[index]
    return [
        {
            "duration_s": point["duration_s"],
            "value": point[field],
            "activity_id": str(point["activity_id"]),
            "on": point["on"].isoformat(),
        }
        for point in found["data"]
    ]


def _key_points(points: Sequence[dict[str, Any]], metric: str, sport: str, seen: Seen) -> list[dict[str, Any]]:
    return [
        {
            "seconds": point["duration_s"],
            "quantity": _quantity(metric, point["value"], sport, seen.subject.units),
            "url": address(seen.subject, "activity", pk=point["activity_id"]),
            "on": date.fromisoformat(point["on"]),
        }
        for point in points
        if point["duration_s"] in TOLD_S
    ]


def _quantity(metric: str, value: float, sport: str, units: str) -> Any:
    return {"power": watts, "heart_rate": beats}.get(metric, lambda speed: rate(speed, sport, units))(value)
