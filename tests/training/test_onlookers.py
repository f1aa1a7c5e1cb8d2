"""Staff who look through an athlete's eyes see of it what no passport keeps back."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import StaffRole
from core.acting import as_system
from tests.accounts.staffing import at_desk
from tests.cast import Cast, make_cast
from tests.training.recordings import ride, run
from training.models import Activity, SourcePolicy
from training.recording import record_session

pytestmark = pytest.mark.django_db
ADDRESSES = (
    "/", "/activities", "/fitness", "/records", "/calendar?on=2026-03-01", "/api/v1/activities", "/api/v1/records",
    "/api/v1/curves", "/api/v1/calendar?from_on=2026-02-01&to_on=2026-03-20", "/api/v1/fitness/explain?from_on=2026-02-01&to_on=2026-03-20",
    "/api/v1/activities?q=secret",
)  # fmt: skip


@pytest.fixture
def cast() -> Cast:
    cast = make_cast()
    with as_system("test"):
        SourcePolicy.objects.filter(pk="strava").delete()
        SourcePolicy.objects.create(kind="strava", visible_to="coach", ai_allowed=False)
        for kind, made in (("strava", ride(seconds=1200, watts=377)), ("file", run(seconds=1200))):
            record_session(
                athlete_id=cast["athlete"].pk, recording=made, kind=kind, original=None, now=timezone.now(),
                external_id=kind,
            )  # fmt: skip
    return cast


def looking_through(cast: Cast) -> Client:
    desk = at_desk(cast[StaffRole.SUPER_ADMIN])
    answer = desk.post(f"/admin/accounts/user/{cast['athlete'].pk}/impersonate/", {"reason": "Ticket 4711, says so"})
    assert answer.status_code == 302
    return desk


def test_staff_see_the_athletes_own_files_and_nothing_that_is_restricted(cast: Cast) -> None:
    desk, own = looking_through(cast), Client()
    own.force_login(cast["athlete"])
    hidden, shown = sessions()
    assert sports(own) == ["ride", "run"]
    assert sports(desk) == ["run"]
    for path in (
        f"/activities/{hidden.pk}",
        f"/api/v1/activities/{hidden.pk}",
        f"/api/v1/activities/{hidden.pk}/streams",
    ):
        assert own.get(path).status_code == 200, path
        assert desk.get(path).status_code == 404, path
    assert desk.get(f"/activities/{shown.pk}").status_code == 200


@pytest.mark.parametrize("path", ADDRESSES)
def test_no_answer_names_what_is_restricted(cast: Cast, path: str) -> None:
    """Also not when the athlete has just asked the same: what was folded for one is not given to the other."""
    own = Client()
    own.force_login(cast["athlete"])
    own.get(path)
    answer = looking_through(cast).get(path)
    assert answer.status_code == 200
    assert str(sessions()[0].pk) not in answer.content.decode()
    assert "377" not in answer.content.decode()


def test_athlete_sees_everything_again_afterwards(cast: Cast) -> None:
    looking_through(cast).get("/activities")
    own = Client()
    own.force_login(cast["athlete"])
    assert sports(own) == ["ride", "run"]


def sports(client: Client) -> list[Any]:
    return sorted(row["sport"] for row in client.get("/api/v1/activities").json()["data"])


def sessions() -> tuple[Activity, Activity]:
    with as_system("test"):
        return Activity.objects.get(sport="ride"), Activity.objects.get(sport="run")
