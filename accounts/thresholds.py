"""Thresholds and zones that hold from a day on. A change is told with the first day it affects."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import pairwise
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts import auditing
from accounts.access import require_scope
from accounts.models import Scope, Threshold, ThresholdKind, User, ZoneSet
from core.errors import Conflict, DomainError
from core.events import emit

# What a human can have, with room for the extraordinary; outside of it somebody mistyped or mixed up units.
PLAUSIBLE = {
    ThresholdKind.FTP_W: (30, 700),
    ThresholdKind.CP_W: (30, 700),
    ThresholdKind.W_PRIME_J: (1_000, 80_000),
    ThresholdKind.LTHR_BPM: (60, 230),
    ThresholdKind.MAX_HR_BPM: (80, 250),
    ThresholdKind.REST_HR_BPM: (20, 120),
    ThresholdKind.THRESHOLD_PACE_MPS: (0.5, 8.0),
    ThresholdKind.CSS_MPS: (0.2, 2.5),
    ThresholdKind.WEIGHT_KG: (20, 300),
}
_FITTING: dict[str, set[str | None]] = {
    ThresholdKind.CSS_MPS: {"swim"},
    ThresholdKind.THRESHOLD_PACE_MPS: {"run", "swim", "other"},
    ThresholdKind.WEIGHT_KG: {None},
}


@transaction.atomic
def set_threshold(
    *, athlete_id: UUID, sport: str | None, kind: str, value: float, effective_on: date, actor: User, now: datetime,
    id: UUID | None = None, replacing: Threshold | None = None,  # noqa: A002 - the client's id
) -> Threshold:  # fmt: skip
    """A new value from a day on, or (`replacing`) the correction of one; one value a day, sport and kind."""
    require_scope(Scope.EDIT_PROFILE, viewer_id=actor.pk, athlete_id=athlete_id)
    _require_sense(sport, kind, value)
    same_day = Threshold.objects.filter(athlete_id=athlete_id, sport=sport, kind=kind, effective_on=effective_on)
    if same_day.exclude(pk__in=[replacing.pk] if replacing else []).exists():
        raise Conflict(_("There is a value from this day already."), field="effective_on", detail="unique")
    fields = {"sport": sport, "kind": kind, "value": value, "effective_on": effective_on}
    row = replacing or Threshold(athlete_id=athlete_id, created_by=actor, **({"id": id} if id else {}))
    since = min(row.effective_on, effective_on) if replacing else effective_on
    for name, content in fields.items():
        setattr(row, name, content)
    row.save()
    _tell(row, since, "threshold.set", actor)
    return row


@transaction.atomic
def remove_threshold(*, threshold: Threshold, actor: User) -> None:
    require_scope(Scope.EDIT_PROFILE, viewer_id=actor.pk, athlete_id=threshold.athlete_id)
    _tell(threshold, threshold.effective_on, "threshold.removed", actor)
    threshold.delete()


def in_force(*, athlete_id: UUID, kind: str, sport: str | None, on: date) -> tuple[Threshold, bool] | None:
    """The value of a day, the sport's own before the general one, and whether it had to be taken from later on."""
    rows = Threshold.objects.filter(Q(sport=sport) | Q(sport=None), athlete_id=athlete_id, kind=kind)
    known = sorted(rows, key=lambda row: row.effective_on)
    for candidates in ([row for row in known if row.sport == sport], [row for row in known if row.sport is None]):
        before = [row for row in candidates if row.effective_on <= on]
        if before:
            return before[-1], False
        if candidates:
            return candidates[0], True
    return None


@transaction.atomic
def set_zones(
    *, athlete_id: UUID, sport: str | None, metric: str, effective_on: date, boundaries: Sequence[float], actor: User,
    names: Sequence[str] = (), id: UUID | None = None, replacing: ZoneSet | None = None,  # noqa: A002 - the client's id
) -> ZoneSet:  # fmt: skip
    require_scope(Scope.EDIT_PROFILE, viewer_id=actor.pk, athlete_id=athlete_id)
    _require_ascending(boundaries, names)
    same_day = ZoneSet.objects.filter(athlete_id=athlete_id, sport=sport, metric=metric, effective_on=effective_on)
    if same_day.exclude(pk__in=[replacing.pk] if replacing else []).exists():
        raise Conflict(_("There are zones from this day already."), field="effective_on", detail="unique")
    row = replacing or ZoneSet(athlete_id=athlete_id, **({"id": id} if id else {}))
    since = min(row.effective_on, effective_on) if replacing else effective_on
    row.sport, row.metric, row.effective_on = sport, metric, effective_on
    row.boundaries, row.names = list(boundaries), list(names)
    row.save()
    emit("accounts.zones_changed", athlete_id=athlete_id, since=since)
    return row


@transaction.atomic
def remove_zones(*, zones: ZoneSet, actor: User) -> None:
    require_scope(Scope.EDIT_PROFILE, viewer_id=actor.pk, athlete_id=zones.athlete_id)
    emit("accounts.zones_changed", athlete_id=zones.athlete_id, since=zones.effective_on)
    zones.delete()


def _require_sense(sport: str | None, kind: str, value: float) -> None:
    low, high = PLAUSIBLE[ThresholdKind(kind)]
    if not low <= value <= high:
        message = _("This should lie between %(low)s and %(high)s.") % {"low": low, "high": high}
        raise DomainError(message, field="value", detail="implausible")
    fitting = _FITTING.get(ThresholdKind(kind))
    if fitting is not None and sport not in fitting:
        raise DomainError(_("This kind of threshold does not go with the sport."), field="sport", detail="mismatch")


def _require_ascending(boundaries: Sequence[float], names: Sequence[str]) -> None:
    if not 1 <= len(boundaries) <= 9:
        raise DomainError(_("There are 2 to 10 zones, so 1 to 9 boundaries."), field="boundaries")
    if boundaries[0] <= 0 or any(second <= first for first, second in pairwise(boundaries)):
        raise DomainError(_("Boundaries are positive and rise."), field="boundaries")
    if names and len(names) != len(boundaries) + 1:
        raise DomainError(_("Give each zone a name, or none."), field="names")


def _tell(row: Threshold, since: date, action: str, actor: User) -> None:
    auditing.record(action, actor=actor, subject=row.athlete, kind=row.kind, sport=row.sport, value=row.value)
    emit("accounts.threshold_changed", athlete_id=row.athlete_id, since=since)
