"""What the files in script/ call: python -m deploy.local setup|server|test|check|manage|bench|reset …"""

import signal
import sys

from deploy.local import dotenv, packages
from deploy.local.paths import ROOT

JUDGES = ("test", "check", "bench", "skipped")
"""What they say must not depend on the configuration of this machine."""


def main(task: str, arguments: list[str]) -> int:
    # Being told to end is like Ctrl-C, also in the background of a shell: whatever was started ends too.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    if task not in JUDGES:
        dotenv.load(ROOT / ".env")
    if task != "reset":
        packages.install()
    from deploy.local import tasks  # noqa: PLC0415 - after the packages are there

    return tasks.TASKS[task](arguments)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1], sys.argv[2:]))
    except KeyboardInterrupt:
        sys.exit(130)
