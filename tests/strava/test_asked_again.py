"""An activity that is asked for again while it is being fetched: one waits, nothing breaks, nothing is lost."""

from typing import Any

import pytest
from django.utils import timezone

from core.acting import as_system
from core.work import ASKED_AGAIN, Effect, Later, replay, run_due
from strava.models import Backfill, Fetch
from strava.queueing import LIVE, ask_for
from tests.cast import make_person

pytestmark = pytest.mark.django_db


def ask(person: Any) -> None:
    with as_system("test"):
        ask_for(athlete_id=person.pk, strava_ids=[7], part="live", priority=LIVE, at=timezone.now())


def rows() -> list[tuple[str, str]]:
    with as_system("test"):
        return list(Fetch.objects.order_by("created_at", "id").values_list("state", "last_error"))


@pytest.mark.parametrize("trouble", [Later(timezone.now()), ValueError("no use")])
def test_what_cannot_be_done_now_leaves_it_to_the_one_that_waits(trouble: Exception) -> None:
    person = make_person("Ida")
    ask(person)

    def meanwhile(_row: Fetch) -> Effect:
        ask(person)
        raise trouble

    assert run_due(Fetch, call=meanwhile, limit=1) == 1
    assert rows() == [("done", ASKED_AGAIN), ("waiting", "")]


def test_replay_leaves_out_what_waits_already_and_revives_the_others() -> None:
    ida, bo = make_person("Ida"), make_person("Bo")
    for person in (ida, bo):
        ask(person)
    with as_system("test"):
        Fetch.objects.update(state="dead", last_error="no use")
        ask(ida)
        assert replay(Fetch.objects.all()) == 1
        assert {row.athlete_id: row.state for row in Fetch.objects.filter(last_error="no use")} == {bo.pk: "waiting"}
        assert Fetch.objects.get(last_error=ASKED_AGAIN).state == "done"


def test_dead_history_beside_a_new_one_is_closed() -> None:
    person = make_person("Ida")
    with as_system("test"):
        Backfill.objects.create(athlete=person, state="dead")
        Backfill.objects.create(athlete=person)
        assert replay(Backfill.objects.all()) == 0
        assert sorted(Backfill.objects.values_list("state", flat=True)) == ["done", "waiting"]
