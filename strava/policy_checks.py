"""Says when the table and the settings tell different stories about who sees what comes from Strava."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, register
from django.core.checks import Warning as Caution
from django.db import DatabaseError

from strava.checks import is_on
from strava.policies import current_policy, preset_of


@register(Tags.database)
def check_table(app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """The table is the truth: the setting only filled it."""
    if not databases or not is_on():
        return []
    try:
        row = current_policy()
    except DatabaseError:  # not migrated yet
        return []
    held = "nothing" if row is None else preset_of(row) or "rules of its own"
    if held == settings.STRAVA_DATA_POLICY:
        return []
    hint = "The table holds. Run source_policy set strava <preset>, or let STRAVA_DATA_POLICY say the same."
    told = f"STRAVA_DATA_POLICY is {settings.STRAVA_DATA_POLICY or 'not set'}, but the table says {held}."
    return [Caution(told, hint=hint, id="paceline.W054")]
