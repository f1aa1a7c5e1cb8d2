"""gunicorn with sync workers, and what a request to it costs: time at the client, CPU of the workers and of PostgreSQL."""

import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.scratch import ROOT

TICKS_MS = 1000 / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Server:
    port: int
    pid: int
    headers: dict[str, str]

    def get(self, path: str, headers: dict[str, str] | None = None) -> float:
        """Seconds until the whole answer is here. A connection each, as sync workers close it anyway."""
        began = time.perf_counter()
        self.ask("GET", path, headers or self.headers)
        return time.perf_counter() - began

    def ask(self, method: str, path: str, headers: dict[str, str], body: bytes | None = None) -> bytes:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        found = answer.read()
        connection.close()
        if answer.status >= 300:
            raise RuntimeError(f"{path} answered {answer.status}: {found[:300]!r}")
        return found

    def send_files(self, headers: dict[str, str], files: dict[str, bytes]) -> str:
        """The id of the upload."""
        mark = "a-line-that-no-file-has"
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n".encode()
            + content
            + b"\r\n"
            for name, content in files.items()
        ]
        body = b"".join([*parts, f"--{mark}--\r\n".encode()])
        told = {**headers, "Content-Type": f"multipart/form-data; boundary={mark}"}
        return str(json.loads(self.ask("POST", "/api/v1/uploads", told, body))["id"])

    def states_of(self, headers: dict[str, str], upload: str) -> list[str]:
        return [item["state"] for item in json.loads(self.ask("GET", f"/api/v1/uploads/{upload}", headers))["items"]]

    def cpu_ms(self) -> float:
        return cpu_of_family(self.pid)


@contextmanager
def serving(
    application: str,
    port: int,
    environment: dict[str, str],
    headers: dict[str, str],
    config: str = "python:bench.quiet",
) -> Iterator[Server]:
    command = [
        sys.executable, "-m", "gunicorn", application, "--workers", "2", "--worker-class", "sync", "--bind", f"127.0.0.1:{port}",
        "--log-level", "error", "--no-control-socket", "--preload", "--config", config,
    ]  # fmt: skip
    with subprocess.Popen(command, cwd=ROOT, env=environment) as process:
        try:
            server = Server(port, process.pid, headers)
            _wait_for(server)
            yield server
        finally:
            process.terminate()


@contextmanager
def working(environment: dict[str, str]) -> Iterator[int]:
    """A worker as the site runs it, and its process."""
    command = ["nice", "-n", "10", sys.executable, "-m", "celery", "--quiet", "--app", "config", "worker",
               "--loglevel", "WARNING", "--concurrency", "1"]  # fmt: skip
    with subprocess.Popen(command, cwd=ROOT, env=environment) as process:
        try:
            time.sleep(4)  # until it listens
            yield process.pid
        finally:
            process.terminate()


@contextmanager
def ticking(environment: dict[str, str]) -> Iterator[int]:
    """The clock as the site runs it: it wakes the worker for whatever nobody was woken for."""
    command = ["nice", "-n", "10", sys.executable, "-m", "celery", "--quiet", "--app", "config", "beat",
               "--loglevel", "WARNING", "--pidfile="]  # fmt: skip
    with subprocess.Popen(command, cwd=ROOT, env=environment) as process:
        try:
            yield process.pid
        finally:
            process.terminate()


def postgres_cpu_ms(database: str = "") -> float | None:
    """Of the backends of a database on this machine, or of all; None when PostgreSQL runs elsewhere."""
    pids = [pid for pid in _processes() if _name(pid) == "postgres" and f"{database} " in f"{_command(pid)} "]
    return sum(_cpu_ms(pid) for pid in pids) if pids else None


def cpu_of_family(pid: int) -> float:
    return sum(_cpu_ms(member) for member in family(pid))


def peak_mb(pid: int) -> float:
    """The most that a process and its descendants have ever held, each by itself: what they share counts again."""
    return sum(_peak_kb(member) for member in family(pid)) / 1024


def _peak_kb(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), 0)


def _wait_for(server: Server) -> None:
    for _attempt in range(100):
        try:
            server.get("/api/v1/me")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server did not start")


def family(pid: int) -> list[int]:
    """A process and all that descend from it."""
    parents = {each: _parent(each) for each in _processes()}
    found = [pid]
    for member in found:
        found += [child for child, parent in parents.items() if parent == member]
    return found


def _processes() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]


def _stat(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _name(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def _parent(pid: int) -> int:
    fields = _stat(pid)
    return int(fields[1]) if fields else 0


def _cpu_ms(pid: int) -> float:
    """Of the process and of its children that have ended."""
    fields = _stat(pid)
    return sum(int(ticks) for ticks in fields[11:15]) * TICKS_MS if fields else 0.0
