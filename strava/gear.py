"""The bike or the shoes that Strava names, where its passport lets them be copied to what a person keeps."""

from collections.abc import Mapping
from typing import Any

from core.text import clean_line
from strava.mapping import gear_name
from training.circumstances import default_gear
from training.equipment import forget_told_names
from training.models import Activity, Gear, SourceKind


def take_gear(activity: Activity, told: Mapping[str, Any]) -> None:
    """A choice of the athlete stays; the default of the sport gives way to what was really used."""
    name = clean_line(gear_name(told))[:100]
    if not name or not _may_copy(activity):
        return
    before = activity.gear_id
    if before is not None and before != default_gear(activity.athlete_id, activity.sport):
        return
    gear, _is_new = Gear.objects.get_or_create(
        athlete_id=activity.athlete_id, name=name, sport=activity.sport, defaults={"named_by": SourceKind.STRAVA}
    )
    if gear.pk == before:
        return
    activity.gear = gear
    Activity.objects.filter(pk=activity.pk).update(gear=gear)
    if before is not None:
        forget_told_names(athlete_id=activity.athlete_id, kind=SourceKind.STRAVA)


def _may_copy(activity: Activity) -> bool:
    source = activity.sources.filter(kind=SourceKind.STRAVA).only("visible_to", "ai_allowed", "combinable").first()
    return source is not None and not source.passport.is_restricted
