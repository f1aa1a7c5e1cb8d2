"""Roles, database and default privileges: everything a fresh cluster needs before the first migration.

Runs with `DATABASE_OWNER_URL` (CREATEROLE and CREATEDB, no superuser) and may be repeated at any time.
"""

from typing import Any

import psycopg
from django.conf import settings
from psycopg import sql

MAINTENANCE_DATABASE = "postgres"


def provision(name: str) -> None:
    with setup_connection(MAINTENANCE_DATABASE) as cluster:
        # Roles belong to the whole cluster; two at once would trip over each other.
        cluster.execute("select pg_advisory_lock(727276)")
        for statement in _role_statements():
            cluster.execute(statement)
        _create_database(cluster, name)
        with setup_connection(name) as database:
            for statement in _privilege_statements(name):
                database.execute(statement)


def missing_roles() -> list[str]:
    with setup_connection(MAINTENANCE_DATABASE) as setup:
        found = {row[0] for row in setup.execute("select rolname from pg_roles").fetchall()}
    return [name for name in settings.DATABASE_ROLES.values() if name not in found]


def setup_connection(database: str) -> psycopg.Connection[Any]:
    login = settings.DATABASE_OWNER
    address = {
        "host": login["HOST"],
        "port": login["PORT"] or None,
        "user": login["USER"],
        "password": login["PASSWORD"],
    }
    return psycopg.connect(dbname=database, autocommit=True, **address)


def _role_statements() -> list[sql.Composed]:
    names = {key: sql.Identifier(name) for key, name in settings.DATABASE_ROLES.items()}
    password = sql.Literal(settings.DATABASES["default"]["PASSWORD"])
    # NOINHERIT comes before any grant: an inheriting login would match the system policy and see every row.
    attributes = {"owner": "nologin", "app": "nologin noinherit", "system": "nologin noinherit"}
    statements = [_create_role(settings.DATABASE_ROLES[key], text) for key, text in attributes.items()]
    login = settings.DATABASE_ROLES["login"]
    statements.append(_create_role(login, "login noinherit"))
    statements.append(sql.SQL("alter role {} login noinherit password {}").format(names["login"], password))
    statements.append(sql.SQL("grant {app}, {system} to {login}").format(**names))
    statements.append(sql.SQL("grant {owner} to current_user").format(**names))
    return statements


def _create_role(name: str, attributes: str) -> sql.Composed:
    return sql.SQL(
        "do $$ begin if not exists (select from pg_roles where rolname = {literal}) then create role {name} {rest}; end if; end $$"
    ).format(literal=sql.Literal(name), name=sql.Identifier(name), rest=sql.SQL(attributes))


def drop_database(name: str) -> None:
    with setup_connection(MAINTENANCE_DATABASE) as setup:
        drop = sql.SQL("drop database if exists {}").format(sql.Identifier(name))
        try:
            setup.execute(sql.SQL("{} with (force)").format(drop))
        except psycopg.errors.InsufficientPrivilege:  # the server is vacuuming it: that ends when asked without force
            setup.execute(drop)


def _create_database(setup: psycopg.Connection[Any], name: str) -> None:
    if setup.execute("select 1 from pg_database where datname = %s", [name]).fetchone() is None:
        statement = sql.SQL("create database {} owner {} encoding 'UTF8' template template0")
        setup.execute(statement.format(sql.Identifier(name), sql.Identifier(settings.DATABASE_ROLES["owner"])))


def _privilege_statements(database: str) -> list[sql.Composed]:
    names = {key: sql.Identifier(name) for key, name in settings.DATABASE_ROLES.items()}
    names["database"] = sql.Identifier(database)
    texts = (
        # For this database only: a cluster may hold several, each with its own roles but perhaps one login.
        "alter role {login} in database {database} set role = {app}",
        # Solid-state disks: with the default for turning ones a long history is sorted instead of read in order.
        "alter role {login} in database {database} set random_page_cost = 1.1",
        "set role {owner}",
        "grant usage on schema public to {app}, {system}",
        "alter default privileges for role {owner} in schema public"
        " grant select, insert, update, delete on tables to {app}, {system}",
        "alter default privileges for role {owner} in schema public grant usage on sequences to {app}, {system}",
        "grant select, insert, update, delete on all tables in schema public to {app}, {system}",
        "grant usage on all sequences in schema public to {app}, {system}",
    )
    return [sql.SQL(text).format(**names) for text in texts]
