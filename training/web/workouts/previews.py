"""What a text that is being typed means: drawn, added up, and with its faults where they are."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404
from django.template.loader import render_to_string
from django.utils import timezone

from core.errors import NotFound
from training.people_days import today_of
from training.plan_rights import plan_sight
from training.science.session import Thresholds
from training.structures import read_text
from training.thresholds import ThresholdBook
from training.web.workouts.faults import fault_told
from training.web.workouts.sheets import sheet_of


def preview_of(text: str, *, sport: str, units: str, thresholds: Thresholds) -> dict[str, Any]:
    read = read_text(text, sport)
    sheet = sheet_of(read.structure, thresholds, sport, units)
    context = {"sheet": sheet, "sport": sport, "units": units, "is_preview": True}
    return {
        "html": render_to_string("training/_workout_sheet.html", context) if sheet else "",
        "text": read.text if not read.errors else text,
        "errors": [fault_told(fault) for fault in read.errors],
    }


def thresholds_on(*, viewer_id: UUID, athlete_id: UUID | None, sport: str, on: date | None) -> Thresholds:
    """Of an athlete whose plan one may see; of nobody nothing is known."""
    if athlete_id is None:
        return Thresholds()
    try:
        plan_sight(viewer_id=viewer_id, athlete_id=athlete_id)
    except NotFound as error:
        raise Http404 from error
    return ThresholdBook(athlete_id).at(sport, on or today_of(athlete_id, timezone.now())).values
