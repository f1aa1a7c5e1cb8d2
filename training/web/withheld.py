"""What a page leaves out, said where it would stand: from where it came, why it is missing, and how that is lifted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from training.naming import source_name
from training.reading_rights import Sight
from training.withholding import withheld_sessions

OPENED_BY = gettext_lazy("The original file, uploaded by the athlete, opens it.")


@dataclass(frozen=True, slots=True)
class Gap:
    text: str
    way_out: str | Promise
    """What lifts it; of one's own sessions, where a link leads."""
    is_own: bool


def gaps_of(sight: Sight | None, *, from_on: date | None = None, to_on: date | None = None) -> list[Gap]:
    if sight is None:
        return []
    found = withheld_sessions(sight.athlete_id, reader=sight.reader, from_on=from_on, to_on=to_on)
    return told_gaps(found, is_own=sight.is_own)


def told_gaps(found: Iterable[dict[str, Any]], *, is_own: bool) -> list[Gap]:
    way_out = _("Upload their files to have them counted") if is_own else OPENED_BY
    return [Gap(_sentence(one), way_out, is_own) for one in found]


def _sentence(one: dict[str, Any]) -> str:
    said = ngettext(
        "%(count)s session from %(source)s may not be counted here and is left out.",
        "%(count)s sessions from %(source)s may not be counted here and are left out.",
        one["sessions"],
    )
    return said % {"count": one["sessions"], "source": source_name(one["source"])}
