"""Tests run on the real PostgreSQL as the login the site uses: one that row-level security holds for."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import setup_databases, teardown_databases

from core import acting
from core.postgres.owner import connected_as_owner


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any, request: pytest.FixtureRequest) -> Iterator[None]:
    suffix = getattr(request.config, "workerinput", {}).get("workerid", "")
    settings.DATABASES["default"]["TEST"]["NAME"] += f"_{suffix}" if suffix else ""
    is_kept = request.config.getvalue("reuse_db") and not request.config.getvalue("create_db")
    with django_db_blocker.unblock():
        with connected_as_owner():
            made = setup_databases(verbosity=0, interactive=False, keepdb=is_kept)
            name = connection.settings_dict["NAME"]
            open_to_site()
        connection.settings_dict["NAME"] = name
    yield
    if not is_kept:
        with django_db_blocker.unblock(), connected_as_owner():
            teardown_databases(made, verbosity=0)


def open_to_site() -> None:
    """The runtime roles may use the tables, and only here also truncate them: transactional tests flush so."""
    app, system = (settings.DATABASE_ROLES[key] for key in ("app", "system"))
    with connection.cursor() as cursor:
        cursor.execute(f'grant usage on schema public to "{app}", "{system}"')
        cursor.execute(f'grant select, insert, update, delete, truncate on all tables in schema public to "{app}", "{system}"')
        cursor.execute(f'grant usage, update on all sequences in schema public to "{app}", "{system}"')


@pytest.fixture(autouse=True)
def nobody_is_acting() -> Iterator[None]:
    acting.forget()
    yield
    acting.forget()
