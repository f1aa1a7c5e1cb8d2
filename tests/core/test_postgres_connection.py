import socket

import pytest
from django.db import connection

from core.postgres.base import DatabaseWrapper


@pytest.mark.django_db(transaction=True)
def test_connection_is_usable_until_the_server_hangs_up() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    assert connection.is_usable()
    wire = socket.socket(fileno=connection.connection.pgconn.socket)
    wire.shutdown(socket.SHUT_RDWR)
    wire.detach()
    assert not connection.is_usable()
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_request_after_the_server_hung_up_gets_a_new_connection() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        (before,) = cursor.fetchone()
    wire = socket.socket(fileno=connection.connection.pgconn.socket)
    wire.shutdown(socket.SHUT_RDWR)
    wire.detach()
    connection.health_check_enabled, connection.health_check_done = True, False
    connection.close_if_health_check_failed()
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        (after,) = cursor.fetchone()
    assert before != after


def test_connection_that_was_never_opened_is_not_usable() -> None:
    assert not DatabaseWrapper(connection.settings_dict).is_usable()
