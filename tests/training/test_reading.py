"""Reading in a process apart: what comes back, and what becomes of files that fight."""

import os
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from tests.training.files import gpx
from training import reading
from training.formats.recording import Unreadable
from training.reading import read_in_sandbox


@pytest.fixture(autouse=True)
def ended() -> Iterator[None]:
    reading.close()
    yield
    reading.close()


def behave(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """A reader that does something else with the file than reading it."""
    script = (
        "import training.reader_process as p\n"
        "from training.formats.recording import Reading, Recording\n"
        "import numpy as np, os, time\n"
        f"def read(content, name):\n{code}\n"
        "p.read = read\np.main()\n"
    )
    started = reading.subprocess.Popen

    def start(command: list[str], **options: Any) -> Any:
        return started([command[0], "-c", script], **options)

    monkeypatch.setattr(reading.subprocess, "Popen", start)


def test_recording_comes_back_as_the_reader_made_it() -> None:
    found = read_in_sandbox(gpx(minutes=2), "ride.gpx")
    (recording,) = found.recordings
    assert (found.kind, recording.sport, recording.title, recording.time_s.size) == ("gpx", "ride", "A line", 120)
    assert np.diff(recording.time_s).tolist() == [1.0] * 119
    assert recording.channels["lat"][0] == 48.0
    assert str(recording.start_at) == "2026-03-01 08:00:00+00:00"


def test_reader_is_used_again_for_the_next_file() -> None:
    read_in_sandbox(gpx(), "one.gpx")
    first = reading._reader
    read_in_sandbox(gpx(), "two.gpx")
    assert reading._reader is first


def test_small_file_costs_little_more_than_reading_it() -> None:
    read_in_sandbox(gpx(minutes=0.1), "one.gpx")
    assert reading._reader is not None
    assert reading._reader.is_alive


def test_refusal_keeps_code_words_and_place() -> None:
    with pytest.raises(Unreadable) as refused:
        read_in_sandbox(b"not a session", "notes.txt")
    assert refused.value.code == "unknown_format"
    assert read_in_sandbox(gpx(), "ride.gpx").recordings


def test_reader_that_dies_refuses_the_file_and_the_next_one_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        behave(patch, "    os.abort()")
        with pytest.raises(Unreadable, match="memory") as refused:
            read_in_sandbox(b"x", "evil.fit")
    assert refused.value.code == "too_demanding"
    assert read_in_sandbox(gpx(), "ride.gpx").recordings


def test_reader_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    behave(monkeypatch, "    time.sleep(60)")
    began = time.monotonic()
    with pytest.raises(Unreadable, match="too long"):
        read_in_sandbox(b"x", "slow.fit", limit_s=1.5)
    assert time.monotonic() - began < 20
    assert reading._reader is None


def test_reader_that_grows_is_refused_its_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    behave(monkeypatch, "    return np.ones(300_000_000)")
    with pytest.raises(Unreadable) as refused:
        read_in_sandbox(b"x", "huge.fit")
    assert refused.value.code == "too_demanding"


def test_reader_writes_no_files_and_knows_no_secrets(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setenv("SECRET_KEY", "a secret")
    target = tmp_path / "written"
    behave(
        monkeypatch,
        f"    open({str(target)!r}, 'w').write('x' * 10)\n    raise ValueError",
    )
    with pytest.raises(Unreadable):
        read_in_sandbox(b"x", "evil.fit")
    assert not target.exists() or target.read_text() == ""
    behave(monkeypatch, "    raise p.Unreadable('names', ' '.join(sorted(os.environ)))")
    reading.close()
    with pytest.raises(Unreadable) as told:
        read_in_sandbox(b"x", "curious.fit")
    assert "SECRET_KEY" not in told.value.message
    assert "DATABASE" not in told.value.message


def test_nonsense_from_a_subverted_reader_is_no_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    behave(
        monkeypatch,
        "    return Reading((Recording('ride', None, None, None, np.ones(5), {'power_w': np.ones(4)}, np.ones(5)),), 'fit')",
    )
    with pytest.raises(Unreadable) as refused:
        read_in_sandbox(b"x", "odd.fit")
    assert refused.value.code == "damaged"


def test_somebody_is_told_while_it_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "TELL_EVERY_S", 0.1)
    behave(monkeypatch, "    time.sleep(1)\n    raise p.Unreadable('empty', 'Empty')")
    told: list[int] = []
    with pytest.raises(Unreadable):
        read_in_sandbox(b"x", "slow.fit", tell=lambda: told.append(os.getpid()))
    assert len(told) >= 3


def test_reader_that_has_grown_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        behave(patch, "    held = np.ones(40_000_000)\n    raise p.Unreadable('empty', 'Empty')")
        with pytest.raises(Unreadable):
            read_in_sandbox(b"x", "large.fit")
    assert reading._reader is None
    assert read_in_sandbox(gpx(), "ride.gpx").recordings


def test_reader_that_died_meanwhile_is_not_held_against_the_next_file() -> None:
    read_in_sandbox(gpx(), "one.gpx")
    assert reading._reader is not None
    os.kill(reading._reader.process.pid, 9)
    assert read_in_sandbox(gpx(), "two.gpx").recordings


def test_reader_that_somebody_else_kills_is_not_held_against_its_first_file(monkeypatch: pytest.MonkeyPatch) -> None:
    reading.close()
    ask, killed = reading._Reader.ask, []

    def ask_and_kill(reader: Any, *asked: Any) -> Any:
        if len(killed) < reading.TRIES - 1:
            killed.append(reader.process.pid)
            os.kill(reader.process.pid, 9)
        return ask(reader, *asked)

    monkeypatch.setattr(reading._Reader, "ask", ask_and_kill)
    assert read_in_sandbox(gpx(), "one.gpx").recordings
    assert len(killed) == 2
