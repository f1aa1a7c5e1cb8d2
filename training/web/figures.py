"""The numbers of a session as its page shows them: what is missing is left out."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from training import units as written
from training.models import Activity
from training.units import Quantity

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Figure:
    label: Text
    value: Quantity
    hint: Text = ""


def leading_figures(activity: Activity, units: str, hidden: frozenset[str]) -> list[Figure]:
    speed_label = _("Pace") if activity.sport in written.PACED else _("Speed")
    told = [
        Figure(
            _("Moving"),
            Quantity(written.clock(activity.moving_s if activity.moving_s is not None else activity.timer_s)),
        ),
        Figure(_("Distance"), written.distance(activity.distance_m, units, sport=activity.sport)),
        Figure(speed_label, written.rate(activity.avg_speed_mps, activity.sport, units)),
        Figure(_("Ascent"), written.height(activity.ascent_m, units)),
        Figure(
            _("Weighted power"), written.watts(activity.normalized_power_w), _("Also known as normalised power (NP)")
        ),
        Figure(_("Average power"), written.watts(activity.avg_power_w)),
    ]
    if "heart_rate" not in hidden:
        told.append(Figure(_("Heart rate"), written.beats(activity.avg_hr_bpm)))
    return _known(told)


def other_figures(activity: Activity, figures: dict[str, Any], units: str, hidden: frozenset[str]) -> list[Figure]:
    told = [
        Figure(_("Recorded"), Quantity(written.clock(activity.timer_s))),
        Figure(_("Elapsed"), Quantity(written.clock(activity.elapsed_s))),
        Figure(_("Fastest"), written.rate(activity.max_speed_mps, activity.sport, units)),
        Figure(
            _("Graded pace"),
            written.rate(figures.get("graded_speed_mps"), activity.sport, units),
            _("Evened out for hills"),
        ),
        Figure(_("Highest power"), written.watts(activity.max_power_w)),
        Figure(_("Intensity"), _ratio(activity.intensity), _("Weighted power or pace over its threshold")),
        Figure(_("Variability"), _ratio(activity.variability), _("Weighted over average power")),
        Figure(_("Work"), written.kilojoules(activity.work_j)),
        Figure(_("Cadence"), _plain(activity.avg_cadence_rpm)),
        Figure(_("Descent"), written.height(activity.descent_m, units)),
    ]
    return _known([*told, *_of_the_heart(activity, figures, hidden), _reserve(figures)])


def _of_the_heart(activity: Activity, figures: dict[str, Any], hidden: frozenset[str]) -> list[Figure]:
    if "heart_rate" in hidden:
        return []
    return [
        Figure(_("Highest heart rate"), written.beats(activity.max_hr_bpm)),
        Figure(_("Efficiency"), _ratio(activity.efficiency), _("Power or speed per heart beat")),
        Figure(
            _("Decoupling"),
            _share(activity.decoupling_pct),
            _("How far the heart drifted from the first half to the second"),
        ),
        Figure(_("Heart load (TRIMP)"), _plain(figures.get("trimp"))),
        Figure(_("Zone load (Edwards)"), _plain(figures.get("trimp_edwards"))),
    ]


def _reserve(figures: dict[str, Any]) -> Figure:
    return Figure(
        _("Least reserve (W′)"), written.kilojoules(figures.get("wbal_min_j")), _("What was left above critical power")
    )


def _known(figures: Iterable[Figure]) -> list[Figure]:
    return [figure for figure in figures if figure.value]


def _ratio(value: float | None) -> Quantity:
    return Quantity(written.number(value, 2))


def _plain(value: float | None) -> Quantity:
    return Quantity(written.number(value))


def _share(value: float | None) -> Quantity:
    return Quantity(written.number(value, 1), "%" if value is not None else "")
