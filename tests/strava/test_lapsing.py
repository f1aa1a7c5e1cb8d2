"""Nothing stays because somebody forgot to say that it has to go."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone, translation
from django.utils.formats import date_format

from core.acting import as_system
from strava import retention
from strava.inbox import store
from strava.lapsing import end_lapsed, forget_orphans
from strava.models import Connection, Deletion, Fetch, InboxEvent, KnownActivity
from strava.reconciling import reconcile
from strava.retention import expire, forget_names, remove_outdated
from tests.strava.people import connect, ida, work
from tests.strava.test_connecting import come_back, go
from tests.strava.test_fetching import activities, sources, told
from training.models import Source, SourcePolicy

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outside_transactions")]
DAY = timedelta(days=1)


def keep_for(days: int | None) -> None:
    with as_system("test"):
        SourcePolicy.objects.update_or_create(kind="strava", defaults={"visible_to": "owner", "keep_days": days})


def bring(sim: Any, count: int = 1) -> list[int]:
    made = [sim.create_activity(silent=True, manual=True, start=1_760_000_000 + n * 86400) for n in range(count)]
    for one in made:
        store(told(sim, one))
    work()
    return made


def withdrawn_unheard(sim: Any) -> None:
    """The athlete takes the permission back, and its event gets lost: the next look at the list meets a dead key."""
    sim.revoke()
    with as_system("test"):
        InboxEvent.objects.all().delete()
        Connection.objects.update(last_sync_at=timezone.now() - DAY)
    reconcile(now=timezone.now())
    work()


def state() -> str | None:
    with as_system("test"):
        return Connection.objects.values_list("state", flat=True).first()


# --- keys that are refused ---------------------------------------------------------------------------------------------
def test_withdrawal_nobody_told_of_is_followed_within_the_thirty_days_of_the_policy(sim: Any, mailoutbox: Any) -> None:
    connect(ida(), sim)
    bring(sim)
    withdrawn_unheard(sim)
    assert state() == "needs_reauth"
    now = timezone.now()
    assert end_lapsed(now=now + 20 * DAY) == 0
    assert len(activities()) == 1
    assert end_lapsed(now=now + 22 * DAY) == 1
    assert end_lapsed(now=now + 22 * DAY) == 0
    work()
    assert activities() == []
    assert state() is None
    with as_system("test"):
        assert not KnownActivity.objects.exists()
    warning, confirmation = mailoutbox
    assert warning.subject == "Please connect Strava again"
    with translation.override("en"):
        assert f"by {date_format(now + 21 * DAY, 'DATE_FORMAT')}," in warning.body
    assert confirmation.subject == "Your data from Strava has been deleted"


def test_who_connects_again_in_time_loses_nothing(sim: Any) -> None:
    person = ida()
    connect(person, sim)
    bring(sim)
    withdrawn_unheard(sim)
    come_back(sim.authorize(go(person)))
    assert end_lapsed(now=timezone.now() + 60 * DAY) == 0
    work()
    assert len(activities()) == 1
    assert state() == "connected"


def test_data_without_a_connection_is_found(sim: Any) -> None:
    person = ida()
    connect(person, sim)
    bring(sim, 2)
    assert forget_orphans() == 0
    with as_system("test"):
        Connection.objects.all().delete()
    assert forget_orphans() == 1
    assert forget_orphans() == 0  # it is being deleted
    work()
    assert activities() == []


# --- what is past its day ----------------------------------------------------------------------------------------------
def test_one_source_that_cannot_be_removed_stops_no_other(sim: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_for(6)
    connect(ida(), sim)
    bring(sim, 3)
    with as_system("test"):
        for days, source in enumerate(Source.objects.order_by("start_at")):
            Source.objects.filter(pk=source.pk).update(keep_until=source.keep_until + timedelta(seconds=days))
    poison, real = sources()[0].pk, retention.remove_source

    def fails(*, source: Source) -> None:
        if source.pk == poison:
            raise ValueError("poison")
        real(source=source)

    monkeypatch.setattr(retention, "remove_source", fails)
    assert expire(now=timezone.now() + 7 * DAY) == 2
    assert [source.pk for source in sources()] == [poison]
    monkeypatch.setattr(retention, "remove_source", real)
    assert expire(now=timezone.now() + 7 * DAY) == 1
    with as_system("test"):
        assert set(KnownActivity.objects.values_list("state", "start_at", "digest")) == {("expired", None, "")}


def test_name_at_strava_is_kept_no_longer_than_the_data(sim: Any) -> None:
    connect(ida(), sim)
    keep_for(None)
    assert forget_names(now=timezone.now() + 99 * DAY) == 0
    keep_for(6)
    assert forget_names(now=timezone.now() + 5 * DAY) == 0
    assert forget_names(now=timezone.now() + 7 * DAY) == 1
    with as_system("test"):
        assert Connection.objects.get().athlete_name == ""


def test_hints_are_within_the_seven_days_and_numbers_go_some_time_after_what_they_named(sim: Any) -> None:
    keep_for(6)
    connect(ida(), sim)
    bring(sim)
    now = timezone.now()
    with as_system("test"):
        InboxEvent.objects.create(
            object_type="activity", object_id=5, aspect_type="create", event_time=1, owner_id=1, subscription_id=1,
            state="dead", finished_at=now,
        )  # fmt: skip
    expire(now=now + 7 * DAY)
    remove_outdated(now=now + 5 * DAY)
    with as_system("test"):
        assert (InboxEvent.objects.count(), Fetch.objects.count(), KnownActivity.objects.count()) == (2, 1, 1)
    remove_outdated(now=now + 7 * DAY)
    with as_system("test"):
        assert (InboxEvent.objects.count(), Fetch.objects.count(), KnownActivity.objects.count()) == (0, 0, 1)
    remove_outdated(now=now + 68 * DAY)
    with as_system("test"):
        assert not KnownActivity.objects.exists()


def test_known_activities_that_are_here_or_were_deleted_here_are_remembered(sim: Any) -> None:
    connect(ida(), sim)
    bring(sim, 2)
    with as_system("test"):
        activities()[0].delete()
    remove_outdated(now=timezone.now() + 400 * DAY)
    with as_system("test"):
        assert KnownActivity.objects.count() == 2


def test_deletions_are_forgotten_as_well(sim: Any) -> None:
    person = ida()
    with as_system("test"):
        Deletion.objects.create(athlete=person, state="done", finished_at=timezone.now() - 7 * DAY)
        Deletion.objects.create(athlete=person, state="waiting")
    remove_outdated(now=timezone.now())
    with as_system("test"):
        assert list(Deletion.objects.values_list("state", flat=True)) == ["waiting"]
