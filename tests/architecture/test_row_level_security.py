"""Every table is behind the wall, or stands here with the reason why it is not."""

import pytest
from django.conf import settings
from django.db import connection

from config.open_tables import OPEN_TABLES, is_open

pytestmark = pytest.mark.django_db


def tables() -> dict[str, bool]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname, relrowsecurity and relforcerowsecurity from pg_class"
            " where relkind in ('r', 'p', 'm', 'v') and relnamespace = 'public'::regnamespace"
        )
        return dict(cursor.fetchall())


def test_each_table_is_behind_the_wall_or_on_the_reasoned_list() -> None:
    assert {table for table, is_forced in tables().items() if not is_forced and not is_open(table)} == set()


def test_reasoned_list_names_only_tables_that_are_there_and_open() -> None:
    found = tables()
    assert {table for table in OPEN_TABLES if found.get(table, True)} == set()


def test_each_wall_has_a_rule_for_people_for_system_work_and_for_the_owner() -> None:
    roles = settings.DATABASE_ROLES
    with connection.cursor() as cursor:
        cursor.execute(
            "select tablename, array_agg(distinct r || ':' || cmd) from pg_policies, unnest(roles) r"
            " where schemaname = 'public' group by tablename"
        )
        found = {table: set(rules) for table, rules in cursor.fetchall()}
    people = {f"{roles['app']}:{command}" for command in ("SELECT", "INSERT", "UPDATE", "DELETE")}
    for table, is_forced in tables().items():
        if is_forced:
            assert people <= found[table], table
            assert f"{roles['owner']}:ALL" in found[table], table
            assert f"{roles['system']}:ALL" in found[table] or f"{roles['system']}:SELECT" in found[table], table


def test_nobody_sees_a_row_of_a_walled_table_without_an_actor() -> None:
    # Epochs and the rules for sources tell nothing about anyone.
    seen = {}
    with connection.cursor() as cursor:
        for table, is_forced in tables().items():
            if is_forced and table not in {"core_epoch", "training_sourcepolicy"}:
                cursor.execute(f'select count(*) from "{table}"')
                seen[table] = cursor.fetchone()[0]
    assert set(seen.values()) == {0}


def test_login_of_the_site_cannot_leave_its_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute("reset role")
        cursor.execute("select current_user")
        assert cursor.fetchone() == (settings.DATABASE_ROLES["app"],)
