"""A person knows better: merging and splitting lose nothing and keep every sum right."""

from datetime import timedelta
from uuid import uuid4

import pytest

from accounts.models import User
from core.acting import acting_as
from core.errors import Conflict, DomainError, NotFound
from tests.training import comparing
from tests.training.athletes import NOW, record, rider
from tests.training.recordings import BEGAN, ride
from training.corrections import add_correction, undo_correction
from training.editing import change_activity, delete_activity
from training.manual import enter_by_hand
from training.merging import merge_activities, split_sources
from training.models import Activity, LoadDay, Source

pytestmark = pytest.mark.django_db


@pytest.fixture
def athlete() -> User:
    return rider()


def assert_sound(athlete: User) -> None:
    comparing.assert_measured(athlete.pk)
    comparing.assert_journal_adds_up(athlete.pk)
    comparing.assert_ledger_rebuilds(athlete.pk)


def two_halves(athlete: User) -> tuple[Activity, Activity]:
    """Half in common: not the same by itself."""
    first = record(athlete, ride(seconds=800, watts=250)).activity
    second = record(athlete, ride(began=BEGAN + timedelta(seconds=400), seconds=900, watts=200)).activity
    return first, second


def test_merged_sessions_are_one_with_all_sources(athlete: User) -> None:
    first, second = two_halves(athlete)
    with acting_as(athlete):
        change_activity(activity=second, actor=athlete, title="Second", rpe=3.0, load_override=0.0)
        change_activity(activity=first, actor=athlete, rpe=7.0)
        merged = merge_activities(into=first, others=[second], actor=athlete)
        assert (merged.title, merged.rpe, merged.load_override, merged.load) == ("Second", 7, 0, 0)
        assert Activity.objects.count() == 1
        assert Source.objects.filter(activity=merged).count() == 2
        assert LoadDay.objects.get().sessions == 1
    assert_sound(athlete)


def test_load_of_nothing_that_was_said_stays_when_merging(athlete: User) -> None:
    first, second = two_halves(athlete)
    with acting_as(athlete):
        change_activity(activity=first, actor=athlete, load_override=0.0)
        change_activity(activity=second, actor=athlete, load_override=80.0)
        assert merge_activities(into=first, others=[second], actor=athlete).load == 0
    assert_sound(athlete)


def test_sessions_apart_in_time_are_not_merged(athlete: User) -> None:
    first = record(athlete, ride(seconds=800)).activity
    other = record(athlete, ride(began=BEGAN + timedelta(days=1), seconds=800)).activity
    with acting_as(athlete):
        for others in ([other], [first]):
            with pytest.raises(DomainError):
                merge_activities(into=first, others=others, actor=athlete)


def test_split_sources_stand_alone_and_are_whole(athlete: User) -> None:
    first = record(athlete, ride(seconds=800, watts=250))
    second = record(athlete, ride(began=BEGAN + timedelta(seconds=5), seconds=700, watts=200))
    with acting_as(athlete):
        activity = Activity.objects.get()
        (born,) = split_sources(activity=activity, source_ids=[first.source.pk], actor=athlete)
        activity.refresh_from_db()
        assert (born.avg_power_w, activity.avg_power_w) == (250, 200)
        assert activity.leader_id == second.source.pk
        assert LoadDay.objects.get().sessions == 2
        with pytest.raises(Conflict):
            split_sources(activity=activity, source_ids=[second.source.pk], actor=athlete)
        with pytest.raises(DomainError):
            split_sources(activity=activity, source_ids=[first.source.pk], actor=athlete)
    assert_sound(athlete)


def test_split_and_merged_again_is_what_it_was(athlete: User) -> None:
    first = record(athlete, ride(seconds=800, watts=250))
    record(athlete, ride(began=BEGAN + timedelta(seconds=5), seconds=700, watts=200))
    with acting_as(athlete):
        before = Activity.objects.get()
        (born,) = split_sources(activity=Activity.objects.get(), source_ids=[first.source.pk], actor=athlete)
        merged = merge_activities(into=before, others=[born], actor=athlete)
        merged.refresh_from_db()
        assert (merged.leader_id, merged.load, merged.fingerprint) == (
            before.leader_id,
            before.load,
            before.fingerprint,
        )
    assert_sound(athlete)


