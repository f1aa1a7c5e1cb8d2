"""Every endpoint, with every method, by every persona (IDOR). An endpoint that is not in the matrix fails the suite."""

from uuid import UUID

import pytest

from tests.access.conftest import address, call, endpoints
from tests.access.matrix import EVERYONE, MATRIX, OPEN
from tests.cast import Cast, some_id

CASES = [(route, method) for route, methods in MATRIX.items() for method in methods]


def test_matrix_names_each_endpoint_and_method_and_no_others() -> None:
    assert {route: set(methods) for route, methods in MATRIX.items()} == endpoints()


def test_matrix_says_something_about_every_persona() -> None:
    for route, method in CASES:
        assert set(MATRIX[route][method]) == set(EVERYONE), (route, method)


@pytest.mark.parametrize(("route", "method"), CASES)
def test_endpoint_opens_only_to_whom_it_should(route: str, method: str, cast: Cast, targets: dict[str, UUID]) -> None:
    path = address(route, targets)
    found = {}
    for persona in EVERYONE:
        status = call(cast, persona, method, path, **{"Idempotency-Key": "once"}).status_code
        assert status < 500
        found[persona] = status if status in {401, 403, 404} else OPEN
    assert found == MATRIX[route][method]


@pytest.mark.parametrize(("route", "method"), [case for case in CASES if "<uuid:pk>" in case[0]])
def test_foreign_row_looks_like_one_that_never_was(
    route: str, method: str, cast: Cast, targets: dict[str, UUID]
) -> None:
    nowhere = {
        name: (value if name in {"athlete_id", "team_id", "user_id", "activity_id"} else some_id())
        for name, value in targets.items()
    }
    foreign = call(cast, "other_coach", method, address(route, targets)).json()["error"]
    missing = call(cast, "other_coach", method, address(route, nowhere)).json()["error"]
    for error in (foreign, missing):
        del error["timestamp"], error["request_id"]
    assert foreign == missing


@pytest.mark.parametrize("route", [route for route, methods in MATRIX.items() if "get" in methods])
def test_answers_to_others_hold_no_byte_of_the_athlete(route: str, cast: Cast, targets: dict[str, UUID]) -> None:
    secrets = {str(value) for name, value in targets.items() if name not in {"team_id", "join-requests"}}
    for persona in ("other_coach", "other_athlete", "ex_coach", "support"):
        body = call(cast, persona, "get", address(route, targets)).content.decode()
        assert not [secret for secret in secrets if secret in body], persona
