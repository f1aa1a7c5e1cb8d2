"""Error reports and traces, sent for real to a collector of our own, from a process of its own."""

import gzip
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
CANARY = "canary-7f3a9"
FAILING = f"""
import django; django.setup()
from unittest import mock
import sentry_sdk
from django.test import Client
from opentelemetry import trace
client = Client(HTTP_HOST="localhost", raise_request_exception=False)
with mock.patch("core.web.health.JsonResponse", side_effect=ValueError("Bearer {CANARY}")):
    assert client.get("/version?token={CANARY}").status_code == 500
sentry_sdk.flush()
trace.get_tracer_provider().force_flush()
"""


class Collector(ThreadingHTTPServer):
    received: dict[str, bytes]


class Handler(BaseHTTPRequestHandler):
    server: Collector

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        body = gzip.decompress(body) if self.headers.get("Content-Encoding") == "gzip" else body
        self.server.received[self.path] = self.server.received.get(self.path, b"") + body
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *args: Any) -> None:
        """Quiet."""


@pytest.fixture
def collector() -> Iterator[Collector]:
    found = Collector(("127.0.0.1", 0), Handler)
    found.received = {}
    threading.Thread(target=found.serve_forever, daemon=True).start()
    yield found
    found.shutdown()
    found.server_close()


def test_fault_is_reported_and_traced_without_secrets(collector: Collector) -> None:
    address = f"127.0.0.1:{collector.server_port}"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SENTRY_DSN": f"http://key@{address}/1",
        "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://{address}",
    }
    subprocess.run([sys.executable, "-c", FAILING], cwd=ROOT, env=environment, check=True, timeout=60)
    report, traces = collector.received["/api/1/envelope/"], collector.received["/v1/traces"]
    assert b"ValueError" in report
    assert b"paceline" in traces
    assert CANARY.encode() not in report + traces
