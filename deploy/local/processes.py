"""What runs, by the files under .data/pids: a number there counts only while a process of ours has it."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from deploy.local.paths import PIDS, Missing


def number_in(name: str) -> int | None:
    path = PIDS / name
    text = path.read_text().strip() if path.exists() else ""
    return int(text) if text.isdigit() else None


def living(name: str, word: str) -> int | None:
    """The process noted under this name; numbers are used again, so its command must contain the word."""
    pid = number_in(name)
    return pid if pid and word in command_of(pid) else None


def command_of(pid: int) -> str:
    """Empty for a process that has ended, also while nobody has asked for its exit code."""
    status = Path(f"/proc/{pid}/cmdline")
    if Path("/proc/self").exists():
        try:
            return status.read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
        except OSError:
            return ""
    listing = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return listing.stdout.strip()


def end(pid: int, *, how: signal.Signals = signal.SIGTERM, within_s: float = 20) -> None:
    """Asks a process to end, and ends it when it does not."""
    if _tell(pid, how) and not wait_until(lambda: not command_of(pid), within_s):
        _tell(pid, signal.SIGKILL)
        wait_until(lambda: not command_of(pid), 5)


def _tell(pid: int, how: signal.Signals) -> bool:
    try:
        os.kill(pid, how)
    except ProcessLookupError:
        return False
    except PermissionError:
        raise Missing(f"process {pid} belongs to another user and does not end; run this as that user") from None
    return True


def wait_until(is_so: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
