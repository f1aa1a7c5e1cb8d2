"""A threshold of long ago is edited: what follows from it is measured again, all of it and nothing else."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AthleteProfile, User
from accounts.profiles import change_profile
from accounts.thresholds import set_threshold, set_zones
from core.acting import acting_as, as_system
from core.models.work import WorkState
from core.work import claim, run
from tests.cast import questions
from tests.training import comparing
from tests.training.athletes import NOW, ride_on, rider, set_ftp
from training import recomputing
from training.models import Activity, ChangeCause, Recomputation, Source
from training.recomputing import ask_for_recomputation, stale_ids

pytestmark = pytest.mark.django_db


@pytest.fixture
def athlete() -> User:
    return rider()


def versions(athlete: User) -> dict[Any, int]:
    with as_system("test"):
        return dict(Activity.objects.filter(athlete_id=athlete.pk).values_list("pk", "version"))


def touched(athlete: User, before: dict[Any, int]) -> set[Any]:
    return {pk for pk, version in versions(athlete).items() if before[pk] != version}


def latest() -> Recomputation:
    with as_system("test"):
        return Recomputation.objects.latest("id")


def test_threshold_of_two_years_ago_touches_the_sessions_it_held_for(athlete: User) -> None:
    comparing.settle()
    rides = {day: ride_on(athlete, day) for day in (-800, -740, -730, -400, -10)}
    set_ftp(athlete, 260, date(2025, 1, 1))
    comparing.settle()
    with as_system("test"):
        Recomputation.objects.all().delete()
    before = versions(athlete)
    set_ftp(athlete, 240, date(2024, 3, 1))
    comparing.settle()
    assert touched(athlete, before) == {rides[-730].pk}
    assert (latest().total, latest().done, latest().state) == (1, 1, WorkState.DONE)
    comparing.assert_measured(athlete.pk)


def test_first_threshold_serves_the_days_before_it(athlete: User) -> None:
    old = ride_on(athlete, -3000)
    before = versions(athlete)
    set_ftp(athlete, 200, date(2019, 1, 1))
    comparing.settle()
    assert touched(athlete, before) == {old.pk}


def test_what_changes_nothing_touches_nothing(athlete: User) -> None:
    ride_on(athlete, -3)
    comparing.settle()
    before = versions(athlete)
    set_ftp(athlete, 300, date(2026, 6, 1))
    comparing.settle()
    with as_system("test"):
        ask_for_recomputation(athlete_id=athlete.pk, cause=ChangeCause.FORMULA)
    comparing.settle()
    assert touched(athlete, before) == set()


def test_sex_and_zones_are_part_of_what_numbers_follow_from(athlete: User) -> None:
    activity = ride_on(athlete, -3)
    comparing.settle()
    for change in (
        lambda: set_zones(
            athlete_id=athlete.pk,
            sport="ride",
            metric="power",
            effective_on=date(2026, 1, 1),
            boundaries=[100, 200],
            actor=athlete,
        ),
        lambda: change_profile(profile=AthleteProfile.objects.get(pk=athlete.pk), actor=athlete, sex="female"),
    ):
        before = versions(athlete)
        with acting_as(athlete):
            change()
        comparing.settle()
        assert touched(athlete, before) == {activity.pk}
    comparing.assert_measured(athlete.pk)


def test_stopped_in_the_middle_it_goes_on_where_it_was(athlete: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recomputing, "BATCH", 2)
    for day in range(5):
        ride_on(athlete, -day - 1)
    comparing.settle()
    before = versions(athlete)
    set_ftp(athlete, 230, date(2026, 1, 1))
    _kill_after(monkeypatch, batches=1)
    with pytest.raises(Killed):
        comparing.settle()
    half = touched(athlete, before)
    assert (len(half), latest().state, latest().total, latest().done) == (2, WorkState.LEASED, 5, 2)
    monkeypatch.undo()
    with as_system("test"):
        Recomputation.objects.filter(pk=latest().pk).update(lease_until=latest().created_at - timedelta(days=1))
    comparing.settle()
    assert (latest().state, latest().total, latest().done, latest().attempts) == (WorkState.DONE, 5, 5, 2)
    assert all(version == before[pk] + 1 for pk, version in versions(athlete).items())
    comparing.assert_measured(athlete.pk)
    comparing.assert_journal_adds_up(athlete.pk)


class Killed(BaseException):
    """As if by signal 9: nothing that catches exceptions sees it."""


def _kill_after(monkeypatch: pytest.MonkeyPatch, *, batches: int) -> None:
    real, done = recomputing._measure, []

    def measure(*given: Any) -> None:
        if len(done) == batches:
            raise Killed
        real(*given)
        done.append(given)

    monkeypatch.setattr(recomputing, "_measure", measure)


def test_asked_twice_it_does_no_harm(athlete: User) -> None:
    ride_on(athlete, -3)
    comparing.settle()
    set_ftp(athlete, 230, date(2026, 1, 1))
    with as_system("test"):
        ask_for_recomputation(athlete_id=athlete.pk, cause=ChangeCause.THRESHOLD)
        ask_for_recomputation(athlete_id=athlete.pk, cause=ChangeCause.THRESHOLD)
    first, second = claim(Recomputation), claim(Recomputation)
    assert first is not None
    assert second is not None
    for row in (first, second, first):
        run(row, call=recomputing.run)
    comparing.settle()
    comparing.assert_measured(athlete.pk)
    comparing.assert_journal_adds_up(athlete.pk)


def test_looking_for_stale_sessions_reads_few_and_small_rows(athlete: User) -> None:
    ride_on(athlete, -1)
    comparing.settle()
    with as_system("test"):
        _copy(Activity.objects.get(), Source.objects.get(), 1000)
        work = ask_for_recomputation(athlete_id=athlete.pk, cause=ChangeCause.FORMULA)
        with CaptureQueriesContext(connection) as asked:
            assert stale_ids(work) == []
    sql = questions(asked)
    assert len(sql) <= 6
    for large in ("polyline", "zones", "quality", "totals", "laps", '"notes"', "pauses", "search"):
        assert not [
            one for one in sql if f'"training_activity"."{large}' in one or f'"training_source"."{large}' in one
        ]


def _copy(activity: Activity, source: Source, number: int) -> None:
    from core.ids import uuid7  # noqa: PLC0415

    ids = [(uuid7(), uuid7()) for _ in range(number)]
    fields = {f.attname: getattr(activity, f.attname) for f in Activity._meta.concrete_fields if f.name != "search"}
    Activity.objects.bulk_create(Activity(**{**fields, "id": pk, "leader_id": None}) for pk, _ in ids)
    told = {f.attname: getattr(source, f.attname) for f in Source._meta.concrete_fields}
    Source.objects.bulk_create(Source(**{**told, "id": pk, "activity_id": activity_id}) for activity_id, pk in ids)


def test_being_weighed_measures_nothing_again(athlete: User) -> None:
    activity = ride_on(athlete, -3)
    comparing.settle()
    before = versions(athlete)
    with acting_as(athlete):
        set_threshold(
            athlete_id=athlete.pk,
            sport=None,
            kind="weight_kg",
            value=70,
            effective_on=date(2026, 6, 1),
            actor=athlete,
            now=NOW,
        )
    comparing.settle()
    assert touched(athlete, before) == set()
    comparing.assert_measured(athlete.pk)
    with as_system("test"):
        assert "threshold_extrapolated" not in {note["code"] for note in Activity.objects.get(pk=activity.pk).quality}
