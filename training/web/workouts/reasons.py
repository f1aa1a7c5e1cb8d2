"""Why a workout was judged as it was, in the language of the page. The codes are those of `training.workouts.reasons`."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REASONS: dict[str, str | Promise] = {
    "skipped": _("Not done."),
    "shorter": _("Shorter than planned: %(actual)s of %(planned)s."),
    "longer": _("Longer than planned: %(actual)s for %(planned)s."),
    "too_hard": _("Harder than planned: %(mean)s, planned was at most %(high)s."),
    "too_easy": _("Easier than planned: %(mean)s, planned was at least %(low)s."),
    "uneven": _("%(percent)s of the time within the target."),
    "interrupted": _("Stopped for %(stopped)s in the middle of it."),
    "cadence_low": _("Cadence %(mean)s, planned was at least %(low)s."),
    "cadence_high": _("Cadence %(mean)s, planned was at most %(high)s."),
    "not_measured": _("Its target was not recorded; judged by its length alone."),
    "all_done": _("Every effort was done as planned (%(count)s)."),
    "efforts_skipped": _("%(skipped)s of %(count)s efforts were not done."),
    "efforts_easy": _("%(number)s of %(count)s efforts were easier than planned."),
    "efforts_hard": _("%(number)s of %(count)s efforts were harder than planned."),
    "efforts_short": _("%(number)s of %(count)s efforts were shorter than planned."),
    "efforts_added": _("%(number)s more efforts than planned."),
    "fading": _("The last effort was %(percent)s weaker than the first."),
    "started_late": _("The workout began after %(after)s."),
    "extra_recovery": _("%(extra)s more recovery than planned."),
    "short_recovery": _("Recoveries were %(less)s shorter than planned."),
    "easy_too_hard": _("Planned easy, but %(above)s were harder than easy (%(percent)s of the time)."),
    "intensity_over": _("Planned easy at %(planned)s of threshold, done at %(done)s."),
    "stayed_easy": _("It stayed easy, as planned."),
    "duration": _("Duration: %(percent)s of the plan."),
    "distance": _("Distance: %(percent)s of the plan."),
    "load": _("Load: %(percent)s of the plan."),
    "nothing_measured": _("Nothing was recorded that its targets could be compared with."),
    "keeps_purpose": _("Keeps the purpose."),
    "same_sport": _("Stays in the same sport."),
    "other_sport": _("Is another sport."),
    "fits_time": _("Takes %(minutes)s minutes."),
    "missed": _("Not done, and its day is over."),
    "left_out": _("Skipped, without an excuse."),
    "excused": _("Excused."),
    "not_yet": _("Not done yet."),
    "nothing_planned": _("Nothing was planned that it could be compared with."),
}
SHARES = frozenset({"duration", "distance", "load"})
"""Told as figures where planned and done stand beside each other."""


def reason_text(reason: Mapping[str, Any]) -> str:
    try:
        text: str = str(REASONS[reason["code"]]) % reason["values"]
    except (KeyError, TypeError, ValueError):
        return str(reason.get("text", ""))
    return text


def reason_texts(reasons: Iterable[Mapping[str, Any]], *, without: Iterable[str] = ()) -> list[str]:
    left_out = set(without)
    return [reason_text(reason) for reason in reasons if reason.get("code") not in left_out]
