"""What migrations do to rows that are there, and that they can be undone."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from core.acting import as_system
from core.postgres.owner import connected_as_owner
from strava.models import Connection, Deletion
from strava.policies import current_preset
from tests.conftest import allow_flush
from tests.strava.people import ida
from training.models import SourcePolicy

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def as_owner() -> Iterator[None]:
    """Whatever was undone meanwhile, all is done again afterwards."""
    with connected_as_owner():
        try:
            yield
        finally:
            executor = MigrationExecutor(connection)
            executor.migrate(executor.loader.graph.leaf_nodes())
            allow_flush()


def migrate(name: str) -> Any:
    """The models as they were then."""
    executor = MigrationExecutor(connection)
    executor.migrate([("strava", name)])
    return MigrationExecutor(connection).loader.project_state([("strava", name)]).apps


def test_policy_is_filled_and_left(settings: Any) -> None:
    settings.STRAVA_DATA_POLICY = "athlete_only"
    with as_owner():
        migrate("0003_fetch_order")
        SourcePolicy.objects.all().delete()
        migrate("0004_fill_policy")
    assert current_preset() == "athlete_only"


def test_deletion_that_waits_comes_along_with_its_keys_and_goes_back() -> None:
    with transaction.atomic():
        person = ida()
    with as_system("test"), transaction.atomic():
        link = Connection(athlete=person, strava_athlete_id=7, state="disconnected", expires_at=timezone.now())
        link.access_token, link.refresh_token = "access", "refresh"
        link.save()
    with as_owner():
        backfills = migrate("0004_fill_policy").get_model("strava", "Backfill")
        backfills.objects.create(athlete_id=person.pk, kind="purge", state="dead", before_at=timezone.now())
        backfills.objects.create(athlete_id=person.pk, kind="history")
        then = migrate("0005_deletion")
        assert list(backfills.objects.values_list("kind", flat=True)) == ["history"]
        row = then.get_model("strava", "Deletion").objects.get()
        assert (row.athlete_id, row.strava_athlete_id, row.state) == (person.pk, 7, "waiting")
        assert (row.access_token, row.refresh_token) == ("access", "refresh")
        assert then.get_model("strava", "Connection").objects.get().refresh_token is None
        migrate("0004_fill_policy")
        assert sorted(backfills.objects.values_list("kind", "state")) == [("history", "waiting"), ("purge", "waiting")]
    with as_system("test"), transaction.atomic():
        assert Deletion.objects.filter(athlete=person).count() == 1
