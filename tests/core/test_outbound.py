"""Calls to the outside, against a real server that behaves badly."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from core import breaker
from core.outbound import Busy, Outbound, OutboundError


class Server(ThreadingHTTPServer):
    answers: list[tuple[int, dict[str, str]]]
    calls: int = 0


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.calls += 1
        status, headers = self.server.answers.pop(0) if self.server.answers else (200, {})
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(b"hello")

    do_POST = do_GET

    def log_message(self, *args: Any) -> None:
        """Quiet."""


@pytest.fixture
def server() -> Iterator[Server]:
    found = Server(("127.0.0.1", 0), Handler)
    found.answers = []
    thread = threading.Thread(target=found.serve_forever, daemon=True)
    thread.start()
    yield found
    found.shutdown()
    found.server_close()


@pytest.fixture
def outbound(server: Server) -> Iterator[Outbound]:
    made = Outbound(f"test-{uuid4()}", f"http://127.0.0.1:{server.server_port}")
    yield made
    made.client.close()


def test_get_that_fails_for_a_moment_is_tried_again(server: Server, outbound: Outbound) -> None:
    server.answers = [(503, {}), (200, {})]
    assert outbound.request("GET", "/").content == b"hello"
    assert server.calls == 2


def test_post_that_fails_is_not_tried_again(server: Server, outbound: Outbound) -> None:
    server.answers = [(503, {})]
    with pytest.raises(OutboundError):
        outbound.request("POST", "/")
    assert server.calls == 1


def test_too_many_requests_says_when_to_come_back(server: Server, outbound: Outbound) -> None:
    server.answers = [(429, {"Retry-After": "17"})]
    with pytest.raises(Busy) as busy:
        outbound.request("GET", "/")
    assert (busy.value.retry_after_s, server.calls) == (17.0, 1)


def test_redirect_is_not_followed(server: Server, outbound: Outbound) -> None:
    server.answers = [(302, {"Location": "http://127.0.0.1:1/"})]
    assert outbound.request("GET", "/").status_code == 302


def test_service_that_keeps_failing_is_left_alone(server: Server, outbound: Outbound) -> None:
    server.answers = [(500, {})] * 20
    for _call in range(breaker.FAILURES):
        with pytest.raises((OutboundError, breaker.Open)):
            outbound.request("POST", "/")
    before = server.calls
    with pytest.raises(breaker.Open):
        outbound.request("POST", "/")
    assert server.calls == before


@pytest.mark.django_db(transaction=True)
def test_call_inside_a_transaction_is_refused(server: Server, outbound: Outbound) -> None:
    with transaction.atomic(), pytest.raises(RuntimeError, match="inside a transaction"):
        outbound.request("GET", "/")
    assert server.calls == 0
