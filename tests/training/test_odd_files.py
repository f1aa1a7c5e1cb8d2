"""Files as the world really sends them, all the way to the activity."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from core.acting import acting_as
from tests.cast import as_house, make_person
from tests.training.files import gpx, read_waiting, sent
from tests.training.formats.fit_writer import UINT8, write_fit
from training import intake
from training.models import Activity
from training.uploads import Outcome, outcomes_of, take_files

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("originals_disk")]
RIDE: list[dict[str, Any]] = [{"distance_m": 8 * i, "speed_mps": 8} for i in range(600)]


@pytest.fixture
def athlete() -> Iterator[User]:
    person = make_person("Ada")
    with acting_as(person):
        yield person


def read(athlete: User, name: str, content: bytes) -> Outcome:
    upload = take_files(athlete_id=athlete.pk, files=[sent(name, content)], actor=athlete, now=timezone.now())
    read_waiting()
    (outcome,) = outcomes_of([upload])[upload.pk]
    return outcome


def activity() -> Activity:
    with as_house():
        return Activity.objects.get()


def test_name_with_a_bare_ampersand_costs_no_session(athlete: User) -> None:
    assert read(athlete, "ride.gpx", gpx().replace(b"A line", b"Z\xfcrich & Berg")).state == "done"
    assert activity().source_title == "Zürich & Berg"
    assert [note["code"] for note in activity().quality][:1] == ["mended"]


def test_name_that_misleads_the_eye_is_put_right(athlete: User) -> None:
    read(athlete, "ride.gpx", gpx().replace(b"A line", "\u202eeno\ntwo".encode()))
    assert activity().source_title == "eno two"


def test_damage_is_told_with_its_place_in_the_quality_of_the_session(athlete: User) -> None:
    whole = write_fit(records=RIDE)
    outcome = read(athlete, "ride.fit", whole[: len(whole) // 2])
    assert outcome.state == "partial"
    notes = {note["code"]: note["text"] for note in activity().quality}
    assert {"partial", "unfinished", "truncated"} <= notes.keys()
    assert "byte" in notes["truncated"]


@pytest.mark.parametrize("year", ["0001", "9999"])
def test_way_of_a_device_that_knew_no_date_is_kept(athlete: User, year: str) -> None:
    assert read(athlete, "way.gpx", gpx().replace(b"2026-03-01", f"{year}-03-01".encode())).state == "done"
    assert (activity().timer_s, activity().load, activity().load_method) == (None, None, "none")
    assert activity().distance_m == pytest.approx(1496, abs=2)


@pytest.mark.parametrize(
    ("answered", "rpe", "feel"), [({193: 70, 192: 75}, 7, 4), ({193: 0, 192: 0}, None, 1), ({}, None, None)]
)
def test_effort_that_was_answered_on_the_device_counts(
    athlete: User, answered: dict[int, int], rpe: float | None, feel: int | None
) -> None:
    totals = {field: (UINT8, value) for field, value in answered.items()}
    read(athlete, "gym.fit", write_fit(records=RIDE, sport="strength", totals=totals))
    assert (activity().rpe, activity().feel) == (rpe, feel)
    assert activity().load_method == ("rpe" if rpe else "none")


def test_file_of_more_days_than_a_worker_can_bear_is_refused(athlete: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "MOST_S", 100)
    outcome = read(athlete, "years.gpx", gpx(minutes=5))
    assert (outcome.state, outcome.error_code) == ("failed", "too_demanding")
