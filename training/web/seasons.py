"""Spans of time that best efforts are compared over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from training.models import Activity


@dataclass(frozen=True, slots=True)
class Season:
    key: str
    label: str
    from_on: date | None
    to_on: date | None


def seasons_of(athlete_id: UUID, today: date) -> list[Season]:
    first = (
        Activity.objects.filter(athlete_id=athlete_id).order_by("local_on").values_list("local_on", flat=True).first()
    )
    years = range(today.year, (first or today).year - 1, -1)
    return [
        Season("12m", _("Last 12 months"), today - timedelta(days=365), today),
        Season("90d", _("Last 90 days"), today - timedelta(days=90), today),
        *(Season(str(year), str(year), date(year, 1, 1), date(year, 12, 31)) for year in years),
        Season("all", _("All time"), None, None),
    ]


def chosen(seasons: Sequence[Season], key: str, otherwise: str) -> Season | None:
    named = {season.key: season for season in seasons}
    return named.get(key) or named.get(otherwise)
