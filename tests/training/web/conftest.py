from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Scope, Team, User
from accounts.teams import found_team
from accounts.thresholds import set_threshold
from core.acting import acting_as
from tests.accounts.web.conftest import join, make_person, sign_in
from tests.training.recordings import BEGAN, recording, ride, run
from training.formats.recording import Lap, Recording
from training.models import Activity, SourceKind
from training.recording import record_session

Record = Callable[..., Activity]


def varied_ride(*, began: Any = BEGAN, seconds: int = 3600) -> Recording:
    """With a way, laps, hills and efforts: whatever a page can show."""
    clock = np.arange(seconds)
    turn = 2 * np.pi * clock / seconds
    channels = {
        "power_w": np.where((clock // 300) % 2 == 1, 280.0, 150.0),
        "heart_rate_bpm": np.where((clock // 300) % 2 == 1, 165.0, 130.0),
        "speed_mps": np.full(seconds, 8.0),
        "distance_m": (clock + 1) * 8.0,
        "altitude_m": 400 + 50 * np.sin(turn * 3),
        "cadence_rpm": np.full(seconds, 88.0),
        "lat": 48 + 0.05 * np.sin(turn),
        "lng": 11 + 0.08 * np.cos(turn),
    }
    told = recording("ride", began, began.timestamp() + clock, channels)
    start = began.timestamp()
    laps = tuple(Lap(start + at, start + min(at + 600, seconds), 600.0) for at in range(0, seconds, 600))
    return Recording(**{name: getattr(told, name) for name in told.__slots__} | {"laps": laps})


@pytest.fixture
def coach(db: None) -> User:
    return make_person("Cora")


@pytest.fixture
def team(coach: User) -> Team:
    with acting_as(coach):
        return found_team(name="Velo Club", founder=coach, now=timezone.now())


@pytest.fixture
def athlete(team: Team) -> User:
    user = make_person("Ada")
    join(team, user, scopes=list(Scope.values))
    with acting_as(user):
        set_threshold(
            athlete_id=user.pk, sport="ride", kind="ftp_w", value=200, effective_on=date(2026, 1, 1), actor=user,
            now=timezone.now(),
        )  # fmt: skip
    return user


@pytest.fixture
def stranger(db: None) -> User:
    return make_person("Otto")


@pytest.fixture
def record(athlete: User) -> Record:
    def one(told: Recording | None = None, **described: Any) -> Activity:
        with acting_as(athlete):
            return record_session(
                athlete_id=athlete.pk, recording=told or varied_ride(), kind=SourceKind.FILE, original=None,
                now=timezone.now(), described=described,
            ).activity  # fmt: skip

    return one


@pytest.fixture
def sessions(record: Record) -> list[Activity]:
    """Newest last."""
    yesterday = timezone.now().replace(microsecond=0) - timedelta(days=4)
    return [
        record(varied_ride(began=yesterday), title="River loop"),
        record(run(began=yesterday + timedelta(days=1)), title="Easy run"),
        record(ride(began=yesterday + timedelta(days=2), watts=230)),
    ]


@pytest.fixture
def as_coach(coach: User) -> Client:
    return sign_in(coach)


@pytest.fixture
def as_athlete(athlete: User) -> Client:
    return sign_in(athlete)


@pytest.fixture
def as_stranger(stranger: User) -> Client:
    return sign_in(stranger)
