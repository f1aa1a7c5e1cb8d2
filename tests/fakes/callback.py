"""The app's side of Strava's webhooks: gives challenges back, answers events as told."""

import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


class Callback(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), CallbackHandler)
        self.events: list[dict[str, Any]] = []
        self.answers: list[int] = []
        self.slow_s = 0.0

    def handle_error(self, request: Any, client_address: Any) -> None:
        """The simulator hangs up after two seconds."""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/webhooks/strava/secret"


class CallbackHandler(BaseHTTPRequestHandler):
    server: Callback

    def do_GET(self) -> None:
        asked = dict(parse_qsl(urlsplit(self.path).query))
        right = asked["hub.verify_token"] == "verify"
        self._send(200 if right else 403, b'{"hub.challenge": "%s"}' % asked["hub.challenge"].encode())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        time.sleep(self.server.slow_s)
        self.server.events.append(json.loads(body))
        self._send(self.server.answers.pop(0) if self.server.answers else 200, b"")

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Quiet."""
