from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.models import Sport
from accounts.web.forms.fields import DayField
from accounts.web.guards import signed_in
from accounts.web.visitor import PageRequest
from training.explaining import explain
from training.models import Activity
from training.web.standing import AHEAD_DAYS, SHOWN_DAYS, recomputations_of, standing_of, today_in
from training.web.subjects import Seen, address, own_subject, seen_athlete
from training.web.withheld import told_gaps

LONGEST_DAYS = 3_700


class SpanForm(forms.Form):
    from_on = DayField(label=_("From"))
    to_on = DayField(label=_("To"))


@signed_in
@require_safe
def show_fitness(request: PageRequest, athlete_id: UUID | None = None) -> HttpResponse:
    seen = seen_athlete(request, athlete_id)
    subject, today = seen.subject, today_in(seen.subject.person.time_zone, timezone.now())
    sport = request.GET.get("sport") if request.GET.get("sport") in Sport.values else None
    standing = standing_of(subject.id, reader=seen.sight.reader, today=today, sport=sport)
    context: dict[str, Any] = {
        "subject": subject,
        "units": subject.units,
        "standing": standing,
        "today": today,
        "sport": sport,
        "sports": _sports(subject.id, sport),
        "withheld": told_gaps(standing.withheld, is_own=not subject.is_other),
        "recomputing": recomputations_of(subject.id),
        **_addresses(subject.id, today, standing.first_on, sport),
        **_explained(request, seen, today),
    }
    return render(request, "training/fitness.html", context)


@signed_in
@require_safe
def explain_fitness(request: PageRequest, athlete_id: UUID | None = None) -> HttpResponse:
    seen = seen_athlete(request, athlete_id)
    today = today_in(seen.subject.person.time_zone, timezone.now())
    context = {"subject": seen.subject, "units": seen.subject.units, **_explained(request, seen, today)}
    return render(request, "training/_explained.html", context)


@signed_in
@require_safe
def show_progress(request: PageRequest) -> HttpResponse:
    """Asked again every few seconds by the notice itself, for as long as something is being computed."""
    subject = own_subject(request)
    return render(request, "training/_recomputing.html", {"recomputing": recomputations_of(subject.id), "asked": True})


def _explained(request: PageRequest, seen: Seen, today: date) -> dict[str, Any]:
    """The days asked about; else the last week."""
    form = SpanForm(request.GET)
    first, last = today - timedelta(days=7), today
    if form.is_valid():
        first, last = sorted((form.cleaned_data["from_on"], min(form.cleaned_data["to_on"], today)))
    first = max(first, last - timedelta(days=LONGEST_DAYS))
    told = explain(athlete_id=seen.subject.id, reader=seen.sight.reader, from_on=first, to_on=last)
    return {"explained": told, "from_on": first, "to_on": last, "reasons": _linked(seen, told["reasons"])}


def _linked(seen: Seen, reasons: list[dict[str, Any]]) -> list[dict[str, Any]]:
    there = set(
        Activity.objects.filter(pk__in=[one["ref"] for one in reasons if one["ref"]]).values_list("pk", flat=True)
    )
    return [
        {**one, "url": address(seen.subject, "activity", pk=one["ref"]) if one["ref"] in there else ""}
        for one in reasons
    ]


def _addresses(athlete_id: UUID, today: date, first_on: date | None, sport: str | None) -> dict[str, str]:
    """Where the chart fetches its days: a year at first, the rest when it is asked for."""
    oldest = max(first_on or today, today - timedelta(days=LONGEST_DAYS - AHEAD_DAYS))
    year, last = today - timedelta(days=SHOWN_DAYS), today + timedelta(days=AHEAD_DAYS)
    named = f"&sport={sport}" if sport else ""
    base = f"/api/v1/fitness?athlete={athlete_id}{named}&to_on={last}"
    return {
        "src": f"{base}&from_on={max(year, min(oldest, today - timedelta(days=42)))}",
        "src_all": f"{base}&from_on={oldest}" if oldest < year else "",
    }


def _sports(athlete_id: UUID, chosen: str | None) -> list[dict[str, Any]]:
    found = Activity.objects.filter(athlete_id=athlete_id).order_by().values_list("sport", flat=True).distinct()
    practised = set(found)
    return [
        {"value": sport.value, "label": sport.label, "is_current": sport.value == chosen}
        for sport in Sport
        if sport.value in practised
    ]
