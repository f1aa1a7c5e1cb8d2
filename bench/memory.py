"""Memory of web and worker after load (shared pages counted once), and how soon the site answers."""

import argparse
import subprocess
import sys
import time
import urllib.request
from datetime import date
from pathlib import Path

from bench.imports import BEGAN, made, wait_for
from bench.reads import bearer, paths
from bench.scratch import ROOT, run_inside, scratch_database
from bench.serving import Server, family, serving, working


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--requests", type=int, default=40, help="of each address")
    parser.add_argument("--files", type=int, default=40)
    parser.add_argument("--port", type=int, default=8190)


def run(arguments: argparse.Namespace) -> None:
    with scratch_database("bench_memory") as environment:
        (somebody,) = run_inside(environment, "bench.athletes", "--sizes", "2000")
        print(
            f"start to first answer   {min(_start(environment, arguments.port) for _time in range(3)):>7.2f} s (at most 2)"
        )
        headers = bearer(somebody)
        as_deployed = serving("config.wsgi", arguments.port, environment, headers, "config/gunicorn.py")
        with as_deployed as server, working(environment) as worker:
            _load(server, somebody, arguments)
            print(f"web, two workers        {_megabytes(server.pid):>7.0f} MB (at most 350)")
            print(f"worker and its reader   {_megabytes(worker):>7.0f} MB (at most 250)")


def _load(server: Server, somebody: dict[str, str], arguments: argparse.Namespace) -> None:
    headers = bearer(somebody)
    for path in paths(somebody, date.today()).values():
        for _number in range(arguments.requests):
            server.get(f"/api/v1/{path}", headers)
    for kind in ("fit", "gpx"):
        wait_for(server, headers, server.send_files(headers, made(kind, arguments.files, BEGAN)))


def _start(environment: dict[str, str], port: int) -> float:
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--config", "config/gunicorn.py"]
    began = time.perf_counter()
    with subprocess.Popen(command, cwd=ROOT, env={**environment, "BIND": f"127.0.0.1:{port}"}) as process:
        try:
            while not _answers(port):
                time.sleep(0.02)
            return time.perf_counter() - began
        finally:
            process.terminate()


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/live", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _megabytes(pid: int) -> float:
    return sum(_proportional_kb(member) for member in family(pid)) / 1024


def _proportional_kb(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
