"""What a reader's numbers leave out, and why: said aloud, so that a gap is never taken for a rest."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from core.acting import as_system
from training.models import Activity
from training.passport import CIRCLES, Reader
from training.remembering import remembered


def withheld_sessions(
    athlete_id: UUID, *, reader: str, from_on: date | None, to_on: date | None
) -> list[dict[str, Any]]:
    """Counted by source and reason; nothing of the sessions themselves is told."""
    asked = (reader, from_on, to_on)
    return remembered(athlete_id, "withheld", *asked, fold=lambda: _count(athlete_id, *asked))


def _count(athlete_id: UUID, reader: str, from_on: date | None, to_on: date | None) -> list[dict[str, Any]]:
    hidden = Q(ai_allowed=False) if reader == Reader.AI else ~Q(visible_to__in=CIRCLES[CIRCLES.index(reader) :])
    restricted = ~Q(visible_to="team", ai_allowed=True, combinable=True)
    rows = Activity.objects.filter(restricted, Q(combinable=False) | hidden, athlete_id=athlete_id)
    if from_on:
        rows = rows.filter(local_on__gte=from_on)
    if to_on:
        rows = rows.filter(local_on__lte=to_on)
    with as_system("count what is withheld"):
        counted = rows.values("leader__kind", "combinable").annotate(sessions=Count("id")).order_by("leader__kind")
        return [
            {
                "source": row["leader__kind"],
                "sessions": row["sessions"],
                "reason": "not_visible" if row["combinable"] else "not_combinable",
            }
            for row in counted
        ]
