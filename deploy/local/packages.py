"""The virtual environment and the front-end files, installed only when their lock files have changed."""

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from deploy.local import registries
from deploy.local.paths import BIN, PYTHON, ROOT, VENV, Missing

LOCKS = ("requirements-uv.txt", "requirements-dev.txt")
NPM_LOCK = "package-lock.json"


def install() -> None:
    install_python_packages()
    install_front_end_files()


def install_python_packages() -> None:
    stamp = VENV / ".installed"
    digest = _digest(*LOCKS) + sys.version.split()[0]
    if _reads(stamp, digest):
        return
    print("paceline: installing Python packages", flush=True)
    if not _is_whole():
        _create_venv()
    _run(
        [
            str(PYTHON),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--require-hashes",
            "-r",
            LOCKS[0],
        ]
    )
    command = [str(BIN / "uv"), "pip", "sync", "--quiet", "--python", str(PYTHON), "--require-hashes", LOCKS[1]]
    _run(command, registries.for_uv())
    stamp.write_text(digest)


def install_front_end_files() -> None:
    stamp = ROOT / "node_modules" / ".installed"
    digest = _digest(NPM_LOCK)
    if _reads(stamp, digest):
        return
    print("paceline: installing front-end files", flush=True)
    environment = registries.for_npm()
    if _needs_own_node():
        environment["PATH"] = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    _run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], environment)
    stamp.write_text(digest)


def _is_whole() -> bool:
    """Programs of a virtual environment name its place: one that was moved must be made anew."""
    pip = BIN / "pip"
    return PYTHON.exists() and pip.exists() and str(BIN) in pip.read_text()


def _create_venv() -> None:
    try:
        venv.EnvBuilder(with_pip=True, clear=True, symlinks=True).create(VENV)
    except (subprocess.CalledProcessError, ImportError):
        raise Missing("this Python has no venv or pip (on Debian: apt-get install python3-venv python3-pip)") from None


def _needs_own_node() -> bool:
    """The system's Node serves when it is young enough; otherwise the one from the Python environment does."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        return True
    version = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout
    return int(version.lstrip("v").split(".")[0] or 0) < 20


def _digest(*names: str) -> str:
    content = b"".join((ROOT / name).read_bytes() for name in names)
    return hashlib.sha256(content).hexdigest()


def _reads(stamp: Path, text: str) -> bool:
    return stamp.exists() and stamp.read_text() == text


def _run(command: list[str], environment: dict[str, str] | None = None) -> None:
    result = subprocess.run(command, cwd=ROOT, env=environment, check=False)
    if result.returncode:
        raise Missing(
            f"{Path(command[0]).name} could not finish (see above); the first set-up needs the package registries"
        )
