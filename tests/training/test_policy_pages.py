"""The operator's table in the admin: what would vanish is shown before anything is saved."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import StaffRole
from core.acting import as_system
from tests.accounts.staffing import at_desk
from tests.cast import Cast, make_cast
from tests.training.recordings import ride
from training.models import PolicyChange, SourcePolicy
from training.recording import record_session

pytestmark = pytest.mark.django_db
PAGE = "/admin/training/sourcepolicy/"
AS_IS = {
    "visible_to": "team",
    "ai_allowed": "on",
    "combinable": "on",
    "geo_stored": "on",
    "keep_days": "",
    "attribution": "",
}


@pytest.fixture
def cast() -> Cast:
    cast = make_cast()
    with as_system("test"):
        SourcePolicy.objects.filter(pk="strava").delete()
        SourcePolicy.objects.create(kind="strava")
        record_session(
            athlete_id=cast["athlete"].pk, recording=ride(seconds=120), kind="strava", original=None,
            now=timezone.now(), external_id="1",
        )  # fmt: skip
    return cast


@pytest.fixture
def desk(cast: Cast) -> Client:
    return at_desk(cast[StaffRole.SUPER_ADMIN])


def held() -> tuple[Any, ...]:
    with as_system("test"):
        row = SourcePolicy.objects.get(pk="strava")
        return row.visible_to, row.combinable, row.keep_days, PolicyChange.objects.count()


def confirmed_by(page: Any) -> dict[str, str]:
    """What the button of the preview sends."""
    return {name: str(value) for name, value in page.context["sent"]} | {page.context["confirmed"]: "1"}


def test_preset_is_shown_with_its_effects_before_it_holds(desk: Client) -> None:
    page = desk.post(f"{PAGE}strava/change/", {**AS_IS, "preset": "athlete_only"})
    assert page.status_code == 200
    text = page.content.decode()
    for said in ("Nothing is changed yet", "would vanish for coaches", "would leave load, fitness, records and curves"):
        assert said in text
    assert {text: count for count, text in page.context["effects"]}["would vanish for coaches"] == 1
    assert held() == ("team", True, None, 0)
    answer = desk.post(f"{PAGE}strava/change/", confirmed_by(page))
    assert answer.status_code == 302
    assert held() == ("owner", False, 6, 1)


def test_rules_of_ones_own_are_shown_as_well(desk: Client) -> None:
    page = desk.post(f"{PAGE}strava/change/", {**AS_IS, "visible_to": "coach", "preset": ""})
    assert held()[0] == "team"
    desk.post(f"{PAGE}strava/change/", confirmed_by(page))
    assert held() == ("coach", True, None, 1)


def test_new_row_is_shown_first(desk: Client) -> None:
    page = desk.post(f"{PAGE}add/", {**AS_IS, "kind": "garmin", "visible_to": "owner"})
    with as_system("test"):
        assert not SourcePolicy.objects.filter(pk="garmin").exists()
    desk.post(f"{PAGE}add/", confirmed_by(page))
    with as_system("test"):
        assert SourcePolicy.objects.get(pk="garmin").visible_to == "owner"


def test_nonsense_is_told_by_the_form(desk: Client) -> None:
    page = desk.post(f"{PAGE}strava/change/", {**AS_IS, "keep_days": "-1"})
    assert b"Nothing is changed yet" not in page.content
    assert held() == ("team", True, None, 0)


def test_support_may_neither_see_nor_change_it(cast: Cast) -> None:
    desk = at_desk(cast[StaffRole.SUPPORT])
    assert desk.post(f"{PAGE}strava/change/", {**AS_IS, "preset": "athlete_only"}).status_code == 403
    assert held() == ("team", True, None, 0)
