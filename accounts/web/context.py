"""What every page knows about its reader. Asks the database nothing: the middleware has."""

from typing import Any

from django.http import HttpRequest

from accounts.models import Theme
from accounts.web.navigation import navigation_of
from accounts.web.visitor import Visitor


def person(request: HttpRequest) -> dict[str, Any]:
    visitor: Visitor | None = getattr(request, "visitor", None)
    if visitor is None:
        return {"person": None, "theme": Theme.SYSTEM.value, "teams": (), "nav": (), "current_team": None}
    return {
        "person": visitor.person,
        "visitor": visitor,
        "theme": visitor.person.theme,
        "teams": visitor.teams,
        "current_team": visitor.team,
        "wards": visitor.wards,
        "acting_for": visitor.acting_for,
        "nav": navigation_of(visitor, request.path) if visitor.has_finished_onboarding else (),
    }
