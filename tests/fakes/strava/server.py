"""The simulated Strava's door: HTTP from the standard library, one thread a connection."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.fakes.strava import routes
from tests.fakes.strava.answers import Request, Response
from tests.fakes.strava.control import Control
from tests.fakes.strava.faults import Fault
from tests.fakes.strava.state import Call, Strava

LARGEST_BODY = 5_000_000
TROUBLED = ("/api/", "/oauth/token", "/oauth/revoke", "/oauth/deauthorize")


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, strava: Strava, control: Control) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.strava, self.control = strava, control
        self.is_stopped = False
        self.thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def start(self) -> None:
        self.thread.start()

    def stop(self) -> None:
        self.is_stopped = True
        self.shutdown()
        self.server_close()
        self.thread.join(5)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who hangs up early is no news."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "SimulatedStrava", ""
    server: Server
    wbufsize = -1
    disable_nagle_algorithm = True
    timeout = 30

    def _answer(self) -> None:
        request = self._read()
        is_troubled = request.path.startswith(TROUBLED)
        fault = self.server.strava.faults.next_for(request.path) if is_troubled else None
        if fault is not None:
            fault.delay()
        response = fault.answer() if fault is not None else None
        if response is not None:
            response.headers = self.server.strava.limits.headers() | response.headers
        owner = self._owner(request)
        found = response or self._found(request)
        self._note(request, found, owner)
        self._send(found, fault)

    do_GET = do_POST = do_PUT = do_DELETE = _answer

    def _found(self, request: Request) -> Response:
        if request.path.startswith("/api/v3/") and request.path != "/api/v3/oauth/token":
            return routes.answer_api(self.server.strava, request)
        if request.path.startswith(("/oauth/", "/api/")):
            return routes.answer_oauth(self.server.strava, request)
        return self.server.control.answer(request)

    def _read(self) -> Request:
        parts = urlsplit(self.path)
        length = min(int(self.headers.get("Content-Length") or 0), LARGEST_BODY)
        body = self.rfile.read(length).decode(errors="replace") if length else ""
        headers = {name.lower(): value for name, value in self.headers.items()}
        base = f"http://{self.headers.get('Host', self.server.base)}"
        form = _form(body, headers.get("content-type", ""))
        return Request(self.command, parts.path, dict(parse_qsl(parts.query)), form, headers, base)

    def _owner(self, request: Request) -> int | None:
        grant = self.server.strava.permissions.owning(request.bearer) if request.bearer else None
        return grant.athlete_id if grant is not None else None

    def _note(self, request: Request, response: Response, owner: int | None) -> None:
        if request.path.startswith(("/api/", "/oauth/")):
            now = self.server.strava.clock.now()
            query = {
                name: value for name, value in request.query.items() if "secret" not in name and "token" not in name
            }
            self.server.strava.note(Call(request.method, request.path, query, response.status, owner, now))
        if request.method != "GET":
            self.server.control.save()

    def _send(self, response: Response, fault: Fault | None) -> None:
        self.close_connection = self.close_connection or self.server.is_stopped or bool(fault)
        if fault is not None and fault.drop:
            return
        self.send_response(response.status)
        for name, value in response.headers.items():
            self.send_header(name, value)
        if response.status != 204:
            self.send_header("Content-Length", str(len(response.body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        for piece in fault.pieces(response.body) if fault is not None else (response.body,):
            self.wfile.write(piece)
            self.wfile.flush()

    def log_message(self, text: str, *parts: Any) -> None:
        """Quiet: the control page shows what was called."""


def _form(body: str, kind: str) -> dict[str, str]:
    if not kind.startswith("application/json"):
        return dict(parse_qsl(body))
    try:
        told = json.loads(body or "{}")
    except ValueError:
        return {}
    return {"json": body, **{name: str(value) for name, value in told.items()}} if isinstance(told, dict) else {}
