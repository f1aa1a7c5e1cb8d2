"""Thresholds that recent efforts speak for."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from accounts.models import User
from accounts.thresholds import set_threshold
from core.acting import acting_as, as_system
from tests.cast import make_person
from tests.training.recordings import BEGAN, ride
from training.formats.recording import Recording
from training.models import SourceKind
from training.proposals import proposals_of
from training.recording import record_session

pytestmark = pytest.mark.django_db
NOW = BEGAN + timedelta(hours=2)


@pytest.fixture
def athlete() -> User:
    return make_person("Ida")


def record(athlete: User, recording: Recording) -> None:
    with as_system("test"):
        record_session(athlete_id=athlete.pk, recording=recording, kind=SourceKind.FILE, original=None, now=NOW)


def proposed(athlete: User) -> dict[str, float]:
    with acting_as(athlete):
        found = proposals_of(athlete_id=athlete.pk, reader="owner", sport="ride", today=date(2026, 3, 10))
    return {one.kind: one.value for one in found}


def set_max(athlete: User, value: float) -> None:
    with acting_as(athlete):
        set_threshold(
            athlete_id=athlete.pk, sport=None, kind="max_hr_bpm", value=value, effective_on=date(2026, 1, 1),
            actor=athlete, now=NOW,
        )  # fmt: skip


def test_effort_of_an_hour_proposes_a_threshold(athlete: User) -> None:
    record(athlete, ride(watts=280, seconds=3700))
    assert proposed(athlete)["ftp_w"] == 280


def test_session_with_spikes_proposes_no_power(athlete: User) -> None:
    whole = ride(watts=280, seconds=3700)
    power = whole.channels["power_w"].copy()
    power[1000:1003] = [280.0, 2900.0, 280.0]
    record(athlete, replace(whole, channels={**whole.channels, "power_w": power}))
    assert "ftp_w" not in proposed(athlete)


@pytest.mark.parametrize(("known", "beaten", "told"), [(190, 195, 195), (190, 191, None), (190, 240, None)])
def test_heart_that_beat_faster_proposes_its_highest_rate(
    athlete: User, known: float, beaten: float, told: float | None
) -> None:
    set_max(athlete, known)
    whole = ride()
    beats = np.where(np.arange(3600) < 60, beaten, 140.0)
    record(athlete, replace(whole, channels={**whole.channels, "heart_rate_bpm": beats}))
    assert proposed(athlete).get("max_hr_bpm") == told
