from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts.web.guards import signed_in
from accounts.web.visitor import PageRequest
from core.templatetags.ui import icon
from core.text import clean_line
from training.people_days import today_of
from training.web.palette.finding import found_for
from training.web.palette.people import people_of
from training.web.palette.places import address_of, entries_of

LONGEST = 100


@signed_in
@require_safe
def show_palette(request: PageRequest) -> HttpResponse:
    """JSON for the dialog; for whoever has no script, the same as a page."""
    wants_json = request.headers.get("Accept", "").startswith("application/json")
    text = clean_line(request.GET.get("q", ""))[:LONGEST]
    if wants_json:
        return JsonResponse({"found": _found(request, text)} if text else _everything(request))
    return render(request, "training/palette.html", {"q": text, **_listed(request, text)})


def _found(request: PageRequest, text: str) -> list[dict[str, Any]]:
    viewer, athlete = request.user.pk, request.visitor.athlete.pk
    found = found_for(text, viewer_id=viewer, athlete_id=athlete, today=today_of(viewer, timezone.now()))
    return [{**one, "icon": str(icon(one["icon"]))} for one in found]


def _everything(request: PageRequest) -> dict[str, Any]:
    visitor = request.visitor
    entries = [entry.told() for entry in entries_of(visitor)]
    return {
        **people_of(visitor),
        "me": str(visitor.user.pk),
        "entries": entries,
        "icons": {name: str(icon(name)) for name in {"calendar", "user", "clock", *(one["icon"] for one in entries)}},
        "today": today_of(visitor.athlete.pk, timezone.now()).isoformat(),
        "calendar": address_of("calendar"),
        "language": get_language(),
    }


def _listed(request: PageRequest, text: str) -> dict[str, Any]:
    wanted = text.casefold()
    told, entries = people_of(request.visitor), entries_of(request.visitor)
    people = [
        {"name": one["name"], "url": told["chapters"][0][1].replace("{id}", one["id"]), "hint": one["hint"]}
        for one in told["people"]
        if wanted in one["name"].casefold()
    ]
    shown = [one for one in entries if wanted in f"{one.label} {one.words}".casefold()]
    return {"people": people, "entries": shown, "found": _found(request, text)}
