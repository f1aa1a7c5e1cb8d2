"""The athletes somebody may see, and where among their pages they may go."""

from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Scope
from accounts.web.rosters import athletes_of
from accounts.web.visitor import Visitor
from training.web.palette.places import address_of

_NOBODY = UUID(int=0)
_CHAPTERS: tuple[tuple[str, str | Promise, str, Scope | None], ...] = (
    ("athlete", _("Overview"), "", None),
    ("athlete_training:calendar", _("Calendar"), "", Scope.VIEW_PLAN),
    ("athlete_training:activities", _("Activities"), "", Scope.VIEW_ACTIVITIES),
    ("athlete_training:fitness_chart", _("Fitness"), "", Scope.VIEW_ACTIVITIES),
    ("athlete_training:records", _("Records"), "", Scope.VIEW_ACTIVITIES),
    ("seasons", _("Season"), "?athlete=", Scope.VIEW_PLAN),
    ("events", _("Events"), "?athlete=", Scope.VIEW_PLAN),
    ("athlete:thresholds", _("Thresholds"), "", Scope.EDIT_PROFILE),
    ("athlete:zones", _("Zones"), "", Scope.EDIT_PROFILE),
    ("athlete:availability", _("Availability"), "", Scope.EDIT_PROFILE),
)


def people_of(visitor: Visitor) -> dict[str, Any]:
    """Chapters once, with a place for whose they are; of each person which of them may be opened."""
    chapters = [(str(label), url, scope) for name, label, tail, scope in _CHAPTERS if (url := _pattern(name, tail))]
    told = [
        {
            "id": str(seen.person.pk),
            "name": seen.person.name,
            "hint": ", ".join(team.name for team in seen.teams),
            "may": [at for at, (_label, _url, scope) in enumerate(chapters) if scope is None or scope in seen.scopes],
        }
        for seen in athletes_of(visitor)
    ]
    return {"chapters": [[label, url] for label, url, _scope in chapters], "people": told}


def _pattern(name: str, tail: str) -> str:
    if tail:
        url = address_of(name)
        return url and f"{url}{tail}{{id}}"
    return address_of(name, athlete_id=_NOBODY).replace(str(_NOBODY), "{id}")
