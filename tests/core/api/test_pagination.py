from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from accounts.models import Threshold
from core.acting import acting_as

PATH = "/api/v1/thresholds"


@pytest.fixture
def five(ann: Any) -> list[str]:
    """Newest first; two share a day."""
    days = [date(2026, 1, 1) + timedelta(days=number) for number in (0, 1, 1, 2, 3)]
    kinds = ["ftp_w", "ftp_w", "cp_w", "ftp_w", "ftp_w"]
    with acting_as(ann):
        rows = [
            Threshold.objects.create(athlete=ann, kind=kind, value=number + 1, effective_on=day)
            for number, (day, kind) in enumerate(zip(days, kinds, strict=True))
        ]
    return [str(row.pk) for row in sorted(rows, key=lambda row: (-row.effective_on.toordinal(), row.pk))]


def walk(client: Any, query: str) -> list[list[str]]:
    pages, cursor = [], ""
    while cursor is not None:
        body = client.get(f"{PATH}?{query}" + (f"&cursor={cursor}" if cursor else "")).json()
        assert body["has_more"] == (body["next_cursor"] is not None)
        pages.append([row["id"] for row in body["data"]])
        cursor = body["next_cursor"]
    return pages


def test_pages_follow_each_other_without_gap_or_repetition(ann: Any, as_: Any, five: list[str]) -> None:
    assert walk(as_(ann), "limit=2") == [five[:2], five[2:4], five[4:]]
    assert walk(as_(ann), "limit=5") == [five]


def test_rows_that_come_meanwhile_shift_nothing(ann: Any, as_: Any, five: list[str]) -> None:
    client = as_(ann)
    first = client.get(f"{PATH}?limit=2").json()
    with acting_as(ann):
        Threshold.objects.create(athlete=ann, kind="ftp_w", value=9, effective_on="2026-06-01")
    second = client.get(f"{PATH}?limit=2&cursor={first['next_cursor']}").json()
    assert [row["id"] for row in second["data"]] == five[2:4]


def test_cursor_belongs_to_its_person_filters_and_signature(
    ann: Any, ben: Any, as_: Any, five: list[str], settings: Any
) -> None:
    cursor = as_(ann).get(f"{PATH}?limit=2").json()["next_cursor"]

    def status(client: Any, query: str) -> int:
        return client.get(f"{PATH}?{query}").status_code

    assert status(as_(ann), f"limit=3&cursor={cursor}") == 200
    assert status(as_(ben), f"limit=2&cursor={cursor}") == 400
    assert status(as_(ann), f"limit=2&kind=ftp_w&cursor={cursor}") == 400
    assert status(as_(ann), f"cursor={cursor[:-1]}") == 400
    assert status(as_(ann), f"cursor=x{cursor}") == 400
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "a new one"
    assert status(as_(ann), f"cursor={cursor}") == 200
    settings.SECRET_KEY_FALLBACKS = []
    assert status(as_(ann), f"cursor={cursor}") == 400


def test_cursor_does_not_last_for_ever(ann: Any, as_: Any, five: list[str]) -> None:
    cursor = as_(ann).get(f"{PATH}?limit=2").json()["next_cursor"]
    for days, status in ((29, 200), (31, 400)):
        with time_machine.travel(timezone.now() + timedelta(days=days)):
            assert as_(ann).get(f"{PATH}?limit=2&cursor={cursor}").status_code == status


@pytest.mark.parametrize("rows", [1, 3])
def test_list_takes_the_same_queries_however_long(
    ann: Any, as_: Any, five: list[str], rows: int, django_assert_num_queries: Any
) -> None:
    client = as_(ann)
    with django_assert_num_queries(5):  # begin, who it is, become, rows, end
        assert len(client.get(f"{PATH}?limit={rows}").json()["data"]) == rows
