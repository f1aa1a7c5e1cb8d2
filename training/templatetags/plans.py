"""Words and small values of the pages of plans."""

from datetime import date
from typing import Any

from django import template
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

register = template.Library()

KEPT: dict[str, str | Promise] = {
    "done": _("it is done"),
    "edited": _("it was edited"),
    "moved": _("it was moved"),
    "excused": _("it is excused"),
    "skipped": _("it was skipped"),
    "paired": _("a session was joined with it by hand"),
    "locked": _("it is locked"),
    "hidden": _("it is kept back for a later day"),
    "past": _("its day is over"),
}
LEFT: dict[str, str | Promise] = {
    "removed": _("it was taken out of the calendar"),
    "past": _("its day is over"),
}


@register.filter
def day(value: Any) -> str:
    """Of a date, or of one written as in JSON."""
    found = value if isinstance(value, date) else parse_date(str(value or ""))
    return date_format(found, "D j M") if found else ""


@register.simple_tag
def reason_kept(code: str) -> str:
    return str(KEPT.get(code, code))


@register.simple_tag
def reason_left(code: str) -> str:
    return str(LEFT.get(code, code))


@register.simple_tag
def bar_top(height: float) -> str:
    return f"{100 - height:g}"
