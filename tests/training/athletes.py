"""An athlete with sessions of ten minutes, for tests of what is computed from many of them."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from accounts.models import Threshold, User
from accounts.thresholds import set_threshold
from core.acting import acting_as, as_system
from tests.cast import make_person
from tests.training.recordings import BEGAN, ride
from training.formats.recording import Recording
from training.models import Activity, LoadChange, SourceKind
from training.recording import Recorded, record_session

NOW = BEGAN + timedelta(hours=2)
SHORT = 600


def rider(*, ftp_w: float | None = 250, on: date = date(2020, 1, 1)) -> User:
    person = make_person("Ida")
    if ftp_w is not None:
        set_ftp(person, ftp_w, on)
    return person


def set_ftp(person: User, value: float, on: date, **options: Any) -> Threshold:
    with acting_as(person):
        return set_threshold(
            athlete_id=person.pk,
            sport="ride",
            kind="ftp_w",
            value=value,
            effective_on=on,
            actor=person,
            now=NOW,
            **options,
        )


def record(person: User, made: Recording, *, now: datetime | None = None, kind: str = SourceKind.FILE) -> Recorded:
    """Without a moment, at the end of the session."""
    with as_system("test"):
        return record_session(
            athlete_id=person.pk, recording=made, kind=kind, original=None,
            now=now or datetime.fromtimestamp(float(made.time_s[-1]), BEGAN.tzinfo),
        )  # fmt: skip


def ride_on(person: User, day: int, *, watts: float = 250, **options: Any) -> Activity:
    return record(person, ride(began=BEGAN + timedelta(days=day), seconds=SHORT, watts=watts), **options).activity


def date_news(person: User, at: datetime, *, after: int = 0) -> int:
    """A test happens at one moment of the database; this says when the newest entries of the journal were made."""
    with as_system("test"):
        news = LoadChange.objects.filter(athlete_id=person.pk, pk__gt=after)
        newest = max(news.values_list("pk", flat=True), default=after)
        news.update(at=at)
    return newest


def kinds_of(reasons: Iterable[dict[str, Any]]) -> dict[str, float]:
    sums: dict[str, float] = {}
    for reason in reasons:
        sums[reason["kind"]] = sums.get(reason["kind"], 0.0) + reason["delta"]
    return sums
