"""A database, a Redis and a folder of its own for a measurement, gone at the end."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import environ
import psycopg
import redis

ROOT = Path(__file__).resolve().parent.parent
REDIS_NUMBER = 9


@contextmanager
def scratch_database(suffix: str) -> Iterator[dict[str, str]]:
    """The environment in which everything works on the scratch database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from config import settings  # noqa: PLC0415 - the addresses of this machine, read once

    name = f"{settings.DATABASES['default']['NAME']}_{suffix}"
    roles = settings.DATABASE_ROLES["owner"].removesuffix("_owner")
    addresses = {key: os.environ.get(key) or _address(found) for key, found in _known(settings).items()}
    environment = {
        **os.environ,
        **{key: _renamed(address, name) for key, address in addresses.items()},
        "DATABASE_ROLE_PREFIX": roles,
        "REDIS_URL": _redis(settings),
        "RATE_LIMITS": "user=0,anonymous=0,uploads=0",
        "PACELINE_DEMO": "0",
        "DEBUG": "0",
        "LOG_LEVEL": "WARNING",
    }
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        environment["PACELINE_DATA"] = folder
        manage(environment, "provision")
        try:
            manage(environment, "migrate", "--skip-checks", "-v0")
            yield environment
        finally:
            drop = f"from core.postgres.provision import drop_database; drop_database({name!r})"
            manage(environment, "shell", "-v0", "-c", drop)


def manage(environment: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout


def run_inside(environment: dict[str, str], *arguments: str) -> Any:
    """What a module of ours, run inside the scratch database, prints last: JSON."""
    command = [sys.executable, "-m", *arguments]
    found = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(found.stdout.splitlines()[-1])


def owner_connection(environment: dict[str, str]) -> psycopg.Connection[Any]:
    found = environ.Env.db_url_config(environment["DATABASE_OWNER_URL"])
    login = {"host": found["HOST"], "port": found["PORT"] or None, "user": found["USER"], "password": found["PASSWORD"]}
    connection = psycopg.connect(dbname=found["NAME"], autocommit=True, **login)
    connection.execute(f'set role "{environment["DATABASE_ROLE_PREFIX"]}_owner"')
    return connection


def name_of(environment: dict[str, str]) -> str:
    return urlsplit(environment["DATABASE_URL"]).path.strip("/")


def _redis(settings: object) -> str:
    found = urlsplit(os.environ.get("REDIS_URL") or settings.REDIS_URL)  # type: ignore[attr-defined]
    address = urlunsplit(found._replace(path=f"/{REDIS_NUMBER}"))
    redis.Redis.from_url(address).flushdb()
    return address


def _known(settings: object) -> dict[str, dict[str, object]]:
    return {"DATABASE_URL": settings.DATABASES["default"], "DATABASE_OWNER_URL": settings.DATABASE_OWNER}  # type: ignore[attr-defined]


def _address(found: dict[str, object]) -> str:
    return f"postgres://{found['USER']}:{found['PASSWORD']}@{found['HOST']}:{found['PORT'] or 5432}/{found['NAME']}"


def _renamed(address: str, name: str) -> str:
    return urlunsplit(urlsplit(address)._replace(path=f"/{name}"))
