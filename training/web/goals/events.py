"""Events as the page shows them: how far away they are, what is hoped for, and what the last weeks promise."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from training import units as written
from training.models import GoalEvent
from training.predictions import Prediction, predictions, reader_of_sessions
from training.web.planners import Planned

REASONS: dict[str, str | Promise] = {
    "sport": gettext_lazy("There is no prediction for this sport."),
    "distance": gettext_lazy("Enter its distance to see a prediction."),
    "hidden": gettext_lazy("You do not see the sessions that a prediction follows from."),
    "no_efforts": gettext_lazy("No effort of the last months is near this distance."),
}


@dataclass(frozen=True, slots=True)
class Row:
    event: GoalEvent
    countdown: str
    distance: str
    goal_time: str
    predicted: str
    span: str
    because: str | Promise
    behind: str
    """How much slower than the goal it would be; empty where it would do."""


def rows_of(planned: Planned, events: Sequence[GoalEvent], *, viewer_id: Any, today: date, units: str) -> list[Row]:
    reader = reader_of_sessions(viewer_id=viewer_id, athlete_id=planned.id)
    promised = predictions([event for event in events if event.on >= today], reader=reader, today=today)
    return [_row(event, promised.get(event.pk), today, units) for event in events]


def _row(event: GoalEvent, found: Prediction | None, today: date, units: str) -> Row:
    time_s = found.time_s if found else None
    late = (time_s or 0.0) - (event.goal_time_s or 0.0)
    return Row(
        event=event,
        countdown=countdown_of(event.on, today),
        distance=str(written.distance(event.distance_m, units, sport=event.sport)) if event.distance_m else "",
        goal_time=written.clock(event.goal_time_s) if event.goal_time_s else "",
        predicted=written.clock(time_s) if time_s else "",
        span=f"{written.clock(found.low_s)}–{written.clock(found.high_s)}" if found and found.low_s else "",
        because=_because(found, units),
        behind=written.clock(late) if time_s and event.goal_time_s and late > 0 else "",
    )


def _because(found: Prediction | None, units: str) -> str | Promise:
    if found is None:
        return ""
    if found.reason:
        return REASONS.get(found.reason, "")
    best = found.based_on[0] if found.based_on else None
    if best is None:
        return ""
    told = {"distance": written.distance(best.distance_m, units), "time": written.clock(best.elapsed_s)}
    return _("From %(distance)s in %(time)s.") % told


def countdown_of(on: date, today: date) -> str:
    days = (on - today).days
    if days < 0:
        return _("Over")
    if days == 0:
        return _("Today")
    if days < 14:
        return ngettext("In %(n)d day", "In %(n)d days", days) % {"n": days}
    return ngettext("In %(n)d week", "In %(n)d weeks", round(days / 7)) % {"n": round(days / 7)}
