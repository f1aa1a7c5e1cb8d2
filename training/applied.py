"""How one knows whether somebody has changed what a plan put into a calendar, without keeping it a second time."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from training.contents import WORDS, content_of
from training.models import Workout, WorkoutState
from training.plan_rights import PlanSight

LEFT_ALONE = frozenset({WorkoutState.DONE, WorkoutState.EXCUSED, WorkoutState.SKIPPED})


def digest(content: Mapping[str, Any], *, start_time: str | None, key: bool) -> str:
    """Of what people write. Figures that follow from the structure move with thresholds, and are nobody's change."""
    typed = {name: _number(content[name]) for name in sorted(content["typed"])}
    told = {**{name: content[name] for name in WORDS}, "structure": content["structure"], **typed}
    packed = json.dumps({**told, "start_time": start_time, "key": key}, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(packed.encode()).hexdigest()[:32]


def digest_of(row: Workout) -> str:
    start = f"{row.start_time:%H:%M}" if row.start_time else None
    return digest(content_of(row), start_time=start, key=row.key)


def why_kept(row: Workout) -> str:
    """What a person or a session has made of it: `done`, `moved` …; nothing where it is as the plan put it."""
    if row.activity_id is not None:
        return "done"
    if row.state in LEFT_ALONE:
        return str(row.state)
    if row.is_pairing_fixed:
        return "paired"
    if row.applied.get("on") != row.on.isoformat():
        return "moved"
    return "" if row.applied.get("digest") == digest_of(row) else "edited"


def why_kept_from(sight: PlanSight, row: Workout, today: date) -> str:
    """Nor does an athlete take out what the coach has locked, or keeps back for a later day."""
    if sight.is_own and row.team_id is not None:
        if row.hidden_until is not None and row.hidden_until > today:
            return "hidden"
        if row.locked:
            return "locked"
    return why_kept(row)


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