def test_a_cut_that_fits_no_more_stops_nothing(athlete: User) -> None:
    """It was made for a source that has left."""
    first = record(athlete, ride(seconds=800, watts=250))
    record(athlete, ride(began=BEGAN + timedelta(seconds=5), seconds=700, watts=200))
    with acting_as(athlete):
        activity = Activity.objects.get()
        add_correction(activity=activity, kind="crop", values={"from_s": 750, "to_s": 790}, actor=athlete)
        split_sources(activity=activity, source_ids=[first.source.pk], actor=athlete)
        activity.refresh_from_db()
        assert "crop_ignored" in {note["code"] for note in activity.quality}
        assert activity.timer_s == 700
    assert_sound(athlete)


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("crop", {"from_s": 0, "to_s": 10}), ("crop", {"from_s": 0, "to_s": 10**400}), ("crop", {"from_s": 0, "to_s": float("nan")}),
        ("fix_altitude", {"mode": ["flat"]}), ("fix_altitude", {"offset_m": float("-inf")}), ("remove_spikes", {"channel": {}}),
        ("fix_distance", {"distance_m": True}),
    ],
)  # fmt: skip
def test_corrections_that_make_no_sense_are_refused(athlete: User, kind: str, values: dict[str, object]) -> None:
    with acting_as(athlete):
        activity = enter_by_hand(
            athlete_id=athlete.pk,
            actor=athlete,
            now=NOW,
            sport="ride",
            start_at=BEGAN,
            time_zone="UTC",
            duration_s=600.0,
        )
        with pytest.raises(DomainError):
            add_correction(activity=activity, kind=kind, values=values, actor=athlete)


def test_what_went_meanwhile_is_not_there(athlete: User) -> None:
    activity = record(athlete, ride(seconds=800)).activity
    with acting_as(athlete):
        stale = Activity.objects.get(pk=activity.pk)
        delete_activity(activity=activity, actor=athlete)
        with pytest.raises(NotFound):
            change_activity(activity=stale, actor=athlete, rpe=3.0)


def test_two_edits_that_were_read_together_both_count(athlete: User) -> None:
    activity = record(athlete, ride(seconds=800)).activity
    with acting_as(athlete):
        one, other = Activity.objects.get(pk=activity.pk), Activity.objects.get(pk=activity.pk)
        change_activity(activity=one, actor=athlete, load_override=42.0)
        change_activity(activity=other, actor=athlete, rpe=3.0)
        found = Activity.objects.get()
    assert (found.load, found.load_override, found.rpe) == (42, 42, 3)
    assert_sound(athlete)


def test_a_second_cut_keeps_its_part_when_the_first_is_undone(athlete: User) -> None:
    activity = record(athlete, ride(seconds=800)).activity
    with acting_as(athlete):
        first = add_correction(activity=activity, kind="crop", values={"from_s": 100, "to_s": 699}, actor=athlete)
        add_correction(activity=activity, kind="crop", values={"from_s": 50, "to_s": 249}, actor=athlete)
        activity.refresh_from_db()
        cut = (activity.start_at, activity.end_at)
        assert cut == (BEGAN + timedelta(seconds=150), BEGAN + timedelta(seconds=349))
        undo_correction(correction=first, actor=athlete)
        activity.refresh_from_db()
        assert (activity.start_at, activity.end_at) == cut
    assert_sound(athlete)


def test_a_session_typed_twice_with_its_id_is_one_source(athlete: User) -> None:
    record(athlete, ride(seconds=800))
    typed = {
        "athlete_id": athlete.pk, "actor": athlete, "now": NOW, "sport": "ride", "start_at": BEGAN, "time_zone": "UTC",
        "duration_s": 800.0, "id": uuid4(), "rpe": 4.0,
    }  # fmt: skip
    with acting_as(athlete):
        assert enter_by_hand(**typed).pk == enter_by_hand(**typed).pk
        assert Source.objects.count() == 2
