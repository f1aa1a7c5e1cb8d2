"""What somebody has: workouts, plans and sessions, by the beginnings of words."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.formats import date_format

from training.library import search
from training.models import Activity, LibraryWorkout, Plan, Workout
from training.naming import name_of, sport_name
from training.web.palette.places import address_of

MOST = 5
Found = dict[str, str]


def found_for(text: str, *, viewer_id: UUID, athlete_id: UUID, today: date) -> list[Found]:
    """At most a few of each kind. Plans of athletes are found in their calendars, not here."""
    if len(re.findall(r"\w", text)) < 2:
        return []
    return [
        *_library(text, viewer_id),
        *_plans(text, viewer_id),
        *_workouts(text, viewer_id, athlete_id, today),
        *_sessions(text, viewer_id, athlete_id),
    ]


def _library(text: str, viewer_id: UUID) -> Iterator[Found]:
    rows = search(LibraryWorkout.objects.visible_to(viewer_id), text).only("id", "title", "sport")
    for row in rows.order_by("title", "id")[:MOST]:
        yield from _told("library", row.title, str(sport_name(row.sport)), row.sport, "library_workout", row.pk)


def _plans(text: str, viewer_id: UUID) -> Iterator[Found]:
    rows = Plan.objects.visible_to(viewer_id).filter(*(Q(title__icontains=word) for word in text.split()[:10]))
    for row in rows.only("id", "title").order_by("title", "id")[:MOST]:
        yield from _told("plan", row.title, "", "layers", "plan", row.pk)


def _workouts(text: str, viewer_id: UUID, athlete_id: UUID, today: date) -> Iterator[Found]:
    rows = search(Workout.objects.shown_to(viewer_id, today=today).filter(athlete_id=athlete_id), text)
    for row in rows.only("id", "title", "sport", "on").order_by("-on", "id")[:MOST]:
        yield from _told("workout", row.title, date_format(row.on), row.sport, "workout", row.pk)


def _sessions(text: str, viewer_id: UUID, athlete_id: UUID) -> Iterator[Found]:
    rows = search(Activity.objects.visible_to(viewer_id).filter(athlete_id=athlete_id), text)
    for row in rows.only("id", "title", "source_title", "sport", "sub_sport", "local_on").order_by("-start_at")[:MOST]:
        yield from _told("activity", str(name_of(row)), date_format(row.local_on), row.sport, "activity", row.pk)


def _told(kind: str, label: str, hint: str, icon: str, name: str, pk: Any) -> Iterator[Found]:
    url = address_of(name, pk=pk)
    if url:
        yield {"kind": kind, "label": label, "hint": hint, "icon": icon, "url": url}
