"""The whole way: subscribed, told by webhook over HTTP, looked up, there."""

from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from core.acting import as_system
from strava.models import InboxEvent
from tests.strava.people import connect, ida, work
from training.models import Activity

pytestmark = pytest.mark.usefixtures("outside_transactions")


@pytest.mark.parametrize("order", [{"copies": 3, "shuffled": True}, {"shuffled": True}])
def test_events_in_disorder_lead_to_what_strava_has(
    sim: Any, settings: Any, live_server: Any, order: dict[str, Any]
) -> None:
    settings.PUBLIC_URL = live_server.url
    call_command("strava_subscription", "create", verbosity=0)
    with transaction.atomic():
        person = ida()
    connect(person, sim)
    sim.hold()
    stays = sim.create_activity(name="Before", start=1_760_000_000)
    goes = sim.create_activity(start=1_760_500_000)
    sim.edit(stays, name="After")
    sim.delete(goes)
    sim.release(**order)
    sim.drain()
    assert {tuple(delivery.attempts) for delivery in sim.deliveries} <= {(200,)}
    work()
    with as_system("test"), transaction.atomic():
        assert InboxEvent.objects.exclude(state="done").count() == 0
        assert [activity.source_title for activity in Activity.objects.all()] == ["After"]
