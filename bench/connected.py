"""Athletes who have connected their account at the simulated Strava, made in the scratch database.

Run inside it with what the simulator granted, it prints who they are and what they sign their requests with; with
`--begin` it begins the history of those who are named.
"""

import argparse
import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import django

django.setup()

from django.db import transaction  # noqa: E402 - after setup
from django.utils import timezone  # noqa: E402

from accounts.models import User  # noqa: E402
from accounts.people import open_account  # noqa: E402
from bench.athletes import know, told  # noqa: E402
from core.acting import acting_as, as_system  # noqa: E402
from strava.backfilling import begin_history  # noqa: E402
from strava.models import Connection  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--connect", type=json.loads, default=[], help="grants, each with the athlete's id at Strava")
    parser.add_argument("--begin", type=UUID, nargs="*", default=[], help="athletes whose history shall be fetched")
    asked = parser.parse_args()
    for athlete_id in asked.begin:
        begin(athlete_id)
    print(json.dumps([connected(granted) for granted in asked.connect]))


def connected(granted: dict[str, Any]) -> dict[str, Any]:
    number = granted["athlete"]
    user = User.objects.create_user(f"strava{number}@example.com", "not needed here")
    open_account(user, name=f"Athlete {number}")
    with acting_as(user):
        know(user)
    with as_system("bench"), transaction.atomic():
        link = Connection(athlete=user, strava_athlete_id=number, scopes=["read", "activity:read_all"])
        link.access_token, link.refresh_token = granted["access_token"], granted["refresh_token"]
        link.expires_at = timezone.now() + timedelta(hours=6)
        link.save()
    return {**told(user), "athlete": number}


def begin(athlete_id: UUID) -> None:
    with as_system("bench"), transaction.atomic():
        begin_history(athlete_id=athlete_id, now=timezone.now())


if __name__ == "__main__":
    main()
