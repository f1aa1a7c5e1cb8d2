from collections.abc import Iterator

import pytest
from django.db import transaction
from django.db.models.functions import Now

from core import events, work
from core.models import Delivery, Event, WorkState
from tests.cast import as_house

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def heard() -> Iterator[list[str]]:
    told: list[str] = []

    def listen(row_id: str) -> None:
        told.append(row_id)
        if row_id == "bad":
            raise ValueError("cannot")

    events.on("test.happened")(listen)
    yield told
    del events._handlers["test.happened"]


def deliver_due() -> None:
    work.run_due(Delivery, events.deliver)


def test_emitted_event_reaches_its_handler_once(heard: list[str]) -> None:
    with transaction.atomic():
        events.emit("test.happened", row_id="one")
    deliver_due()
    deliver_due()
    assert heard == ["one"]


def test_event_of_a_rolled_back_transaction_never_happened(heard: list[str]) -> None:
    with pytest.raises(KeyError), transaction.atomic():
        events.emit("test.happened", row_id="one")
        raise KeyError
    deliver_due()
    assert heard == []


def test_emit_outside_a_transaction_is_refused(heard: list[str]) -> None:
    with pytest.raises(RuntimeError, match="outside a transaction"):
        events.emit("test.happened", row_id="one")


def test_handler_that_fails_does_not_hold_up_others(heard: list[str]) -> None:
    with transaction.atomic():
        events.emit("test.happened", row_id="bad")
        events.emit("test.happened", row_id="good")
    deliver_due()
    assert sorted(heard) == ["bad", "good"]
    with as_house():
        assert set(Delivery.objects.values_list("event__payload__row_id", "state")) == {
            ("bad", WorkState.WAITING),
            ("good", WorkState.DONE),
        }


def test_event_nobody_listens_to_is_kept(heard: list[str]) -> None:
    with transaction.atomic():
        events.emit("test.unheard", row_id="one")
    with as_house():
        assert list(Event.objects.values_list("kind", flat=True)) == ["test.unheard"]


def test_delivery_to_a_handler_that_is_gone_is_given_up() -> None:
    with as_house():
        event = Event.objects.create(kind="test.gone")
        Delivery.objects.create(event=event, handler="nobody.here", run_at=Now())
    deliver_due()
    with as_house():
        assert Delivery.objects.get().state == WorkState.DEAD


def test_events_told_together_are_written_at_the_end_and_all_heard(heard: list[str]) -> None:
    with transaction.atomic(), events.told_together():
        events.emit("test.happened", row_id="one")
        with events.told_together():
            events.emit("test.happened", row_id="two")
        with as_house():
            assert not Event.objects.exists()
    deliver_due()
    assert sorted(heard) == ["one", "two"]


def test_events_told_together_are_not_told_when_it_fails(heard: list[str]) -> None:
    with pytest.raises(KeyError), transaction.atomic(), events.told_together():
        events.emit("test.happened", row_id="one")
        raise KeyError
    with transaction.atomic():
        events.emit("test.happened", row_id="two")
    deliver_due()
    assert heard == ["two"]
