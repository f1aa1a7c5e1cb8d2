import os
import signal
import subprocess
import sys
import time

import pytest

from deploy.local import processes

STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); time.sleep(60)"
)


@pytest.fixture
def pids(tmp_path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(processes, "PIDS", tmp_path)
    return tmp_path


def test_living_believes_a_number_only_with_its_command(pids) -> None:
    (pids / "web").write_text(str(os.getpid()))
    assert (processes.living("web", "python"), processes.living("web", "gunicorn")) == (os.getpid(), None)


@pytest.mark.parametrize("text", ["", "no number", "4194305"])
def test_living_knows_nobody_by_a_useless_file(pids, text: str) -> None:
    (pids / "web").write_text(text)
    assert processes.living("web", "python") is None


def test_end_kills_who_does_not_listen() -> None:
    with subprocess.Popen([sys.executable, "-c", STUBBORN], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        began = time.monotonic()
        processes.end(child.pid, within_s=0.3)
        assert (child.wait(), time.monotonic() - began < 5) == (-signal.SIGKILL, True)


def test_end_of_a_process_that_is_gone_is_no_fault() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as child:
        child.wait()
    processes.end(child.pid)
