"""The rules for each kind of source, and how a source comes to obey them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet

from training.models import Activity, Circle, Source, SourceKind, SourcePolicy
from training.passport import CIRCLES, Passport, strictest

OWN_KINDS = frozenset({SourceKind.FILE.value, SourceKind.MANUAL.value})
"""What athletes bring themselves is theirs to show."""


def policy_of(kind: str) -> SourcePolicy:
    """A service that nobody has decided about yet is closed: only the athlete sees what it brings."""
    found = SourcePolicy.objects.filter(pk=kind).first()
    if found is not None or kind in OWN_KINDS:
        return found or SourcePolicy(kind=kind)
    return SourcePolicy(kind=kind, visible_to=Circle.OWNER, ai_allowed=False, combinable=False, geo_stored=False)


_PRESETS: dict[str, Mapping[str, Mapping[str, Any]]] = {}


def offer_presets(kind: str, presets: Mapping[str, Mapping[str, Any]]) -> None:
    """Rules with a name, from which the operator chooses: the fields of the row that each would write."""
    _PRESETS[kind] = presets


def presets_of(kind: str) -> Mapping[str, Mapping[str, Any]]:
    return _PRESETS.get(kind, {})


def lenders_of(activity: Activity) -> list[str]:
    """Services that told of it. They may take back what they said: nothing of it may stay where it is gone."""
    rows = activity.sources.exclude(kind__in=OWN_KINDS).order_by("kind")
    return list(rows.values_list("kind", flat=True).distinct())


def passport_under(policy: SourcePolicy, *, narrowed_to: str) -> Passport:
    return strictest([policy.passport, Passport(visible_to=narrowed_to)])


def kept_until(policy: SourcePolicy, fetched_at: datetime) -> datetime | None:
    return None if policy.keep_days is None else fetched_at + timedelta(days=policy.keep_days)


def disobeying(policy: SourcePolicy) -> QuerySet[Source]:
    """Sources that the policy would have recorded otherwise. Places that were never kept cannot be made up for."""
    same = Q(ai_allowed=policy.ai_allowed, combinable=policy.combinable) & _same_circle(policy.visible_to)
    is_kept = Q(keep_until=None) if policy.keep_days is None else _kept_for(timedelta(days=policy.keep_days))
    places = Q() if policy.geo_stored else Q(geo_stored=False)
    obeying = Source.objects.filter(same & is_kept & places, kind=policy.kind).values("pk")
    return Source.objects.filter(kind=policy.kind).exclude(pk__in=obeying)


def _same_circle(circle: str) -> Q:
    """The narrower of what the policy and what the source itself lets see."""
    wider = CIRCLES[CIRCLES.index(circle) :]
    found = Q(narrowed_to__in=wider, visible_to=circle)
    for own in CIRCLES[: CIRCLES.index(circle)]:
        found |= Q(narrowed_to=own, visible_to=own)
    return found


def _kept_for(span: timedelta) -> Q:
    return Q(keep_until=F("fetched_at") + span)
