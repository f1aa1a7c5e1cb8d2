"""What the files in script/ call: python -m deploy.local setup|server|test|check|manage|bench|reset …"""

import signal
import sys

from deploy.local import packages
from deploy.local.paths import Missing

if sys.version_info < (3, 11):
    raise Missing(f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}")


def main(task: str, arguments: list[str]) -> int:
    if task != "reset":
        packages.install()
    # Being told to end is like Ctrl-C: whatever was started ends too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    from deploy.local import tasks  # noqa: PLC0415 - after the packages are there

    return tasks.TASKS[task](arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
