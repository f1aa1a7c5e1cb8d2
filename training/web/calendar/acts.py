"""What is done to many workouts of the calendar at once: read from a form, done, and told in a sentence."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.web.forms.fields import DayField
from training.entries import MODELS, versions_of
from training.models import LibraryWorkout, PlanAct
from training.moving import MOST, clear_days, copy_week, copy_workouts, move_workouts, remove_workouts, shift_days
from training.plan_acts import REFUSALS, Acted, Outcome, undo_act
from training.plan_edits import schedule_undoably
from training.planned_days import lock_plan

FAR = 3_700
LOOKED_BACK = 30
ACTS = ("move", "copy", "remove", "shift", "copy_week", "clear", "library")
COUNTED = {
    "moved": lambda n: ngettext("%(n)d workout moved", "%(n)d workouts moved", n),
    "moved note": lambda n: ngettext("%(n)d note moved", "%(n)d notes moved", n),
    "copied note": lambda n: ngettext("%(n)d note copied", "%(n)d notes copied", n),
    "removed note": lambda n: ngettext("%(n)d note deleted", "%(n)d notes deleted", n),
    "moved event": lambda n: ngettext("%(n)d event moved", "%(n)d events moved", n),
    "copied event": lambda n: ngettext("%(n)d event copied", "%(n)d events copied", n),
    "removed event": lambda n: ngettext("%(n)d event deleted", "%(n)d events deleted", n),
    "copied": lambda n: ngettext("%(n)d workout copied", "%(n)d workouts copied", n),
    "removed": lambda n: ngettext("%(n)d workout deleted", "%(n)d workouts deleted", n),
    "undone": lambda n: ngettext("%(n)d change undone", "%(n)d changes undone", n),
    "planned": lambda n: ngettext("%(n)d workout planned", "%(n)d workouts planned", n),
    "changed": lambda n: ngettext("%(n)d workout changed", "%(n)d workouts changed", n),
}


class ActForm(forms.Form):
    act = forms.ChoiceField(choices=[(name, name) for name in ACTS])
    to_on = DayField(required=False)
    from_on = DayField(required=False)
    last_on = DayField(required=False)
    by_days = forms.IntegerField(required=False, min_value=-FAR, max_value=FAR)
    library = forms.UUIDField(required=False)

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or {}
        missing = [name for name in _NEEDED.get(asked.get("act", ""), ()) if asked.get(name) is None]
        if missing or (
            asked.get("act") in {"move", "copy"} and asked.get("to_on") is None and asked.get("by_days") is None
        ):
            raise forms.ValidationError(_("Choose a day."))
        return asked


_NEEDED = {"shift": ("from_on", "last_on", "by_days"), "copy_week": ("from_on", "to_on"), "clear": ("from_on", "last_on"),
           "library": ("library", "to_on")}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """`is_refused`: nothing of it happened."""

    text: str
    act_id: UUID | None = None
    is_refused: bool = False
    is_partial: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    actor: User
    now: datetime
    athlete_id: UUID
    fields: dict[str, Any]
    items: dict[UUID, int | None]
    athlete_ids: list[UUID]
    team_id: UUID | None = None

    @property
    def ids(self) -> list[UUID]:
        return list(self.items)

    @property
    def who(self) -> dict[str, Any]:
        return {"actor": self.actor, "now": self.now}


def items_of(sent: Iterable[str]) -> dict[UUID, int | None]:
    """`id:version` each; what makes no sense is left out. One more than may be, so that too many are refused."""
    found: dict[UUID, int | None] = {}
    for text in list(sent)[: MOST + 1]:
        key, _colon, version = text.partition(":")
        try:
            found[UUID(key)] = int(version) if version else None
        except ValueError:
            continue
    return found


@transaction.atomic
def perform(asked: Asked) -> Told:
    """What somebody else has changed since the page was drawn stays; the page shows it then."""
    stale = _stale(asked)
    kept = {pk: version for pk, version in asked.items.items() if pk not in stale}
    if stale and not kept:
        return Told(str(REFUSALS["changed"]), is_refused=True)
    fresh = replace(asked, items=kept)
    acted = _ACTS[asked.fields["act"]](fresh)
    return told_of(acted, [Outcome(pk, "refused", reason="changed") for pk in stale], to_on=asked.fields.get("to_on"))


def _stale(asked: Asked) -> set[UUID]:
    """Behind the lock of the plan, so that nobody comes in between."""
    lock_plan(asked.athlete_id)
    found = versions_of(asked.items.keys())
    return {pk for pk, version in found.items() if asked.items[pk] is not None and asked.items[pk] != version}


def undo_last(*, actor: User, now: datetime, athlete_id: UUID, act_id: UUID | None) -> Told:
    """The one that was named, else the last one in this calendar."""
    acts = PlanAct.objects.filter(asked_by=actor, undone_at=None).order_by("-done_at", "-id")
    rows = acts.filter(pk=act_id) if act_id else acts[:LOOKED_BACK]
    act = next((act for act in rows if act_id or _touches(act, athlete_id)), None)
    if act is None:
        return Told(_("There is nothing to undo."), is_refused=True)
    return told_of(undo_act(act=act, actor=actor, now=now), can_undo=False)


def _touches(act: PlanAct, athlete_id: UUID) -> bool:
    if any(row["athlete_id"] == str(athlete_id) for row in act.before):
        return True
    left = [row["id"] for row in act.after]
    return any(model._default_manager.filter(athlete_id=athlete_id, pk__in=left).exists() for model in MODELS.values())


def told_of(acted: Acted, more: Iterable[Outcome] = (), *, to_on: date | None = None, can_undo: bool = True) -> Told:
    outcomes = [*acted.outcomes, *more]
    refused = [outcome for outcome in outcomes if outcome.state == "refused"]
    done = Counter(_said(outcome) for outcome in outcomes if outcome.state != "refused")
    parts = [_counted(said, count, to_on) for said, count in done.items()]
    reasons = dict.fromkeys(str(REFUSALS[outcome.reason]) for outcome in refused if outcome.reason in REFUSALS)
    parts += [_stayed(len(refused), " ".join(reasons))] if refused else []
    text = ". ".join(part.rstrip(".") for part in parts) + "." if parts else _("There was nothing to do.")
    act_id = acted.act.pk if acted.act and can_undo else None
    return Told(text, act_id, is_refused=len(refused) == len(outcomes), is_partial=bool(refused))


def _said(outcome: Outcome) -> str:
    """How it is told: changes that are undone are counted together."""
    named = f"{outcome.state} {outcome.kind}"
    return named if named in COUNTED else outcome.state


def _counted(said: str, count: int, to_on: date | None) -> str:
    text = COUNTED[said](count) % {"n": count}
    if to_on and said.split(maxsplit=1)[0] in {"moved", "copied", "planned"}:
        return _("%(what)s to %(day)s") % {"what": text, "day": date_format(to_on, "D j M")}
    return text


def _stayed(count: int, reasons: str) -> str:
    text = ngettext("%(n)d stayed as it is", "%(n)d stayed as they are", count) % {"n": count}
    return f"{text}: {reasons}" if reasons else text


def _where(asked: Asked) -> dict[str, Any]:
    by_days = asked.fields.get("by_days")
    return {"by_days": by_days} if by_days is not None else {"to_on": asked.fields["to_on"]}


def _clear(asked: Asked) -> Acted:
    days = {"from_on": asked.fields["from_on"], "to_on": asked.fields["last_on"]}
    return clear_days(athlete_id=asked.athlete_id, **days, **asked.who)


def _library(asked: Asked) -> Acted:
    row = get_object_or_404(LibraryWorkout.objects.visible_to(asked.actor.pk), pk=asked.fields["library"])
    to = {"athlete_id": asked.athlete_id, "on": asked.fields["to_on"], "team_id": asked.team_id}
    return schedule_undoably(workout=row, **to, **asked.who)


def _copy_week(asked: Asked) -> Acted:
    first, last = asked.fields["from_on"], asked.fields.get("last_on")
    days = (last - first) // timedelta(days=1) + 1 if last else 7
    return copy_week(
        athlete_id=asked.athlete_id, from_on=first, to_on=asked.fields["to_on"], days=days, athlete_ids=asked.athlete_ids,
        **asked.who,
    )  # fmt: skip


_ACTS: dict[str, Callable[[Asked], Acted]] = {
    "move": lambda asked: move_workouts(ids=asked.ids, **_where(asked), **asked.who),
    "copy": lambda asked: copy_workouts(ids=asked.ids, athlete_ids=asked.athlete_ids, **_where(asked), **asked.who),
    "remove": lambda asked: remove_workouts(ids=asked.ids, **asked.who),
    "shift": lambda asked: shift_days(
        athlete_id=asked.athlete_id,
        from_on=asked.fields["from_on"],
        to_on=asked.fields["last_on"],
        by_days=asked.fields["by_days"],
        **asked.who,
    ),
    "copy_week": _copy_week,
    "clear": _clear,
    "library": _library,
}
