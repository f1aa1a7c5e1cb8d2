import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from accounts.models import Threshold, User
from core.acting import acting_as
from core.changes import START, Position, changes_after, list_etag
from core.models import Change, PastRow
from tests.waiting import settled

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.alone]


@pytest.fixture
def ann() -> User:
    return User.objects.create_user("ann@example.com")


def set_ftp(athlete: User, day: int) -> Threshold:
    return Threshold.objects.create(athlete=athlete, kind="ftp_w", value=250 + day, effective_on=f"2026-01-{day:02}")


def read_once(athlete: User, position: Position) -> list[Change]:
    with acting_as(athlete), transaction.atomic():
        return list(changes_after(position, 100))


def read_on(athlete: User, position: Position, *, is_more_expected: bool = False) -> tuple[list[str], Position]:
    rows = settled(lambda: read_once(athlete, position)) if is_more_expected else read_once(athlete, position)
    last = Position(rows[-1].xid, rows[-1].seq) if rows else position
    return [str(row.object_id) for row in rows], last


def in_thread(work: Callable[[], None]) -> threading.Thread:
    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_changes_of_interleaved_transactions_all_arrive(ann: User) -> None:
    has_written, may_commit = threading.Event(), threading.Event()
    made: list[Threshold] = []

    def slow() -> None:
        with acting_as(ann), transaction.atomic():
            made.append(set_ftp(ann, 1))
            has_written.set()
            may_commit.wait(10)

    thread = in_thread(slow)
    has_written.wait(10)
    with acting_as(ann), transaction.atomic():
        made.append(set_ftp(ann, 2))
    early, position = read_on(ann, START)
    may_commit.set()
    thread.join(10)
    late: list[str] = []
    while len(early + late) < len(made):
        more, position = read_on(ann, position, is_more_expected=True)
        assert more, "a change was lost"
        late += more
    assert sorted(early + late) == sorted(str(row.pk) for row in made)


def test_list_etag_changes_with_each_write_and_is_withheld_while_a_writer_is_open(ann: User) -> None:
    def tag() -> str | None:
        with acting_as(ann), transaction.atomic():
            return list_etag(["threshold"], owner=ann.pk)

    assert tag() == 'W/"0"'
    with acting_as(ann), transaction.atomic():
        set_ftp(ann, 1)
    first = settled(tag)
    assert first == settled(tag)
    with acting_as(ann), transaction.atomic():
        Threshold.objects.update(value=300)
    assert settled(tag) not in {first, None}


def test_history_keeps_what_a_row_said_before(ann: User) -> None:
    with acting_as(ann), transaction.atomic():
        row = set_ftp(ann, 1)
        Threshold.objects.filter(pk=row.pk).update(value=300)
        Threshold.objects.filter(pk=row.pk).delete()
        past = PastRow.objects.filter(object_id=row.pk).order_by("id")
        assert [(one.op, one.before["value"], one.actor_id) for one in past] == [
            ("upsert", 251, ann.pk),
            ("delete", 300, ann.pk),
        ]


def test_changes_of_another_athlete_are_not_seen(ann: User) -> None:
    ben = User.objects.create_user("ben@example.com")
    with acting_as(ben), transaction.atomic():
        set_ftp(ben, 1)
    assert read_on(ann, START)[0] == []
