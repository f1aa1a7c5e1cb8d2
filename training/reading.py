"""Reading files of strangers without trusting them: in a process apart, with little memory and little time.

Its answer is taken for what it is, text and numbers from a process that a file may have subverted: no pickles, each
value put into its type, sizes bounded. A reader that dies, hangs or grows is ended, and the next file gets a new one.
"""

import atexit
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import pairwise
from selectors import EVENT_READ, EVENT_WRITE, DefaultSelector
from typing import IO, Any

import numpy as np
import structlog
from django.conf import settings

from training.formats.recording import Array, Lap, Note, Reading, Recording, Totals, Unreadable
from training.reader_frames import ANSWER, HEAD

logger = structlog.get_logger(__name__)

LIMIT_S = 60.0
TRIES = 3
TELL_EVERY_S = 3.0
LARGEST_HEADER = 64 * 1024**2
LARGEST_ANSWER = 768 * 1024**2
_STEP = 1024**2
_QUIET = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}

Tell = Callable[[], None]


class Ended(Exception):
    """The reader did not answer: it died, or was ended because it took too long."""

    def __init__(self, *, is_late: bool) -> None:
        super().__init__("too slow" if is_late else "died")
        self.is_late = is_late


def read_in_sandbox(content: bytes, filename: str, *, tell: Tell | None = None, limit_s: float = LIMIT_S) -> Reading:
    """The sessions of a file, or `Unreadable`. `tell` is called every few seconds while it takes."""
    try:
        raw = _ask(content, filename, tell, limit_s)
    except Ended as ended:
        logger.warning("reader ended", is_late=ended.is_late, size=len(content))
        words = "Reading the file takes too long." if ended.is_late else "Reading the file takes too much memory."
        raise Unreadable("too_demanding", words) from None
    try:
        return _opened(raw)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError) as error:
        close()
        logger.exception("reader answered nonsense", error=type(error).__name__)
        raise Unreadable("damaged", "The file cannot be understood.") from None


def close() -> None:
    """End the reader of this process, if there is one."""
    global _reader
    with _lock:
        if _reader is not None and _owner == os.getpid():
            _reader.end()
        _reader = None


# --- the process ---------------------------------------------------------------------------------------------------
class _Reader:
    is_spent = False

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-E", "-s", "-m", "training.reader_process"],
            cwd=settings.BASE_DIR,
            env=_QUIET,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
        )
        self.to, self.from_ = _number_of(self.process.stdin), _number_of(self.process.stdout)
        for pipe in (self.to, self.from_):
            os.set_blocking(pipe, False)

    @property
    def is_alive(self) -> bool:
        return self.process.poll() is None

    def ask(self, content: bytes, filename: str, tell: Tell | None, until: float) -> tuple[bytes, bytes]:
        name = filename.encode("utf-8", "replace")[-255:]
        self._send(HEAD.pack(len(name), len(content)) + name + content, tell, until)
        head_size, size, self.is_spent = ANSWER.unpack(self._receive(ANSWER.size, tell, until))
        if head_size > LARGEST_HEADER or size > LARGEST_ANSWER:
            raise Ended(is_late=False)
        return bytes(self._receive(head_size, tell, until)), bytes(self._receive(size, tell, until))

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                pipe.close()

    def _send(self, data: bytes, tell: Tell | None, until: float) -> None:
        view, at = memoryview(data), 0
        while at < len(view):
            self._wait(self.to, EVENT_WRITE, tell, until)
            try:
                at += os.write(self.to, view[at : at + _STEP])
            except BlockingIOError:
                continue
            except OSError:
                raise Ended(is_late=False) from None

    def _receive(self, size: int, tell: Tell | None, until: float) -> bytearray:
        found = bytearray()
        while len(found) < size:
            self._wait(self.from_, EVENT_READ, tell, until)
            try:
                part = os.read(self.from_, min(size - len(found), _STEP))
            except BlockingIOError:
                continue
            if not part:
                raise Ended(is_late=False)
            found += part
        return found

    def _wait(self, pipe: int, event: int, tell: Tell | None, until: float) -> None:
        with DefaultSelector() as selector:
            selector.register(pipe, event)
            while not selector.select(max(0.0, min(TELL_EVERY_S, until - time.monotonic()))):
                if time.monotonic() >= until:
                    raise Ended(is_late=True)
                if tell:
                    tell()


def _number_of(pipe: IO[bytes] | None) -> int:
    if pipe is None:
        raise TypeError("a reader is asked through pipes")
    return pipe.fileno()


_reader: _Reader | None = None
_owner = 0
_lock = threading.Lock()


