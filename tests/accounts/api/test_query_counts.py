"""No list asks more questions because it is longer."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.api_keys import create_key
from accounts.grants import give_grant
from accounts.guardianship import create_ward
from accounts.invitations import invite
from accounts.joining import ask_to_join
from accounts.models import Absence, Consent, FitnessSeed, JoinCode, Role, Threshold, ZoneSet
from accounts.teams import found_team
from core.acting import acting_as, as_system
from tests.cast import Cast, join, make_person, questions

Make = Callable[[Cast, int, datetime], None]


def rows(model: type, **fields: object) -> Make:
    def make(cast: Cast, number: int, now: datetime) -> None:
        day = {"effective_on": f"2026-01-{number + 1:02}"} if hasattr(model, "effective_on") else {}
        day |= {"on": f"2026-01-{number + 1:02}"} if model is FitnessSeed else {}
        model.objects.create(athlete=cast["athlete"], **day, **fields)  # type: ignore[attr-defined]

    return make


def make_consent(cast: Cast, number: int, now: datetime) -> None:
    Consent.objects.create(user=cast["athlete"], kind="ai", text_version="1", given_at=now, withdrawn_at=now)


def make_key(cast: Cast, number: int, now: datetime) -> None:
    create_key(user=cast["athlete"], name="script", scopes=["read"], now=now)


def make_grant(cast: Cast, number: int, now: datetime) -> None:
    coach = make_person(f"Grant Coach {number}")
    join(cast.teams["alpha"], coach, Role.COACH, now)
    with acting_as(cast["athlete"]):
        give_grant(
            athlete=cast["athlete"],
            team=cast.teams["alpha"],
            coach=coach,
            scopes=["view_plan"],
            actor=cast["athlete"],
            now=now,
        )


def make_team(cast: Cast, number: int, now: datetime) -> None:
    found_team(name=f"Team {number}", founder=cast["athlete"], now=now)


def make_request(cast: Cast, number: int, now: datetime) -> None:
    host = make_person(f"Host {number}")
    with acting_as(host):
        team = found_team(name="Host", founder=host, now=now)
    with as_system("test"):
        code = JoinCode.objects.get(team=team).code
    ask_to_join(code=code, role=Role.ATHLETE, scopes=[], actor=cast["athlete"], now=now)


def make_asker(cast: Cast, number: int, now: datetime) -> None:
    asker = make_person(f"Asker {number}")
    with as_system("test"):
        code = JoinCode.objects.get(team=cast.teams["alpha"]).code
    with acting_as(asker):
        ask_to_join(code=code, role=Role.ATHLETE, scopes=[], actor=asker, now=now)


def make_member(cast: Cast, number: int, now: datetime) -> None:
    join(cast.teams["alpha"], make_person(f"Member {number}"), Role.ATHLETE, now)


def make_invitation(cast: Cast, number: int, now: datetime) -> None:
    with acting_as(cast["head_coach"]):
        invite(team=cast.teams["alpha"], role=Role.ATHLETE, actor=cast["head_coach"], now=now)


def make_athlete(cast: Cast, number: int, now: datetime) -> None:
    with acting_as(cast["head_coach"]):
        create_ward(name=f"Kid {number}", guardian=cast["head_coach"], now=now)


LISTS: list[tuple[str, str, Make, int]] = [
    ("athlete", "me/thresholds", rows(Threshold, kind="ftp_w", value=250), 3),
    ("athlete", "me/zones", rows(ZoneSet, metric="power", boundaries=[100]), 3),
    ("athlete", "me/fitness-seeds", rows(FitnessSeed, fitness=1, fatigue=1), 3),
    ("athlete", "me/absences", rows(Absence, from_on="2026-01-01"), 3),
    ("athlete", "me/grants", make_grant, 3),
    ("athlete", "me/consents", make_consent, 2),
    ("athlete", "me/api-keys", make_key, 2),
    ("athlete", "me/join-requests", make_request, 2),
    ("athlete", "teams", make_team, 2),
    ("head_coach", "athletes", make_athlete, 3),
    ("head_coach", "teams/{team}/members", make_member, 3),
    ("head_coach", "teams/{team}/invitations", make_invitation, 4),
    ("head_coach", "teams/{team}/join-requests", make_asker, 4),
]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("role", "path", "make", "expected"), LISTS, ids=[path for _role, path, _make, _expected in LISTS]
)
def test_list_asks_the_same_few_questions(
    role: str, path: str, make: Make, expected: int, count: int, cast: Cast, now: datetime
) -> None:
    for number in range(count):
        with acting_as(cast["athlete"]):
            make(cast, number, now)
    address = f"/api/v1/{path.format(team=cast.teams['alpha'].pk)}"
    client = cast.as_(role)
    assert len(client.get(address).json()["data"]) >= (0 if path == "athletes" else count)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    assert len(questions(asked)) == expected
