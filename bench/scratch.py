"""A database of its own for a measurement, dropped at the end."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent


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
        "RATE_LIMITS": "user=0,anonymous=0",
        "PACELINE_DEMO": "0",
        "DEBUG": "0",
        "LOG_LEVEL": "WARNING",
    }
    manage(environment, "provision")
    try:
        manage(environment, "migrate", "--skip-checks", "-v0")
        yield environment
    finally:
        manage(
            environment,
            "shell",
            "-v0",
            "-c",
            f"from core.postgres.provision import drop_database; drop_database({name!r})",
        )


def manage(environment: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout


def _known(settings: object) -> dict[str, dict[str, object]]:
    return {"DATABASE_URL": settings.DATABASES["default"], "DATABASE_OWNER_URL": settings.DATABASE_OWNER}  # type: ignore[attr-defined]


def _address(found: dict[str, object]) -> str:
    return f"postgres://{found['USER']}:{found['PASSWORD']}@{found['HOST']}:{found['PORT'] or 5432}/{found['NAME']}"


def _renamed(address: str, name: str) -> str:
    return urlunsplit(urlsplit(address)._replace(path=f"/{name}"))