def _ask(content: bytes, filename: str, tell: Tell | None, limit_s: float) -> tuple[bytes, bytes]:
    """What ends a reader need not be the file: it had read others before, or the system was short of memory."""
    with _lock:
        for _try in range(TRIES - 1):
            try:
                return _answer_of(content, filename, tell, limit_s)
            except Ended as ended:
                if ended.is_late:
                    raise
        return _answer_of(content, filename, tell, limit_s)


def _answer_of(content: bytes, filename: str, tell: Tell | None, limit_s: float) -> tuple[bytes, bytes]:
    global _reader, _owner
    reader = _reader_at_hand()
    if reader is None:
        reader, _owner = _Reader(), os.getpid()
    _reader = None  # whatever comes in between, the rest of an answer is of no use to the next file
    try:
        answer = reader.ask(content, filename, tell, time.monotonic() + limit_s)
    except Ended as ended:
        reader.end()
        raise Ended(is_late=ended.is_late or reader.process.returncode == -signal.SIGXCPU) from None
    except BaseException:
        reader.end()
        raise
    if reader.is_spent:
        reader.end()
    else:
        _reader = reader
    return answer


def _reader_at_hand() -> _Reader | None:
    """One of this process: a forked one leaves the reader to its parent."""
    if _reader is None or _owner != os.getpid():
        return None
    if _reader.is_alive:
        return _reader
    _reader.end()
    return None


atexit.register(close)


# --- its answer ------------------------------------------------------------------------------------------------------
def _opened(raw: tuple[bytes, bytes]) -> Reading:
    header = json.loads(raw[0])
    if "refused" in header:
        code, message, place = (_text(part, 500) for part in header["refused"])
        raise Unreadable(code[:40], message, place)
    if "failed" in header:
        logger.error("a reader has a fault", error=_text(header["failed"], 500))
        raise Unreadable("damaged", "The file cannot be understood.")
    arrays = _arrays(header["sizes"], raw[1])
    told = header["reading"]
    return Reading(
        recordings=tuple(_recording(each, arrays) for each in told["recordings"]),
        kind=_text(told["kind"], 10),
        is_partial=bool(told["is_partial"]),
        notes=_notes(told["notes"]),
    )


def _arrays(sizes: list[int], raw: bytes) -> list[Array]:
    if any(not isinstance(size, int) or size < 0 for size in sizes) or sum(sizes) * 8 != len(raw):
        raise ValueError("the sizes are wrong")
    ends = np.cumsum([0, *sizes])
    everything = np.frombuffer(raw, dtype="<f8").astype(np.float64, copy=False)
    return [everything[start:end] for start, end in pairwise(ends)]


def _recording(told: dict[str, Any], arrays: list[Array]) -> Recording:
    found = Recording(
        sport=_text(told["sport"], 20),
        sub_sport=_text(told["sub_sport"], 20) or None,
        start_at=_instant(told["start_at"]),
        utc_offset_s=_whole(told["utc_offset_s"]),
        time_s=arrays[int(told["time_s"])],
        channels={_text(name, 20): arrays[int(place)] for name, place in told["channels"].items()},
        segments=arrays[int(told["segments"])],
        stops=tuple((float(start), float(end)) for start, end in told["stops"]),
        has_timer_events=bool(told["has_timer_events"]),
        laps=tuple(_lap(lap) for lap in told["laps"]),
        totals=Totals(**{name: _number(value) for name, value in told["totals"].items()}),
        device=_text(told["device"], 120),
        title=_text(told["title"], 200),
        description=_text(told["description"], 10_000),
        notes=_notes(told["notes"]),
    )
    if any(len(each) != len(found.time_s) for each in (found.segments, *found.channels.values())):
        raise ValueError("the channels are of different lengths")
    return found


def _lap(told: dict[str, Any]) -> Lap:
    return Lap(
        start_s=float(told["start_s"]),
        end_s=float(told["end_s"]),
        timer_s=_number(told["timer_s"]),
        distance_m=_number(told["distance_m"]),
        trigger=_text(told["trigger"], 20),
        intensity=_text(told["intensity"], 20),
        strokes=_whole(told["strokes"]),
        stroke=_text(told["stroke"], 20),
        kind=_text(told["kind"], 10),
    )


def _notes(told: list[dict[str, str]]) -> tuple[Note, ...]:
    return tuple(Note(_text(note["code"], 40), _text(note["text"], 500)) for note in told[:200])


def _text(value: Any, longest: int) -> str:
    return str(value if value is not None else "").replace("\0", "")[:longest]


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _whole(value: Any) -> int | None:
    return None if value is None else int(value)


def _instant(value: Any) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value).astimezone(UTC)
