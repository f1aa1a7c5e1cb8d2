"""What sessions, sports and sources are called on pages."""

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Sport
from training.models import Activity, LoadMethod, SourceKind, SubSport

Text = str | Promise

METHOD_NAMES: dict[str, Text] = {
    LoadMethod.POWER: _("from power"),
    LoadMethod.RUN_PACE: _("from running pace"),
    LoadMethod.SWIM_PACE: _("from swimming pace"),
    LoadMethod.HEART_RATE: _("from heart rate"),
    LoadMethod.RPE: _("from effort felt"),
    LoadMethod.MANUAL: _("set by hand"),
    LoadMethod.NONE: _("no load"),
}


def name_of(activity: Activity) -> str:
    return activity.title or activity.source_title or kind_of(activity)


def kind_of(activity: Activity) -> str:
    """Ride, or what kind of one."""
    sport = str(Sport(activity.sport).label) if activity.sport in Sport.values else activity.sport
    return f"{sport} · {SubSport(activity.sub_sport).label}" if activity.sub_sport in SubSport.values else sport


def sport_name(sport: str) -> str:
    return str(Sport(sport).label) if sport in Sport.values else sport


def source_name(kind: str) -> str:
    return str(SourceKind(kind).label) if kind in SourceKind.values else kind.title()


def local_time(activity: Activity) -> datetime:
    """When it began where it began."""
    try:
        return activity.start_at.astimezone(ZoneInfo(activity.time_zone))
    except (ZoneInfoNotFoundError, ValueError):
        return activity.start_at
