"""Warnings about a plan in sentences."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from training.models import WarningCode
from training.plan_rules import Finding
from training.units import clock, number

Text = str | Promise
UNITS = ("load", "s", "days", "sessions")
_UNITS = {
    WarningCode.RAMP: "load", WarningCode.HARD_DAYS: "days", WarningCode.KEY_DAYS: "days",
    WarningCode.AVAILABILITY: "s", WarningCode.ABSENCE: "sessions", WarningCode.NO_TAPER: "load",
    WarningCode.WEEK_TARGET: "load",
}  # fmt: skip
_SENTENCES: dict[str, Text] = {
    WarningCode.RAMP: _("Fitness would rise by %(value)s in this week; more than %(limit)s is a lot."),
    WarningCode.HARD_DAYS: _("%(value)s hard days in a row; more than %(limit)s leave little time to recover."),
    WarningCode.KEY_DAYS: _("Key sessions on two days that follow each other."),
    WarningCode.AVAILABILITY: _("%(value)s is planned, and there is time for %(limit)s."),
    WarningCode.ABSENCE: _("Planned on a day on which the athlete is away."),
    WarningCode.NO_TAPER: _(
        "The week before “%(about)s” asks for %(value)s; rested legs need %(limit)s at most, compared with the weeks before."
    ),
    WarningCode.WEEK_TARGET: _("This week asks for %(value)s, and its phase for %(limit)s."),
}
_REST_DAY = _("Something is planned on a day without time to train.")


def sentence(finding: Finding) -> str:
    if finding.code == WarningCode.AVAILABILITY and not finding.limit:
        return str(_REST_DAY)
    written = clock if unit_of(finding.code) == "s" else _rounded
    values = {"value": written(finding.value), "limit": written(finding.limit), "about": finding.about}
    return str(_SENTENCES[finding.code]) % values


def unit_of(code: str) -> str:
    return _UNITS[WarningCode(code)]


def _rounded(value: float) -> str:
    return number(value, 0 if value >= 20 or value == int(value) else 1)
