"""Staff see how the connection does, act on it with a name, and see neither keys nor what was measured."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import AuditEvent, StaffRole
from core.acting import as_system
from core.models import WorkState
from strava.models import Backfill, BudgetWindow, Connection, Fetch, FetchPart, InboxEvent
from tests.accounts.staffing import at_desk, staff_member
from tests.strava.people import connect, ida, work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outside_transactions")]
LINKS, EVENTS, BUDGET = (f"/admin/strava/{name}/" for name in ("connection", "inboxevent", "budgetwindow"))


@pytest.fixture
def desk() -> Client:
    return at_desk(staff_member(StaffRole.SUPER_ADMIN))


def act(client: Client, page: str, action: str, row: Any, **more: str) -> str:
    told = {"action": action, "_selected_action": str(row.pk), **more}
    return client.post(page, told, follow=True).content.decode()


def told_of(sim: Any) -> InboxEvent:
    with as_system("test"):
        return InboxEvent.objects.create(
            object_type="activity", object_id=77, aspect_type="create", event_time=1, owner_id=sim.athlete.id,
            subscription_id=1, updates_hash="x", state=WorkState.DONE, finished_at=timezone.now(),
        )  # fmt: skip


def test_list_tells_how_each_connection_does_and_shows_no_key(desk: Client, sim: Any) -> None:
    link = connect(ida(), sim)
    event, now = told_of(sim), timezone.now()
    with as_system("test"):
        Backfill.objects.create(athlete_id=link.athlete_id, kind="history", total=40, state=WorkState.DONE)
        Fetch.objects.create(athlete_id=link.athlete_id, strava_id=5, part=FetchPart.DETAIL)
        Fetch.objects.create(
            athlete_id=link.athlete_id, strava_id=77, part=FetchPart.LIVE, state=WorkState.DONE,
            created_at=event.created_at + timedelta(seconds=1), finished_at=event.created_at + timedelta(seconds=3),
        )  # fmt: skip
        InboxEvent.objects.filter(pk=event.pk).update(created_at=now - timedelta(minutes=1))
        Fetch.objects.filter(strava_id=77).update(created_at=now, finished_at=now - timedelta(seconds=56))
    text = desk.get(LINKS).content.decode()
    assert "4.0 s" in text
    assert "39 / 40" in text
    page = desk.get(f"{LINKS}{link.pk}/change/").content.decode()
    assert "sealed; good until" in page
    assert [key for key in (link.access_token, link.refresh_token) if str(key) in text + page] == []


def test_what_stands_still_and_what_is_lost_is_found(desk: Client, sim: Any) -> None:
    link = connect(ida(), sim)
    assert str(link.pk) not in desk.get(f"{LINKS}?condition=stalled").content.decode()
    with as_system("test"):
        Connection.objects.update(last_sync_at=timezone.now() - timedelta(hours=13))
    assert str(link.pk) in desk.get(f"{LINKS}?condition=stalled").content.decode()
    with as_system("test"):
        Connection.objects.update(state="needs_reauth", last_error="Strava no longer accepts the key.")
    assert str(link.pk) not in desk.get(f"{LINKS}?condition=stalled").content.decode()
    for condition in ("lost", "trouble"):
        assert str(link.pk) in desk.get(f"{LINKS}?condition={condition}").content.decode()


@pytest.mark.parametrize(
    ("action", "kind", "name"),
    [
        ("look_for_news", "sync", "staff.strava_synced"),
        ("look_through_history", "history", "staff.strava_backfilled"),
    ],
)
def test_staff_let_a_connection_be_looked_through(
    desk: Client, sim: Any, action: str, kind: str, name: str
) -> None:  # fmt: skip
    link = connect(ida(), sim)
    act(desk, LINKS, action, link)
    with as_system("test"):
        assert Backfill.objects.filter(athlete_id=link.athlete_id, kind=kind).count() == 1
        assert AuditEvent.objects.get(action=name).subject_id == link.athlete_id


def test_staff_disconnect_with_a_reason_only(desk: Client, sim: Any) -> None:
    link = connect(ida(), sim)
    assert "Give a reason" in act(desk, LINKS, "end", link)
    with as_system("test"):
        assert Connection.objects.get().state == "connected"
    act(desk, LINKS, "end", link, reason="Asked for by letter")
    with as_system("test"):
        assert Connection.objects.get().state == "disconnected"
        assert AuditEvent.objects.get(action="staff.strava_disconnected").details["reason"] == "Asked for by letter"


def test_nothing_is_asked_for_an_athlete_who_is_not_connected(desk: Client, sim: Any) -> None:
    link = connect(ida(), sim)
    with as_system("test"):
        Connection.objects.update(state="needs_reauth")
    assert "Strava is not connected" in act(desk, LINKS, "look_for_news", link)
    with as_system("test"):
        assert not Backfill.objects.exists()
        assert not AuditEvent.objects.filter(action="staff.strava_synced").exists()


def test_support_sees_none_of_it() -> None:
    client = at_desk(staff_member(StaffRole.SUPPORT))
    assert {client.get(page).status_code for page in (LINKS, EVENTS, BUDGET)} == {403}


def test_finished_webhook_is_asked_for_again_and_nothing_happens_twice(desk: Client, sim: Any) -> None:
    connect(ida(), sim)
    number = sim.create_activity(start=timezone.now() - timedelta(hours=2), silent=True)
    event = told_of(sim)
    with as_system("test"):
        InboxEvent.objects.update(object_id=getattr(number, "id", number))
    for _again in range(2):
        assert "1 activities are asked for again" in act(desk, EVENTS, "ask_again", event)
        work()
    with as_system("test"):
        assert set(Fetch.objects.values_list("state", flat=True)) == {"done"}
        assert AuditEvent.objects.filter(action="staff.strava_asked_again").count() == 2


def test_webhooks_are_found_by_their_object(desk: Client, sim: Any) -> None:
    event = told_of(sim)
    assert str(event.pk) in desk.get(f"{EVENTS}?q=77").content.decode()
    assert str(event.pk) not in desk.get(f"{EVENTS}?q=78").content.decode()
    assert str(event.pk) in desk.get(f"{EVENTS}?object_type=activity&state__exact=done").content.decode()


def test_budget_tells_who_used_it(desk: Client, sim: Any) -> None:
    link, now = connect(ida(), sim), timezone.now()
    with as_system("test"):
        for name in ("overall", "read"):
            BudgetWindow.objects.update_or_create(
                name=name, defaults={"short_used": 9, "daily_used": 9, "short_limit": 100, "daily_limit": 1000, "told_at": now}
            )  # fmt: skip
        Fetch.objects.create(
            athlete_id=link.athlete_id, strava_id=1, part=FetchPart.LIVE, state=WorkState.DONE, finished_at=now
        )
        Fetch.objects.create(
            athlete_id=link.athlete_id, strava_id=2, part=FetchPart.DETAIL, state=WorkState.DONE, finished_at=now
        )
    shares = desk.get(BUDGET).context["shares"]
    assert [(one["share"].this_quarter, one["share"].today) for one in shares] == [(2, 2), (5, 5), (2, 2)]
    assert [one["share"].left for one in shares] == [91, 81, 71]


def test_page_of_the_budget_asks_as_much_however_much_waits(desk: Client, sim: Any) -> None:
    link = connect(ida(), sim)
    desk.get(BUDGET)

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            assert desk.get(BUDGET).status_code == 200
        return len(found)

    before = asked()
    with as_system("test"):
        Fetch.objects.bulk_create(Fetch(athlete_id=link.athlete_id, strava_id=one) for one in range(20))
    assert asked() == before
