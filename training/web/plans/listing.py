"""The list of plans, each with its weeks as a small picture and how many athletes run it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q

from accounts.web.visitor import Visitor
from training.models import Plan
from training.plan_runs import applications_of
from training.plans import with_items
from training.web.plans.grids import loads_of

PAGE = 30


@dataclass(frozen=True, slots=True)
class Row:
    plan: Plan
    sessions: int
    bars: list[tuple[float, float, float]]
    """Of each week: where it begins, how wide and how high it is, of 100."""
    running: int


def rows_for(visitor: Visitor, text: str) -> Any:
    rows = Plan.objects.visible_to(visitor.user.pk).select_related("team")
    return rows.filter(*(Q(title__icontains=word) | Q(tags__contains=[word]) for word in text.split()[:10]))


def page_of(rows: Any, number: Any) -> Page[Plan]:
    return Paginator(rows.order_by("title", "id"), PAGE).get_page(number)


def drawn(page: Page[Plan], visitor: Visitor) -> list[Row]:
    plans: Sequence[Any] = with_items(list(page))
    applied = applications_of(visitor.user.pk).filter(plan__in=[plan.pk for plan in plans], undone_at=None)
    counted = dict(applied.order_by().values_list("plan_id").annotate(Count("athlete_id", distinct=True)))
    return [
        Row(plan, len(plan.items), bars_of(loads_of(plan.items, plan.weeks)), counted.get(plan.pk, 0)) for plan in plans
    ]


def bars_of(loads: Sequence[float]) -> list[tuple[float, float, float]]:
    most, width = max([1.0, *loads]), 100 / max(len(loads), 1)
    return [(number * width, width * 0.8, load / most * 100) for number, load in enumerate(loads)]
