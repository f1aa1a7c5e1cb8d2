"""A server that says what it is told to, for what a well-behaved stand-in would never do."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Answer:
    body: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    drips_s: float = 0.0


@dataclass
class Asked:
    method: str
    path: str
    headers: dict[str, str]
    body: str


class Stub(ThreadingHTTPServer):
    daemon_threads = True
    answer: Callable[[Asked], Answer]
    asked: list[Asked]

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Stub

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        asked = Asked(self.command, self.path, dict(self.headers), body)
        self.server.asked.append(asked)
        answer = self.server.answer(asked)
        content = json.dumps(answer.body).encode() if answer.raw is None else answer.raw
        self.send_response(answer.status)
        for name, value in {"Content-Length": str(len(content)), **answer.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self._write(content, answer.drips_s)

    def _write(self, content: bytes, drips_s: float) -> None:
        try:
            for at in range(len(content)) if drips_s else ():
                self.wfile.write(content[at : at + 1])
                self.wfile.flush()
                time.sleep(drips_s)
            if not drips_s:
                self.wfile.write(content)
        except OSError:
            return

    do_GET = do_POST = do_DELETE = _serve

    def log_message(self, *args: Any) -> None:
        """Quiet."""


@contextmanager
def stub(answer: Callable[[Asked], Answer]) -> Iterator[Stub]:
    server = Stub(("127.0.0.1", 0), _Handler)
    server.answer, server.asked = answer, []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
