"""Tests run on the real PostgreSQL as the login the site uses: one that row-level security holds for."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import setup_databases

from core import acting, maintenance, redis, throttling
from core.postgres.owner import connected_as_owner
from core.postgres.provision import drop_database, provision
from tests.sharing import pytest_runtest_protocol, use_redis_of_our_own  # noqa: F401 - the first is a hook

use_redis_of_our_own()


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: Any, request: pytest.FixtureRequest
) -> Iterator[None]:
    worker = getattr(request.config, "workerinput", {}).get("workerid", "")
    name = settings.DATABASES["default"]["TEST"]["NAME"] + (f"_{worker}" if worker else "")
    settings.DATABASES["default"]["TEST"]["NAME"] = connection.settings_dict["TEST"]["NAME"] = name
    drop_database(name)
    provision(name)
    with django_db_blocker.unblock():
        with connected_as_owner():
            setup_databases(verbosity=0, interactive=False, keepdb=True)
            allow_flush()
        connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = name
    yield
    with django_db_blocker.unblock():
        connection.close()
        drop_database(name)


def allow_flush() -> None:
    """Transactional tests empty the tables by TRUNCATE, which the site itself may never do."""
    app, system = (settings.DATABASE_ROLES[key] for key in ("app", "system"))
    with connection.cursor() as cursor:
        cursor.execute(f'grant truncate on all tables in schema public to "{app}", "{system}"')
        cursor.execute(f'grant update on all sequences in schema public to "{app}", "{system}"')


@pytest.fixture(autouse=True)
def nobody_is_acting() -> Iterator[None]:
    acting.forget()
    yield
    acting.forget()


@pytest.fixture(autouse=True)
def no_limits(settings: Any) -> None:
    """Tests of limits switch them on; all others would count each other's requests."""
    settings.RATE_LIMITS = ",".join(f"{scope}=0" for scope in throttling.LIMITS)
    settings.ACCOUNT_RATE_LIMITS = settings.MFA_RATE_LIMITS = False


@pytest.fixture(autouse=True)
def cheap_passwords(settings: Any) -> None:
    """What makes a password dear to guess would make it dear to test."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def maintenance_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is looked up by the clock, which would add a query to whichever test it strikes in."""
    monkeypatch.setattr(maintenance, "_known", (time.monotonic() + 60, False))


@pytest.fixture(autouse=True)
def redis_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """One slow answer is remembered for two seconds, and would decide other tests."""
    monkeypatch.setattr(redis, "_away_until", 0.0)
