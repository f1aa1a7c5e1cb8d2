"""Set-up work (migrations, provisioning, test databases) connects as the owner of the tables, never as the site does."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection


@contextmanager
def connected_as_owner() -> Iterator[None]:
    """Reconnect with `DATABASE_OWNER_URL`, working as the role that owns every table; the runtime login afterwards."""
    runtime = dict(connection.settings_dict)
    connection.close()
    _close_pool()
    connection.settings_dict.update(owner_settings(runtime))
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(runtime)


def owner_settings(runtime: dict[str, Any]) -> dict[str, Any]:
    login = settings.DATABASE_OWNER
    options = {"options": f"-c role={settings.DATABASE_ROLES['owner']}"}
    address = {key: login[key] for key in ("USER", "PASSWORD", "HOST", "PORT")}
    return {**address, "OPTIONS": {**login.get("OPTIONS", {}), **options}, "NAME": runtime["NAME"]}


def _close_pool() -> None:
    if connection.settings_dict["OPTIONS"].get("pool"):
        connection.close_pool()  # type: ignore[attr-defined]
