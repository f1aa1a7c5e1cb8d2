from datetime import date, datetime
from typing import Any

import pytest

from accounts.models import Threshold
from accounts.thresholds import in_force, remove_threshold, set_threshold, set_zones
from core.acting import acting_as, as_system
from core.errors import Conflict, DomainError, NotAllowed, NotFound
from core.models import Event
from tests.cast import Cast


def set_ftp(cast: Cast, now: datetime, *, by: str = "athlete", **fields: Any) -> Threshold:
    usual = {"sport": "ride", "kind": "ftp_w", "value": 250.0, "effective_on": date(2026, 3, 1)}
    with acting_as(cast[by]):
        return set_threshold(athlete_id=cast["athlete"].pk, actor=cast[by], now=now, **(usual | fields))


def test_set_threshold_tells_the_first_day_it_affects(cast: Cast, now: datetime) -> None:
    row = set_ftp(cast, now)
    with acting_as(cast["athlete"]):
        set_threshold(
            athlete_id=cast["athlete"].pk, actor=cast["athlete"], now=now, replacing=row,
            sport="ride", kind="ftp_w", value=260.0, effective_on=date(2026, 4, 1),
        )  # fmt: skip
    with as_system("test"):
        told = (
            Event.objects.filter(kind="accounts.threshold_changed")
            .order_by("at")
            .values_list("payload__since", flat=True)
        )
        assert list(told) == ["2026-03-01", "2026-03-01"]


def test_set_threshold_twice_on_a_day_is_a_conflict_at_the_date(cast: Cast, now: datetime) -> None:
    set_ftp(cast, now)
    with pytest.raises(Conflict) as refusal:
        set_ftp(cast, now, value=251.0)
    assert (refusal.value.field, refusal.value.detail) == ("effective_on", "unique")


@pytest.mark.parametrize(
    ("field", "fields"),
    [
        ("value", {"value": 5.0}),
        ("value", {"value": 5000.0}),
        ("sport", {"kind": "css_mps", "sport": "run", "value": 1.2}),
        ("sport", {"kind": "weight_kg", "sport": "ride", "value": 70.0}),
    ],
)
def test_set_threshold_out_of_sense_is_refused_at_the_field(
    cast: Cast, now: datetime, field: str, fields: dict[str, Any]
) -> None:
    with pytest.raises(DomainError) as refusal:
        set_ftp(cast, now, **fields)
    assert refusal.value.field == field


def test_set_threshold_needs_the_scope(cast: Cast, now: datetime) -> None:
    assert set_ftp(cast, now, by="coach").created_by == cast["coach"]
    with pytest.raises(NotAllowed):
        set_ftp(cast, now, by="narrow_coach")
    with pytest.raises(NotFound):
        set_ftp(cast, now, by="other_coach")


def test_threshold_in_force_is_the_newest_of_the_sport_by_the_day(cast: Cast, now: datetime) -> None:
    for day, value in ((date(2026, 3, 1), 250.0), (date(2026, 6, 1), 270.0)):
        set_ftp(cast, now, effective_on=day, value=value)
    set_ftp(cast, now, sport=None, effective_on=date(2026, 1, 1), value=200.0)

    def on(day: date, sport: str = "ride") -> tuple[float, bool] | None:
        with acting_as(cast["athlete"]):
            found = in_force(athlete_id=cast["athlete"].pk, kind="ftp_w", sport=sport, on=day)
        return None if found is None else (found[0].value, found[1])

    assert on(date(2026, 5, 31)) == (250.0, False)
    assert on(date(2026, 6, 1)) == (270.0, False)
    assert on(date(2026, 2, 1)) == (250.0, True)
    assert on(date(2026, 2, 1), "run") == (200.0, False)


def test_remove_threshold_takes_it_out_of_force(cast: Cast, now: datetime) -> None:
    row = set_ftp(cast, now)
    with acting_as(cast["athlete"]):
        remove_threshold(threshold=row, actor=cast["athlete"])
        assert in_force(athlete_id=cast["athlete"].pk, kind="ftp_w", sport="ride", on=date(2026, 5, 1)) is None


@pytest.mark.parametrize("boundaries", [[], [200, 100], [100, 100], [-1, 5], list(range(1, 11))])
def test_set_zones_that_do_not_rise_is_refused(cast: Cast, boundaries: list[float]) -> None:
    with acting_as(cast["athlete"]), pytest.raises(DomainError):
        set_zones(
            athlete_id=cast["athlete"].pk, sport="ride", metric="power", effective_on=date(2026, 1, 1),
            boundaries=boundaries, actor=cast["athlete"],
        )  # fmt: skip
