import os
import shutil
import subprocess
from collections.abc import Callable

from deploy.local import browser, servers, site, skipped, strava
from deploy.local.paths import BIN, DATA, PYTHON, ROOT, SERVERS

Task = Callable[[list[str]], int]


def setup(arguments: list[str]) -> int:
    with servers.running() as environment:
        return _run([str(PYTHON), "manage.py", "prepare"], environment | strava.stand_in(environment))


def server(arguments: list[str]) -> int:
    with servers.running() as environment:
        wanted = {"WEB_RELOAD": "1"} if "--reload" in arguments else {}
        return site.serve(environment | wanted | strava.stand_in(environment))


def test(arguments: list[str]) -> int:
    chromium = browser.find_or_install()
    with servers.running() as environment:
        environment |= {"CHROMIUM": chromium, "PACELINE_ENV": "test", **browser.driver()}
        parallel = [] if any(text.startswith(("-n", "-k", "tests/")) for text in arguments) else ["-n", "2"]
        return _run([str(PYTHON), "-m", "pytest", *parallel, *arguments], environment)


def check(arguments: list[str]) -> int:
    with servers.running() as environment:
        return _run([str(PYTHON), "-m", "deploy.local.check", *arguments], environment)


def manage(arguments: list[str]) -> int:
    with servers.running() as environment:
        return _run([str(PYTHON), "manage.py", *arguments], environment | strava.stand_in(environment))


def bench(arguments: list[str]) -> int:
    with servers.running() as environment:
        return _run([str(PYTHON), "-m", "bench", *arguments], environment)


def reset(arguments: list[str]) -> int:
    if "--yes" not in arguments and input(f"Throw away everything in {DATA}? [y/N] ").lower() != "y":
        return 1
    if SERVERS.exists():
        servers.stop()
    shutil.rmtree(DATA, ignore_errors=True)
    return 0


def _run(command: list[str], environment: dict[str, str]) -> int:
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    try:
        return subprocess.run(command, cwd=ROOT, env={**environment, "PATH": path}, check=False).returncode
    except KeyboardInterrupt:
        return 130


TASKS: dict[str, Task] = {
    "setup": setup,
    "server": server,
    "test": test,
    "check": check,
    "manage": manage,
    "bench": bench,
    "reset": reset,
    "skipped": skipped.tell,
}
