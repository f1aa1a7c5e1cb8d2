"""The list of library workouts: what is asked for, in pages."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.safestring import SafeString, mark_safe

from accounts.web.visitor import Visitor
from training.library import search
from training.models import LibraryWorkout
from training.web.forms.library import LibraryFilter
from training.web.library.folders import Shelf
from training.web.workouts.sheets import profile_of

PAGE = 40
MOST_TAGS = 24
_SHOWN = (
    "id", "title", "sport", "sub_sport", "purpose", "tags", "structure", "planned_duration_s", "planned_distance_m",
    "planned_load", "planned_intensity", "owner_id", "team_id", "folder_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    workout: LibraryWorkout
    profile: SafeString


def rows_for(visitor: Visitor, form: LibraryFilter, shelf: Shelf) -> QuerySet[LibraryWorkout]:
    asked = form.asked()
    rows = LibraryWorkout.objects.visible_to(visitor.user.pk)
    if shelf.find(asked.get("folder")):
        rows = rows.filter(folder_id__in=shelf.inside(asked["folder"]))
    for name in ("sport", "purpose"):
        if asked.get(name):
            rows = rows.filter(**{name: asked[name]})
    if asked.get("tag"):
        rows = rows.filter(tags__contains=[asked["tag"]])
    return search(rows, asked.get("q", ""))


def page_of(rows: QuerySet[LibraryWorkout], number: Any) -> Page[LibraryWorkout]:
    return Paginator(rows.only(*_SHOWN).order_by("title", "id"), PAGE).get_page(number)


def drawn(page: Page[LibraryWorkout]) -> list[Row]:
    return [Row(row, mark_safe(profile_of(row.structure, row.sport))) for row in page]  # noqa: S308 - escaped inside


def tags_of(visitor: Visitor) -> list[str]:
    """The most used ones, in order of the alphabet."""
    found = LibraryWorkout.objects.visible_to(visitor.user.pk).exclude(tags=[]).values_list("tags", flat=True)
    counted = Counter(tag for tags in found[:2_000] for tag in tags)
    return sorted((tag for tag, _count in counted.most_common(MOST_TAGS)), key=str.casefold)
