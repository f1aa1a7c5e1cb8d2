"""Bikes and shoes: chosen for an activity, with a mileage that is counted whenever it is asked for."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from accounts.models import User
from training.models import Circle, Gear, Source


def gear_with_mileage(athlete_id: UUID) -> QuerySet[Gear]:
    """What may not be combined with other sessions does not count here either."""
    counts = Q(activities__combinable=True)
    return Gear.objects.filter(athlete_id=athlete_id).annotate(
        distance_m=F("distance_before_m") + Coalesce(Sum("activities__distance_m", filter=counts), 0.0),
        moving_s=Coalesce(Sum("activities__moving_s", filter=counts), 0.0),
        sessions=Count("activities", filter=counts),
    )


@transaction.atomic
def save_gear(*, gear: Gear, actor: User, **fields: Any) -> Gear:
    """One per sport is chosen by itself: naming another one takes it over."""
    if fields.get("name", gear.name) != gear.name:
        gear.named_by = ""
    for name, value in fields.items():
        setattr(gear, name, value)
    if gear.is_default:
        others = Gear.objects.filter(athlete_id=gear.athlete_id, sport=gear.sport, is_default=True)
        others.exclude(pk=gear.pk).update(is_default=False)
    gear.save()
    return gear


def forget_told_names(*, athlete_id: UUID, kind: str) -> None:
    """A name that was copied from a service stays only as long as some session has it from there, and unrestricted."""
    named = Gear.objects.filter(athlete_id=athlete_id, named_by=kind)
    telling = Source.objects.filter(
        kind=kind, activity__gear=OuterRef("pk"), visible_to=Circle.TEAM, ai_allowed=True, combinable=True
    )
    named.exclude(Exists(telling)).delete()
