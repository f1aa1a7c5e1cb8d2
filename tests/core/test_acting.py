from uuid import UUID, uuid4

import pytest
from django.db import DataError, connection, transaction

from accounts.models import Threshold, User
from core import acting
from core.models import Change

pytestmark = pytest.mark.django_db


def declared() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('app.actor', true), current_user")
        actor, role = cursor.fetchone()
    return actor or "", role.rsplit("_", 1)[1]


def person(email: str) -> User:
    return User.objects.create_user(email)


def ftp(athlete: User) -> Threshold:
    return Threshold.objects.create(athlete=athlete, kind="ftp_w", value=250, effective_on="2026-01-01")


def test_session_of_the_suite_cannot_pass_row_level_security() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select rolsuper or rolbypassrls from pg_roles where rolname = session_user")
        assert cursor.fetchone() == (False,)
    assert declared() == ("", "app")


def test_acting_as_a_person_reads_own_rows_and_gives_the_actor_back() -> None:
    ann, ben = person("ann@example.com"), person("ben@example.com")
    with acting.acting_as(ann):
        ftp(ann)
        assert Threshold.objects.count() == 1
        with acting.acting_as(ben):
            assert Threshold.objects.count() == 0
        assert declared() == (str(ann.pk), "app")
    assert declared() == ("", "app")
    assert Threshold.objects.count() == 0


def test_as_system_sees_all_and_keeps_the_actor() -> None:
    ann = person("ann@example.com")
    with acting.acting_as(ann):
        ftp(ann)
        with acting.as_system("test"):
            assert declared() == (str(ann.pk), "system")
    with acting.as_system("test"):
        assert Threshold.objects.count() == 1


def test_as_system_without_a_reason_is_refused() -> None:
    with pytest.raises(ValueError, match="reason"), acting.as_system(""):
        pass


def test_acting_as_ends_cleanly_after_a_database_error() -> None:
    ann = person("ann@example.com")
    with pytest.raises(DataError), transaction.atomic(), acting.acting_as(ann), connection.cursor() as cursor:
        cursor.execute("select 1 / 0")
    assert declared() == ("", "app")


def test_actor_that_is_no_uuid_is_refused() -> None:
    ann = person("ann@example.com")
    with acting.acting_as(ann):
        ftp(ann)  # PostgreSQL asks no policy about an empty table
    with connection.cursor() as cursor:
        cursor.execute("select set_config('app.actor', 'nobody', true)")
    with pytest.raises(DataError), transaction.atomic():
        Threshold.objects.count()


@pytest.mark.django_db(transaction=True)
def test_new_transaction_speaks_for_whoever_the_context_names() -> None:
    who = uuid4()
    with acting.acting_as(who):
        with transaction.atomic():
            assert declared() == (str(who), "app")
        assert declared() == ("", "app")


@pytest.mark.django_db(transaction=True)
def test_nothing_of_the_actor_is_left_after_commit() -> None:
    with transaction.atomic():
        acting.become(UUID(int=7))
        assert declared()[0] == str(UUID(int=7))
    acting.forget()
    with transaction.atomic():
        assert declared() == ("", "app")


@pytest.mark.django_db(transaction=True)
def test_after_rollback_runs_only_when_the_transaction_was_rolled_back() -> None:
    ran: list[str] = []
    with transaction.atomic():
        acting.after_rollback(lambda: ran.append("committed"))
    with pytest.raises(KeyError), transaction.atomic():
        acting.after_rollback(lambda: ran.append("rolled back"))
        raise KeyError
    assert ran == ["rolled back"]


@pytest.mark.django_db(transaction=True)
def test_after_rollback_writes_in_a_transaction_of_its_own() -> None:
    with pytest.raises(KeyError), transaction.atomic():
        acting.after_rollback(lambda: person("kept@example.com"))
        person("lost@example.com")
        raise KeyError
    assert list(User.objects.values_list("email", flat=True)) == ["kept@example.com"]


def test_bulk_update_counts_versions_and_logs_each_row() -> None:
    ann = person("ann@example.com")
    with acting.acting_as(ann):
        rows = [ftp(ann), Threshold.objects.create(athlete=ann, kind="cp_w", value=240, effective_on="2026-01-01")]
        Threshold.objects.update(value=251)
        assert set(Threshold.objects.values_list("version", flat=True)) == {2}
        updates = Change.objects.filter(kind="threshold", version=2).values_list("object_id", flat=True)
        assert set(updates) == {row.pk for row in rows}
