"""Keeps one process running: starts it again when it dies by itself, ends it when told to end.

python -m deploy.local.keep NAME COMMAND…
"""

import os
import signal
import subprocess
import sys
import time
from types import FrameType

from deploy.local.paths import PIDS

LONGEST_PAUSE_S = 5.0


class Kept:
    def __init__(self, name: str, command: list[str]) -> None:
        self.name = name
        self.command = command
        self.child: subprocess.Popen[bytes] | None = None
        self.is_ending = False

    def run(self) -> int:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.end)
        pause = 0.2
        while not self.is_ending:
            began = time.monotonic()
            code = self.start_and_wait()
            if self.is_ending:
                break
            pause = 0.2 if time.monotonic() - began > 10 else min(pause * 2, LONGEST_PAUSE_S)
            print(f"{self.name} ended with {code}; starting it again", flush=True)
            time.sleep(pause)
        (PIDS / self.name).unlink(missing_ok=True)
        return 0

    def start_and_wait(self) -> int:
        # A session of its own: Ctrl-C reaches the keeper, which then ends the child in an orderly way.
        self.child = subprocess.Popen(self.command, start_new_session=True)
        (PIDS / self.name).write_text(str(self.child.pid))
        return self.child.wait()

    def end(self, number: int, frame: FrameType | None) -> None:
        self.is_ending = True
        if self.child is not None and self.child.poll() is None:
            self.child.send_signal(signal.SIGINT if self.name == "postgres" else signal.SIGTERM)


if __name__ == "__main__":
    PIDS.mkdir(parents=True, exist_ok=True)
    (PIDS / f"{sys.argv[1]}.keeper").write_text(str(os.getpid()))
    try:
        sys.exit(Kept(sys.argv[1], sys.argv[2:]).run())
    finally:
        (PIDS / f"{sys.argv[1]}.keeper").unlink(missing_ok=True)
