"""Sessions without a device: what somebody typed is a source too, one without records."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Conflict, DomainError
from training.formats.recording import Recording, Totals
from training.models import Activity, Gear, Source, SourceKind
from training.recording import TYPED, record_session

LONGEST_S = 30 * 86_400
_NOTHING = np.empty(0)


@transaction.atomic
def enter_by_hand(
    *, athlete_id: UUID, actor: User, now: datetime, sport: str, start_at: datetime, time_zone: str, duration_s: float,
    distance_m: float | None = None, ascent_m: float | None = None, avg_hr_bpm: float | None = None, sub_sport: str = "",
    **described: Any,
) -> Activity:  # fmt: skip
    _require_sense(duration_s, distance_m)
    _require_own_gear(athlete_id, described)
    totals = Totals(
        timer_s=duration_s, elapsed_s=duration_s, distance_m=distance_m, ascent_m=ascent_m, avg_hr_bpm=avg_hr_bpm
    )
    recording = Recording(
        sport=sport, sub_sport=sub_sport or None, start_at=start_at, utc_offset_s=None, time_s=_NOTHING, channels={},
        segments=_NOTHING, totals=totals,
    )  # fmt: skip
    said = {name: described[name] for name in (*TYPED, "id") if described.get(name) is not None}
    recorded = record_session(
        athlete_id=athlete_id, recording=recording, kind=SourceKind.MANUAL, original=None, now=now, described=said,
        time_zone=time_zone, external_id=str(said.get("id", "")),
    )  # fmt: skip
    return recorded.activity


def entered_before(*, athlete_id: UUID, id: UUID | None = None, **sent: Any) -> Activity | None:  # noqa: A002
    """The activity that now holds what was sent under the same id. The id need not be its own: it may have been told
    before by another source."""
    if id is None:
        return None
    sources = Source.objects.filter(athlete_id=athlete_id, kind=SourceKind.MANUAL, external_id=str(id))
    source = sources.select_related("activity").first()
    if source and not _tells_the_same(source, sent):
        raise Conflict(_("This id is taken."), field="id", detail="taken")
    return source.activity if source else None


def _tells_the_same(source: Source, sent: Mapping[str, Any]) -> bool:
    names = ("distance_m", "ascent_m", "avg_hr_bpm")
    told = (source.sport, source.start_at, source.time_zone, source.totals.get("timer_s"))
    return told == (sent["sport"], sent["start_at"], sent["time_zone"], sent["duration_s"]) and all(
        source.totals.get(name) == sent.get(name) for name in names
    )


def _require_sense(duration_s: float, distance_m: float | None) -> None:
    if not 0 < duration_s <= LONGEST_S:
        raise DomainError(_("A session lasts between a second and 30 days."), field="duration_s", detail="implausible")
    if distance_m is not None and distance_m / duration_s > 120:
        raise DomainError(_("Nobody is that fast."), field="distance_m", detail="implausible")


def _require_own_gear(athlete_id: UUID, described: Mapping[str, Any]) -> None:
    gear_id = described.get("gear_id")
    if gear_id and not Gear.objects.filter(pk=gear_id, athlete_id=athlete_id).exists():
        raise DomainError(_("This gear is not there."), field="gear_id", detail="unknown")
