import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.local.paths import ROOT
from deploy.local.processes import wait_until


@pytest.fixture
def kept(tmp_path):
    command = [sys.executable, "-m", "deploy.local.keep", "sleeper", "sleep", "60"]
    environment = {**os.environ, "PACELINE_DATA": str(tmp_path)}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL) as keeper:
        yield keeper, tmp_path / "pids" / "sleeper"
        keeper.kill()


def number(path: Path) -> int:
    assert wait_until(lambda: path.exists() and path.read_text().isdigit(), 10)
    return int(path.read_text())


def test_keeper_starts_again_what_was_killed(kept) -> None:
    _, path = kept
    first = number(path)
    os.kill(first, signal.SIGKILL)
    assert wait_until(lambda: number(path) != first, 10)
    os.kill(number(path), signal.SIGKILL)


def test_keeper_ends_with_what_it_keeps(kept) -> None:
    keeper, path = kept
    number(path)
    keeper.send_signal(signal.SIGTERM)
    assert (keeper.wait(10), path.exists()) == (0, False)
