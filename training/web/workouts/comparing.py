"""Planned beside done, as the page of a workout shows them."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from training import units as written
from training.models import Activity, Workout

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Compared:
    label: Text
    planned: Text
    done: Text = ""
    share: str = ""


def compared(workout: Workout, activity: Activity | None, compliance: dict[str, Any], units: str) -> list[Compared]:
    """Without a session only what is planned."""
    seconds = activity and (activity.timer_s or activity.elapsed_s)
    rows = [
        _row(_("Duration"), written.clock(workout.planned_duration_s), seconds and written.clock(seconds), "duration", compliance),
        _row(
            _("Distance"), written.distance(workout.planned_distance_m, units, sport=workout.sport),
            activity and written.distance(activity.distance_m, units, sport=workout.sport), "distance", compliance,
        ),
        _row(_("Load"), written.number(workout.planned_load), activity and written.number(activity.load), "load", compliance),
        _row(
            _("Intensity"), written.number(workout.planned_intensity, 2),
            activity and written.number(activity.intensity, 2), "", compliance,
        ),
    ]  # fmt: skip
    return [row for row in rows if str(row.planned) != written.NOTHING or str(row.done) not in {"", written.NOTHING}]


def _row(label: Text, planned: Any, done: Any, name: str, compliance: dict[str, Any]) -> Compared:
    share = compliance.get(name)
    percent = _("%(n)s %%") % {"n": written.number(share * 100)} if isinstance(share, int | float) else ""
    return Compared(label, str(planned), str(done or ""), percent)
