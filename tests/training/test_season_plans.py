from datetime import date

import pytest

from core.acting import acting_as
from tests.cast import make_cast
from training.season_plans import create_season, weekly_targets

pytestmark = pytest.mark.django_db


def test_week_between_two_phases_has_a_share_of_each():
    athlete = make_cast()["athlete"]
    phases = [
        {"kind": "base", "from_on": date(2026, 3, 2), "to_on": date(2026, 3, 10), "weekly_load": 350.0},
        {"kind": "build", "from_on": date(2026, 3, 11), "to_on": date(2026, 3, 29), "weekly_load": 420.0},
        {"kind": "taper", "from_on": date(2026, 3, 30), "to_on": date(2026, 4, 5), "weekly_load": None},
    ]
    with acting_as(athlete):
        create_season(
            athlete_id=athlete.pk, actor=athlete, title="Spring", from_on=date(2026, 3, 2), to_on=date(2026, 4, 5),
            phases=phases,
        )  # fmt: skip
        told = weekly_targets(athlete.pk, date(2026, 2, 25), date(2026, 4, 5))
    assert told == {date(2026, 3, 2): 350, date(2026, 3, 9): (2 * 350 + 5 * 420) / 7, date(2026, 3, 16): 420,
                    date(2026, 3, 23): 420}  # fmt: skip
