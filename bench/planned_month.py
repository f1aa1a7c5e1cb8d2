"""An athlete with sixty workouts and sixty sessions in five weeks, made in the scratch database."""

import json
from datetime import UTC, datetime, timedelta

import django

django.setup()

from django.utils import timezone  # noqa: E402 - after setup

from accounts.models import User  # noqa: E402
from accounts.people import open_account  # noqa: E402
from bench.athletes import know, told  # noqa: E402
from bench.calendar import MONTH  # noqa: E402
from bench.rides import ride_fit  # noqa: E402
from core.acting import acting_as  # noqa: E402
from training.formats.reading import read  # noqa: E402
from training.models import SourceKind  # noqa: E402
from training.planning import plan_workout  # noqa: E402
from training.recording import record_session  # noqa: E402

COUNT = 60
TEXT = "- 15m ramp 50-75%\n5x\n- 8m 100-105% 90rpm\n- 4m 55%\n\n- 10m 50%"


def main() -> None:
    user = User.objects.create_user("month@example.com", "not needed here")
    open_account(user, name="Month")
    days = (MONTH[1] - MONTH[0]).days + 1
    with acting_as(user):
        know(user)
        for number in range(COUNT):
            on = MONTH[0] + timedelta(days=number % days)
            plan_workout(
                athlete_id=user.pk, actor=user, now=timezone.now(), on=on, sport="ride", title=f"Intervals {number}",
                description="Steady, seated, relaxed shoulders.", structure_text=TEXT, purpose="threshold",
            )  # fmt: skip
            began = datetime(on.year, on.month, on.day, 7 + 8 * (number // days), tzinfo=UTC)
            reading = read(ride_fit(began=began, number=number, seconds=900), "ride.fit")
            record_session(
                athlete_id=user.pk, recording=reading.recordings[0], kind=SourceKind.FILE, original=None, now=timezone.now()
            )  # fmt: skip
    print(json.dumps(told(user)))


if __name__ == "__main__":
    main()
