"""Plans of many weeks: made from scratch, copied, or taken from a stretch of a calendar. Each new content is an edition;
older ones stay for those who run them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.acting import as_system
from core.errors import DomainError
from core.ids import uuid7
from training.contents import CONTENT, EMPTY, content_of, settled
from training.library import checked, placed, require_change
from training.models import Plan, PlanApplication, PlanEdition, Workout
from training.plan_rights import PlanSight
from training.structures import PLANNED

MOST_WEEKS = 104
MOST_ITEMS = 3_000
Item = dict[str, Any]


@transaction.atomic
def create_plan(
    *, actor: User, items: Sequence[Mapping[str, Any]] = (), weeks: int | None = None, **given: Any
) -> Plan:
    plan = Plan(owner=actor, **placed(given, "folder", actor))
    wanted = settle_items(items)
    plan.weeks = fitting_weeks(wanted, weeks)
    plan.save(force_insert=True)
    _add_edition(plan, wanted, actor)
    return plan


@transaction.atomic
def change_plan(
    *, plan: Plan, actor: User, items: Sequence[Mapping[str, Any]] | None = None, weeks: int | None = None,
    **given: Any,
) -> Plan:  # fmt: skip
    """Items are replaced as a whole. Only another content makes a new edition."""
    require_change(plan, actor=actor)
    is_shared_anew = "team_id" in given and given["team_id"] != plan.team_id
    for name, value in checked(plan, given, "folder", actor).items():
        setattr(plan, name, value)
    before = newest(plan)
    wanted = before.items if items is None else settle_items(items, before=before.items)
    plan.weeks = fitting_weeks(wanted, weeks or (plan.weeks if items is None else None))
    is_new = (wanted, plan.weeks) != (before.items, before.weeks)
    plan.edition = before.number + is_new
    plan.save()
    if is_shared_anew:
        PlanEdition.objects.filter(plan=plan).update(team_id=plan.team_id)
    if is_new:
        _add_edition(plan, wanted, actor)
    return plan


@transaction.atomic
def remove_plan(*, plan: Plan, actor: User) -> None:
    """Calendars keep what it put there, also those its owner no longer sees."""
    require_change(plan, actor=actor)
    with as_system("remove plan"):
        PlanApplication.objects.filter(plan=plan).update(plan=None, edition=None)
    plan.delete()


def copy_plan(*, plan: Plan, actor: User, **given: Any) -> Plan:
    """One's own from now on; its items are new, so that nothing is brought from one to the other."""
    edition = newest(plan)
    items = [{**item, "id": uuid7()} for item in edition.items]
    told = {"title": plan.title, "description": plan.description, "tags": plan.tags}
    return create_plan(actor=actor, items=items, weeks=edition.weeks, **{**told, **given})


def plan_from_calendar(
    *, rows: Iterable[Workout], sight: PlanSight, actor: User, from_on: date, to_on: date, **given: Any
) -> Plan:
    items = items_from_calendar(rows, sight, from_on)
    return create_plan(actor=actor, items=items, weeks=weeks_between(from_on, to_on), **given)


def weeks_between(from_on: date, to_on: date) -> int:
    return -(-((to_on - from_on).days + 1) // 7)


def items_from_calendar(rows: Iterable[Workout], sight: PlanSight, from_on: date) -> list[Item]:
    """What one may not read of another team's workouts stays there; time and load come along."""
    items = []
    for row in rows:
        content = content_of(row)
        if not sight.reads_words_of(row):
            figures = {name: content[name] for name in PLANNED}
            known = [name for name in PLANNED if figures[name] is not None]
            content = {**EMPTY, "sport": row.sport, "sub_sport": row.sub_sport, **figures, "typed": known}
        start = row.start_time and f"{row.start_time:%H:%M}"
        items.append({**content, "id": uuid7(), "day": (row.on - from_on).days, "start_time": start, "key": row.key})
    return items


def newest(plan: Plan) -> PlanEdition:
    return PlanEdition.objects.get(plan_id=plan.pk, number=plan.edition)


def with_items(plans: Sequence[Plan]) -> Sequence[Plan]:
    """Each with the items of its newest edition, asked for at once."""
    rows = PlanEdition.objects.filter(plan__in=[plan.pk for plan in plans])
    found = {(row.plan_id, row.number): row.items for row in rows} if plans else {}
    for plan in plans:
        plan.items = found[plan.pk, plan.edition]  # type: ignore[attr-defined]
    return plans


# --- items --------------------------------------------------------------------------------------------------------
def settle_items(items: Sequence[Mapping[str, Any]], *, before: Sequence[Item] = ()) -> list[Item]:
    """As they are stored: whole, with a name each that stays the same from edition to edition, in order of the days."""
    known = {item["id"]: item for item in before}
    found = [_settle_item(index, item, known) for index, item in enumerate(items)]
    if len({item["id"] for item in found}) < len(found):
        raise DomainError(_("An item stands here twice."), field="items", detail="repeated")
    if len(found) > MOST_ITEMS:
        raise DomainError(_("A plan holds at most 3,000 items."), field="items", detail="too_many")
    return sorted(found, key=lambda item: item["day"])


def _settle_item(index: int, item: Mapping[str, Any], known: Mapping[str, Item]) -> Item:
    key = str(item.get("id") or uuid7())
    given = {**{name: EMPTY[name] for name in CONTENT if not name.startswith("structure")}, **item}
    if not {"structure", "structure_text"} & item.keys():
        given["structure"] = None
    try:
        content = settled(given, before={**EMPTY, **_structure_of(known.get(key)), "typed": item.get("typed", [])})
    except DomainError as error:
        error.field = f"items.{index}.{error.field}"
        raise
    start = item.get("start_time")
    return {"id": key, "day": item["day"], "start_time": start, "key": item.get("key", False), **content}


def _structure_of(item: Item | None) -> Item:
    return {name: item[name] for name in ("structure", "structure_text")} if item else {}


def fitting_weeks(items: Sequence[Item], weeks: int | None) -> int:
    needed = max((item["day"] for item in items), default=0) // 7 + 1
    if weeks is not None and weeks < needed:
        raise DomainError(_("An item lies behind the last week."), field="weeks", detail="too_short")
    if needed > MOST_WEEKS:
        raise DomainError(_("A plan lasts at most 104 weeks."), field="items", detail="too_long")
    return weeks or needed


def _add_edition(plan: Plan, items: list[Item], actor: User) -> None:
    PlanEdition.objects.create(
        plan=plan, owner_id=plan.owner_id, team_id=plan.team_id, number=plan.edition, weeks=plan.weeks, items=items,
        created_by=actor,
    )  # fmt: skip


def ids_of(items: Iterable[Item]) -> set[UUID]:
    return {UUID(item["id"]) for item in items}
