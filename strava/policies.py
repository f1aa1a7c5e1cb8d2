"""The three ways of treating what comes from Strava. Which one holds, the operator decides; docs/strava.md explains them.

Settings only fill an empty table. Afterwards the table is the truth: changed by `source_policy set strava <preset>` or
on the page of the admin, and followed by everything that is there already.
"""

from dataclasses import asdict, dataclass

from django.conf import settings
from django.db import transaction

from core.acting import as_system
from training.models import PolicyChange, SourceKind, SourcePolicy
from training.repolicing import change_policy
from training.source_policies import offer_presets

KEPT_DAYS = 6
"""Strava allows seven days of keeping: a job that runs every hour stays well within."""


@dataclass(frozen=True, slots=True)
class Preset:
    """The fields of the table's row."""

    visible_to: str
    ai_allowed: bool
    combinable: bool
    geo_stored: bool
    keep_days: int | None
    attribution: str = "Powered by Strava"

    def row(self) -> SourcePolicy:
        return SourcePolicy(kind=SourceKind.STRAVA, **asdict(self))


PRESETS = {
    "athlete_only": Preset("owner", ai_allowed=False, combinable=False, geo_stored=False, keep_days=KEPT_DAYS),
    "coach_view": Preset("coach", ai_allowed=False, combinable=True, geo_stored=True, keep_days=None),
    "full": Preset("team", ai_allowed=True, combinable=True, geo_stored=True, keep_days=None),
}
offer_presets(SourceKind.STRAVA, {name: asdict(one) for name, one in PRESETS.items()})
_DECISIVE = ("visible_to", "ai_allowed", "combinable", "geo_stored", "keep_days")


def current_policy() -> SourcePolicy | None:
    return SourcePolicy.objects.filter(pk=SourceKind.STRAVA).first()


def current_preset() -> str:
    """Empty where nobody decided yet, and where somebody made rules of their own."""
    row = current_policy()
    return preset_of(row) if row is not None else ""


def preset_of(row: SourcePolicy) -> str:
    told = [getattr(row, name) for name in _DECISIVE]
    return next((key for key, one in PRESETS.items() if [getattr(one, name) for name in _DECISIVE] == told), "")


def ensure_policy() -> None:
    """The operator's choice fills an empty table, once."""
    preset = PRESETS.get(settings.STRAVA_DATA_POLICY)
    if preset is None or current_policy() is not None:
        return
    with as_system("source policy"), transaction.atomic():
        SourcePolicy.objects.bulk_create([preset.row()], ignore_conflicts=True)


def set_policy(preset: str) -> PolicyChange:
    return change_policy(PRESETS[preset].row())
