"""Where things are. Only the standard library: this runs before anything is installed."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("PACELINE_DATA", ROOT / ".data"))
VENV = ROOT / ".venv"
BIN = VENV / "bin"
PYTHON = BIN / "python"
PIDS = DATA / "pids"
LOGS = DATA / "logs"
SERVERS = DATA / "servers.json"


class Missing(SystemExit):
    """Something this machine lacks; the message says what and how to get it."""

    def __init__(self, what: str) -> None:
        super().__init__(f"paceline: {what}")
