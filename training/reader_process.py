"""The room files are read in: a process of its own that knows no settings, no database and no secrets.

It takes one file after the other on its standard input and answers on its standard output. An answer is a JSON
header and, behind it, the numbers as plain little-endian floats: nothing in it can make the other side do anything.
"""

import json
import os
import resource
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

import numpy as np

from training.formats.reading import read
from training.formats.recording import Array, Reading, Recording, Unreadable
from training.reader_frames import ANSWER, HEAD

MEMORY = 1024**3
CPU_S = 60
GROWN = 256 * 1024**2


def main() -> None:
    questions, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints is no answer
    confine()
    while (asked := _question(questions)) is not None:
        allow_cpu(CPU_S)
        answers.write(answer(*asked))
        answers.flush()


def has_grown() -> bool:
    """Then the next file gets a process that holds nothing of this one."""
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return False
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024 > GROWN


def confine() -> None:
    """Less memory than the machine has, no core files, no files written, no further processes."""
    limits = {"RLIMIT_AS": MEMORY, "RLIMIT_CORE": 0, "RLIMIT_FSIZE": 0, "RLIMIT_NPROC": 0}
    for name, most in limits.items():
        kind = getattr(resource, name, None)
        if kind is not None:
            _limit(kind, most, most)


def allow_cpu(seconds: int) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + 1 + seconds, resource.RLIM_INFINITY)


def _limit(kind: int, soft: int, hard: int) -> None:
    try:
        resource.setrlimit(kind, (soft, hard))
    except (ValueError, OSError):  # not every system knows each of them
        return


def answer(filename: str, content: bytes) -> bytes:
    try:
        return encode(read(content, filename))
    except Unreadable as error:
        return _packed({"refused": [error.code, error.message, error.place]}, [])
    except MemoryError:
        return _packed({"refused": ["too_demanding", "Reading the file takes too much memory.", ""]}, [])
    except Exception as error:  # a fault of a reader is told, and the next file is read
        return _packed({"failed": f"{type(error).__name__}: {error}"[:500]}, [])


def encode(reading: Reading) -> bytes:
    arrays: list[Array] = []
    header = {
        "kind": reading.kind,
        "is_partial": reading.is_partial,
        "notes": [asdict(note) for note in reading.notes],
        "recordings": [_recording(recording, arrays) for recording in reading.recordings],
    }
    return _packed({"reading": header}, arrays)


def _recording(recording: Recording, arrays: list[Array]) -> dict[str, Any]:
    def place(array: Array) -> int:
        arrays.append(array)
        return len(arrays) - 1

    return {
        "sport": recording.sport,
        "sub_sport": recording.sub_sport,
        "start_at": recording.start_at.isoformat() if recording.start_at else None,
        "utc_offset_s": recording.utc_offset_s,
        "time_s": place(recording.time_s),
        "channels": {name: place(values) for name, values in recording.channels.items()},
        "segments": place(recording.segments),
        "stops": [list(stop) for stop in recording.stops],
        "has_timer_events": recording.has_timer_events,
        "laps": [asdict(lap) for lap in recording.laps],
        "totals": asdict(recording.totals),
        "device": recording.device,
        "title": recording.title,
        "description": recording.description,
        "notes": [asdict(note) for note in recording.notes],
    }


def _packed(header: Mapping[str, Any], arrays: list[Array]) -> bytes:
    raw = [np.ascontiguousarray(array, dtype="<f8").tobytes() for array in arrays]
    text = json.dumps({**header, "sizes": [len(each) // 8 for each in raw]}, default=_plain).encode("utf-8", "replace")
    return b"".join((ANSWER.pack(len(text), sum(map(len, raw)), has_grown()), text, *raw))


def _plain(value: Any) -> Any:
    """NumPy's own numbers, where a reader lets one through."""
    return value.item()


def _question(source: IO[bytes]) -> tuple[str, bytes] | None:
    head = source.read(HEAD.size)
    if len(head) < HEAD.size:
        return None
    name_size, size = HEAD.unpack(head)
    name, content = source.read(name_size), source.read(size)
    return (name.decode("utf-8", "replace"), content) if len(content) == size else None


if __name__ == "__main__":
    main()
