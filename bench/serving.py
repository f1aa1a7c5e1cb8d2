"""gunicorn with sync workers, and what a request to it costs: time at the client, CPU of the workers and of PostgreSQL."""

import http.client
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

    def get(self, path: str) -> float:
        """Seconds until the whole answer is here. A connection each, as sync workers close it anyway."""
        began = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("GET", path, headers=self.headers)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        took = time.perf_counter() - began
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}")
        return took

    def cpu_ms(self) -> float:
        return sum(_cpu_ms(pid) for pid in _family(self.pid))


@contextmanager
def serving(application: str, port: int, environment: dict[str, str], headers: dict[str, str]) -> Iterator[Server]:
    command = [
        sys.executable, "-m", "gunicorn", application, "--workers", "2", "--worker-class", "sync", "--bind", f"127.0.0.1:{port}",
        "--log-level", "error", "--no-control-socket", "--preload", "--config", "python:bench.quiet",
    ]  # fmt: skip
    with subprocess.Popen(command, cwd=ROOT, env=environment) as process:
        try:
            server = Server(port, process.pid, headers)
            _wait_for(server)
            yield server
        finally:
            process.terminate()


def postgres_cpu_ms() -> float | None:
    """Of all backends on this machine, or None when PostgreSQL runs elsewhere."""
    pids = [pid for pid in _processes() if _name(pid) == "postgres"]
    return sum(_cpu_ms(pid) for pid in pids) if pids else None


def _wait_for(server: Server) -> None:
    for _attempt in range(100):
        try:
            server.get("/api/v1/me")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server did not start")


def _family(pid: int) -> list[int]:
    return [pid, *(child for child in _processes() if _parent(child) == pid)]


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


def _parent(pid: int) -> int:
    fields = _stat(pid)
    return int(fields[1]) if fields else 0


def _cpu_ms(pid: int) -> float:
    fields = _stat(pid)
    return (int(fields[11]) + int(fields[12])) * TICKS_MS if fields else 0.0
